"""Facts about the monthly letter."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LetterMade(Event):
    sentence = "The letter to the owner about {month} was made."
    letter_id: UUID
    month: str

    def work_key(self) -> str:
        return str(self.letter_id)


@dataclass(frozen=True, kw_only=True)
class LetterWished(Event):
    sentence = "{by} gets the monthly letter by mail from now on."
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class LetterNoLongerWished(Event):
    sentence = "{by} no longer gets the monthly letter by mail."
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class LetterMailed(Event):
    sentence = "The letter about {month} was mailed to one of the team."
    letter_id: UUID
    member_id: UUID
    month: str
