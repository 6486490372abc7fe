"""Lays out who gets what on which day, and lays it anew when a fact changed. Works inside an open brand transaction.

Writes only what changed: what is planned and no longer follows from the facts is taken back, what is new is laid, what stays is not touched. What was
begun, and what a member moved, is never planned again. May be repeated at any time: occasions have a natural key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from makegood.brands import queries as brands
from makegood.kernel import clock
from makegood.kernel.ids import new_id
from makegood.people import by_person
from makegood.people import queries as people
from makegood.platform import bulk, tenancy, work
from makegood.relationships import held, models, queries
from makegood.relationships.types import Programme, Rhythm

DUE = "rhythms_due"  # the kind of work that takes up what is due
DAY = "rhythms_day"  # and the one that lays out another day
KNOWN = "rhythm_known"  # and the one that lays somebody's days anew
KEY = "all"
AGAIN_IN = timedelta(minutes=1)  # so soon is looked again whether everybody's plan is done
TURNS = 30  # shares of the people who are laid anew by kilometres, one each day
_LONG = timedelta(days=TURNS)  # whose plan rested longer has it laid as if for the first time
HORIZON = timedelta(days=366)  # so far ahead occasions are planned
LATE = timedelta(hours=48)  # facts that became known so late are found by the day's plan, whoever told them


@dataclass(frozen=True, slots=True)
class Laid:
    """How many occasions were laid or moved, and how many were taken back; and whether a plan of everybody is under way or still awaited, which
    may not see what is known now."""

    written: int = 0
    gone: int = 0
    under_way: bool = False

    def __add__(self, other: "Laid") -> "Laid":
        return Laid(self.written + other.written, self.gone + other.gone, self.under_way or other.under_way)


def plan(*, programme_id: UUID, at: datetime) -> Laid:
    """Everybody's occasions of one programme for the year ahead. A few statements, whatever the number of people; of two who do it at once, one
    waits."""
    _begin_for_many()
    models.Programme.objects.select_for_update(no_key=True).get(id=programme_id)
    found = queries.programme(programme_id=programme_id)
    today = brands.local_day(at)
    until = today + HORIZON
    fresh = not models.Occasion.objects.filter(programme_id=programme_id).exists()
    laid = _lay(found, _scope(found, today, _end(found, until)), fresh=fresh) if found.active else Laid()
    models.Programme.objects.filter(id=programme_id).update(planned_until=until)
    look_when_due()
    return laid


def plan_day(*, at: datetime) -> Laid:
    """The day's plan: another day at the end of the year ahead for everybody, and everything anew for those of whom something became known. Looks at
    nobody of whom nothing can be due on that day; where that cannot be told (kilometres), a share of the people has its turn each day."""
    _begin_for_many()
    today = brands.local_day(at)
    until = today + HORIZON
    laid, before = Laid(), queries.planned_until()
    for found in queries.programmes(active=True):
        last = before[found.id] or today
        if last < until or found.told.audience.segment_id is not None:
            laid += _lay(found, _next_scope(found, today, last, until))
            models.Programme.objects.filter(id=found.id).update(planned_until=until)
    laid += replan(identity_ids=by_person.with_new_facts(kinds=held.ALL_KINDS, within=LATE), at=at)
    look_when_due()
    return laid


def _next_scope(found: Programme, today: date, last: date, until: date) -> held.Scope:
    """What is not laid yet. Who fits a segment changes without a fact of ours: there everything is laid anew."""
    if found.told.audience.segment_id is not None or until - last > _LONG:
        return _scope(found, today, _end(found, until))
    if found.told.rule.rhythm is Rhythm.KILOMETRES:
        turns = sorted({(last + timedelta(days=nth)).toordinal() % TURNS for nth in range((until - last).days)})
        return _scope(found, today, _end(found, until), by_person.share(parts=turns, of=TURNS))
    start = max(last, today, found.since_on)
    return _scope(found, start, until, held.touched(found.told.rule, held.Scope(start, until, brands.current().zone)))


def replan(*, identity_ids: Sequence[UUID], at: datetime) -> Laid:
    """These people's occasions of every programme, because a fact about them changed. Cheap for one, set-based for many. Where a programme is being
    laid for everybody meanwhile, which may not have seen the fact, it leaves work to come back."""
    laid = lay_anew(identity_ids=identity_ids, at=at)
    if laid.written:
        look_when_due()
    if laid.under_way:
        come_back = [work.Item(f"told::{one}", at + AGAIN_IN, {"identity_id": str(one)}) for one in sorted(set(identity_ids))]
        work.leave(KNOWN, come_back)
    return laid


def lay_anew(*, identity_ids: Sequence[UUID], at: datetime, start: date | None = None) -> Laid:
    """`replan` from this day on (None: from today), for who looks by himself when the next one is due. All programmes by one message."""
    many = _many_under_way()
    standing = queries.standing()
    persons = tuple(dict.fromkeys(people.person_ids_of(identity_ids=identity_ids).values())) if standing else ()
    if not persons:
        return Laid()
    ours = brands.current().zone
    today = at.astimezone(ZoneInfo(ours)).date()
    zones = by_person.zones_elsewhere(ours=ours, persons=persons)
    statements = []
    for found, last in standing:
        if last is not None:
            scope = held.Scope(max(start or today, found.since_on), _end(found, last), ours, zones, persons)
            if scope.start < scope.end:
                statements.append(_anew(found, scope))
    ask = bulk.look if len(persons) <= _FEW else bulk.look_once
    rows = [row for (row,) in ask(*statements)] if statements else []
    under_way = many or any(last is None for _, last in standing)
    return Laid(sum(written for _, written in rows), sum(gone for gone, _ in rows), under_way)


def look_when_due() -> None:
    """Leaves work for the instant at which the next occasion is due; nothing where none is planned."""
    due_at = queries.next_due()
    if due_at is not None:
        work.leave(DUE, [work.Item(KEY, due_at)])


def look_each_day(*, at: datetime) -> None:
    """Leaves work for the next plan of a day: at three in the night by the brand's clock."""
    work.leave(DAY, [work.Item(KEY, next_plan(at))])


