"""Which conversation a message belongs to. Messages come late, doubled and out of order: a reply may arrive before its parent.

A conversation owns the keys that its messages carry or refer to. A message joins by our own signed reply address, or by a key where
its author already took part (anybody in public); otherwise it starts a conversation of its own. A forged one always does, and nobody can join
that before a member has said that it is really them.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from makegood.channels.rules import parties as rules
from makegood.channels.types import Authenticity, Automatic, Envelope
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import Address
from makegood.platform import bulk, tenancy, turns
from makegood.platform.arrays import array


@dataclass(frozen=True, slots=True)
class Place:
    """An envelope and the conversation in which it belongs. `knocked_at`: the private one that it named, in which its author
    has no part."""

    envelope: Envelope
    conversation_id: UUID
    author: str  # as `party` writes it
    knocked_at: UUID | None = None


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
    bulk.look(_turns(channel_id, envelopes))


def take_turn(channel_id: UUID, envelopes: Sequence[Envelope]) -> Turn:
    """Takes the turn (`lock`) and looks, in one round trip. Refuses a channel that the brand does not have."""
    keys = sorted({key for e in envelopes for key in _keys(e, party(e.author))})
    tokens = _uuids(e.reply_token for e in envelopes)
    ids = [*(e.external_id for e in envelopes), *(f"{_OUT}{e.external_id}" for e in envelopes if _is_our_own(e))]
    seen = f"{_CHANNEL} UNION ALL {_KNOWN} UNION ALL {_KEPT}"
    values = [channel_id, channel_id, array(ids), channel_id, array(keys)]
    if tokens:
        seen, values = f"{seen} UNION ALL {_NAMED}", [*values, array(tokens), channel_id]
    _, rows = bulk.look(_turns(channel_id, envelopes), (seen, values))
    turn, name = Turn(channel_id, "", {}, {}, {}, {}), ""
    for what, words, found, public, parties in rows:
        if what == "channel":
            name = words
        elif what == "known":
            turn.known[words.removeprefix(_OUT)] = found
        else:
            turn.keys.update({words: found} if words else {})
            turn.public[found] = public
            turn.parties[found] = set(parties)
    if not name:
        raise Refusal("no_channel", "This channel does not exist.", {"channel_id": "unknown"})
    return replace(turn, channel_name=name)


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


def _turns(channel_id: UUID, envelopes: Sequence[Envelope]) -> bulk.Statement:
    keys = {key for e in envelopes for key in (e.external_id, e.thread_key, *e.thread_keys) if key}
    return turns.statement(f"messages of {channel_id.hex}", keys)


# One statement's parts: what it is, words, an id, whether public, addresses. Written so that there is one way only: from the keys to their
# conversations, and from each to its parties. Left to itself the planner joins whole tables as long as it has no statistics, and in a young
# house each message then costs as much as all before it. The lists are hidden from it (ARRAY(SELECT unnest ...)), because where it sees how
# long a list is, it makes a plan anew for each one, and that costs more than the look.
_CHANNEL = "SELECT 'channel' AS what, name AS words, id, NULL::bool AS public, NULL::text[] AS parties FROM channels_channel WHERE id = %s"
_KNOWN = (
    "SELECT 'known', external_id, id, NULL, NULL FROM channels_message "
    "WHERE channel_id = %s AND external_id = ANY(ARRAY(SELECT unnest(%s::text[])))"
)
_SEEN = "SELECT 'kept', k.key, c.id, c.public, ARRAY(SELECT p.address::text FROM channels_party p WHERE p.conversation_id = c.id)"
_OF_IT = "CROSS JOIN LATERAL (SELECT id, channel_id, public FROM channels_conversation WHERE id = k.conversation_id OFFSET 0) c"
_KEPT = (
    f"{_SEEN} FROM (SELECT k.key, k.conversation_id FROM channels_conversationkey k "
    f"WHERE k.channel_id = %s AND k.key = ANY(ARRAY(SELECT unnest(%s::text[]))) OFFSET 0) k {_OF_IT}"
)
_NAMED = (
    f"{_SEEN} FROM (SELECT '' AS key, token AS conversation_id FROM unnest(%s::uuid[]) AS token OFFSET 0) k {_OF_IT} "
    "WHERE c.channel_id = %s"
)


_OUT = "out:"  # before the external id of what we said ourselves (outbox.mark_sent)


def _is_our_own(envelope: Envelope) -> bool:
    """Words of our own account, by the id with which we sent them, if it was us and not somebody by the network's own app."""
    return envelope.automatic is Automatic.OWN and envelope.external_id == envelope.thread_key


class _Desk:
    """What is known before a batch is seated, and what the batch adds."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
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
        knocked_at = None
        if conversation_id is None:
            knocked_at = None if forged else self._named(envelope)
            conversation_id = new_id()
            self.started[conversation_id] = envelope
            self.public[conversation_id] = envelope.public
        if not forged:
            self._remember(conversation_id, envelope, author)
        return Place(envelope, conversation_id, author, knocked_at)

    def _named(self, envelope: Envelope) -> UUID | None:
        """The private conversation that a word of somebody else refers to, nearest first, although they have no part in it."""
        if envelope.public or envelope.automatic is Automatic.OWN:
            return None
        found = (self.keys.get(key[:400]) for key in envelope.thread_keys)
        return next((one for one in found if one is not None and self.turn.public.get(one) is False), None)

    def _find(self, envelope: Envelope, author: str) -> UUID | None:
        for token in _uuids([envelope.reply_token]):
            if token in self.public:
                return token
        for key in _keys(envelope, author):
            found = self.keys.get(key)
            if found in self.public and rules.may_join(
                public=self.public[found], author=author, parties=tuple(self.parties.get(found, ())), by_token=False
            ):
                return found
        return None

    def _remember(self, conversation_id: UUID, envelope: Envelope, author: str) -> None:
        self.parties.setdefault(conversation_id, set()).add(author)
        self.new_parties.add((conversation_id, author))
        for key in (key[:400] for key in (envelope.thread_key, *envelope.thread_keys) if key):
            if key not in self.keys:
                self._keep(key, conversation_id)
            elif self.keys[key] != conversation_id and not envelope.public:
                self._keep(_theirs(key, author), conversation_id)

    def _keep(self, key: str, conversation_id: UUID) -> None:
        self.keys[key] = self.new_keys[key] = conversation_id


def _keys(envelope: Envelope, author: str) -> list[str]:
    """What may lead to its conversation, nearest first."""
    said = [key[:400] for key in (envelope.thread_key, *envelope.thread_keys) if key]
    return said if envelope.public else [one for key in said for one in (_theirs(key, author), key)]


def _theirs(key: str, author: str) -> str:
    """One person's own name for a message: where somebody else answered it before it came, its plain name leads to their talk, in which its
    author has no part; and yet it belongs with what its author writes after it, whichever comes first."""
    return hashlib.blake2s(f"{key}\n{author}".encode("utf-8", "replace")).hexdigest()


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
