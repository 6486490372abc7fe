"""Writes down what was heard and said in the past, each at its own instant: hundreds by a handful of statements.

Nothing is sent, nobody is told, no work is left: it goes past the gate because it left the house long ago. Only for what a brand brings
with it (a demonstration's weeks); what happens now goes through `intake` and `outbox`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from makegood.channels import events
from makegood.channels.actions import threads
from makegood.channels.types import Automatic, Direction, Envelope
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.people.types import Address, Purpose
from makegood.platform import bulk, journal, tenancy

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
    "reach": "int8",
    "spam_likely": "bool",
    "set_aside": "bool",
    "cut": "bool",
    "thread_key": "text",
}
_OUTGOING = {
    "id": "uuid",
    "brand_id": "uuid",
    "key": "text",
    "state": "text",
    "purpose": "text",
    "automatic": "bool",
    "by_member_id": "uuid",
    "in_reply_to_id": "uuid",
    "send_after": "timestamptz",
    "held_because": "text",
    "failed_because": "text",
    "tries": "int",
    "left_at": "timestamptz",
    "queued_at": "timestamptz",
    "person_identity": "uuid",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as messages need it: its own address and what it is called."""

    channel_id: UUID
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody wrote. The first one of a conversation begins it; `envelope.sent_at` is when it came."""

    id: UUID
    conversation_id: UUID
    place: Place
    identity_id: UUID
    envelope: Envelope
    begins: bool = True
    set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What left the house, and who wrote it; `by_member` None for words that left by themselves."""

    id: UUID
    conversation_id: UUID
    place: Place
    identity_id: UUID
    to: Address
    subject: str
    text: str
    at: datetime
    key: str
    in_reply_to: UUID | None = None
    by_member: UUID | None = None
    automatic: bool = False
    public: bool = False


def keep_heard(*, heard: Sequence[Heard]) -> None:
    """Keeps what came in, with its conversations, and says so in the journal at its own instant. Not repeatable: ids are the caller's."""
    brand_id = tenancy.current_brand()
    threads.start(
        [
            (h.conversation_id, h.place.channel_id, h.envelope.subject, h.envelope.public, h.envelope.sent_at)
            for h in heard
            if h.begins
        ]
    )
    for channel_id in {one.place.channel_id for one in heard}:
        theirs = [one for one in reversed(heard) if one.place.channel_id == channel_id]
        threads.note_keys(channel_id, {one.envelope.thread_key: one.conversation_id for one in theirs})
    threads.note_parties({(one.conversation_id, threads.party(one.envelope.author)) for one in heard})
    bulk.insert("channels_message", _quoted(_MESSAGE), [_heard_row(brand_id, one) for one in heard])
    journal.record_past([fact for one in heard for fact in _heard_facts(one)], by=SYSTEM)


def keep_said(*, said: Sequence[Said]) -> None:
    """Keeps what left the house, as sent, and says so in the journal. Not repeatable: ids and keys are the caller's."""
    brand_id = tenancy.current_brand()
    bulk.insert("channels_message", _quoted(_MESSAGE), [_said_row(brand_id, one) for one in said])
    bulk.insert("channels_outgoing", _OUTGOING, [_outgoing_row(brand_id, one) for one in said])
    by_whom: dict[Actor, list[tuple[Event, datetime]]] = {}
    for one in said:
        by = actors.member(one.by_member) if one.by_member and not one.automatic else SYSTEM
        about = {"outgoing_id": one.id, "conversation_id": one.conversation_id, "identity_id": one.identity_id}
        by_whom.setdefault(by, []).append((events.MessageQueued(**about, channel=one.place.name), one.at))
        by_whom.setdefault(SYSTEM, []).append((events.MessageSent(**about, channel=one.place.name), one.at))
    for by, facts in by_whom.items():
        journal.record_past(facts, by=by)


def _heard_facts(one: Heard) -> list[tuple[Event, datetime]]:
    at = one.envelope.sent_at
    arrived = events.MessageReceived(
        message_id=one.id, conversation_id=one.conversation_id, channel=one.place.name, public=one.envelope.public
    )
    return [(arrived, at), (events.MessageHeard(message_id=one.id, channel=one.place.name, identity_id=one.identity_id), at)]


def _heard_row(brand_id: UUID, one: Heard) -> tuple[object, ...]:
    e = one.envelope
    return (
        *(one.id, brand_id, one.conversation_id, one.place.channel_id, Direction.IN, e.external_id, one.identity_id),
        *(e.author.kind, e.author.value, e.author.name, "[]", "[]", e.subject, e.text, e.visible, e.html, e.sent_at, e.sent_at),
        *(_word(e.automatic), e.public, e.link, e.reach, e.spam_likely, one.set_aside, e.cut, e.thread_key),
    )


def _said_row(brand_id: UUID, one: Said) -> tuple[object, ...]:
    return (
        *(one.id, brand_id, one.conversation_id, one.place.channel_id, Direction.OUT, f"out:{one.key}", one.identity_id),
        *(
            one.to.kind,
            one.place.address,
            one.place.name,
            json.dumps([asdict(one.to)]),
            "[]",
            one.subject,
            one.text,
            one.text,
            "",
        ),
        *(one.at, one.at, "", one.public, "", None, False, False, False, one.key),
    )


def _outgoing_row(brand_id: UUID, one: Said) -> tuple[object, ...]:
    return (
        *(one.id, brand_id, one.key, "sent", Purpose.SERVICE, one.automatic, one.by_member, one.in_reply_to),
        *(one.at, "", "", 1, one.at, one.at, one.identity_id),
    )


def _word(automatic: Automatic | None) -> str:
    return automatic or ""


def _quoted(columns: dict[str, str]) -> dict[str, str]:
    """`to` is a word of SQL."""
    return {f'"{name}"': kind for name, kind in columns.items()}
