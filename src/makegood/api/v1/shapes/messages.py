"""Shapes of channels and messages. What comes in is the webhook channel's README word for word; its adapter reads it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.people import AddressIn
from makegood.api.v1.shapes.values import Instant, MemberAddress, Told, Whole, YesNo, full_line, line, lines
from makegood.channels.messages import Message
from makegood.channels.rules import standing
from makegood.channels.types import ChannelState, Direction
from makegood.people.types import IdentityKind

MOST = 500
_LEAVES_AT = "When it leaves at the earliest; null for one that is out, came in, failed, or waits for a member's word."
_BECAUSE = (
    "Why it waits, what the last try brought, or why it did not arrive, in a sentence; empty where there is nothing to say."
)
_AUTHENTIC = (
    "Who vouches for the author of one that came in: `vouched` (their own domain, network or shop), `claimed` (they typed who they are, and "
    "nobody checked it), `forged` (the domain they name disowns it), or empty (nobody looked)."
)


class MessageIn(Told):
    """One message that somebody wrote."""

    id: Annotated[str, full_line(255)] = Field(description="Your name for it: told again, it changes nothing.")
    author: AddressIn
    text: Annotated[str, lines(100_000)]
    sent_at: Instant
    subject: Annotated[str, line(500)] | None = None
    in_reply_to: Annotated[str, line(255)] | None = None
    thread: Annotated[str, line(255)] | None = None
    public: YesNo | None = None
    link: Annotated[str, line(2000), Field(json_schema_extra={"format": "uri"})] | None = None
    reach: Annotated[Whole, Field(ge=0, le=2**53 - 1)] | None = Field(None, description="Only of what is public.")


class MessagesIn(Told):
    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=MOST)]


class MessagesTaken(Schema):
    """How many, and their ids in the order in which they were told. They are understood and put into cases within seconds."""

    taken: int
    ids: list[UUID]


class AnswerIn(Told):
    """Words for the person of a case, on the channel on which they wrote last. With `member` they are that member's; without, the machine's
    own: an automatic answer, which keeps quiet hours and the daily cap and does not stop the clock."""

    text: Annotated[str, lines(100_000)]
    member: MemberAddress | None = None
    seen: UUID | None = Field(
        default=None,
        description="With `member`: the latest message that they had seen. Where a colleague has answered since, it is refused "
        "(`colleague_answered`) and nothing is said.",
    )


class AnswerOut(Schema):
    """The answer as it stands at the gate: `queued`, or `held` with the reason. GET /messages/{id} says how it goes on."""

    id: UUID
    state: str
    leaves_at: datetime | None = Field(description=_LEAVES_AT)
    because: str = Field(description=_BECAUSE)


class AuthorOut(Schema):
    kind: IdentityKind
    value: str
    name: str


class MessageOut(Schema):
    """A message, either way. `identity_id` is its author's, or of one that went out its reader's; null until they are recognised. `state` is of
    one that goes out: `queued`, `held`, `leaving`, `sent`, `failed` or `withdrawn`; "" of one that came in."""

    id: UUID
    conversation_id: UUID
    channel_id: UUID
    channel_kind: str
    direction: Direction
    identity_id: UUID | None
    author: AuthorOut
    subject: str
    text: str
    at: datetime
    automatic: bool
    public: bool
    link: str
    state: str
    leaves_at: datetime | None = Field(description=_LEAVES_AT)
    because: str = Field(description=_BECAUSE)
    way_out: str = Field(description="Of one that did not arrive: what a person can do about it.")
    authentic: Literal["", "vouched", "claimed", "forged"] = Field(description=_AUTHENTIC)


class ChannelOut(Schema):
    """A place where the brand listens and speaks. Messages can be put into those of kind `webhook`."""

    id: UUID
    kind: str
    name: str
    address: str
    active: bool


class ChannelsOut(Schema):
    data: list[ChannelOut]


def answer(one: Message) -> AnswerOut:
    stands = standing.of(one)
    return AnswerOut(id=one.id, state=one.state, leaves_at=stands.leaves_at, because=stands.because)


def message(one: Message) -> MessageOut:
    stands = standing.of(one)
    return MessageOut(
        id=one.id,
        conversation_id=one.conversation_id,
        channel_id=one.channel_id,
        channel_kind=one.channel_kind,
        direction=one.direction,
        identity_id=one.identity_id,
        author=AuthorOut(kind=one.author.kind, value=one.author.value, name=one.author.name),
        subject=one.subject,
        text=one.said,
        at=one.at,
        automatic=one.automatic is not None,
        public=one.public,
        link=one.link,
        state=one.state,
        leaves_at=stands.leaves_at,
        because=stands.because,
        way_out=stands.way_out,
        authentic=one.authentic.value,
    )


def channel(one: ChannelState) -> ChannelOut:
    return ChannelOut(id=one.id, kind=one.kind, name=one.name, address=one.address, active=one.active)
