"""Takes in what was said long ago, both ways, thousands of messages at once, each at its own instant.

History is silent: nothing here leaves work, passes the gate or goes out. A conversation is what the other system says belongs together;
later live messages that refer to one of its messages join it by the rules of `threads`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.channels import events, models, queries
from makegood.channels.actions import threads
from makegood.channels.types import ChannelId, Direction, MessageId, PastMessage
from makegood.kernel.actors import SYSTEM
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy

KIND, ADDRESS = "webhook", "import:"
LONGEST_ID, LONGEST_TEXT = 400, 1_000_000
_MESSAGE = {
    "id": "uuid",
    "brand_id": "uuid",
    "conversation_id": "uuid",
    "channel_id": "uuid",
    "direction": "text",
    "external_id": "text",
    "identity_id": "uuid",
    "author_kind": "text",
    "author_value": "text",
    "author_name": "text",
    "to": "jsonb",
    "cc": "jsonb",
    "subject": "text",
    "text": "text",
    "visible": "text",
    "html": "text",
    "at": "timestamptz",
    "sent_at": "timestamptz",
    "automatic": "text",
    "public": "bool",
    "link": "text",
    "score": "smallint",
    "spam_likely": "bool",
    "set_aside": "bool",
    "cut": "bool",
    "thread_key": "text",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one message: its id, and whether it is new. `identity_id` is whose timeline it stands on, None for nobody's."""

    message_id: MessageId
    is_new: bool
    identity_id: UUID | None


def past_channel(*, name: str, at: datetime) -> ChannelId:
    """The channel of this name or address; where there is none, one that only holds what was imported: a webhook that nobody can call and
    that takes no replies, under an address that begins with `import:`. Told in the journal, leaves no work. May be repeated."""
    found = models.Channel.objects.filter(name=name).first() or models.Channel.objects.filter(address=name).first()
    if found is None:
        found, is_new = models.Channel.objects.get_or_create(
            kind=KIND, address=f"{ADDRESS}{name}"[:320], defaults={"name": name[:120], "active": False}
        )
        if is_new:
            journal.record_past([(events.ChannelAdded(channel_id=found.id, name=found.name), at)], by=SYSTEM)
    return ChannelId(found.id)


def keep_past_messages(*, channel_id: UUID, messages: Sequence[PastMessage]) -> list[Kept | Refusal]:
    """Keeps each message once (channel + external id), in its conversation, and tells it at its own instant; an answer each, in order.
    A message that is known already changes nothing. A fixed number of queries."""
    answers: list[Kept | Refusal | None] = [_problem(message) for message in messages]
    good = [(i, message) for i, message in enumerate(messages) if answers[i] is None]
    threads.lock(channel_id, [message.envelope for _, message in good])
    known = _known(channel_id, [message.envelope.external_id for _, message in good])
    fresh: dict[str, PastMessage] = {}
    for _, message in sorted(good, key=lambda pair: pair[1].envelope.sent_at):
        if message.envelope.external_id not in known:
            fresh.setdefault(message.envelope.external_id, message)
    placed = _placed(channel_id, list(fresh.values()))
    ids = {one.message.envelope.external_id: new_id() for one in placed}
    _write(channel_id, placed, ids)
    whose = {one.message.envelope.external_id: one.identity_id for one in placed}
    for i, message in good:
        key = message.envelope.external_id
        if key in known:
            answers[i] = Kept(MessageId(known[key]), False, message.identity_id)
        else:
            answers[i] = Kept(MessageId(ids[key]), fresh.get(key) is message, whose[key])
    return [answer for answer in answers if answer is not None]


@dataclass(frozen=True, slots=True)
class _Placed:
    message: PastMessage
    conversation_id: UUID
    identity_id: UUID | None


def _problem(message: PastMessage) -> Refusal | None:
    envelope = message.envelope
    if not envelope.external_id or len(envelope.external_id) > LONGEST_ID:
        return Refusal("bad_message", f"id: must have 1 to {LONGEST_ID} characters.", {"id": "missing or too long"})
    if len(envelope.text) > LONGEST_TEXT:
        return Refusal("bad_message", f"text: is longer than {LONGEST_TEXT:,} characters.", {"text": "too long"})
    if not envelope.text.strip() and not envelope.subject.strip() and message.score is None:
        return Refusal("bad_message", "text: says nothing, and there is no score.", {"text": "empty"})
    return None


def _known(channel_id: UUID, external_ids: list[str]) -> dict[str, UUID]:
    rows = models.Message.objects.filter(channel_id=channel_id, external_id__in=external_ids)
    return dict(rows.values_list("external_id", "id"))


