"""Facts about cases."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    sentence = "A case was opened for {person}: {case}"
    number: int
    harm: str
    message_id: UUID | None = None

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseJoined(Event):
    sentence = "{person} wrote again about it."
    message_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event):
    sentence = "The case was opened again."
    number: int
    message_id: UUID | None = None  # what they wrote; None where a member opened it

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseReread(Event):
    sentence = "{by} set right what the case is about: {what}."
    what: str  # the questions that are answered otherwise now: "harm, urgency"

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseOrderKnown(Event):
    sentence = "The shop told of the order that {person} had named: {order}."
    order: str

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(Event):
    sentence = "{by} {owner:took the case|gave the case to}."
    owner: str
    owner_id: UUID | None

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseReplied(Event):
    sentence = "{by} answered {person}."
    outgoing_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class ReplyTakenBack(Event):
    sentence = "{by} took an answer to {person} back before it left."
    number: int
    outgoing_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseInvited(Event):
    sentence = "{by} asked {person} to go on in private."

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseNoted(Event):
    sentence = "{by} made a note."
    note_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseResolved(Event):
    sentence = "It was put right: {case}"
    number: int

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseCameTrue(Event):
    sentence = "What we had foreseen came true: {case}"
    number: int

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseAverted(Event):
    sentence = "It came in time after all; nobody had to be told."
    number: int

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseAvertedAfterWord(Event):
    sentence = "It came in time after all, and {person} had been told that it might not."
    number: int

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseFellAway(Event):
    sentence = "What had been promised to {person} no longer stands: there is nothing to wait for."
    number: int

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseGoesOn(Event):
    sentence = "{person} wrote about it from another address: it goes on in case {other}."
    number: int
    other: int

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseWaited(Event):
    sentence = "The case was set aside until something comes in."
    turn: str  # Turn: "theirs" or "parcel"

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseRenamed(Event):
    sentence = "{by} gave the case another title."

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class ConversationLinked(Event):
    sentence = "Another conversation with {person} was put to the case."
    conversation_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class SideAsked(Event):
    sentence = "{by} asked somebody else about it."
    conversation_id: UUID
    outgoing_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class SideAnswered(Event):
    sentence = "Somebody else whom we asked about it answered."
    conversation_id: UUID
    message_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CopyAnswered(Event):
    sentence = "Somebody who was in copy wrote about it."
    conversation_id: UUID
    message_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class SideNoted(Event):
    sentence = "{by} took note of what somebody else answered."
    conversation_id: UUID

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CasePutAway(Event):
    sentence = "{by} put the case out of sight ({why})."
    number: int
    why: str  # "spam" or "trash"

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseBroughtBack(Event):
    sentence = "{by} brought the case back."
    number: int

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CaseEmptied(Event):
    sentence = "The words of the case were thrown away with the trash."
    number: int

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CallPlanned(Event):
    sentence = "{by} promised {person} a call."
    call_id: UUID
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallMissed(Event):
    sentence = "{by} called {person}, and nobody picked up."
    call_id: UUID
    again_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallMade(Event):
    sentence = "{by} spoke with {person} on the phone."
    call_id: UUID
    result: str

    def work_key(self) -> str:
        return str(self.case_id)


@dataclass(frozen=True, kw_only=True)
class CallDropped(Event):
    sentence = "{by} took a planned call to {person} off the list."
    call_id: UUID
