"""What adapters take in and send, and how a channel is set up: values, never rows. A message as it is kept is in `messages`."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.people.types import Address

ChannelId = NewType("ChannelId", UUID)
ConversationId = NewType("ConversationId", UUID)
MessageId = NewType("MessageId", UUID)
OutgoingId = NewType("OutgoingId", UUID)


class Automatic(StrEnum):
    """Mail that no person wrote just now. None of these is ever answered automatically."""

    AUTO_REPLY = "auto_reply"  # out of office, acknowledgement
    BOUNCE = "bounce"
    LIST = "list"  # newsletters, mailing lists, bulk
    OWN = "own"  # our own message came back
    REPORT = "report"  # delivery or read receipts, DMARC reports
    OPT_OUT = "opt_out"  # their wish not to hear from us on this channel any more (STOP), which the network obeys too
    OPT_IN = "opt_in"  # the wish taken back (START)


class Authenticity(StrEnum):
    """Whether the place they wrote from vouches for who wrote. Never claimed without a check."""

    UNKNOWN = ""  # nobody looked
    VOUCHED = "vouched"  # the sender's own domain or network vouches for it
    FORGED = "forged"  # the domain they claim disowns it: it is nobody's word
    CLAIMED = "claimed"  # they typed who they are, into a form or a chat: nobody checked it


@dataclass(frozen=True, slots=True)
class AttachmentIn:
    """`name` is what the sender called it and is never used as a path; `content_id` where an inline image is meant. `description` says what a
    picture of ours shows, for those who cannot see it."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery report says: whose address failed, for which of our messages (Message-ID), for good or for now."""

    recipient: str
    lasting: bool
    status: str  # "5.1.1"
    reason: str
    original_message_id: str = ""
    unwanted: bool = False  # it arrived, and they called it spam or want no more: only a source that can prove itself may say so


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message as an adapter read it: pure values, nothing stored.

    `external_id` is the natural key within the channel. `thread_key` is what other messages call this one (a Message-ID, a thread's
    id), '' when nothing can refer to it; `thread_keys` are the thread keys that it refers to, nearest first; `reply_token` is the
    conversation that our own signed reply address names, once its signature was verified, or ''; `addressed` is the token in an address of
    ours that proved nothing yet (somebody else's reply address, a member's). `text` is everything they wrote as plain text,
    `visible` is what they wrote now (no quote, no signature), `html` is sanitised or ''. `sent_at` is the sender's own claim.
    """

    external_id: str
    author: Address
    text: str
    visible: str
    sent_at: datetime
    subject: str = ""
    html: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    thread_key: str = ""
    thread_keys: tuple[str, ...] = ()
    reply_token: str = ""
    attachments: tuple[AttachmentIn, ...] = ()
    automatic: Automatic | None = None
    bounce: Bounce | None = None
    public: bool = False
    link: str = ""  # where it can be seen, for public posts
    reach: int | None = None  # followers or views where the network says so; never used for what is owed
    spam_likely: bool = False
    cut: bool = False  # True when the message was larger than we keep
    authentic: Authenticity = Authenticity.UNKNOWN
    addressed: str = ""
    away_until: date | None = None  # an automatic reply says that they are back on this day
    overheard: bool = False  # said in public to others: it neither names us nor answers us


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class PastMessage:
    """One message as another system kept it, either way; `envelope.sent_at` is when. Of one that came in, `identity_id` is the author's;
    of one that we wrote, the recipient's, or None where only the conversation tells. A review carries a `score` out of `best`."""

    envelope: Envelope
    direction: Direction
    identity_id: UUID | None = None
    score: int | None = None
    best: int = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """What a provider bears: at most so many messages of one channel within so many seconds, whatever the stretch one looks at."""

    messages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pictures:
    """Which pictures a network shows beside our words, each with a description for those who cannot see it: so many with one message, so many
    bytes each, of these kinds. `private`: also where only one person reads it."""

    most: int
    largest: int
    media_types: frozenset[str]
    longest_description: int
    private: bool = True


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel can do. The composer, the gate, the outbox and the contract test read it."""

    threads: bool
    attachments: bool
    public: bool
    private: bool
    max_length: int | None  # characters of one message, None for no limit
    reply_window_hours: int | None  # how long after their last message we may answer; None for no limit
    copies: bool = False  # others may be in copy
    pace: Pace | None = None  # None for no limit
    pictures: Pictures | None = None  # the only files that go along; None where any may, as far as `attachments` says
    begins: bool = False  # can begin a private conversation with somebody who only wrote in public
    unanswered: str = ""  # why nothing can be said here, and what to do instead; '' where something can
    announces: bool = False  # can post for everybody, with nobody to answer (`seam.Announces`)


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """What an adapter sends. `message_key` is ours and stays the same on a repeat (it makes the Message-ID).

    `public`: everybody may read it, and the gate looked at it as such. An adapter never says in public what is not marked so. `heard_at`
    is when they last wrote in this conversation, by their provider's clock; None where they never did.
    """

    message_key: str
    to: Address
    subject: str
    text: str
    in_reply_to: str = ""  # external id of the message that this answers
    references: tuple[str, ...] = ()
    reply_token: str = ""  # the conversation; the adapter signs it into the reply address
    reply_to: str = ""  # where an answer goes instead
    automatic: bool = False
    attachments: tuple[AttachmentIn, ...] = ()
    cc: tuple[Address, ...] = ()
    public: bool = False
    heard_at: datetime | None = None
    queued_at: datetime | None = None  # an earlier try of the very same letter cannot have left before
    unsubscribe: str = ""  # the address at which one request ends letters like this one; '' for service


@dataclass(frozen=True, slots=True)
class Announcement:
    """Words for everybody. `key` is ours and stays the same on a repeat; `written_at` is when it was first tried."""

    key: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class WasTaken:
    """A provider says, of its own accord, that it took a letter of ours: under our key, and what it calls the letter."""

    message_key: str
    external_id: str


@dataclass(frozen=True, slots=True)
class SendReceipt:
    external_id: str
    sent_at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one look into a mailbox brought: raw items with their natural keys, and the cursor to store with them."""

    items: tuple[tuple[str, bytes], ...]  # (external key, raw bytes)
    cursor: str
    more: bool  # there is more right now
    again_after_s: float | None = None  # when to look again, where the other side asks for a pace of its own
    gap: str = ""  # what may have been missed since the last look, said to a person; '' for nothing


