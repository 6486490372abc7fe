"""The moment of leaving: whose turn it is in a conversation, who has a message in hand, and what became of it.

Within a conversation messages leave in the order of their times, one after the other; conversations never wait for each other. A message that
is leaving belongs to the lease of the work under which it leaves: whoever takes it back, and whoever sends it, both ask this row, and exactly
one of them gets it. Nothing here talks to the network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from makegood.channels import models, queries, registry
from makegood.channels.actions import outlets
from makegood.channels.messages import OutgoingState
from makegood.channels.rules import failures, leaving
from makegood.channels.types import WasTaken
from makegood.platform import resting

WORK = "deliver"  # the kind of work that carries a message out; its key is the message's id
OPEN = (OutgoingState.QUEUED, OutgoingState.HELD, OutgoingState.LEAVING)
_TURN_S = 300.0  # until one looks again at what waits for its turn, which is called when the turn comes
_PAUSED_S = 3_600.0


@dataclass(frozen=True, slots=True)
class NotYet:
    """It stays here: until `due_at` of the business clock, or for so many seconds; with neither, until a member says so. `unreached` is why
    nobody could be reached for three days: then it does not stay, and a member is asked."""

    due_at: datetime | None = None
    seconds: float | None = None
    unreached: str = ""


def take_turn(*, outgoing_id: UUID, at: datetime) -> queries.Departure | NotYet | None:
    """The message, if it may leave now as far as its conversation goes, and nobody else touches it or its neighbours to the end of the
    transaction; or when to look again; None where nothing is to be done any more. One that is leaving already was in the hands of somebody
    who is dead, for whoever asks holds its work: it leaves again, under the same key, once its provider had time to say that it took it."""
    conversation_id = hold(outgoing_id)
    row = models.Outgoing.objects.select_for_update().filter(id=outgoing_id).first() if conversation_id else None
    if row is None or conversation_id is None or row.state not in OPEN:
        return None
    departure = queries.departure(outgoing_id=outgoing_id)
    if departure is None or departure.taken_as:
        return departure
    if row.state == OutgoingState.LEAVING:
        return _ask_whether_it_left(row, departure, at) or departure
    if row.until_told:
        return NotYet()
    if row.send_after > at:
        return NotYet(due_at=row.send_after)
    if _somebody_before(row, conversation_id):
        return NotYet(seconds=_TURN_S)
    return departure if departure.active else NotYet(seconds=_PAUSED_S)


def leave(*, departure: queries.Departure, outgoing_id: UUID, lease: UUID, at: datetime) -> NotYet | None:
    """Takes the message in hand (None), in the transaction in which it took its turn; from its end on it can no longer be taken back. Or not
    yet, where the channel stands still or has its pace; then the message says so."""
    pace = registry.abilities(departure.channel).pace
    shut = outlets.take_place(channel_id=departure.channel.id, pace=pace)
    row = models.Outgoing.objects.filter(id=outgoing_id)
    if shut is None or shut.away:
        row.filter(first_tried_at=None).update(first_tried_at=at)
    if shut is not None:
        return _stays(row, shut, at)
    row.update(
        state=OutgoingState.LEAVING,
        lease=lease,
        tries=F("tries") + 1,
        retry_at=None,
    )
    return None


def come_back(
    *,
    departure: queries.Departure,
    outgoing_id: UUID,
    lease: UUID,
    trouble: str,
    retry_after_s: float | None,
    chance: float,
    at: datetime,
) -> float | None:
    """Passing trouble: the message waits here again, for so many seconds (`chance`, 0 to 1, spreads them), and says why. None where it was
    tried for long enough: then it has not changed, and a person must find another way."""
    row = models.Outgoing.objects.get(id=outgoing_id)
    shut = outlets.note_trouble(channel_id=departure.channel.id, because=trouble, retry_after_s=retry_after_s)
    pause = leaving.next_try(tries=row.tries, since=at - (row.first_tried_at or at), chance=chance)
    if pause is None:
        return None
    seconds = max(pause.total_seconds(), shut)
    models.Outgoing.objects.filter(id=outgoing_id, state=OutgoingState.LEAVING, lease=lease).update(
        state=OutgoingState.QUEUED,
        lease=None,
        held_because=failures.without_addresses(trouble)[:500],
        retry_at=at + timedelta(seconds=seconds),
    )
    return seconds


def note_taken(*, channel_id: UUID, taken: Sequence[WasTaken], at: datetime) -> None:
    """Writes down what a provider says it took of ours, where we do not know yet that it left, and calls whoever waits for that. What is no
    message of this channel changes nothing. May be repeated."""
    for one in taken:
        if (outgoing_id := _as_id(one.message_key)) is None:
            continue
        here = models.Message.objects.filter(id=outgoing_id, channel_id=channel_id).values("id")
        waits = models.Outgoing.objects.filter(id__in=here, state__in=[state.value for state in OPEN], taken_as="")
        if waits.update(taken_as=one.external_id[:300]):
            resting.call(kind=WORK, keys=[str(outgoing_id)], at=at)


def settled(*, outgoing_id: UUID, left: bool = False, at: datetime) -> None:
    """A message waits no more: who waited behind it is called. Where it has `left`, its channel is well, and if that stood still, all that
    waits for it is called."""
    said = models.Message.objects.only("channel_id", "conversation_id").get(id=outgoing_id)
    if left and outlets.note_well(channel_id=said.channel_id):
        call_channel(channel_id=said.channel_id, at=at)
    else:
        call_next(conversation_id=said.conversation_id, at=at)


def call_next(*, conversation_id: UUID, at: datetime) -> None:
    """Whoever waits in this conversation looks again whether it is its turn."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING_HERE, [conversation_id, [state.value for state in OPEN]])
        waiting = [str(row[0]) for row in cursor.fetchall()]
    resting.call(kind=WORK, keys=waiting, at=at)


