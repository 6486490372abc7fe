"""Half-open stretches of time: the start belongs to it, the end does not. Instants are aware and compared in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.kernel.clock import require_aware


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (included) to `end` (excluded); both aware. An empty or backward period is a ValueError."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        require_aware(self.start)
        require_aware(self.end)
        if self.end <= self.start:
            raise ValueError(f"A period must end after it starts: {self.start} to {self.end}")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def overlaps(self, other: "Period") -> bool:
        return self.start < other.end and other.start < self.end

    def meet(self, other: "Period") -> "Period | None":
        """What both have in common, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None
