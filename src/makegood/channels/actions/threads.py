"""Which conversation a message belongs to. Messages come late, doubled and out of order: a reply may arrive before its parent.

A conversation owns the keys that its messages carry or refer to. A message joins by our own signed reply address, or by a key where
its author already took part (anybody in public); otherwise it starts a conversation of its own. A forged one always does, and nobody can join
that before a member has said that it is really them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from makegood.channels import rules
from makegood.channels.types import Authenticity, Automatic, Envelope
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import Address
from makegood.platform import bulk, tenancy, turns


@dataclass(frozen=True, slots=True)
class Place:
    """An envelope and the conversation in which it belongs."""

    envelope: Envelope
    conversation_id: UUID
    author: str  # as `party` writes it


@dataclass(frozen=True, slots=True)
class Turn:
    """What is there already, seen while it is our turn: the channel's name, which messages are known by their external ids, and of the
    conversations that these envelopes may refer to: their keys, whether they are public, and who took part."""

    channel_id: UUID
    channel_name: str
    known: dict[str, UUID]
    keys: dict[str, UUID]
    public: dict[UUID, bool]
    parties: dict[UUID, set[str]]


def lock(channel_id: UUID, envelopes: Sequence[Envelope]) -> None:
    """Workers that store the same message, or a message and its reply, take turns; others do not wait."""
    bulk.look(*_turns(channel_id, envelopes))


def take_turn(channel_id: UUID, envelopes: Sequence[Envelope]) -> Turn:
    """Takes the turn (`lock`) and looks, in one round trip. Refuses a channel that the brand does not have."""
    keys = sorted({key[:400] for e in envelopes for key in (e.thread_key, *e.thread_keys) if key})
    tokens = _uuids(e.reply_token for e in envelopes)
    _, _, name, known, kept, *named = bulk.look(
        *_turns(channel_id, envelopes),
        ("SELECT name FROM channels_channel WHERE id = %s", [channel_id]),
        (
            "SELECT external_id, id FROM channels_message WHERE channel_id = %s AND external_id = ANY(%s)",
            [channel_id, [*(e.external_id for e in envelopes), *(f"{_OUT}{e.external_id}" for e in envelopes if _is_our_own(e))]],
        ),
        (f"SELECT {_CONVERSATION} FROM channels_conversationkey k WHERE k.channel_id = %s AND k.key = ANY(%s) OFFSET 0) {_OF_IT}", [channel_id, keys]),
        *([(f"SELECT {_NAMED} {_OF_IT} WHERE c.channel_id = %s", [tokens, channel_id])] if tokens else []),
    )  # fmt: skip
    if not name:
        raise Refusal("no_channel", "This channel does not exist.", {"channel_id": "unknown"})
    turn = Turn(channel_id, name[0][0], {key.removeprefix(_OUT): one for key, one in known}, {}, {}, {})
    for key, conversation_id, public, addresses_there in chain(kept, *named):
        if key:
            turn.keys[key] = conversation_id
        turn.public[conversation_id] = public
        turn.parties[conversation_id] = set(addresses_there)
    return turn


def place(*, turn: Turn, envelopes: Sequence[Envelope], at: datetime) -> list[Place]:
    """A conversation for each envelope, new ones made. Order kept; a fixed number of queries whatever the number of envelopes."""
    desk = _Desk(turn)
    placed = [desk.seat(envelope) for envelope in envelopes]
    start([(new, turn.channel_id, e.subject, e.public, at) for new, e in desk.started.items()])
    note_keys(turn.channel_id, desk.new_keys)
    note_parties(desk.new_parties)
    return placed


def start(conversations: Sequence[tuple[UUID, UUID, str, bool, datetime]]) -> None:
    """Begins conversations: id, channel, subject, whether it is public, and since when."""
    brand_id = tenancy.current_brand()
    columns = {
        "id": "uuid",
        "channel_id": "uuid",
        "subject": "text",
        "public": "bool",
        "started_at": "timestamptz",
        "brand_id": "uuid",
    }
    bulk.insert("channels_conversation", columns, [(*one, brand_id) for one in conversations])


def note_parties(parties: Iterable[tuple[UUID, str]]) -> None:
    """These addresses took part in these conversations; who is noted already stays so."""
    brand_id = tenancy.current_brand()
    bulk.insert(
        "channels_party",
        {"id": "uuid", "brand_id": "uuid", "conversation_id": "uuid", "address": "text"},
        [(new_id(), brand_id, conversation, address) for conversation, address in sorted(parties, key=str)],
        conflict="ON CONFLICT DO NOTHING",
    )


def note_keys(channel_id: UUID, keys: Mapping[str, UUID]) -> None:
    """These thread keys lead to these conversations; a key that leads somewhere already keeps its way."""
    brand_id = tenancy.current_brand()
    bulk.insert(
        "channels_conversationkey",
        {"id": "uuid", "brand_id": "uuid", "channel_id": "uuid", "key": "text", "conversation_id": "uuid"},
        [(new_id(), brand_id, channel_id, key[:400], c) for key, c in sorted(keys.items()) if key],
        conflict="ON CONFLICT DO NOTHING",
    )


def _turns(channel_id: UUID, envelopes: Sequence[Envelope]) -> tuple[bulk.Statement, bulk.Statement]:
    keys = {key for e in envelopes for key in (e.external_id, e.thread_key, *e.thread_keys) if key}
    return turns.statements(f"messages of {channel_id.hex}", keys)


# Written so that there is one way only: from the keys to their conversations, and from each to its parties. Left to itself the planner joins
# whole tables as long as it has no statistics, and in a young house each message then costs as much as all before it.
_SEEN = "k.key, c.id, c.public, ARRAY(SELECT p.address FROM channels_party p WHERE p.conversation_id = c.id)"
_CONVERSATION = f"{_SEEN} FROM (SELECT k.key, k.conversation_id"
_NAMED = f"{_SEEN} FROM (SELECT '' AS key, token AS conversation_id FROM unnest(%s::uuid[]) AS token OFFSET 0)"
_OF_IT = "k CROSS JOIN LATERAL (SELECT id, channel_id, public FROM channels_conversation WHERE id = k.conversation_id OFFSET 0) c"


_OUT = "out:"  # before the external id of what we said ourselves (outbox.mark_sent)


def _is_our_own(envelope: Envelope) -> bool:
    """Words of our own account, by the id with which we sent them, if it was us and not somebody by the network's own app."""
    return envelope.automatic is Automatic.OWN and envelope.external_id == envelope.thread_key


class _Desk:
    """What is known before a batch is seated, and what the batch adds."""

    def __init__(self, turn: Turn) -> None:
        self.keys, self.public, self.parties = dict(turn.keys), dict(turn.public), turn.parties
        self.started: dict[UUID, Envelope] = {}
        self.new_keys: dict[str, UUID] = {}
        self.new_parties: set[tuple[UUID, str]] = set()

    def seat(self, envelope: Envelope) -> Place:
        author = party(envelope.author)
        forged = (
            envelope.authentic is Authenticity.FORGED
        )  # joins nothing, is nobody's word, and leaves no trace that others follow
        conversation_id = None if forged else self._find(envelope, author)
        if conversation_id is None:
            conversation_id = new_id()
            self.started[conversation_id] = envelope
            self.public[conversation_id] = envelope.public
        if not forged:
            self._remember(conversation_id, envelope, author)
        return Place(envelope, conversation_id, author)

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
