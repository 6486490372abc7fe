"""Facts about incidents: ids, numbers and plain values, never a title and never anybody's words."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutIncident(Event):
    sentence = "Something became of an incident."
    incident_id: UUID
    number: int

    def work_key(self) -> str:
        return str(self.incident_id)


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(_AboutIncident):
    sentence = "Incident {number} was written down: it may be one cause for many."
    burst_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentConfirmed(_AboutIncident):
    sentence = "{by} confirmed incident {number}."
    burst_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentDismissed(_AboutIncident):
    sentence = "{by} said that incident {number} is none."
    burst_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentOver(_AboutIncident):
    sentence = "{by} said that incident {number} is over."


@dataclass(frozen=True, kw_only=True)
class IncidentReopened(_AboutIncident):
    sentence = "{by} opened incident {number} again: it is not over."


@dataclass(frozen=True, kw_only=True)
class IncidentChanged(_AboutIncident):
    sentence = "{by} set right what incident {number} says: {what}."
    what: str  # "title, cause"


@dataclass(frozen=True, kw_only=True)
class SpanSet(_AboutIncident):
    sentence = "{by} said when incident {number} happened."
    began_at: str
    ended_at: str  # '' while it goes on


@dataclass(frozen=True, kw_only=True)
class MembersJoined(_AboutIncident):
    sentence = "{count:message was|messages were} put to incident {number}."
    count: int
    case_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class PartOfIncident(_AboutIncident):
    """On the timeline of each person, and of each case."""

    sentence = "What {person} wrote is part of incident {number}."


@dataclass(frozen=True, kw_only=True)
class MemberTakenOut(_AboutIncident):
    sentence = "{by} took what {person} wrote out of incident {number}."
    message_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignalAttached(_AboutIncident):
    sentence = "A signal was put to incident {number}: {signal}."
    signal: str  # its kind


@dataclass(frozen=True, kw_only=True)
class CohortFrozen(_AboutIncident):
    sentence = "{by} settled whom incident {number} affected: {people} people."
    cohort_id: UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class AllAnswered(_AboutIncident):
    sentence = "{by} wrote one letter to the people of {count:case|cases} of incident {number}, to each in person."
    letter_id: UUID
    count: int

    def work_key(self) -> str:
        return str(self.letter_id)


@dataclass(frozen=True, kw_only=True)
class LetterTakenBack(_AboutIncident):
    sentence = "{by} took the letter to all of incident {number} back before it left."
    letter_id: UUID
