"""What we say about an incident: its statements, and who was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from makegood.desk.incident.seam import Around, Figure, Moment
from makegood.flows import drafting_statement, status_links, telling_statement
from makegood.flows.telling_statement import Standing
from makegood.statements import queries
from makegood.statements.rules import letters
from makegood.statements.types import Statement, StatementState


@dataclass(frozen=True, slots=True)
class Line:
    """One statement, where everybody reads it, and how its telling stands (None before it began)."""

    statement: Statement
    link: str
    told: Standing | None


@dataclass(frozen=True, slots=True)
class Shown:
    lines: tuple[Line, ...]


class StatementSection:
    """The statement of an incident."""

    key: ClassVar[str] = "statement"
    title: ClassVar[str | Promise] = lazy("What we say")
    template: ClassVar[str] = "desk/parts/incident_statement.html"

    def look(self, around: Around) -> Shown:
        """The statements about it, the latest first."""
        return Shown(tuple(_line(one, around) for one in _statements(around)))

    def figures(self, around: Around) -> Sequence[Figure]:
        """How many were told, and how many not."""
        found = [_line(one, around) for one in _statements(around)]
        told = sum(line.told.counts.told for line in found if line.told)
        not_told = sum(sum(line.told.counts.not_told.values()) for line in found if line.told)
        if not found:
            return ()
        return (
            Figure(_("Told"), str(told), _("People for whom words of the statement went through the gate, each counted once.")),
            Figure(
                _("Not told"),
                str(not_told),
                _("People whom it concerned and to whom no way was open; the statement’s page says why."),
            ),
        )

    def moments(self, around: Around) -> Sequence[Moment]:
        """When it was published, and each update."""
        found = []
        for one in _statements(around):
            phases = letters.PHASES["en"]
            if one.published_at is not None:
                found.append(Moment(one.published_at, _("The statement was published.")))
            found += [
                Moment(each.at, _("An update was published: %(phase)s.") % {"phase": phases[each.phase].lower()})
                for each in one.updates
            ]
        return found


def _statements(around: Around) -> tuple[Statement, ...]:
    return queries.of_occasion(occasion=drafting_statement.occasion(around.incident))


def _line(one: Statement, around: Around) -> Line:
    is_out = one.state is StatementState.PUBLISHED
    standing = telling_statement.standing(statement_id=one.id) if is_out else None
    return Line(one, status_links.statement(around.brand.slug, one.number), standing)