@dataclass(frozen=True, slots=True)
class Call:
    """A request that a provider made to a channel's own address. Header names are small letters."""

    method: str
    url: str  # as it was asked, query included: some providers sign it
    rest: str  # what stood behind the channel's address, without the leading slash
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What is kept of a call, and what the provider is told once it is kept."""

    items: tuple[tuple[str, bytes], ...] = ()  # (external key, raw bytes), for `parse`
    status: int = 200
    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a channel as a form asks for it. `secret` ones are never shown again; of `choices`, one is taken. `rare`: hardly anybody has
    to change it, so that a form shows it under "More settings"."""

    name: str
    label: str  # "Incoming mail server"
    help: str = ""
    required: bool = False
    secret: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    rare: bool = False
    shared: bool = (
        False  # a secret that is made here where none is given, and that whoever calls us needs: shown with the address they call
    )


@dataclass(frozen=True, slots=True)
class ChannelConfig:
    """One channel of a brand. `settings` are the adapter's own, secrets included: never shown, never logged."""

    id: ChannelId
    brand_id: UUID
    kind: str  # registry name: "email", "webhook"
    name: str
    address: str  # our address there: mail address, handle
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel as the desk shows it: no secrets."""

    id: ChannelId
    kind: str
    name: str
    address: str
    active: bool
    last_heard_at: datetime | None
    last_trouble: str
