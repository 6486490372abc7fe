"""Facts about who stood at the counter. What was noted stands in rows that can be erased."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AtCounter(Event):
    sentence = "{person} was at the counter."
    touch_id: UUID
    touchpoint: str

    def work_key(self) -> str:
        return str(self.touch_id)


@dataclass(frozen=True, kw_only=True)
class CameIn(_AtCounter):
    sentence = "{person} came in; {by} was at the counter."


@dataclass(frozen=True, kw_only=True)
class WishedWell(_AtCounter):
    sentence = "{by} wished {person} well at the counter."
    occasion_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CardGiven(_AtCounter):
    sentence = "{by} handed “{what}” to {person} at the counter."
    what: str
    occasion_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OdometerRead(_AtCounter):
    sentence = "{by} read {km} km on {person}’s odometer."
    km: int


@dataclass(frozen=True, kw_only=True)
class CounterNoted(_AtCounter):
    sentence = "{by} noted something about {person} at the counter."
