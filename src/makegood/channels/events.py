"""Facts about what was heard and said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RawReceived(Event):
    sentence = "Something arrived and was stored."
    raw_id: UUID
    channel_id: UUID

    def work_key(self) -> str:
        return str(self.raw_id)


@dataclass(frozen=True, kw_only=True)
class RawParked(Event):
    sentence = "Something that arrived could not be read and is kept for a person to look at."
    raw_id: UUID
    channel_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    sentence = "A message arrived by {channel}."
    message_id: UUID
    conversation_id: UUID
    channel: str
    public: bool = False

    def work_key(self) -> str:
        return str(self.message_id)


@dataclass(frozen=True, kw_only=True)
class AcknowledgingSwitched(Event):
    sentence = "{by} switched acknowledgements {how}, at most {per_hour} within an hour."
    how: str  # "on", "off"
    per_hour: int


@dataclass(frozen=True, kw_only=True)
class AcknowledgementsCapped(Event):
    """An alarm: somebody may be using us to write to others."""

    sentence = "No more mail was acknowledged: {left} had been within an hour."
    left: int


@dataclass(frozen=True, kw_only=True)
class PartyAdmitted(Event):
    sentence = "{by} let somebody else take part in a conversation."
    conversation_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartyCame(Event):
    """Somebody new answered in a talk beside a case: they had its letter."""

    sentence = "Somebody new wrote in a talk beside a case."
    conversation_id: UUID


@dataclass(frozen=True, kw_only=True)
class SenderVouched(Event):
    """Their domain disowned the message; a member knows better."""

    sentence = "{by} said that a message is really from whom it names."
    message_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessageHeard(Event):
    """Said once it is known who wrote it."""

    sentence = "{person} wrote by {channel}."
    message_id: UUID
    channel: str


@dataclass(frozen=True, kw_only=True)
class ReviewHeard(Event):
    """A message that carries a score."""

    sentence = "{person} reviewed us by {channel}: {score} of {best}."
    message_id: UUID
    channel: str
    score: int
    best: int


@dataclass(frozen=True, kw_only=True)
class MessageSaid(Event):
    """What another system says that we once wrote: it never passed our gate."""

    sentence = "We wrote to {person} by {channel}."
    message_id: UUID
    channel: str


@dataclass(frozen=True, kw_only=True)
class MessageQueued(Event):
    sentence = "{by} wrote to {person} by {channel}."
    outgoing_id: UUID
    conversation_id: UUID
    channel: str

    def work_key(self) -> str:
        return str(self.outgoing_id)


@dataclass(frozen=True, kw_only=True)
class MessageHeld(Event):
    sentence = "A message to {person} waits: {because}"
    outgoing_id: UUID
    because: str


@dataclass(frozen=True, kw_only=True)
class ContactRulesSet(Event):
    sentence = "{by} set how often people hear from us without having asked: at most {per_week} times a week and {per_month} times in 30 days."
    per_week: int
    per_month: int


@dataclass(frozen=True, kw_only=True)
class LeftInPeace(Event):
    sentence = "{by} noted that nothing unasked goes to {person} for a while."


@dataclass(frozen=True, kw_only=True)
class PeaceOver(Event):
    sentence = "{by} noted that {person} need not be left in peace any longer."


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    sentence = "The message to {person} left by {channel}."
    outgoing_id: UUID
    conversation_id: UUID
    channel: str

    def work_key(self) -> str:
        return str(self.outgoing_id)


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event):
    sentence = "A message did not reach {person}: {reason}"
    outgoing_id: UUID
    reason: str
    lasting: bool = True

    def work_key(self) -> str:
        return str(self.outgoing_id)


@dataclass(frozen=True, kw_only=True)
class IntakeStalled(Event):
    sentence = "The mailbox {name} cannot be read: {reason}"
    channel_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class IntakeRecovered(Event):
    sentence = "{name} can be heard again."
    channel_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class ChannelAdded(Event):
    sentence = "{by} connected {name}."
    channel_id: UUID
    name: str

    def work_key(self) -> str:
        return str(self.channel_id)


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(Event):
    sentence = "{by} changed the settings of {name}."
    channel_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class RawUnread(Event):
    sentence = "Something that arrived could not be read; it will be tried again."
    raw_id: UUID
    channel_id: UUID
    attempt: int

    def work_key(self) -> str:
        return f"{self.raw_id}:{self.attempt}"


@dataclass(frozen=True, kw_only=True)
class RawToLookUp(Event):
    sentence = "Something arrived that must be looked up before it can be read."
    raw_id: UUID
    channel_id: UUID

    def work_key(self) -> str:
        return str(self.raw_id)


@dataclass(frozen=True, kw_only=True)
class MessageWithdrawn(Event):
    sentence = "{by} took words back before they left."
    outgoing_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessagePutOff(Event):
    sentence = "{by} changed when a message to {person} leaves."
    outgoing_id: UUID
    leaves_at: datetime

    def work_key(self) -> str:
        return str(self.outgoing_id)


@dataclass(frozen=True, kw_only=True)
class MessageReleased(Event):
    sentence = "{by} let a message to {person} leave now."
    outgoing_id: UUID

    def work_key(self) -> str:
        return str(self.outgoing_id)


@dataclass(frozen=True, kw_only=True)
class DeliveryTriedAgain(Event):
    sentence = "{by} had a message to {person} sent again."
    outgoing_id: UUID

    def work_key(self) -> str:
        return str(self.outgoing_id)


@dataclass(frozen=True, kw_only=True)
class DeliveryLetBe(Event):
    sentence = "{by} left it that a message did not reach {person}."
    outgoing_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChannelPaused(Event):
    sentence = "{by} paused {name}: nothing leaves there."
    channel_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class ChannelResumed(Event):
    sentence = "{by} let {name} go on."
    channel_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class SenderBlocked(Event):
    sentence = "{by} blocked a sender."
    rule_id: UUID
    domain: bool


@dataclass(frozen=True, kw_only=True)
class SenderUnblocked(Event):
    sentence = "{by} lets a blocked sender write to us again."
    rule_id: UUID


@dataclass(frozen=True, kw_only=True)
class PicturesAllowed(Event):
    sentence = "{by} lets pictures load in the letters of a sender."
    rule_id: UUID


@dataclass(frozen=True, kw_only=True)
class PicturesStopped(Event):
    sentence = "{by} no longer lets pictures load by themselves in the letters of a sender."
    rule_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessagePutAway(Event):
    sentence = "{by} put a message out of sight ({why})."
    message_id: UUID
    why: str  # "spam", "blocked" or "trash"


@dataclass(frozen=True, kw_only=True)
class MessageBroughtBack(Event):
    sentence = "{by} brought a message back."
    message_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessageEmptied(Event):
    sentence = "The words of a message were thrown away with the trash."
    message_id: UUID
