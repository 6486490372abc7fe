"""Who is affected: a readable rule as a segment of people, as a sentence, and how we know. Pure.

The segment is what the database looks for (`people.segments`) and what the property tests work out by hand (`people.rules.segments`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.incidents.types import Fitting, Part, PartKind, Rule
from makegood.kernel.refusals import Refusal
from makegood.people.types import Among, Noted, Segment

MOST_PARTS = 12
SILENT = (Part(PartKind.MEMBER), Part(PartKind.COMPLAINED))  # looked at in every rule: whom neither fits never complained

_FACT = {
    PartKind.COMPLAINED: "complained",
    PartKind.BASKET: "basket_held",
    PartKind.REFUSED: "checkout_refused",
    PartKind.ORDERED: "order_placed",
}
_FACET = {PartKind.COMPLAINED: "harm"}
_LASTS = {PartKind.BASKET: "until"}  # a basket that was filled before it began, and was still there then, counts
_SAYS = {
    PartKind.MEMBER: "wrote to us about it",
    PartKind.COMPLAINED: "complained",
    PartKind.BASKET: "had something in the basket",
    PartKind.REFUSED: "was refused at the checkout",
    PartKind.PARCEL: "had a parcel on its way",
    PartKind.ORDERED: "ordered something",
}
_HOW = {
    PartKind.MEMBER: "Their message belongs to this incident; each says why.",
    PartKind.COMPLAINED: "A message of theirs in that time was read as a complaint.",
    PartKind.BASKET: "The shop told us of a basket with their address in that time.",
    PartKind.REFUSED: "The shop told us that their checkout was refused in that time.",
    PartKind.PARCEL: "An order of theirs had a parcel under way in that time, as the carrier tells.",
    PartKind.ORDERED: "The shop told us of an order of theirs in that time.",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What other packages know: whose messages belong, and whose parcels were under way, by part."""

    members: tuple[UUID, ...] = ()
    parcels: Mapping[Part, tuple[UUID, ...]] | None = None


def check(rule: Rule) -> None:
    """Refuses ("rule_malformed") a rule that would mean everybody, one with too many parts, and a stretch that ends before it begins."""
    if not rule.any_of and not rule.all_of:
        why = "say at least one thing that makes somebody affected"
        raise Refusal("rule_malformed", f"rule: {why}.", {"rule": why})
    if len(rule.parts) > MOST_PARTS:
        raise Refusal("rule_malformed", f"rule: at most {MOST_PARTS} parts.", {"rule": "too many parts"})
    for part in rule.parts:
        if part.since is not None and part.until is not None and part.until <= part.since:
            why = "it ends before it begins"
            raise Refusal("rule_malformed", f"until: {why}. Give a later end.", {"until": why})


def within(rule: Rule, *, began_at: datetime, ended_at: datetime) -> Rule:
    """The rule with every stretch said: a part that names none has the incident's."""

    def fixed(parts: Sequence[Part]) -> tuple[Part, ...]:
        return tuple(replace(one, since=one.since or began_at, until=one.until or ended_at) for one in parts)

    return Rule(fixed(rule.any_of), fixed(rule.all_of), fixed(rule.none_of))


def segment_of(rule: Rule, known: Known, *, began_at: datetime, ended_at: datetime) -> Segment:
    """The segment that a rule (`within` its incident) means. Behind the rule's own parts stand the two by which we know who never complained.
    Refuses what `check` does."""
    check(rule)
    some, every = len(rule.any_of), len(rule.any_of) + len(rule.all_of)
    looked_at = (replace(one, since=began_at, until=ended_at) for one in SILENT)
    return Segment(
        tests=tuple(_test(part, known) for part in (*rule.parts, *looked_at)),
        any_of=tuple(range(some)),
        all_of=tuple(range(some, every)),
        none_of=tuple(range(every, len(rule.parts))),
    )


