"""How a channel usually speaks, learned from its own past, and whether a silence is longer than that past can explain.

Pure: counts per hour in, verdict out. Knows no channel by name, stores nothing, reads no clock. The model: messages come as a Poisson process
with one rate for each hour of the week (168 of them, in the brand's zone; a public holiday counts as a Sunday). A rate is known no better than
from how many weeks it was seen, so the chance of silence is the predictive one of a Poisson with a gamma rate (a negative binomial without a
prior), and where days differ more than a Poisson's do, everything counts for as much less (quasi-Poisson; McCullagh and Nelder, Generalized
Linear Models, 2nd ed., 1989, 6.2.3).
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from makegood.kernel import clock

LOOKS_BACK = timedelta(weeks=8)
LEAST_PAST, LEAST_MESSAGES = timedelta(days=14), 20  # below either, one cannot say what is usual
TOO_UNLIKELY = 1 / 1000  # the chance that a week of this rhythm holds so long a silence
_HOUR = timedelta(hours=1)
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What was learned: messages and hours listened for each hour of the week, and by how much days vary more than by chance (1 or more)."""

    counts: tuple[int, ...]
    hours: tuple[int, ...]
    spread: float
    days: float  # listened altogether

    @property
    def messages(self) -> int:
        return sum(self.counts)

    @property
    def a_week(self) -> float:
        """Messages of a usual week."""
        return sum(count / hours for count, hours in zip(self.counts, self.hours, strict=True) if hours)

    @property
    def is_enough(self) -> bool:
        return self.days >= LEAST_PAST.days and self.messages >= LEAST_MESSAGES


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence held against a rhythm. `expected`: the messages that would usually have come by now. `chance`: that a week of this rhythm
    holds so long a silence or a longer one; None where there is too little past to say."""

    expected: float
    chance: float | None

    @property
    def is_unusual(self) -> bool:
        return self.chance is not None and self.chance < TOO_UNLIKELY


def learn(
    heard: Mapping[datetime, int], *, since: datetime, until: datetime, zone: str, days_off: Collection[date] = ()
) -> Rhythm:
    """The rhythm of what was heard from `since` on up to `until`, in whole hours; `heard` counts messages by the hour (UTC) in which they came,
    hours without any left out. What came before the last eight weeks is forgotten."""
    first = max(_hour(since + _HOUR - timedelta(microseconds=1)), _hour(until - LOOKS_BACK))
    counts, hours = [0] * 168, [0] * 168
    by_day: dict[date, list[tuple[int, int]]] = {}
    for hour, cell, day in _hours(first, _hour(until), zone, days_off):
        count = heard.get(hour, 0)
        counts[cell] += count
        hours[cell] += 1
        by_day.setdefault(day, []).append((cell, count))
    rates = [count / seen if seen else 0.0 for count, seen in zip(counts, hours, strict=True)]
    listened = sum(hours) / 24
    return Rhythm(tuple(counts), tuple(hours), _spread(by_day, rates, weeks=listened / 7), listened)


def silence(rhythm: Rhythm, *, since: datetime, until: datetime, zone: str, days_off: Collection[date] = ()) -> Silence:
    """How likely it is that nothing came from `since` to `until`."""
    quiet = [0.0] * 168
    for hour, cell, _ in _hours(_hour(since), until, zone, days_off):
        quiet[cell] += (min(hour + _HOUR, until) - max(hour, since)) / _HOUR
    seen = [(c, h, q) for c, h, q in zip(rhythm.counts, rhythm.hours, quiet, strict=True) if h]
    expected = sum(count / hours * q for count, hours, q in seen)
    if not rhythm.is_enough:
        return Silence(expected, None)
    exponent = sum(count * math.log1p(q / hours) for count, hours, q in seen) / rhythm.spread
    return Silence(expected, min(1.0, rhythm.a_week / rhythm.spread * math.exp(-exponent)))


def _hour(instant: datetime) -> datetime:
    return clock.full_hour(instant.astimezone(UTC))


def _hours(first: datetime, until: datetime, zone: str, days_off: Collection[date]) -> Iterator[tuple[datetime, int, date]]:
    """Each hour that begins before `until`, with its cell of the week and its local day."""
    here = ZoneInfo(zone)
    hour = first
    while hour < until:
        local = hour.astimezone(here)
        day = local.date()
        weekday = _SUNDAY if day in days_off else local.weekday()
        yield hour, weekday * 24 + local.hour, day
        hour += _HOUR


def _spread(by_day: Mapping[date, list[tuple[int, int]]], rates: list[float], *, weeks: float) -> float:
    """Pearson's statistic of the days by its degrees of freedom: 1 where days vary as a Poisson's do, 3 where by three times as much."""
    terms = []
    for cells in by_day.values():
        usual = sum(rates[cell] for cell, _ in cells)
        if usual > 0:
            terms.append((sum(count for _, count in cells) - usual) ** 2 / usual)
    free = len(terms) * (1 - 1 / weeks) if weeks > 1 else 0.0
    return max(1.0, sum(terms) / free) if free else 1.0
