"""Which conversation a message belongs to. Messages come late, doubled and out of order: a reply may arrive before its parent.

A conversation owns the keys that its messages carry or refer to. A message joins by our own signed reply address, or by a key where
its author already took part (anybody in public); otherwise it starts a conversation of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.channels import models, rules
from makegood.channels.types import Envelope
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import Address


@dataclass(frozen=True, slots=True)
class Place:
    """An envelope and the conversation in which it belongs."""

    envelope: Envelope
    conversation_id: UUID


def lock(channel_id: UUID, envelopes: Sequence[Envelope]) -> None:
    """Workers that store the same message, or a message and its reply, take turns; others do not wait (64 buckets a channel)."""
    keys = {key for e in envelopes for key in (e.external_id, e.thread_key, *e.thread_keys) if key}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), bucket) FROM (SELECT DISTINCT abs(hashtext(k) %% 64) AS bucket "
            "FROM unnest(%s::text[]) AS k ORDER BY 1) AS buckets",
            [str(channel_id), sorted(keys)],
        )


def place(*, channel_id: UUID, envelopes: Sequence[Envelope], at: datetime) -> list[Place]:
    """A conversation for each envelope, new ones made. Order kept; a fixed number of queries whatever the number of envelopes."""
    desk = _Desk(channel_id, envelopes)
    placed = [Place(envelope, desk.seat(envelope)) for envelope in envelopes]
    models.Conversation.objects.bulk_create(
        [
            models.Conversation(id=new, channel_id=channel_id, subject=e.subject, public=e.public, started_at=at)
            for new, e in desk.started.items()
        ]
    )
    note_keys(channel_id, desk.new_keys)
    models.Party.objects.bulk_create(
        [models.Party(conversation_id=c, address=address) for c, address in sorted(desk.new_parties, key=str)],
        ignore_conflicts=True,
    )
    return placed


def note_keys(channel_id: UUID, keys: Mapping[str, UUID]) -> None:
    """These thread keys lead to these conversations; a key that leads somewhere already keeps its way."""
    models.ConversationKey.objects.bulk_create(
        [models.ConversationKey(channel_id=channel_id, key=key[:400], conversation_id=c) for key, c in keys.items() if key],
        ignore_conflicts=True,
    )


class _Desk:
    """What is known before a batch is seated, and what the batch adds."""

    def __init__(self, channel_id: UUID, envelopes: Sequence[Envelope]) -> None:
        wanted = {key[:400] for e in envelopes for key in (e.thread_key, *e.thread_keys) if key}
        rows = models.ConversationKey.objects.filter(channel_id=channel_id, key__in=wanted)
        self.keys: dict[str, UUID] = dict(rows.values_list("key", "conversation_id"))
        tokens = _uuids(e.reply_token for e in envelopes)
        known = models.Conversation.objects.filter(id__in={*self.keys.values(), *tokens}, channel_id=channel_id)
        self.public: dict[UUID, bool] = dict(known.values_list("id", "public"))
        self.parties: dict[UUID, set[str]] = {}
        for conversation_id, address in models.Party.objects.filter(conversation_id__in=list(self.public)).values_list(
            "conversation_id", "address"
        ):
            self.parties.setdefault(conversation_id, set()).add(address)
        self.started: dict[UUID, Envelope] = {}
        self.new_keys: dict[str, UUID] = {}
        self.new_parties: set[tuple[UUID, str]] = set()

    def seat(self, envelope: Envelope) -> UUID:
        author = party(envelope.author)
        conversation_id = self._find(envelope, author)
        if conversation_id is None:
            conversation_id = new_id()
            self.started[conversation_id] = envelope
            self.public[conversation_id] = envelope.public
        self._remember(conversation_id, envelope, author)
        return conversation_id

    def _find(self, envelope: Envelope, author: str) -> UUID | None:
        for token in _uuids([envelope.reply_token]):
            if token in self.public:
                return token
        for key in (envelope.thread_key, *envelope.thread_keys):
            found = self.keys.get(key[:400])
            if found in self.public and rules.may_join(
                public=self.public[found], author=author, parties=tuple(self.parties.get(found, ())), by_token=False
            ):
                return found
        return None

    def _remember(self, conversation_id: UUID, envelope: Envelope, author: str) -> None:
        self.parties.setdefault(conversation_id, set()).add(author)
        self.new_parties.add((conversation_id, author))
        for key in (envelope.thread_key, *envelope.thread_keys):
            if key and key[:400] not in self.keys:
                self.keys[key[:400]] = conversation_id
                self.new_keys[key[:400]] = conversation_id


def party(address: Address) -> str:
    """An address as conversations remember it: kind and normalised value; as written where it is malformed."""
    try:
        return f"{address.kind}:{addresses.normalise(address.kind, address.value, region='')}"[:420]
    except Refusal:
        return f"{address.kind}:{address.value.strip().casefold()}"[:420]


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