def next_plan(at: datetime) -> datetime:
    """Three in the night by the brand's clock, later than now."""
    return clock.next_at(at, ZoneInfo(brands.current().zone), time(3))


def _begin_for_many() -> None:
    """A plan of many begins: it says so until its end, and waits for the changes of single people that are under way, so that it sees them. Those
    that come later hear of it (`_many_under_way`). Plans do not wait for each other here, nor changes."""
    many, few = _locks()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [many])
        moment = transaction.savepoint()
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [few])
        transaction.savepoint_rollback(moment)  # which lets go of it again


def _many_under_way() -> bool:
    """A change of some people begins: whether a plan of many is under way, which does not see it. A plan that begins later waits for it."""
    many, few = _locks()
    _, ((under_way,),) = bulk.look(
        ("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s::text, 0))", [few]),
        (_TRIED, [many]),
    )
    return bool(under_way)


_TRIED = """
SELECT CASE WHEN pg_try_advisory_lock(k) THEN NOT pg_advisory_unlock(k) ELSE true END
FROM (SELECT hashtextextended(%s::text, 0) AS k OFFSET 0) AS held
"""


def _locks() -> tuple[str, str]:
    return f"rhythms many {tenancy.current_brand()}", f"rhythms few {tenancy.current_brand()}"


def _end(found: Programme, until: date) -> date:
    """Up to which day is laid: by kilometres so far ahead that everybody's year is whole until their next turn."""
    return until + timedelta(days=TURNS) if found.told.rule.rhythm is Rhythm.KILOMETRES else until


def _scope(found: Programme, start: date, end: date, persons: Sequence[UUID] | None = None) -> held.Scope:
    ours = brands.current().zone
    zones = by_person.zones_elsewhere(ours=ours, persons=persons)
    return held.Scope(max(start, found.since_on), end, ours, zones, None if persons is None else tuple(persons))


