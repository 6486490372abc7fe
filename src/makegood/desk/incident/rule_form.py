"""The rule of who was affected as a form: one choice for each part, a stretch of time, and what is said of it. Presentation only: it reads what was
chosen and shows it again, and decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from makegood.incidents.types import Incident, Part, PartKind, Rule
from makegood.kernel.refusals import Refusal

ANY, ALL, NONE = "any", "all", "none"
PARTS: Mapping[PartKind, tuple[str | Promise, str | Promise]] = {
    PartKind.MEMBER: (lazy("wrote to us about it"), lazy("their message belongs to this incident")),
    PartKind.COMPLAINED: (lazy("complained of anything"), lazy("a message in that time was read as a complaint")),
    PartKind.BASKET: (lazy("had something in the basket"), lazy("the shop told us so")),
    PartKind.REFUSED: (lazy("was refused at the checkout"), lazy("the shop told us so")),
    PartKind.PARCEL: (lazy("had a parcel on its way"), lazy("as the carrier tells")),
    PartKind.ORDERED: (lazy("ordered something before"), lazy("within a year before it began")),
}
USUAL = {PartKind.MEMBER: ANY, PartKind.BASKET: ANY, PartKind.REFUSED: ANY}
FACETS = {PartKind.COMPLAINED: "harm", PartKind.PARCEL: "carrier"}
BEFORE = timedelta(days=365)
_FORM = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Row:
    """One part as it stands in the form."""

    name: str
    words: str | Promise
    how: str | Promise
    chosen: str
    facet_name: str = ""
    facet: str = ""


@dataclass(frozen=True, slots=True)
class RuleForm:
    rows: tuple[Row, ...]
    since: str
    until: str


def shown(told: Mapping[str, str], one: Incident, at: datetime) -> RuleForm:
    """The form as it was filled in; untouched, with what is usual."""
    touched = any(f"part_{kind.value}" in told for kind in PARTS)
    rows = tuple(
        Row(
            name=kind.value,
            words=words,
            how=how,
            chosen=told.get(f"part_{kind.value}", "") if touched else USUAL.get(kind, ""),
            facet_name=FACETS.get(kind, ""),
            facet=told.get(FACETS[kind], "") if kind in FACETS else "",
        )
        for kind, (words, how) in PARTS.items()
    )
    return RuleForm(rows, told.get("since") or local(one.began_at), told.get("until") or local(one.ended_at or at))


def read(told: Mapping[str, str], one: Incident, at: datetime) -> Rule:
    """The rule that was chosen. A stretch that was left as it is follows the incident. Refuses ("rule_malformed") what is no time."""
    form = shown(told, one, at)
    since = None if form.since == local(one.began_at) else instant(form.since, "since", code="rule_malformed")
    until = None if form.until == local(one.ended_at or at) else instant(form.until, "until", code="rule_malformed")
    chosen: dict[str, list[Part]] = {ANY: [], ALL: [], NONE: []}
    for row in form.rows:
        kind = PartKind(row.name)
        if row.chosen in chosen:
            stretch = (one.began_at - BEFORE, one.began_at) if kind is PartKind.ORDERED else (since, until)
            chosen[row.chosen].append(Part(kind, *stretch, facet=row.facet.strip()))
    return Rule(tuple(chosen[ANY]), tuple(chosen[ALL]), tuple(chosen[NONE]))


def local(at: datetime | None) -> str:
    """An instant as a field of a form shows it, in the brand's own time; '' for none."""
    return timezone.localtime(at).strftime(_FORM) if at else ""


def instant(told: str, field: str, *, code: str = "incident_malformed") -> datetime:
    """What was typed, in the brand's own time. Refuses what is no time, naming the field."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        why = "give a day and a time"
        raise Refusal(code, f"{field}: {why}.", {field: why}) from None
    return at if at.tzinfo else timezone.make_aware(at)
