"""Voices into shares with intervals, by the hour, before and after. Pure.

People are counted, not texts: within each stretch the last word of each person, so that one who writes ten times is one, and intervals may take
each for one who knew nothing of the others (they still answer each other; a thread that tips makes the true doubt larger). Intervals: Wilson;
differences: Newcombe (touchpoints/rules/rates.py). What the reader could not tell is a group of its own and stays in `n`.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from makegood.moods.types import Feeling, Mood, Shares, Step, Turn, Voice
from makegood.touchpoints.rules import rates

MOST_STEPS = 48
_LENGTHS = (1, 2, 3, 6, 12, 24)  # hours of a step


def mood(voices: Sequence[Voice], *, said_at: datetime | None, zone: str, wished: int = 0, bought: int = 0) -> Mood:
    """The picture of these voices. What was said at the instant itself counts as after."""
    ordered = sorted(voices, key=lambda one: (one.said_at, one.speaker.int))
    before = [one for one in ordered if said_at is None or one.said_at < said_at]
    after = [one for one in ordered if said_at is not None and one.said_at >= said_at]
    hours = _length(ordered)
    sources = Counter(one.source for one in ordered)
    return Mood(
        said_at=said_at,
        steps=_steps(ordered, hours, zone),
        step_hours=hours,
        turn=_turn(shares(before), shares(after)),
        by_source=tuple(sorted(sources.items(), key=lambda pair: pair[0].value)),
        wished=wished,
        bought=bought,
    )


def shares(voices: Sequence[Voice]) -> Shares:
    """Shares of the people among these voices, which come in the order of time. Whoever wished to buy in any of their words wishes to."""
    last = {one.speaker: one for one in voices}
    wish = {one.speaker for one in voices if one.wishes_to_buy}
    n, feelings = len(last), Counter(one.feeling for one in last.values())
    return Shares(
        n=n,
        kind=rates.share(feelings[Feeling.KIND], n),
        angry=rates.share(feelings[Feeling.ANGRY], n),
        calm=rates.share(feelings[Feeling.CALM], n),
        unsure=rates.share(feelings[Feeling.UNSURE], n),
        buying=rates.share(len(wish), n),
    )


def _turn(before: Shares, after: Shares) -> Turn:
    return Turn(
        before,
        after,
        kind=rates.difference(after.kind, before.kind),
        angry=rates.difference(after.angry, before.angry),
        buying=rates.difference(after.buying, before.buying),
    )


def _steps(ordered: Sequence[Voice], hours: int, zone: str) -> tuple[Step, ...]:
    """From the first voice to the last without a gap; a step of which nobody spoke is there with nothing in it."""
    if not ordered:
        return ()
    length = timedelta(hours=hours)
    begin = _floor(ordered[0].said_at, zone, hours)
    count = (ordered[-1].said_at - begin) // length + 1
    held: list[list[Voice]] = [[] for _ in range(count)]
    for one in ordered:
        held[(one.said_at - begin) // length].append(one)
    return tuple(Step(begin + n * length, begin + (n + 1) * length, shares(held[n])) for n in range(count))


def _floor(at: datetime, zone: str, hours: int) -> datetime:
    """The full hour at or before it, as clocks show it there; of longer steps one that begins at a multiple of them."""
    local = at.astimezone(ZoneInfo(zone))
    back = timedelta(hours=local.hour % hours, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at - back


def _length(ordered: Sequence[Voice]) -> int:
    if not ordered:
        return 1
    span = ordered[-1].said_at - ordered[0].said_at
    return next((hours for hours in _LENGTHS if span <= timedelta(hours=hours * (MOST_STEPS - 1))), _LENGTHS[-1])
