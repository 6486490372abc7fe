"""The report of an incident: what happened, in order, and its figures, each with the sentence that says what was counted. Presentation only: the
figures of other packages come from their sections."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from makegood.desk.incident.registry import SECTIONS
from makegood.desk.incident.seam import Around, Figure, Moment, Reports
from makegood.flows import incident_pages
from makegood.incidents import queries
from makegood.incidents.types import Incident


@dataclass(frozen=True, slots=True)
class Report:
    incident: Incident
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    rule: str  # whom it affected, as a sentence; '' while nobody settled that


def of(around: Around) -> Report:
    """The whole report as of an instant."""
    told = [section for section in SECTIONS if isinstance(section, Reports)]
    moments = [Moment(entry.at, entry.sentence) for entry in incident_pages.timeline(around.incident)]
    moments += chain.from_iterable(section.moments(around) for section in told)
    frozen = queries.cohorts(incident_id=around.incident.id)
    return Report(
        incident=around.incident,
        figures=(*_own(around), *chain.from_iterable(section.figures(around) for section in told)),
        moments=tuple(sorted(moments, key=lambda one: one.at)),
        rule=frozen[0].sentence if frozen else "",
    )


def _own(around: Around) -> Iterator[Figure]:
    one = around.incident
    counted = queries.how_many(incident_ids=[one.id]).get(one.id)
    if one.ended_at is not None:
        minutes = round((one.ended_at - one.began_at).total_seconds() / 60)
        yield Figure(
            _("It lasted"), _("%(n)d minutes") % {"n": minutes}, _("From its beginning to its end, as they stand on its page.")
        )
    noticed = max(round((one.opened_at - one.began_at).total_seconds() / 60), 0)
    if one.burst_id is not None:
        yield Figure(
            _("Noticed after"),
            _("%(n)d minutes") % {"n": noticed},
            _("From its beginning to the candidate that the watch raised."),
        )
    if counted is not None:
        yield Figure(_("Messages"), f"{counted.messages:,}", _("Those that belong to it now, without those that were taken out."))
        yield Figure(_("Cases"), f"{counted.cases:,}", _("Cases in which at least one of these messages stands."))
    for cohort in queries.cohorts(incident_id=one.id)[:1]:
        yield Figure(
            _("People affected"), f"{cohort.people:,}", _("One for each person whom the rule meant when it was settled last.")
        )
        yield Figure(
            _("Of whom never complained"), f"{cohort.silent:,}",
            _("No message of theirs belongs to it, and none of that time was read as a complaint."),
        )  # fmt: skip
    said = sum(letter.answered.said for letter in queries.letters(incident_id=one.id))
    if said:
        yield Figure(_("Answered together"), f"{said:,}", _("Cases in which a letter to all was said, each in person."))
