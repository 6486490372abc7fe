"""Who of the team answers when: their hours, their days, their languages and their pace. Pure and seeded."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from makegood.commands.demo.days import ZONE


@dataclass(frozen=True, slots=True)
class Shift:
    """`share` of the work while they are there; `pace` stretches how long they take."""

    who: str
    days: tuple[int, ...]
    begins: time
    ends: time
    languages: tuple[str, ...]
    share: float
    pace: float = 1.0


_WEEK = (0, 1, 2, 3, 4)
SHIFTS = (
    Shift("mara", _WEEK, time(9), time(17), ("en", "de"), 0.6, 0.9),
    Shift("joe", _WEEK, time(9), time(17), ("en",), 1.4),
    Shift("anneke", _WEEK, time(9), time(16), ("en", "de"), 1.0),
    Shift("tomasz", _WEEK, time(12), time(17), ("en",), 1.5, 0.8),  # the late one: from noon on
    Shift("lucia", (0, 1, 2, 3), time(9), time(13), ("en", "es", "fr"), 1.1),  # mornings, and no Fridays
    Shift("bea", _WEEK, time(9), time(17), ("en", "fr"), 0.9, 1.5),  # slower, and thorough
    Shift("priya", (0,), time(9), time(11), ("en",), 0.3),  # on Monday mornings, when everybody writes
)


def who_answers(at: datetime, language: str, chance: Random) -> Shift:
    """One of those who are there; where nobody there speaks the language, one of all who are there."""
    local = at.astimezone(ZONE)
    there = [s for s in SHIFTS if local.weekday() in s.days and s.begins <= local.time() <= s.ends] or list(SHIFTS[:2])
    able = [shift for shift in there if language in shift.languages] or there
    return chance.choices(able, [shift.share for shift in able])[0]


def minutes(median: float, at: datetime, chance: Random) -> int:
    """So many minutes of business time (log-normal, sigma 0.8), longer on a Monday."""
    monday = 1.5 if at.astimezone(ZONE).weekday() == 0 else 1.0
    return max(1, round(median * monday * chance.lognormvariate(0, 0.8)))


def a_little_later(at: datetime, chance: Random, *, most: int = 90) -> datetime:
    return at + timedelta(seconds=chance.randint(4, most))
