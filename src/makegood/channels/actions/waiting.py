"""What members do with words that have not left, and with those that did not arrive: let them go now, put them off, try again, leave it.

Each refuses with a sentence what can no longer be done and then changes nothing; said again, it changes nothing more.
"""

from datetime import datetime
from uuid import UUID

from makegood.channels import events, models
from makegood.channels.actions import departing
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal

_HERE = ("queued", "held")


def release(*, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """Lets words leave now that a member put off, or that wait for a member's word. The gate's own holds (night, caps) stay: those are not
    a member's to lift. Refuses what no longer waits."""
    row = _waiting(outgoing_id)
    if row.state == "held" and not row.until_told:
        raise Refusal("held_by_rule", f"This waits by a rule that holds for everybody: {row.held_because}")
    models.Outgoing.objects.filter(id=outgoing_id).update(
        state="queued", until_told=False, scheduled=False, held_because="", send_after=at, retry_at=None
    )
    journal.record(events.MessageReleased(outgoing_id=outgoing_id, identity_id=row.person_identity), by=by, at=at)


def put_off(*, outgoing_id: UUID, leaves_at: datetime, by: Actor, at: datetime) -> None:
    """Lets a member's words leave at another time. Refuses automatic ones, a time that is past, and what no longer waits."""
    row = _waiting(outgoing_id)
    if row.automatic:
        raise Refusal("not_a_members", "Automatic words keep their own time. Take them back if they should not leave.")
    if leaves_at <= at:
        raise Refusal("bad_time", "leave_at: this time is past. Choose a later one, or send it now.", {"leave_at": "past"})
    models.Outgoing.objects.filter(id=outgoing_id).update(
        state="queued", until_told=False, scheduled=True, held_because="", send_after=leaves_at, retry_at=None
    )
    put = events.MessagePutOff(outgoing_id=outgoing_id, leaves_at=leaves_at, identity_id=row.person_identity)
    journal.record(put, by=by, at=at)


def hold_for_member(*, outgoing_id: UUID, because: str, at: datetime) -> None:
    """Keeps words here until a member says what shall become of them, with the reason. Those behind them go on."""
    changed = models.Outgoing.objects.filter(id=outgoing_id, state__in=_HERE, until_told=False).update(
        state="held", until_told=True, held_because=because, retry_at=None
    )
    if changed:
        whose = models.Outgoing.objects.values_list("person_identity", flat=True).get(id=outgoing_id)
        held = events.MessageHeld(outgoing_id=outgoing_id, because=because, identity_id=whose)
        journal.record(held, by=SYSTEM, at=at)
        departing.settled(outgoing_id=outgoing_id, at=at)


def try_again(*, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """Sends again what did not arrive, under the same key: where it did arrive after all, the other side can tell. Refuses what has not failed."""
    row = _failed(outgoing_id)
    models.Outgoing.objects.filter(id=outgoing_id).update(
        state="queued", send_after=at, tries=0, first_tried_at=None, failure="", failed_because="", let_be_at=None
    )
    journal.record(events.DeliveryTriedAgain(outgoing_id=outgoing_id, identity_id=row.person_identity), by=by, at=at)


def let_be(*, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """Leaves it that this did not arrive: it is no trouble any more. Refuses what has not failed."""
    row = _failed(outgoing_id)
    if row.let_be_at is None:
        models.Outgoing.objects.filter(id=outgoing_id).update(let_be_at=at)
        journal.record(events.DeliveryLetBe(outgoing_id=outgoing_id, identity_id=row.person_identity), by=by, at=at)


def _waiting(outgoing_id: UUID) -> models.Outgoing:
    departing.hold(outgoing_id)
    row = models.Outgoing.objects.select_for_update().filter(id=outgoing_id).first()
    if row is None:
        raise Refusal("no_such_message", "There is no such message.", {"message_id": "unknown"})
    if row.state not in _HERE:
        raise Refusal("not_waiting", "This no longer waits here: it is leaving, has left, or was taken back.")
    return row


def _failed(outgoing_id: UUID) -> models.Outgoing:
    departing.hold(outgoing_id)
    row = models.Outgoing.objects.select_for_update().filter(id=outgoing_id).first()
    if row is None:
        raise Refusal("no_such_message", "There is no such message.", {"message_id": "unknown"})
    if row.state != "failed":
        raise Refusal("not_failed", "This is no longer one that did not arrive.")
    return row
