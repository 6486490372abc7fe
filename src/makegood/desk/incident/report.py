"""The report of an incident: what happened, in order, and its figures, each with the sentence that says what was counted. Presentation only: the
figures of other packages come from their sections."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from django.utils.translation import gettext as _

from makegood.desk.incident.registry import SECTIONS
from makegood.desk.incident.seam import Around, Figure, Moment, Reports
from makegood.flows import incident_afterwards, incident_pages
from makegood.flows.incident_afterwards import Afterwards, Cost
from makegood.gestures.types import Payer
from makegood.incidents import queries
from makegood.incidents.types import Incident
from makegood.touchpoints.types import Finding


@dataclass(frozen=True, slots=True)
class Report:
    incident: Incident
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    rule: str  # whom it affected, as a sentence; '' while nobody settled that
    findings: tuple[Finding, ...]


def of(around: Around) -> Report:
    """The whole report as of an instant."""
    told = [section for section in SECTIONS if isinstance(section, Reports)]
    moments = [Moment(entry.at, entry.sentence) for entry in incident_pages.timeline(around.incident)]
    moments += chain.from_iterable(section.moments(around) for section in told)
    frozen = queries.cohorts(incident_id=around.incident.id)
    after = incident_afterwards.of(incident=around.incident, at=around.at)
    return Report(
        incident=around.incident,
        figures=(*_own(around), *chain.from_iterable(section.figures(around) for section in told), *_since(around, after)),
        moments=tuple(sorted(moments, key=lambda one: one.at)),
        rule=frozen[0].sentence if frozen else "",
        findings=after.findings,
    )


def as_rows(report: Report) -> list[tuple[str, str, str, str]]:
    """The same for a spreadsheet: (what, when, name or sentence, value), in the order of the screen; instants in UTC."""
    one = report.incident
    span = [
        ("incident", _utc(one.began_at), one.title, str(one.number)),
        *([("over", _utc(one.ended_at), "", "")] if one.ended_at else []),
    ]
    figures = [("figure", "", figure.name, figure.value) for figure in report.figures]
    rule = [("affected", "", report.rule, "")] if report.rule else []
    findings = [("finding", _utc(found.filed_at), found.sentence, str(found.voices)) for found in report.findings]
    return [*span, *figures, *rule, *findings, *(("moment", _utc(moment.at), moment.sentence, "") for moment in report.moments)]


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


def _since(around: Around, after: Afterwards) -> Iterator[Figure]:
    """What it cost, payer by payer, and what was ordered since."""
    paid = _("Steps that were done for its cases, and coupons of it that were used, as they stand in the books now.")
    for cost in after.costs:
        yield Figure(_("Paid by %(who)s") % {"who": _payer(cost, around.brand.name)}, str(cost.amount), paid)
    ordered = after.ordered
    if ordered is None:
        return
    within = _(
        "Orders of those whom it affected, by any address of theirs, within thirty days after it was over; replacements are none."
    )
    yield Figure(_("Orders that followed"), _("%(orders)s by %(people)s of %(of)s people") % {
        "orders": f"{ordered.orders:,}", "people": f"{ordered.people:,}", "of": f"{ordered.of:,}",
    }, within)  # fmt: skip
    for total in ordered.total:
        yield Figure(_("… worth"), str(total), _("The sum of these orders, before anything was paid back."))


def _payer(cost: Cost, brand: str) -> str:
    named = {Payer.BRAND: brand, Payer.SUPPLIER: _("suppliers"), Payer.CARRIER: _("carriers"), Payer.SPONSOR: _("sponsors")}
    return cost.who or str(named[cost.payer])


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
