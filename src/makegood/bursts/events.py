"""Facts about bursts: counts and ids, never a word that anybody said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BurstRaised(Event):
    """`times`: people an hour since it began, in times of what is usual."""

    sentence = "More people than usual say alike things: {people} of them, where {usual_per_hour} an hour are usual."
    burst_id: UUID
    topic_id: UUID
    people: int
    usual_per_hour: float
    times: float
    began_at: datetime

    def work_key(self) -> str:
        return str(self.burst_id)


@dataclass(frozen=True, kw_only=True)
class BurstEnded(Event):
    sentence = "A burst of {people:person|people} is over."
    burst_id: UUID
    topic_id: UUID
    people: int
    ended_at: datetime

    def work_key(self) -> str:
        return str(self.burst_id)


@dataclass(frozen=True, kw_only=True)
class BurstJudged(Event):
    sentence = "{by} said of a burst: {verdict}."
    burst_id: UUID
    confirmed: bool
    verdict: str  # "one cause" or "nothing"

    def work_key(self) -> str:
        return str(self.burst_id)
