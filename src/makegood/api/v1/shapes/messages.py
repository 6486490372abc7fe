"""Shapes of channels and messages. What comes in is the webhook channel's README word for word; its adapter reads it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.people import AddressIn
from makegood.api.v1.shapes.values import Instant, MemberAddress, Told, Whole, YesNo, full_line, line, lines
from makegood.channels.types import ChannelState, Direction, Message
from makegood.people.types import IdentityKind

MOST = 500


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


class AnswerOut(Schema):
    """The answer as it stands at the gate: `queued` (it leaves now), or `held` with the reason."""

    id: UUID
    state: str


class AuthorOut(Schema):
    kind: IdentityKind
    value: str
    name: str


class MessageOut(Schema):
    """A message, either way. `identity_id` is its author's, or of one that went out its reader's; null until they are recognised."""

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


class ChannelOut(Schema):
    """A place where the brand listens and speaks. Messages can be put into those of kind `webhook`."""

    id: UUID
    kind: str
    name: str
    address: str
    active: bool


class ChannelsOut(Schema):
    data: list[ChannelOut]


def message(one: Message) -> MessageOut:
    return MessageOut(
        id=one.id,
        conversation_id=one.conversation_id,
        channel_id=one.channel_id,
        channel_kind=one.channel_kind,
        direction=one.direction,
        identity_id=one.identity_id,
        author=AuthorOut(kind=one.author.kind, value=one.author.value, name=one.author.name),
        subject=one.subject,
        text=one.visible or one.text,
        at=one.at,
        automatic=one.automatic is not None,
        public=one.public,
        link=one.link,
        state=one.state,
    )


def channel(one: ChannelState) -> ChannelOut:
    return ChannelOut(id=one.id, kind=one.kind, name=one.name, address=one.address, active=one.active)
