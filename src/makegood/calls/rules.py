"""At which hours people are called, and when again. Pure; times by the clock of whoever is called.

The parts of the day: 9:30 to 12:00, 14:00 to 17:00, 17:30 to 20:00, never on a Sunday. A person who did not pick up in one part of the day is
tried in another (the same hour again finds the same empty house), at most three times, then nobody rings them again for this.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from makegood.calls.types import MOST_TRIES
from makegood.kernel.refusals import Refusal

SUNDAY = 6
PAUSE = timedelta(hours=2)  # between two tries
MOST_WHY, MOST_OPENING, MOST_KEY = 300, 600, 200
_AHEAD_DAYS = 15  # a week of feast days, at most twice


class Part(StrEnum):
    """A part of the day in which one may call."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


HOURS = {
    Part.MORNING: (time(9, 30), time(12)),
    Part.AFTERNOON: (time(14), time(17)),
    Part.EVENING: (time(17, 30), time(20)),
}
_AFTER = {  # where to try next, the best first: who was out in the morning is likeliest at home in the evening
    Part.MORNING: (Part.EVENING, Part.AFTERNOON),
    Part.AFTERNOON: (Part.EVENING, Part.MORNING),
    Part.EVENING: (Part.MORNING, Part.AFTERNOON),
}


def good_hour(at: datetime, zone: str, *, from_: time = time(0), not_on: Iterable[date] = ()) -> datetime:
    """The instant itself within good hours of that zone, else the beginning of the next. `from_` is the earliest hour that the person allows,
    `not_on` are local days on which nobody is called."""
    return _next(at, zone, tuple(Part), from_, frozenset(not_on))


def again(tried: Sequence[datetime], zone: str, *, from_: time = time(0), not_on: Iterable[date] = ()) -> datetime | None:
    """When to try again after nobody picked up at these instants (the last one last): in a part of the day that was not tried yet, two hours
    later at the earliest; None after three tries."""
    if len(tried) >= MOST_TRIES:
        return None
    done = {part_of(one, zone) for one in tried}
    last = part_of(tried[-1], zone)
    left = [part for part in _AFTER[last] if part not in done] or list(_AFTER[last])
    after = tried[-1] + PAUSE
    found = {part: _next(after, zone, (part,), from_, frozenset(not_on)) for part in left}
    today = [part for part in left if _local(found[part], zone).date() == _local(tried[-1], zone).date()]
    return found[today[0]] if today else found[left[0]]


def part_of(at: datetime, zone: str) -> Part:
    """In which part of the day an instant lies; between two of them, the one before."""
    hour = _local(at, zone).time()
    return Part.MORNING if hour < HOURS[Part.AFTERNOON][0] else Part.AFTERNOON if hour < HOURS[Part.EVENING][0] else Part.EVENING


def check(*, why: str, key: str) -> None:
    """Refuses ("call_malformed") a call of which nobody could say why it is made."""
    wrong = {
        name: words
        for name, words, is_wrong in (
            ("why", "say in a sentence why they are called", not why.strip()),
            ("key", f"1 to {MOST_KEY} characters", not key or len(key) > MOST_KEY),
        )
        if is_wrong
    }
    if wrong:
        field, words = next(iter(wrong.items()))
        raise Refusal("call_malformed", f"{field}: {words}.", wrong)


def allowed_from(labels: Iterable[str]) -> time:
    """The hour from which on somebody's needs allow a call (“calls_from_1000”); midnight where they say nothing of it."""
    hours = [one.removeprefix("calls_from_") for one in labels if one.startswith("calls_from_")]
    return max((time(int(one[:2]), int(one[2:4])) for one in hours), default=time(0))


def opening(language: str, *, name: str, caller: str, brand: str) -> str:
    """What to say first where nobody wrote anything better; English where we have nothing of their language."""
    told = _OPENINGS.get(language[:2].lower(), _OPENINGS["en"])
    return told.format(name=name, caller=caller, brand=brand)


_OPENINGS = {
    "en": "Hello {name}, this is {caller} from {brand}. I am calling only to ask how things are with you. Is this a good moment?",
    "de": "Guten Tag {name}, hier ist {caller} von {brand}. Ich rufe nur an, um zu hören, wie es bei Ihnen steht. Passt es Ihnen gerade?",
}


def _next(at: datetime, zone: str, parts: Sequence[Part], from_: time, not_on: frozenset[date]) -> datetime:
    here = ZoneInfo(zone)
    first = _local(at, zone).date()
    for day in (first + timedelta(days=n) for n in range(_AHEAD_DAYS)):
        if day.weekday() == SUNDAY or day in not_on:
            continue
        for begins, ends in sorted(HOURS[part] for part in parts):
            opens = max(begins, from_)
            if opens >= ends:
                continue
            start, end = (datetime.combine(day, one, here).astimezone(at.tzinfo) for one in (opens, ends))
            if at < end:
                return max(at, start)
    raise Refusal("no_good_hour", "There is no hour within two weeks at which they may be called.", {"due_at": "no good hour"})


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
