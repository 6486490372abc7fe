"""Lays out who gets what on which day, and lays it anew when a fact changed. Works inside an open brand transaction.

Writes only what changed: what is planned and no longer follows from the facts is taken back, what is new is laid, what stays is not touched. What was
begun, and what a member moved, is never planned again. May be repeated at any time: occasions have a natural key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.people import by_person
from makegood.people import queries as people
from makegood.platform import bulk, tenancy, work
from makegood.relationships import held, models, queries
from makegood.relationships.types import OccasionState, Programme, Rhythm

DUE = "rhythms_due"  # the kind of work that takes up what is due
DAY = "rhythms_day"  # and the one that lays out another day
KEY = "all"
HORIZON = timedelta(days=366)  # so far ahead occasions are planned
LATE = timedelta(hours=48)  # facts that became known so late are found by the day's plan, whoever told them


@dataclass(frozen=True, slots=True)
class Laid:
    """How many occasions were laid or moved, and how many were taken back."""

    written: int = 0
    gone: int = 0

    def __add__(self, other: "Laid") -> "Laid":
        return Laid(self.written + other.written, self.gone + other.gone)


def plan(*, programme_id: UUID, at: datetime) -> Laid:
    """Everybody's occasions of one programme for the year ahead. A few statements, whatever the number of people."""
    found = queries.programme(programme_id=programme_id)
    today = _today(at)
    until = today + HORIZON
    fresh = not models.Occasion.objects.filter(programme_id=programme_id).exists()
    laid = _lay(found, _scope(found, today, until), fresh=fresh) if found.active else Laid()
    models.Programme.objects.filter(id=programme_id).update(planned_until=until)
    look_when_due()
    return laid


def plan_day(*, at: datetime) -> Laid:
    """The day's plan: another day at the end of the year ahead for everybody, and everything anew for those of whom something became known."""
    today = _today(at)
    until = today + HORIZON
    laid, before = Laid(), queries.planned_until()
    for found in queries.programmes(active=True):
        last = before[found.id] or today
        if found.told.audience.segment_id is not None:
            last = today  # who fits a segment changes without a fact of ours
        if last < until:
            laid += _lay(found, _scope(found, max(last, today), until))
            models.Programme.objects.filter(id=found.id).update(planned_until=until)
    laid += replan(identity_ids=by_person.with_new_facts(kinds=held.ALL_KINDS, within=LATE), at=at)
    look_when_due()
    return laid


def replan(*, identity_ids: Sequence[UUID], at: datetime) -> Laid:
    """These people's occasions of every programme, because a fact about them changed. Cheap for one, set-based for many."""
    laid = lay_anew(identity_ids=identity_ids, at=at)
    if laid.written:
        look_when_due()
    return laid


def lay_anew(*, identity_ids: Sequence[UUID], at: datetime, start: date | None = None) -> Laid:
    """`replan` from this day on (None: from today), for who looks by himself when the next one is due."""
    persons = tuple(dict.fromkeys(people.person_ids_of(identity_ids=identity_ids).values()))
    if not persons:
        return Laid()
    ours = brands.current().zone
    today = at.astimezone(ZoneInfo(ours)).date()
    zones = by_person.zones_elsewhere(ours=ours, persons=persons)
    laid, until = Laid(), queries.planned_until()
    for found in queries.programmes(active=True):
        last = until[found.id]
        if last is not None:
            laid += _lay(found, held.Scope(max(start or today, found.since_on), last, ours, zones, persons))
    return laid


def look_when_due() -> None:
    """Leaves work for the instant at which the next occasion is due; nothing where none is planned."""
    rows = models.Occasion.objects.filter(state=OccasionState.PLANNED, programme_id__in=_active())
    due_at = rows.order_by("due_at").values_list("due_at", flat=True).first()
    if due_at is not None:
        work.leave(DUE, [work.Item(KEY, due_at)])


def look_each_day(*, at: datetime) -> None:
    """Leaves work for the next plan of a day: at three in the night by the brand's clock."""
    local = at.astimezone(ZoneInfo(brands.current().zone))
    work.leave(DAY, [work.Item(KEY, next_plan(local))])


def next_plan(local: datetime) -> datetime:
    """Three in the night, later than now."""
    three = local.replace(hour=3, minute=0, second=0, microsecond=0, fold=1)
    return three if three > local else (three + timedelta(days=1)).replace(fold=1)


