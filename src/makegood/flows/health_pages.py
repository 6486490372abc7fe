"""What the desk and the API show of a touchpoint's health: each signal's year in weeks with its limits, what left the usual, and what drives it. Looks only,
with a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.health import queries as counted
from makegood.health.rules import charts
from makegood.health.rules.charts import Control
from makegood.health.types import CHARTS, Alarm, Day, Signal
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints.types import Touchpoint

WEEKS, DAYS = 52, 7


@dataclass(frozen=True, slots=True)
class WeekOf:
    """Seven days up to `ends_on`."""

    ends_on: date
    hits: int
    n: int
    total: float


@dataclass(frozen=True, slots=True)
class SignalYear:
    """One signal of a touchpoint: its weeks, oldest first, its chart (None where nobody was ever there), and its alarms of the year, latest first."""

    signal: Signal
    weeks: tuple[WeekOf, ...]
    control: Control | None
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class HealthPage:
    """One touchpoint's year up to yesterday. `alarms` of all signals, the latest first; `counted_since` None where nothing was counted yet."""

    place: Touchpoint
    until: date
    signals: tuple[SignalYear, ...]
    alarms: tuple[Alarm, ...]
    counted_since: date | None


@dataclass(frozen=True, slots=True)
class YearCell:
    """One week of a touchpoint at one look: broken promises and complaints, and the signals of which an alarm was going on."""

    ends_on: date
    broken: int
    ended: int
    complaints: int
    there: int
    alarms: tuple[Signal, ...]


def one(*, key: str, brand: Brand | None = None, at: datetime) -> HealthPage:
    """One touchpoint. Refuses one that is not there. A fixed number of queries."""
    brand = brand or brands.current()
    place = touchpoints.touchpoint(key=key, brand=brand)
    until = _yesterday(brand, at)
    since = until - timedelta(days=WEEKS * DAYS - 1)
    days = counted.days(since=since, until=until, key=key)
    alarms = counted.alarms(key=key, since=since)
    signals = tuple(_year(signal, [one for one in days if one.signal is signal], until, alarms) for signal in Signal)
    return HealthPage(place, until, signals, alarms, counted.first_day())


def years(*, brand: Brand | None = None, at: datetime) -> dict[str, tuple[YearCell, ...]]:
    """Key → the year of every touchpoint in weeks, oldest first. Two queries."""
    until = _yesterday(brand or brands.current(), at)
    since = until - timedelta(days=WEEKS * DAYS)
    sums: dict[tuple[str, int], dict[Signal, tuple[int, int]]] = {}
    for one in counted.weeks(since=since, until=until):
        sums.setdefault((one.key, one.ago), {})[one.signal] = (one.hits, one.n)
    alarms = counted.alarms(since=since)
    return {
        key: tuple(_cell(key, ago, until, sums.get((key, ago), {}), alarms) for ago in reversed(range(WEEKS)))
        for key in {key for key, _ in sums}
    }


# ---------------------------------------------------------------------------------------------------------------------


def _yesterday(brand: Brand, at: datetime) -> date:
    return at.astimezone(ZoneInfo(brand.zone)).date() - timedelta(days=1)


def _year(signal: Signal, days: list[Day], until: date, alarms: tuple[Alarm, ...]) -> SignalYear:
    sums = [[0.0, 0.0, 0.0] for _ in range(WEEKS)]
    for one in days:
        week = sums[WEEKS - 1 - (until - one.on).days // DAYS]
        week[0] += one.hits
        week[1] += one.n
        week[2] += one.total
    weeks = tuple(
        WeekOf(until - timedelta(days=DAYS * (WEEKS - 1 - i)), int(hits), int(n), total)
        for i, (hits, n, total) in enumerate(sums)
    )
    control = charts.control(
        CHARTS[signal],
        hits=[one.hits for one in weeks],
        n=[one.n for one in weeks],
        totals=[one.total for one in weeks],
        reach=(0.0, 1.0),
    )
    return SignalYear(signal, weeks, control, tuple(one for one in alarms if one.signal is signal))


def _cell(key: str, ago: int, until: date, sums: dict[Signal, tuple[int, int]], alarms: tuple[Alarm, ...]) -> YearCell:
    ends = until - timedelta(days=DAYS * ago)
    begins = ends - timedelta(days=DAYS - 1)
    going = {
        one.signal for one in alarms if one.key == key and one.since <= ends and (one.over_on is None or one.over_on > begins)
    }
    broken, ended = sums.get(Signal.PROMISE, (0, 0))
    complaints, there = sums.get(Signal.COMPLAINT, (0, 0))
    return YearCell(ends, broken, ended, complaints, there, tuple(sorted(going)))
