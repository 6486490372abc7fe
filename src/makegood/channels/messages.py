"""A message as it is kept, either way, and what we say on its way out: values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from makegood.channels.types import (
    AttachmentIn,
    Authenticity,
    Automatic,
    Bounce,
    ChannelId,
    ConversationId,
    Direction,
    MessageId,
)
from makegood.people.types import Address, Purpose


class RawState(StrEnum):
    WAITING = "waiting"
    PARSED = "parsed"
    PARKED = "parked"  # could not be read after 3 tries: kept, downloadable, parsed again by a command


class OutgoingState(StrEnum):
    QUEUED = "queued"
    HELD = "held"  # the gate said not now (quiet hours, cap, hold), or it waits for a member's word: `because`
    LEAVING = "leaving"  # a worker has it in its hands: it can no longer be taken back
    SENT = "sent"
    FAILED = "failed"  # for good: a person must look
    WITHDRAWN = "withdrawn"


class Failure(StrEnum):
    """Why something did not arrive, as far as somebody here can do something about it."""

    UNKNOWN_ADDRESS = "unknown_address"
    UNKNOWN_PLACE = "unknown_place"  # the part behind the @, a server that is not there
    CLOSED = "closed"  # the mailbox is there and takes nothing
    FULL = "full"
    SPAM = "spam"
    NOT_VOUCHED = "not_vouched"  # they do not believe that it comes from us: SPF, DKIM, DMARC, reverse DNS
    NOT_ALLOWED = "not_allowed"  # they do not take mail from us
    TOO_LARGE = "too_large"
    NOT_LET_IN = "not_let_in"  # our own server refused our name and password
    UNREACHED = "unreached"  # tried for days
    UNWANTED = "unwanted"  # they asked us meanwhile not to write
    PROGRAM = "program"  # a mistake of ours
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attachment:
    id: UUID
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class GoingOut:
    """How a message of ours stands on its way out.

    It leaves at `leaves_at` at the earliest; `scheduled` where a member chose when. `until_told`: it waits for a member's word. `because`
    says why it waits or what the last try brought, `retry_at` when about it is tried next. `failure` and `failed_because` (the other
    side's own words) are of one that did not arrive; `let_be` where a member said to leave it. `channel_paused`: nothing leaves there now.
    """

    leaves_at: datetime
    automatic: bool = False
    scheduled: bool = False
    until_told: bool = False
    because: str = ""
    tries: int = 0
    retry_at: datetime | None = None
    failure: Failure | None = None
    failed_because: str = ""
    let_be: bool = False
    channel_paused: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message, either way."""

    id: MessageId
    conversation_id: ConversationId
    channel_id: ChannelId
    channel_kind: str
    direction: Direction
    identity_id: UUID | None  # the author of one that came in (None until recognised), the recipient of one that went out
    author: Address
    subject: str
    text: str
    visible: str
    html: str
    at: datetime
    automatic: Automatic | None
    bounce: Bounce | None
    public: bool
    link: str
    reach: int | None
    spam_likely: bool
    authentic: Authenticity = Authenticity.UNKNOWN
    addressed: str = ""  # the token in an address of ours that proved nothing
    away_until: date | None = None
    overheard: bool = False
    attachments: tuple[Attachment, ...] = ()
    state: str = ""  # of one that goes out: OutgoingState
    external_id: str = ""
    by_member_id: UUID | None = None  # of one that goes out: who wrote or approved it
    cc: tuple[Address, ...] = ()
    going: GoingOut | None = None  # of one that goes out

    @property
    def said(self) -> str:
        """What its author wrote, without what stands quoted below; all of it where that leaves nothing."""
        return self.visible or self.text


@dataclass(frozen=True, slots=True)
class Line:
    """A message as far as a chat window shows it. `by_member_id`: who wrote or approved one that went out."""

    id: MessageId
    direction: Direction
    text: str
    at: datetime
    external_id: str
    by_member_id: UUID | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class LastWords:
    """How a conversation stands in a list: its last message and how many there are. `words` is the beginning of what was said."""

    message_id: MessageId
    at: datetime
    channel_kind: str
    words: str
    messages: int


@dataclass(frozen=True, slots=True)
class Conversing:
    """Somebody in a conversation, by a key of the asker's own: in public, what others say there is left out."""

    key: UUID
    conversation_id: UUID
    identity_ids: tuple[UUID, ...]


def is_unasked(purpose: Purpose, *, programme: str, answers: bool) -> bool:
    """Whether words go beyond an answer and beyond service. Service that is part of a programme (a survey after a delivery) counts, too: it needs no
    yes, and keeps to the caps and the holds as everything does that nobody asked for."""
    return (purpose is not Purpose.SERVICE or bool(programme)) and not answers


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody here wants to say. The gate decides whether and when it leaves.

    `key` is the natural key: queued twice, it is said once. `automatic` marks words that no member wrote or approved just now.
    `send_after` is when it leaves at the earliest; `scheduled` where a member chose that time, and not only a moment to take it back.
    `files_of` names files that lie here already (of words that were taken back or did not arrive) and go along.
    """

    key: str
    channel_id: ChannelId
    to_identity_id: UUID
    purpose: Purpose
    subject: str
    text: str
    conversation_id: ConversationId | None = None
    in_reply_to: MessageId | None = None
    automatic: bool = False
    public: bool = False
    by_member_id: UUID | None = None
    send_after: datetime | None = None
    scheduled: bool = False
    attachments: tuple[AttachmentIn, ...] = ()
    files_of: tuple[UUID, ...] = ()
    cc: tuple[Address, ...] = ()  # others who see it, and nothing else of the conversation
    acknowledges: bool = False  # automatic, and only says that what they wrote arrived: at once or never
    their_numbers: tuple[str, ...] = ()  # of their orders and parcels: of words in public, what must not stand in them
    their_needs: tuple[tuple[str, ...], ...] = ()  # likewise: beginnings of words that must not stand together
    unsubscribe: str = ""  # the address at which one request ends letters like this one, for its headers (RFC 8058)
    programme: str = ""  # of which programme it is part ("birthdays"), '' of none; the caps count over all of them
    priority: int = 0  # of two that meet on one day the larger goes
    occasion: str = (
        ""  # what it is about, as whoever says it calls that: by it, they ask what was not said (`contacts.suppressed_for`)
    )
    best_before: datetime | None = None  # later it makes no sense: then it is not said at all, and that is kept with its reason

    @property
    def unasked(self) -> bool:
        """Whether nobody asked for it (`is_unasked`)."""
        return is_unasked(self.purpose, programme=self.programme, answers=self.in_reply_to is not None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A message whose sender might be told that it arrived. `vouched`: their own domain vouches for them."""

    message_id: UUID
    address: str
    vouched: bool


@dataclass(frozen=True, slots=True)
class Acknowledgements:
    """Whether we say by ourselves that a mail arrived, how often within an hour at most, and when that was reached last."""

    on: bool
    per_hour: int
    capped_at: datetime | None


@dataclass(frozen=True, slots=True)
class SenderRule:
    """What a member decided about a sender: `rule` is "block" or "pictures"; `sender` an address, or "@" and a domain."""

    id: UUID
    sender: str
    rule: str
    by_member_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PutAway:
    """A message that is out of sight: `why` is "spam", "blocked" or "trash"."""

    message_id: UUID
    why: str
    by_member_id: UUID | None
    at: datetime
    emptied_at: datetime | None
