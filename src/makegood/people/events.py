"""Facts about identities and the links between them."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class IdentityFirstSeen(Event):
    sentence = "{person} was first seen here."
    channel: str
    address: str = ""  # which kind of address it is; '' of what was taken in from another system


@dataclass(frozen=True, kw_only=True)
class LinkSuggested(Event):
    sentence = "An account may belong to {person}: somebody should look."
    link_id: UUID
    probability: float

    def work_key(self) -> str:
        return str(self.link_id)


@dataclass(frozen=True, kw_only=True)
class IdentitiesLinked(Event):
    sentence = "{by} confirmed that another address belongs to {person}."
    link_id: UUID
    other_identity_id: UUID

    def work_key(self) -> str:
        return str(self.link_id)


@dataclass(frozen=True, kw_only=True)
class LinkRefused(Event):
    sentence = "{by} said that an account does not belong to {person}."
    link_id: UUID


@dataclass(frozen=True, kw_only=True)
class IdentitiesUnlinked(Event):
    sentence = "{by} took an address off {person} again."
    link_id: UUID
    other_identity_id: UUID

    def work_key(self) -> str:
        return str(self.link_id)


@dataclass(frozen=True, kw_only=True)
class ConsentNoted(Event):
    sentence = "{person} said whether we may write about this."
    channel: str
    purpose: str
    granted: bool


@dataclass(frozen=True, kw_only=True)
class NameNoted(Event):
    sentence = "{by} noted what {person} is called."


@dataclass(frozen=True, kw_only=True)
class ZoneNoted(Event):
    sentence = "{by} noted by which clock {person} lives."


@dataclass(frozen=True, kw_only=True)
class QuietHoursNoted(Event):
    sentence = "{by} noted when {person} wishes for quiet."


@dataclass(frozen=True, kw_only=True)
class CompanyNoted(Event):
    sentence = "{by} noted that {person} is a company."


@dataclass(frozen=True, kw_only=True)
class PersonNoted(Event):
    sentence = "{by} noted that {person} is a person, and no company."


@dataclass(frozen=True, kw_only=True)
class SomethingHappened(Event):
    """What another system says of somebody. Its values are in the fact, which can be erased."""

    sentence = "{by} told us of {person}: {what}."
    what: str
