"""Facts about how touchpoints do. Keys and plain values, no people."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SignalRose(Event):
    sentence = "At {place} more went wrong than is usual: {what}."
    alarm_id: UUID
    touchpoint: str
    place: str  # the key as it is spoken
    signal: str
    what: str  # the signal as it is spoken

    def work_key(self) -> str:
        return str(self.alarm_id)


@dataclass(frozen=True, kw_only=True)
class SignalSettled(Event):
    sentence = "At {place} it is as usual again, or has become usual: {what}."
    alarm_id: UUID
    touchpoint: str
    place: str
    signal: str
    what: str
