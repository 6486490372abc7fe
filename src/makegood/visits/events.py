"""Facts about visits."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutVisit(Event):
    sentence = "Something became of a visit."
    visit_id: UUID

    def work_key(self) -> str:
        return str(self.visit_id)


@dataclass(frozen=True, kw_only=True)
class VisitBooked(_AboutVisit):
    sentence = "A visit with {person} was booked for {when}."
    when: str  # ISO, as of promises
    from_at: str


@dataclass(frozen=True, kw_only=True)
class VisitMoved(_AboutVisit):
    sentence = "The visit with {person} was moved to {when}."
    when: str
    from_at: str


@dataclass(frozen=True, kw_only=True)
class VisitCancelled(_AboutVisit):
    sentence = "The visit with {person} was cancelled by {by}."


@dataclass(frozen=True, kw_only=True)
class VisitDone(_AboutVisit):
    sentence = "{by} visited {person}, as promised."
    at_instant: str


@dataclass(frozen=True, kw_only=True)
class VisitMissed(_AboutVisit):
    sentence = "The visit with {person} for {when} did not take place."
    when: str


@dataclass(frozen=True, kw_only=True)
class ResourceSet(Event):
    sentence = "{by} set when “{name}” can be booked."
    name: str
    resource_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResourceRetired(Event):
    sentence = "{by} took “{name}” out of the calendar."
    name: str
    resource_id: UUID