def _active() -> Sequence[UUID]:
    return list(models.Programme.objects.filter(paused_at=None).values_list("id", flat=True))


def _today(at: datetime) -> date:
    return at.astimezone(ZoneInfo(brands.current().zone)).date()


def _scope(found: Programme, start: date, end: date) -> held.Scope:
    ours = brands.current().zone
    return held.Scope(max(start, found.since_on), end, ours, by_person.zones_elsewhere(ours=ours))


_LAY = """
WITH due AS MATERIALIZED (
    SELECT e.identity_id, e.occurrence, e.day, e.about, t.c AS due_at FROM ({expected}) AS e
    LEFT JOIN {zones} ON z.a = e.identity_id JOIN {instants} ON t.a = coalesce(z.b, %s::text) AND t.b = e.day WHERE true{only}
), gone AS (
    DELETE FROM relationships_occasion AS o WHERE o.programme_id = %s::uuid AND o.state = 'planned' AND NOT o.moved
        AND o.day >= %s::date AND o.day < %s::date{whose}
        AND NOT EXISTS (SELECT FROM due WHERE due.identity_id = o.identity_id AND due.occurrence = o.occurrence) RETURNING 1
), laid AS (
    INSERT INTO relationships_occasion (id, brand_id, programme_id, identity_id, occurrence, day, due_at, state, about)
    SELECT gen_random_uuid(), %s::uuid, %s::uuid, due.identity_id, due.occurrence, due.day, due.due_at, 'planned', due.about FROM due
    {conflict} RETURNING 1
) SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM laid)
"""
_MOVED = """
ON CONFLICT (brand_id, identity_id, programme_id, occurrence) DO UPDATE SET day = excluded.day, due_at = excluded.due_at, about = excluded.about
WHERE relationships_occasion.state = 'planned' AND NOT relationships_occasion.moved
    AND (relationships_occasion.day, relationships_occasion.due_at, relationships_occasion.about) IS DISTINCT FROM (excluded.day, excluded.due_at, excluded.about)
"""
_NEAR = """
 AND NOT EXISTS (SELECT FROM relationships_occasion AS b WHERE b.identity_id = e.identity_id AND b.programme_id = %s::uuid
    AND b.state <> 'planned' AND b.occurrence <> e.occurrence AND {near})
"""


def _lay(found: Programme, scope: held.Scope, *, fresh: bool = False) -> Laid:
    """One statement writes all of it. `fresh`: nothing is there yet, so nothing can be in the way."""
    if scope.start >= scope.end:
        return Laid()
    expected, values = held.expected(found.told.rule, scope)
    zones, living = held.table(scope.zones, ("uuid", "text"), "z")
    instants, moments = held.instants(scope, found.told.hour)
    only, meant = _only(found, fresh=fresh)
    whose, theirs = ("", []) if scope.persons is None else _whose(scope.persons)
    text = _LAY.format(
        expected=expected,
        zones=zones,
        instants=instants,
        only=only,
        whose=whose,
        conflict="ON CONFLICT DO NOTHING" if fresh else _MOVED,
    )
    told = [
        *values,
        *living,
        *moments,
        scope.zone,
        *meant,
        found.id,
        scope.start,
        scope.end,
        *theirs,
        tenancy.current_brand(),
        found.id,
    ]
    if fresh:
        bulk.look(("SELECT set_config('work_mem', '256MB', true)", []))
    ((gone, written),) = bulk.look((text, told))[0]
    return Laid(int(written), int(gone))


def _whose(persons: Sequence[UUID]) -> tuple[str, list[Any]]:
    born, values = by_person.born(persons=persons)
    return f" AND o.identity_id IN ({born})", list(values)


def _only(found: Programme, *, fresh: bool) -> tuple[str, list[Any]]:
    """Who of them is meant; and nothing so near to what was begun that they would hear the same twice."""
    text, values = queries.meant_by(found.told.audience)
    rule = found.told.rule
    if fresh or rule.rhythm not in (Rhythm.MONTHS, Rhythm.KILOMETRES):
        return text, values
    if rule.rhythm is Rhythm.MONTHS:
        near = f"abs(b.day - e.day) < {rule.every * 15}"
    else:
        near = f"abs((b.about->>'km')::bigint - (e.about->>'km')::bigint) < {rule.every // 2} AND abs(b.day - e.day) < 365"
    return text + _NEAR.format(near=near), [*values, found.id]