def call_channel(*, channel_id: UUID, at: datetime) -> None:
    """Whatever waits for this channel is tried now."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING_FOR_CHANNEL, [at, channel_id])
        waiting = [str(row[0]) for row in cursor.fetchall()]
    resting.call(kind=WORK, keys=waiting, at=at)


def hold(outgoing_id: UUID) -> UUID | None:
    """The conversation of a message, held to the end of the transaction: whoever changes what is going out there waits. None where there is
    no such message."""
    conversation_id = (
        models.Message.objects.filter(id=outgoing_id, direction="out").values_list("conversation_id", flat=True).first()
    )
    if conversation_id is not None:
        models.Conversation.objects.select_for_update(no_key=True).filter(id=conversation_id).values_list("id").first()
    return conversation_id


def _ask_whether_it_left(row: models.Outgoing, departure: queries.Departure, at: datetime) -> NotYet | None:
    """Nobody knows whether it left. Where its provider calls us about what it took, that is waited for, once."""
    seconds = registry.calls_within_s(departure.channel.kind)
    if not seconds or row.retry_at is not None:
        return None
    models.Outgoing.objects.filter(id=row.id).update(retry_at=at + timedelta(seconds=seconds))
    return NotYet(seconds=seconds)


def _as_id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _stays(row: QuerySet[models.Outgoing], shut: outlets.Shut, at: datetime) -> NotYet:
    """While the other side is away one message finds out for all; the three days run for those that wait for it as well."""
    since = row.values_list("first_tried_at", flat=True).get()
    unreached = shut.away and since is not None and at - since >= leaving.TRIED_FOR
    row.filter(state__in=(OutgoingState.QUEUED, OutgoingState.HELD)).update(
        held_because=shut.because, retry_at=at + timedelta(seconds=shut.seconds)
    )
    return NotYet(seconds=shut.seconds, unreached=shut.because if unreached else "")


def _somebody_before(row: models.Outgoing, conversation_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [conversation_id, row.id, row.send_after, row.queued_at, row.id])
        return bool(cursor.fetchone()[0])


_BEFORE = """
SELECT EXISTS (
    SELECT 1 FROM channels_message m JOIN channels_outgoing o ON o.id = m.id
    WHERE m.conversation_id = %s AND m.direction = 'out' AND o.id <> %s
    AND (o.state = 'leaving' OR o.state IN ('queued', 'held') AND NOT o.until_told AND (o.send_after, o.queued_at, o.id) < (%s, %s, %s))
)
"""
_WAITING_HERE = """
SELECT o.id FROM channels_message m JOIN channels_outgoing o ON o.id = m.id
WHERE m.conversation_id = %s AND m.direction = 'out' AND o.state = ANY(%s) AND NOT o.until_told
"""
_WAITING_FOR_CHANNEL = """
SELECT o.id FROM channels_outgoing o JOIN channels_message m ON m.id = o.id
WHERE o.state IN ('queued', 'held') AND NOT o.until_told AND o.send_after <= %s AND m.channel_id = %s
"""
