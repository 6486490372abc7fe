"""How a touchpoint does, day by day: six signals, what is usual of each, and when one left it. Values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

AlarmId = NewType("AlarmId", UUID)


class Signal(StrEnum):
    """What is counted at a touchpoint each day: `hits` of what should not be, among `n`."""

    PROMISE = "promise"  # promises that broke, of those that ended
    COMPLAINT = "complaint"  # who complained, of those who were there
    FEELING = "feeling"  # cases that began in anger or disappointment, of those that were read
    EFFORT = "effort"  # how often they had to write again, for each case
    SURVEY = "survey"  # low answers, of those who answered
    SPEED = "speed"  # first answers that came later than promised, of those that came or were due


class Chart(StrEnum):
    """How a signal is drawn: shares, counts for each case, or single values."""

    SHARES = "p"
    COUNTS = "u"
    VALUES = "x"


CHARTS: Mapping[Signal, Chart] = {
    Signal.PROMISE: Chart.SHARES,
    Signal.COMPLAINT: Chart.SHARES,
    Signal.FEELING: Chart.SHARES,
    Signal.EFFORT: Chart.COUNTS,
    Signal.SURVEY: Chart.VALUES,
    Signal.SPEED: Chart.SHARES,
}
FACETS = ("product", "carrier", "hour", "channel", "region")


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that happened at a touchpoint, as far as one signal goes. `total` is a value of its own (the score of an answer), `facets`
    what is known of it besides; no person."""

    key: str
    signal: Signal
    hits: int
    n: int = 1
    total: float = 0.0
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Day:
    """What was counted of a signal on one day of the brand's. `facet` and `value` are '' for all of it."""

    key: str
    signal: Signal
    on: date
    hits: int
    n: int
    total: float = 0.0
    facet: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a signal; `ago` 0 are the last."""

    key: str
    signal: Signal
    ago: int
    hits: int
    n: int


@dataclass(frozen=True, slots=True)
class Driver:
    """One value of a facet that stands out: how often it went wrong with it and elsewhere, then and before. `times`: so many times more than it
    rose elsewhere, between `low` and `high` (corrected for all that was looked at)."""

    facet: str
    value: str
    hits: int
    n: int
    hits_before: int
    n_before: int
    times: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Alarm:
    """A signal of a touchpoint left what is usual: raised on a day by the sum of that `speed`, which began to rise on `since`. `usual` is the rate
    that it was held against. `compared`: so many values were looked at for what drives it."""

    id: AlarmId
    key: str
    signal: Signal
    speed: str
    since: date
    raised_on: date
    usual: float
    hits: int
    n: int
    over_on: date | None = None
    drivers: tuple[Driver, ...] = ()
    compared: int = 0
    finding_id: UUID | None = None
