"""Facts about touchpoints: what is promised there, and what became of what people found wrong. Ids and plain values, no words of people."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TouchpointAdded(Event):
    sentence = "{by} added a touchpoint: {touchpoint}."
    touchpoint: str


@dataclass(frozen=True, kw_only=True)
class TouchpointChanged(Event):
    sentence = "{by} changed the touchpoint {touchpoint}: {what}."
    touchpoint: str
    what: str  # the fields: "name, owner"


@dataclass(frozen=True, kw_only=True)
class StandardSet(Event):
    sentence = "{by} changed what we promise at {touchpoint} (standard {number}, version {version})."
    touchpoint: str
    number: int
    version: int


@dataclass(frozen=True, kw_only=True)
class StandardEnded(Event):
    sentence = "{by} ended a standard of {touchpoint} (standard {number})."
    touchpoint: str
    number: int


@dataclass(frozen=True, kw_only=True)
class PlaceSetRight(Event):
    sentence = "{by} said that this happened at {now}, not at {was}."
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class _AboutFinding(Event):
    sentence = "Something became of a finding about {place}."
    finding_id: UUID
    touchpoint: str  # its key
    place: str  # the key as it is spoken: "pre-order delivery"


@dataclass(frozen=True, kw_only=True)
class FindingFiled(_AboutFinding):
    sentence = "{by} filed a finding about {place}."


@dataclass(frozen=True, kw_only=True)
class FindingRaised(_AboutFinding):
    sentence = "What {person} wrote was put to a finding about {place}."


@dataclass(frozen=True, kw_only=True)
class FindingMoved(_AboutFinding):
    sentence = "{by} moved a finding about {place} on: {state}."
    state: str


@dataclass(frozen=True, kw_only=True)
class CheckPlanned(_AboutFinding):
    sentence = "{by} planned a check of what changed at {place}, for {check_on}."
    check_id: UUID
    check_on: str

    def work_key(self) -> str:
        return str(self.check_id)


@dataclass(frozen=True, kw_only=True)
class CheckCameOut(_AboutFinding):
    sentence = "The check of what changed at {place} came out: {result}."
    check_id: UUID
    result: str  # "it worked", "it did not work", "it cannot be said"

    def work_key(self) -> str:
        return str(self.check_id)


@dataclass(frozen=True, kw_only=True)
class FindingGiven(_AboutFinding):
    sentence = "{by} said who sees to a finding about {place}, and by when."
    owner_id: UUID | None
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ToldOfChange(_AboutFinding):
    sentence = "{by} told {person} what we changed at {place} because of their words."
    outgoing_id: UUID