def _placed(channel_id: UUID, messages: Sequence[PastMessage]) -> list[_Placed]:
    """Each message in its conversation, in the order of their times; new conversations, keys and parties are written."""
    keys = _keys(channel_id, messages)
    started: dict[UUID, PastMessage] = {}
    led = dict(keys)
    seats: list[tuple[PastMessage, UUID]] = []
    for message in messages:
        names = [key[:LONGEST_ID] for key in (message.envelope.thread_key, *message.envelope.thread_keys) if key]
        conversation_id = next((led[name] for name in names if name in led), None)
        if conversation_id is None:
            conversation_id = new_id()
            started[conversation_id] = message
        for name in names:
            led.setdefault(name, conversation_id)
        seats.append((message, conversation_id))
    threads.start([(new, channel_id, m.envelope.subject, m.envelope.public, m.envelope.sent_at) for new, m in started.items()])
    threads.note_keys(channel_id, {key: one for key, one in led.items() if key not in keys})
    return _with_people(seats)


def _keys(channel_id: UUID, messages: Sequence[PastMessage]) -> dict[str, UUID]:
    wanted = {
        key[:LONGEST_ID] for message in messages for key in (message.envelope.thread_key, *message.envelope.thread_keys) if key
    }
    rows = models.ConversationKey.objects.filter(channel_id=channel_id, key__in=wanted)
    return dict(rows.values_list("key", "conversation_id"))


def _with_people(seats: Sequence[tuple[PastMessage, UUID]]) -> list[_Placed]:
    """Whose each message is: the author of one that came in; the recipient of one that we wrote, who is whoever is in the conversation.
    Those who took part are written down, so that they may go on with it."""
    theirs = _people_of({conversation for _, conversation in seats})
    theirs.update({seat: message.identity_id for message, seat in reversed(seats) if message.identity_id is not None})
    parties: set[tuple[UUID, str]] = set()
    placed: list[_Placed] = []
    for message, conversation in seats:
        if message.direction is Direction.IN:
            parties.add((conversation, threads.party(message.envelope.author)))
        parties.update((conversation, threads.party(to)) for to in message.envelope.to)
        placed.append(_Placed(message, conversation, message.identity_id or theirs.get(conversation)))
    threads.note_parties(parties)
    return placed


def _people_of(conversation_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    rows = models.Message.objects.filter(conversation_id__in=list(conversation_ids), identity_id__isnull=False)
    latest = rows.order_by("conversation_id", "-at", "-id").distinct("conversation_id")
    return dict(latest.values_list("conversation_id", "identity_id"))


def _write(channel_id: UUID, placed: Sequence[_Placed], ids: Mapping[str, UUID]) -> None:
    brand_id = tenancy.current_brand()
    columns = {f'"{name}"': kind for name, kind in _MESSAGE.items()}
    bulk.insert("channels_message", columns, [_row(one, ids, channel_id, brand_id) for one in placed])
    name = queries.channel(channel_id=channel_id).name
    facts = [(_fact(one, ids, name), one.message.envelope.sent_at) for one in placed if one.identity_id is not None]
    journal.record_past(facts, by=SYSTEM)


def _row(one: _Placed, ids: Mapping[str, UUID], channel_id: UUID, brand_id: UUID) -> tuple[Any, ...]:
    e = one.message.envelope
    return (
        ids[e.external_id],
        brand_id,
        one.conversation_id,
        channel_id,
        one.message.direction.value,
        e.external_id,
        one.identity_id,
        e.author.kind.value,
        e.author.value[:400],
        e.author.name[:300],
        json.dumps([asdict(address) for address in e.to]) if e.to else "[]",
        "[]",
        e.subject,
        e.text,
        e.visible,
        e.html,
        e.sent_at,
        e.sent_at,
        e.automatic or "",
        e.public,
        e.link,
        one.message.score,
        False,
        False,
        False,
        e.thread_key[:LONGEST_ID],
    )


def _fact(one: _Placed, ids: Mapping[str, UUID], channel: str) -> Event:
    message_id = ids[one.message.envelope.external_id]
    if one.message.direction is Direction.OUT:
        return events.MessageSaid(identity_id=one.identity_id, message_id=message_id, channel=channel)
    if one.message.score is not None:
        score, best = one.message.score, one.message.best
        return events.ReviewHeard(identity_id=one.identity_id, message_id=message_id, channel=channel, score=score, best=best)
    return events.MessageHeard(identity_id=one.identity_id, message_id=message_id, channel=channel)
