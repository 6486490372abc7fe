"""Facts about cases."""

from dataclasses import dataclass
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
class CaseAssigned(Event):
    sentence = "{by} gave the case to {owner}."
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
