"""What becomes of an occasion: taken up when it is due, proposed, done, not sent, left out, moved. Works inside an open brand transaction.

Each move is one conditional UPDATE from the states before it: of two who do it at once, one does. Nothing here speaks or gives.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from makegood.brands.types import Permission
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.platform import bulk, journal
from makegood.platform.arrays import array
from makegood.relationships import events, models, queries
from makegood.relationships.actions import planning, programmes
from makegood.relationships.rules import days, sentences
from makegood.relationships.types import Occasion, OccasionState

AT_ONCE = 500

_DUE = """
UPDATE relationships_occasion SET state = 'due' WHERE id = ANY(ARRAY(
    SELECT o.id FROM relationships_occasion AS o WHERE o.state = 'planned' AND o.due_at <= %s::timestamptz
        AND o.programme_id IN (SELECT id FROM relationships_programme WHERE paused_at IS NULL)
    ORDER BY o.due_at, o.id LIMIT %s::int FOR UPDATE SKIP LOCKED
)) RETURNING id, programme_id, identity_id
"""


def waiting_for(*, at: datetime, limit: int = AT_ONCE) -> tuple[tuple[UUID, date], ...]:
    """Whose planned occasions have come due by now, and on which day they lie: the first of them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.identity_id, o.day FROM relationships_occasion AS o WHERE o.state = 'planned' AND o.due_at <= %s "
            "AND o.programme_id IN (SELECT id FROM relationships_programme WHERE paused_at IS NULL) ORDER BY o.due_at, o.id LIMIT %s",
            [at, limit],
        )
        return tuple(cursor.fetchall())