def fits(passed: int, rule: Rule) -> tuple[PartKind, ...]:
    """The kinds of the rule's parts that fit somebody, each once, in the order of the rule."""
    return tuple(dict.fromkeys(part.kind for place, part in enumerate(rule.parts) if passed >> place & 1))


def is_silent(passed: int, rule: Rule) -> bool:
    """Whether somebody never complained: no message of theirs belongs, and none of that time was read as a complaint."""
    return not passed >> len(rule.parts)


def fitting(counts: Mapping[int, int], rule: Rule) -> tuple[Fitting, ...]:
    """How many each part names, and how many only it names, of those who are affected. What must not be so names nobody."""
    named = [*rule.any_of, *rule.all_of]
    whole = (1 << len(named)) - 1
    return tuple(
        Fitting(
            part=part,
            people=sum(people for passed, people in counts.items() if passed >> place & 1),
            only=sum(people for passed, people in counts.items() if passed & whole == 1 << place),
            how=_HOW[part.kind],
        )
        for place, part in enumerate(named)
    )


def sentence(rule: Rule, *, zone: str) -> str:
    """The rule as people say it: "Everybody who wrote to us about it, or who …, but not who …"; times are the brand's own."""
    words = ", or who ".join(says(part, zone=zone) for part in rule.any_of)
    must = "".join(f"{' and who ' if n or words else ''}{says(part, zone=zone)}" for n, part in enumerate(rule.all_of))
    none = "".join(f", but not who {says(part, zone=zone)}" for part in rule.none_of)
    return f"Everybody who {words}{must}{none}."


def says(part: Part, *, zone: str) -> str:
    """One part as people say it: "was refused at the checkout, 14:03 to 15:33 on 26 March 2008"."""
    about = f" with {part.facet}" if part.facet and part.kind is PartKind.PARCEL else f" ({part.facet})" if part.facet else ""
    if part.kind is PartKind.MEMBER or part.since is None or part.until is None:
        return _SAYS[part.kind] + about
    return f"{_SAYS[part.kind]}{about} {stretch(part.since, part.until, zone=zone)}"


def stretch(since: datetime, until: datetime, *, zone: str) -> str:
    """Two instants in words, as local time."""
    first, last = since.astimezone(ZoneInfo(zone)), until.astimezone(ZoneInfo(zone))
    if first.date() == last.date():
        return f"from {first:%H:%M} to {last:%H:%M} on {_day(first)}"
    return f"from {first:%H:%M} on {_day(first)} to {last:%H:%M} on {_day(last)}"


def to_json(rule: Rule) -> dict[str, list[dict[str, str]]]:
    """The rule as it is kept."""
    return {name: [_told(part) for part in getattr(rule, name)] for name in ("any_of", "all_of", "none_of")}


def from_json(told: Mapping[str, list[dict[str, str]]]) -> Rule:
    """A rule as it was kept."""
    return Rule(*(tuple(_read(one) for one in told.get(name, [])) for name in ("any_of", "all_of", "none_of")))


def _test(part: Part, known: Known) -> Noted | Among:
    if part.kind is PartKind.MEMBER:
        return Among(known.members)
    if part.kind is PartKind.PARCEL:
        return Among((known.parcels or {}).get(part, ()))
    value = ((_FACET[part.kind], part.facet),) if part.facet and part.kind in _FACET else ()
    return Noted(_FACT[part.kind], part.since, part.until, value, _LASTS.get(part.kind, ""))


def _told(part: Part) -> dict[str, str]:
    said = {"kind": part.kind.value, "facet": part.facet}
    return said | {name: at.isoformat() for name, at in (("since", part.since), ("until", part.until)) if at is not None}


def _read(told: Mapping[str, str]) -> Part:
    since, until = (datetime.fromisoformat(told[name]) if told.get(name) else None for name in ("since", "until"))
    return Part(PartKind(told["kind"]), since, until, told.get("facet", ""))


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
