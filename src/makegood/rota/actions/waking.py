"""Alarms: raised once, rung step by step, taken once. Works inside an open brand transaction and never sends anything; every step may run twice.

A look is no acknowledgement: only `take` is.
"""

from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Role
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.platform import journal
from makegood.rota import events, models, queries
from makegood.rota.rules import turns
from makegood.rota.types import Alarm, AlarmState, Contact, Ring, Way


def raise_alarm(*, key: str, case_id: UUID, identity_id: UUID, why: str, at: datetime) -> Alarm | None:
    """Something in a case does not wait for the morning. Once for a `key` (None where it was raised before)."""
    row, is_new = models.Alarm.objects.get_or_create(
        key=key[:120],
        defaults={"occasion_kind": "case", "occasion_id": case_id, "identity_id": identity_id, "why": why, "raised_at": at},
    )
    if not is_new:
        return None
    journal.record(events.AlarmRaised(alarm_id=row.id, case_id=case_id, identity_id=identity_id, why=why), by=SYSTEM, at=at)
    return queries.as_alarm(row)


def ring_next(*, alarm_id: UUID, step: int, at: datetime) -> tuple[tuple[Ring, ...], bool]:
    """Writes down whom step `step` of an alarm wakes, before anybody is: once for each step. → those to be woken who were not yet, and whether
    somebody comes after them. Nobody for an alarm that was taken. The last step that finds nobody left ends it as unanswered."""
    row = models.Alarm.objects.select_for_update().filter(id=alarm_id).first()
    if row is None or row.state != AlarmState.RINGING:
        return (), False
    if step < row.step:  # this step was written down before, and its worker died
        again = models.Ring.objects.filter(alarm_id=row.id, step=step, sent_at=None, trouble="")
        return tuple(queries.as_ring(one) for one in again), True
    woken = list(models.Ring.objects.filter(alarm_id=row.id).order_by("at", "id").values_list("member_id", flat=True))
    team = brands.members()
    leads = [one.id for one in team if one.role in (Role.LEAD, Role.OWNER)]
    whom, _ = turns.next_to_wake(queries.on_call(at=at), queries.layers(), leads, woken)
    if not whom:
        models.Alarm.objects.filter(id=row.id).update(state=AlarmState.UNANSWERED)
        journal.record(
            events.AlarmUnanswered(alarm_id=row.id, case_id=row.occasion_id, identity_id=row.identity_id), by=SYSTEM, at=at
        )
        return (), False
    ways: dict[UUID, Contact] = queries.contacts()
    mails: dict[UUID, str] = {one.id: one.email for one in team}
    made = [
        models.Ring(
            alarm_id=row.id,
            step=step,
            member_id=one,
            way=ways[one].way if one in ways else Way.MAIL,
            address=ways[one].address if one in ways else mails.get(one, ""),
            at=at,
        )
        for one in whom
    ]
    models.Ring.objects.bulk_create(made)
    models.Alarm.objects.filter(id=row.id).update(step=step + 1)
    return tuple(queries.as_ring(one) for one in made), True


def note_rung(*, ring_id: UUID, trouble: str = "", at: datetime) -> None:
    """The word left the house, or could not. The first time counts."""
    row = models.Ring.objects.get(id=ring_id)
    if row.sent_at is not None or row.trouble:
        return
    models.Ring.objects.filter(id=row.id).update(sent_at=None if trouble else at, trouble=trouble[:200])
    alarm = models.Alarm.objects.get(id=row.alarm_id)
    fact = events.MemberNotReached if trouble else events.MemberWoken
    name = brands.names_of(member_ids=[row.member_id]).get(row.member_id, "")
    said = fact(
        alarm_id=alarm.id,
        case_id=alarm.occasion_id,
        identity_id=alarm.identity_id,
        member=name,
        member_id=row.member_id,
        way=row.way,
    )
    journal.record(said, by=SYSTEM, at=at)


def take(*, alarm_id: UUID, member_id: UUID, at: datetime) -> Alarm | None:
    """A member takes it: nobody else is woken. The first counts; who comes later sees who it was. None for an unknown one."""
    row = models.Alarm.objects.select_for_update().filter(id=alarm_id).first()
    if row is None:
        return None
    if row.state != AlarmState.TAKEN:
        row.state, row.taken_by, row.taken_at = AlarmState.TAKEN, member_id, at
        row.save(update_fields=["state", "taken_by", "taken_at"])
        fact = events.AlarmTaken(alarm_id=row.id, case_id=row.occasion_id, identity_id=row.identity_id)
        journal.record(fact, by=actors.member(member_id), at=at)
    return queries.as_alarm(row)