def take_due(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Takes up what is due by now, each once however many ask at the same time: `OccasionDue` for each. → how many. Two statements."""
    found = bulk.look((_DUE, [at, limit]))[0]
    names = {one.id: one.name for one in queries.programmes()}
    journal.record(
        *(
            events.OccasionDue(occasion_id=one, programme_id=programme_id, programme=names[programme_id], identity_id=whose)
            for one, programme_id, whose in found
        ),
        by=SYSTEM,
        at=at,
    )
    return len(found)


def lock(*, occasion_ids: Sequence[UUID], states: Sequence[OccasionState]) -> tuple[Occasion, ...]:
    """Those of these that stand so, held until the end of the transaction: what another worker took up meanwhile is left out."""
    rows = models.Occasion.objects.filter(id__in=list(occasion_ids), state__in=list(states)).order_by("id")
    held = [row.id for row in rows.select_for_update()]
    return queries.occasions(occasion_ids=held)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of an occasion. `what` are the steps that were done, in words; `because` why it was not."""

    occasion: Occasion
    state: OccasionState
    what: str = ""
    because: str = ""
    outgoing_id: UUID | None = None
    arm: str = "treated"
    propensity: float = 1.0
    steps: Mapping[str, Any] = field(default_factory=dict)


def settle(*, ended: Sequence[Ended], by: Actor, at: datetime) -> None:
    """Writes down what became of these, which are in our hands (`lock`). Two statements, whatever the number."""
    if not ended:
        return
    rows = [
        (
            one.occasion.id,
            one.state.value,
            one.because[:300],
            one.outgoing_id,
            one.arm,
            one.propensity,
            _json(one.steps),
            _done_at(one, at),
        )
        for one in ended
    ]
    bulk.write(
        "UPDATE relationships_occasion AS o SET state = n.state, because = n.because, outgoing_id = n.outgoing_id, arm = n.arm, "
        "propensity = n.propensity, steps_done = n.steps, done_at = n.done_at "
        "FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[], %s::float8[], %s::jsonb[], %s::timestamptz[]) "
        "AS n (id, state, because, outgoing_id, arm, propensity, steps, done_at) WHERE o.id = n.id",
        [array(column) for column in zip(*rows, strict=True)],
    )
    journal.record(*(fact for one in ended if (fact := _told(one)) is not None), by=by, at=at)


def take_up(*, occasion_id: UUID, by: Actor, at: datetime) -> Occasion:
    """A member says yes: it is due now, whatever its day. Leaves OccasionTakenUp. May be repeated. Refuses ("no_such_occasion"), ("not_open") what is
    over, and whoever may not answer people."""
    programmes.require(by, Permission.ANSWER)
    open_ = [OccasionState.PLANNED, OccasionState.PROPOSED, OccasionState.NOT_SENT, OccasionState.LAPSED]
    changed = models.Occasion.objects.filter(id=occasion_id, state__in=open_).update(
        state=OccasionState.DUE, by_member_id=by.id, because=""
    )
    found = queries.occasion(occasion_id=occasion_id)
    if changed:
        journal.record(events.OccasionTakenUp(**_of(found)), by=by, at=at)
    elif found.state is not OccasionState.DUE:
        raise Refusal("not_open", "This was done already, or left out.", {"occasion_id": found.state.value})
    return found


def skip(*, occasion_id: UUID, by: Actor, at: datetime) -> Occasion:
    """It is left out this once; the programme goes on. May be repeated. Refuses ("no_such_occasion"), ("not_open") what was done."""
    programmes.require(by, Permission.ANSWER)
    open_ = [OccasionState.PLANNED, OccasionState.PROPOSED]
    changed = models.Occasion.objects.filter(id=occasion_id, state__in=open_).update(
        state=OccasionState.SKIPPED, by_member_id=by.id, done_at=at
    )
    found = queries.occasion(occasion_id=occasion_id)
    if changed:
        journal.record(events.OccasionSkipped(**_of(found)), by=by, at=at)
        planning.look_when_due()
    elif found.state is not OccasionState.SKIPPED:
        raise Refusal("not_open", "This was done already.", {"occasion_id": found.state.value})
    return found


def move(*, occasion_id: UUID, on: date, by: Actor, at: datetime) -> Occasion:
    """It is due on another day instead, at the programme's hour where they are; no plan moves it any more. Refuses ("bad_day") a day that has passed
    or lies more than a year ahead, ("no_such_occasion"), ("not_open")."""
    programmes.require(by, Permission.ANSWER)
    found = queries.occasion(occasion_id=occasion_id)
    zone = people.zones_of(identity_ids=[found.identity_id])[found.identity_id]
    today = at.astimezone(ZoneInfo(zone)).date()
    if not today <= on <= today + planning.HORIZON:
        raise Refusal("bad_day", "on: a day from today on, within a year.", {"on": "not within a year"})
    hour = queries.programme(programme_id=found.programme_id).told.hour
    open_ = [OccasionState.PLANNED, OccasionState.PROPOSED, OccasionState.LAPSED]
    due_at = max(days.instant(on, hour, zone), at)
    if not models.Occasion.objects.filter(id=occasion_id, state__in=open_).update(
        state=OccasionState.PLANNED, day=on, due_at=due_at, moved=True, because=""
    ):
        raise Refusal("not_open", "This was done already, or left out.", {"occasion_id": found.state.value})
    journal.record(events.OccasionMoved(**_of(found), on=sentences.day(on)), by=by, at=at)
    planning.look_when_due()
    return queries.occasion(occasion_id=occasion_id)


def members_of(*, occasion_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Which member took which of these up. One query."""
    rows = models.Occasion.objects.filter(id__in=list(occasion_ids)).values_list("id", "by_member_id")
    return {occasion_id: member_id for occasion_id, member_id in rows if member_id is not None}


def _of(one: Occasion) -> dict[str, Any]:
    return {
        "occasion_id": one.id,
        "programme_id": one.programme_id,
        "programme": one.programme,
        "identity_id": one.identity_id,
    }


def _done_at(one: Ended, at: datetime) -> datetime | None:
    return None if one.state is OccasionState.PROPOSED else at


def _told(one: Ended) -> events.OccasionDone | events.OccasionNotSent | None:
    if one.state is OccasionState.DONE:
        return events.OccasionDone(**_of(one.occasion), what=one.what)
    if one.state in (OccasionState.NOT_SENT, OccasionState.LAPSED):
        return events.OccasionNotSent(**_of(one.occasion), because=one.because)
    return None


def _json(steps: Mapping[str, Any]) -> str:
    return json.dumps(dict(steps))
