"""Looks at saved segments: their rules, who fits them, and, while one is made, how many would. Never writes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count

from makegood.brands import queries as brands
from makegood.kernel.refusals import Refusal
from makegood.people import segments as over_facts
from makegood.people.types import Among, IdentityId, Meant, PersonId
from makegood.platform import places
from makegood.segments import models
from makegood.segments.rules import reading
from makegood.segments.types import Fitting, Line, Rule, SavedSegment, SegmentId

SHOWN, PAGE = 8, 100


def segments(*, but: Collection[UUID] = ()) -> tuple[SavedSegment, ...]:
    """The brand's, by name, with how many fit each, some people left out. Two queries."""
    return _read(models.Segment.objects.order_by("name"), but)


def page(*, before: UUID | None, limit: int, but: Collection[UUID] = ()) -> tuple[SavedSegment, ...]:
    """The one made last first: `limit` of them, from before a place on, some people left out of their counts. Places are ids. Two queries."""
    return _read(places.latest_first(models.Segment.objects.all(), before=before, since=None)[:limit], but)


def segment(*, segment_id: UUID, but: Collection[UUID] = ()) -> SavedSegment:
    """One of them, some people left out of its count. Refuses ("no_such_segment"). Two queries."""
    found = _read(models.Segment.objects.filter(id=segment_id), but)
    if not found:
        raise Refusal("no_such_segment", "There is no such segment here.", {"segment_id": "unknown"})
    return found[0]


def count(*, rule: Rule, but: Collection[UUID] = (), at: datetime) -> tuple[int, tuple[Meant, ...]]:
    """How many would fit a rule just now, those with some identities left out, and the first of them. Refuses ("segment_malformed"). Two queries."""
    zone = brands.current().zone
    meant = reading.as_segment(reading.check(rule), on=at.astimezone(ZoneInfo(zone)).date(), zone=zone)
    if but:
        away = len(meant.tests)
        meant = replace(meant, tests=(*meant.tests, Among(tuple(but))), none_of=(*meant.none_of, away))
    passed, first = over_facts.look(segment=meant, most=SHOWN)
    return sum(passed.values()), first


def members(*, segment_id: UUID, after: UUID | None = None, limit: int = PAGE) -> tuple[Fitting, ...]:
    """Who fits, in the order of the people's ids, from `after` one's person on. One query."""
    rows = models.Member.objects.filter(segment_id=segment_id)
    rows = rows.filter(person_id__gt=after) if after else rows
    return tuple(
        Fitting(PersonId(row.person_id), IdentityId(row.identity_id), row.since) for row in rows.order_by("person_id")[:limit]
    )


def belongs(*, person_ids: Sequence[UUID]) -> dict[UUID, frozenset[SegmentId]]:
    """Which segments each of these people fits, by person id. One query."""
    rows = models.Member.objects.filter(person_id__in=person_ids).values_list("person_id", "segment_id")
    found: dict[UUID, set[SegmentId]] = {one: set() for one in person_ids}
    for person_id, segment_id in rows:
        found[person_id].add(SegmentId(segment_id))
    return {one: frozenset(which) for one, which in found.items()}


def rules() -> dict[SegmentId, tuple[Rule, date]]:
    """Each segment's rule and the day for which it was worked out, for actions. One query."""
    return {SegmentId(row.id): (rule_of(row), row.as_of) for row in models.Segment.objects.order_by("id")}


def rule_of(row: models.Segment) -> Rule:
    """The rule as it was saved."""
    lines = tuple(
        Line(one["kind"], one["has"], one["within_days"], tuple((name, value) for name, value in one["value"]))
        for one in row.lines
    )
    return Rule(lines, row.every)


def _read(rows: Iterable[models.Segment], but: Collection[UUID] = ()) -> tuple[SavedSegment, ...]:
    found = list(rows)
    fitting = models.Member.objects.filter(segment_id__in=[row.id for row in found]).exclude(person_id__in=but)
    people = dict(fitting.values_list("segment_id").annotate(n=Count("id"))) if found else {}
    return tuple(
        SavedSegment(
            SegmentId(row.id),
            row.name,
            rule_of(row),
            reading.sentence(rule_of(row)),
            people.get(row.id, 0),
            row.as_of,
            row.by_member_id,
            row.saved_at,
        )
        for row in found
    )
