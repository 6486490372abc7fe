"""What the desk shows of saved segments: looks only, each with a fixed number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.flows.guest_pages import OutOfSight
from makegood.people import queries as people
from makegood.people import segments as over_facts
from makegood.people.types import PersonId
from makegood.segments import queries
from makegood.segments.rules import reading
from makegood.segments.types import Fitting, Rule, SavedSegment


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who fits."""

    person_id: PersonId
    name: str
    kind: str
    shown: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A segment and a page of its people; `next` is where the page after begins."""

    segment: SavedSegment
    lines: tuple[Line, ...]
    next: PersonId | None


@dataclass(frozen=True, slots=True)
class Live:
    """A rule that is being made: in words, how many would fit, and the names of some."""

    sentence: str
    people: int
    names: tuple[str, ...]


def kinds() -> tuple[tuple[str, str], ...]:
    """What a line can ask for: what our own packages note, and what other systems told. One query."""
    known = {*reading.KINDS, *over_facts.kinds_told()}
    return tuple(sorted(((kind, reading.phrase(kind, has=True)) for kind in known), key=lambda pair: pair[1]))


def live(*, rule: Rule, away: OutOfSight, at: datetime) -> Live:
    """How many of those who may be seen would fit just now, and the names of some. Refuses ("segment_malformed"). Three queries."""
    count, first = queries.count(rule=rule, but=away.identities, at=at)
    who = people.persons_of(identity_ids=[one.identity_id for one in first])
    return Live(reading.sentence(rule), count, tuple(who[one.identity_id].name for one in first if one.identity_id in who))


def page(*, segment_id: UUID, away: OutOfSight, after: UUID | None) -> Page:
    """One segment with a page of its people who may be seen. Refuses ("no_such_segment"). Four queries."""
    segment = queries.segment(segment_id=segment_id, but=away.people)
    found = queries.members(segment_id=segment_id, after=after, limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    return Page(
        segment,
        _lines(away.without(shown, lambda one: one.person_id)),
        shown[-1].person_id if len(found) > queries.PAGE else None,
    )


def everybody(*, segment_id: UUID, away: OutOfSight) -> Iterator[Line]:
    """All of them who may be seen, a page at a time. Refuses ("no_such_segment")."""
    queries.segment(segment_id=segment_id)
    after: UUID | None = None
    while found := queries.members(segment_id=segment_id, after=after, limit=1_000):
        yield from _lines(away.without(found, lambda one: one.person_id))
        after = found[-1].person_id


def _lines(found: Sequence[Fitting]) -> tuple[Line, ...]:
    who = people.persons_of(identity_ids=[one.identity_id for one in found])
    lines = []
    for one in found:
        person = who.get(one.identity_id)
        if person is not None:
            identity = next(each for each in person.identities if each.id == one.identity_id)
            lines.append(Line(person.id, person.name, identity.kind.value, identity.shown, one.since))
    return tuple(lines)
