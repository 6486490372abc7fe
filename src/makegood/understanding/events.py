"""Facts about readings."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LeavingHeard(Event):
    sentence = "{person} said that they may leave: {leaving}, {percent} % sure."
    message_id: UUID
    leaving: str  # "risk" or "yes"
    percent: int


@dataclass(frozen=True, kw_only=True)
class AdvocacyHeard(Event):
    sentence = "{person} tells others about us: {advocacy}, {percent} % sure."
    message_id: UUID
    advocacy: str  # "warns" or "recommends"
    percent: int


@dataclass(frozen=True, kw_only=True)
class ReadingCorrected(Event):
    sentence = "{by} corrected how a message was understood: {field} is {now}, not {was}."
    message_id: UUID
    field: str
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class LargeModelSwitched(Event):
    sentence = "{by} switched the large model {how}."
    how: str  # "on", "off"


@dataclass(frozen=True, kw_only=True)
class LargeModelAnswered(Event):
    sentence = "A large model said what nobody was sure of in a message: {answered}."
    message_id: UUID
    answered: str  # the questions: "act, feeling"


@dataclass(frozen=True, kw_only=True)
class TrainingTextsSwitched(Event):
    sentence = "{by} said that the words of corrected messages {how} leave for training."
    how: str  # "may", "may not"
