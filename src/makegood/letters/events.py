"""Facts about cards and letters. Addresses and words stand in rows that can be erased."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfLetter(Event):
    sentence = "Something became of a card."
    letter_id: UUID
    card: str

    def work_key(self) -> str:
        return str(self.letter_id)


@dataclass(frozen=True, kw_only=True)
class LetterAsked(_OfLetter):
    sentence = "{by} set “{card}” aside for {person}, to be printed on {print_on}."
    print_on: date


@dataclass(frozen=True, kw_only=True)
class LetterPrinted(_OfLetter):
    sentence = "{by} printed “{card}” for {person}."


@dataclass(frozen=True, kw_only=True)
class LetterPosted(_OfLetter):
    sentence = "{by} posted “{card}” to {person}."


@dataclass(frozen=True, kw_only=True)
class LetterCancelled(_OfLetter):
    sentence = "{by} did not send “{card}” to {person}."


@dataclass(frozen=True, kw_only=True)
class LetterReturned(_OfLetter):
    sentence = "The post brought “{card}” for {person} back."


@dataclass(frozen=True, kw_only=True)
class PostalAddressTakenBack(Event):
    sentence = "{person} took back where they get post."


@dataclass(frozen=True, kw_only=True)
class PostalAddressNoted(Event):
    sentence = "{by} noted where {person} gets post."
    source: str
