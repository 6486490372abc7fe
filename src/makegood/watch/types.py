"""How a channel is: values for whoever looks after it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch in which a channel could not be heard, and why; `ended_at` is None while it lasts."""

    began_at: datetime
    ended_at: datetime | None
    what: str


@dataclass(frozen=True, slots=True)
class DayCount:
    """Messages of one local day."""

    on: date
    heard: int
    said: int


@dataclass(frozen=True, slots=True)
class Watched:
    """How one channel is, as of `checked_at`.

    `silent_since`: nothing came since then, and that is unusual; then `expected` messages would usually have come, and `chance` is the chance
    that a usual week holds so long a silence. `a_week` is what usually comes in a week; None where there is too little past to say what is
    usual: then `past_days` and `past_messages` say how little.
    """

    checked_at: datetime | None = None
    silent_since: datetime | None = None
    expected: float = 0.0
    chance: float | None = None
    a_week: float | None = None
    last_heard_at: datetime | None = None
    last_said_at: datetime | None = None
    lag_s: float | None = None  # seconds that the latest messages had been under way, by their senders' clocks
    past_days: int = 0
    past_messages: int = 0