_DUE = (
    "SELECT e.identity_id, e.occurrence, e.day, e.about, {instant} AS due_at FROM ({expected}) AS e {instants} WHERE true{only}"
)
_FEW = 20  # people, for whom the database keeps the plan of the statement; one that is good for many is slow for one
_OF_ID = 23  # hexadecimal digits of an id that all rows of a statement share; nine are the row's
_WRITTEN = "relationships_occasion (id, brand_id, programme_id, identity_id, occurrence, day, due_at, state, about)"
_ROW = (
    "SELECT (%s::text || to_hex(4294967296 + row_number() OVER ()))::uuid, %s::uuid, %s::uuid, "
    "due.identity_id, due.occurrence, due.day, due.due_at, 'planned', due.about"
)
_FIRST = f"""
WITH laid AS (
    INSERT INTO {_WRITTEN} {_ROW} FROM ({{due}} ORDER BY e.identity_id) AS due RETURNING 1
) SELECT 0, (SELECT count(*) FROM laid)
"""
_LAY = f"""
WITH due AS MATERIALIZED ({{due}}), gone AS (
    DELETE FROM relationships_occasion AS o WHERE o.programme_id = %s::uuid AND o.state = 'planned' AND NOT o.moved
        AND o.day >= %s::date AND o.day < %s::date{{whose}}
        AND NOT EXISTS (SELECT FROM due WHERE due.identity_id = o.identity_id AND due.occurrence = o.occurrence) RETURNING 1
), laid AS (
    INSERT INTO {_WRITTEN}
    {_ROW} FROM due
    ON CONFLICT (brand_id, identity_id, programme_id, occurrence) DO UPDATE
    SET day = excluded.day, due_at = excluded.due_at, about = excluded.about
    WHERE relationships_occasion.state = 'planned' AND NOT relationships_occasion.moved
        AND (relationships_occasion.day, relationships_occasion.due_at, relationships_occasion.about)
            IS DISTINCT FROM (excluded.day, excluded.due_at, excluded.about)
    RETURNING 1
) SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM laid)
"""
_NEAR = """
 AND NOT EXISTS (SELECT FROM relationships_occasion AS b WHERE b.identity_id = e.identity_id AND b.programme_id = %s::uuid
    AND b.state <> 'planned' AND b.occurrence <> e.occurrence AND {near})
"""


def _lay(found: Programme, scope: held.Scope, *, fresh: bool = False) -> Laid:
    """One statement writes all of it. `fresh`: nothing is there yet, so nothing can be in the way; then the rows are written in the order of the
    index by person, which a million of them would else be looked up in by chance."""
    if scope.start >= scope.end:
        return Laid()
    if fresh:
        due, asked = _due(found, scope, fresh=True)
        bulk.look(("SELECT set_config('work_mem', '256MB', true)", []))
        ((gone, written),) = bulk.look_once((_FIRST.format(due=due), [*_row(found), *asked]))[0]
    else:
        ((gone, written),) = bulk.look_once(_anew(found, scope))[0]
    return Laid(int(written), int(gone))


def _anew(found: Programme, scope: held.Scope) -> bulk.Statement:
    due, asked = _due(found, scope)
    whose, theirs = ("", []) if scope.persons is None else _whose(scope.persons)
    return _LAY.format(due=due, whose=whose), [*asked, found.id, scope.start, scope.end, *theirs, *_row(found)]


def _due(found: Programme, scope: held.Scope, *, fresh: bool = False) -> bulk.Statement:
    """What is due within the scope: a SELECT. May look for the anchors first."""
    expected, values = held.expected(found.told.rule, scope)
    instants, instant, moments = held.instants(scope, found.told.hour)
    only, meant = _only(found, fresh=fresh)
    return _DUE.format(instant=instant, expected=expected, instants=instants, only=only), [*values, *moments, *meant]


def _row(found: Programme) -> list[Any]:
    return [new_id().hex[:_OF_ID], tenancy.current_brand(), found.id]


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
