"""When a person will have driven so far: pure. Counted from what their odometer showed, in whole numbers, so that storage works it out alike.

The pace is the kilometres between the first and the last reading of the car in use, over the days between them: the best estimate where
driving is a random walk with a drift (the drift's maximum likelihood in a Wiener process; Whitmore 1995). Of two readings at least, a
fortnight apart at least, of the last two years. Where less is known, nothing is foretold.

A reading that contradicts both its neighbours is a slip and counts for nothing: one that lies below the reading before it while the next one is
not below that reading again, or above the next one while the next one is in line with the one before. What is below the reading before and is
never contradicted is another car: counting begins anew with it. So is the very last one: until another reading comes, too little is known.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt

from makegood.kernel.refusals import Refusal
from makegood.relationships.types import About, Pace, Planned, Reading

LOOKED_BACK = 730  # days: who drove much three years ago may drive little now
AT_LEAST_DAYS = 14
FASTEST = 1_500  # kilometres a day; who is faster has mistyped
AHEAD = 730  # days: further nothing is foretold
MOST_KM = 3_000_000
NINE_OF_TEN = 1.645  # standard deviations to each side, of a normal distribution
USUAL_SPREAD = 0.35  # our assumption while few readings are known: a month's distance varies by about a third …
WEIGHS_LIKE = 2  # … and this assumption weighs like so many readings


def check_reading(km: int) -> None:
    """Refuses ("bad_reading") what no odometer shows."""
    if not 0 < km <= MOST_KM:
        raise Refusal("bad_reading", f"km: a whole number of kilometres, up to {MOST_KM:,}.", {"km": "not a reading"})


def kept(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that count, one a day, in order: those of the last two years before the last one, without slips."""
    by_day = {one.on: one for one in readings}  # the later word of a day counts
    row = [by_day[day] for day in sorted(by_day)]
    row = [one for one in row if (row[-1].on - one.on).days < LOOKED_BACK]
    return [
        one
        for at, one in enumerate(row)
        if not _slip(row[at - 1] if at else None, one, row[at + 1] if at + 1 < len(row) else None)
    ]


def _slip(before: Reading | None, one: Reading, after: Reading | None) -> bool:
    if before is None:
        return False
    if after is None:
        return one.km - before.km > FASTEST * (one.on - before.on).days
    return after.km >= before.km and (one.km < before.km or one.km > after.km)


def car_in_use(readings: Sequence[Reading]) -> tuple[list[Reading], int]:
    """The readings of the car in use, and how many cars there have been."""
    cars, row = 1, list[Reading]()
    for one in kept(readings):
        if row and one.km < row[-1].km:
            cars, row = cars + 1, []
        row.append(one)
    return row, cars


def pace(readings: Sequence[Reading]) -> Pace | None:
    """How fast they drive, or None where too little is known. `slowest` and `fastest` hold nine times of ten."""
    row, cars = car_in_use(readings)
    if not row:
        return None
    days, km = (row[-1].on - row[0].on).days, row[-1].km - row[0].km
    if days < AT_LEAST_DAYS or km <= 0:
        return None
    a_day = km / days
    aside = NINE_OF_TEN * sqrt(_spread(row, a_day) / days)
    return Pace(a_day, max(a_day - aside, a_day / 10), a_day + aside, row[-1], cars, len(row))


def _spread(row: Sequence[Reading], a_day: float) -> float:
    """The variance of a day's distance: of the steps between readings around the pace, and of our assumption beside them."""
    steps = [(b.km - a.km, (b.on - a.on).days) for a, b in pairwise(row)]
    seen = sum((km - a_day * days) ** 2 / days for km, days in steps)
    assumed = (USUAL_SPREAD * a_day * 30) ** 2 / 30
    return (assumed * WEIGHS_LIKE + seen) / (WEIGHS_LIKE + len(steps) - 1)


def reached_on(target: int, *, first: Reading, last: Reading) -> date:
    """The first day by whose end the target is reached at the pace between two readings; the day after the last one where it is passed."""
    days, km = (last.on - first.on).days, last.km - first.km
    return last.on + timedelta(days=max(1, -((last.km - target) * days // km)))


def between(target: int, known: Pace, spread: float) -> tuple[date, date]:
    """The days between which the target is reached nine times of ten: a Wiener process's first passage, with the pace's own doubt."""
    left = max(target - known.last.km, 0)
    middle = left / known.per_day
    doubt = (known.fastest - known.per_day) / NINE_OF_TEN / known.per_day
    aside = NINE_OF_TEN * sqrt(left * spread / known.per_day**3 + (middle * doubt) ** 2)
    return (
        known.last.on + timedelta(days=max(1, round(middle - aside))),
        known.last.on + timedelta(days=max(1, round(middle + aside))),
    )


def every_km(
    readings: Sequence[Reading], every: int, *, start: date, end: date, ahead: int = 0, serviced: int | None = None
) -> Iterator[Planned]:
    """Each day in [start, end) on which so many more kilometres are reached, counted from the last service where its reading is known, else whole
    multiples; `ahead` days earlier. What was passed by less than a tenth and not foretold is due on the day after the reading."""
    row, cars = car_in_use(readings)
    if len(row) < 2 or (row[-1].on - row[0].on).days < AT_LEAST_DAYS or row[-1].km <= row[0].km:
        return
    last, base = row[-1], serviced if serviced is not None and row[0].km <= serviced <= row[-1].km else 0
    nth = max(1, (last.km - base - every // 10) // every + (1 if (last.km - base - every // 10) % every else 0))
    while True:
        target = base + nth * every
        on = reached_on(target, first=row[0], last=last)
        if (on - last.on).days > AHEAD or on - timedelta(days=ahead) >= end:
            return
        if on - timedelta(days=ahead) >= start:
            yield Planned(
                f"{target} km" if cars == 1 else f"{target} km, car {cars}", on - timedelta(days=ahead), About(km=target)
            )
        nth += 1


def window(readings: Sequence[Reading], target: int) -> tuple[date, date] | None:
    """The days between which the target is reached nine times of ten, or None where too little is known."""
    known = pace(readings)
    if known is None:
        return None
    row, _ = car_in_use(readings)
    return between(target, known, _spread(row, known.per_day))
