"""Facts about offers: that a request was declined well, and what became of it. Never the words of it."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutOffer(Event):
    sentence = "Something became of an offer."
    offer_id: UUID

    def work_key(self) -> str:
        return str(self.offer_id)


@dataclass(frozen=True, kw_only=True)
class AlternativesOffered(_AboutOffer):
    sentence = "{by} could not do what {person} asked, and offered {count} other ways."
    count: int
    outgoing_id: UUID


@dataclass(frozen=True, kw_only=True)
class AlternativeChosen(_AboutOffer):
    sentence = "{person} chose the {which} of the ways that we offered."
    which: str  # "first", "second", "third"
    how: str


@dataclass(frozen=True, kw_only=True)
class NoneChosen(_AboutOffer):
    sentence = "{person} wants none of the ways that we offered."
    how: str


@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(_AboutOffer):
    sentence = "{by} took the other ways back that we had offered to {person}."


@dataclass(frozen=True, kw_only=True)
class ChoiceWent(_AboutOffer):
    sentence = "It went {went} with what {person} chose, says {by}."
    went: str
