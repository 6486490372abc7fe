"""What the answers say, and how surely; and what those who did not answer may hide. Pure: every figure has its n and its interval.

Sources: E. B. Wilson, JASA 22 (1927), 209, for shares; the difference of two shares of one sample has the variance p + d - (p - d)² over n for NPS.
What non-response may hide is bounded without any assumption: everybody who did not answer would have said the worst, or the best (C. F. Manski,
American Economic Review 80 (1990), 319).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from makegood.surveys.rules import scales
from makegood.surveys.types import Answer, Invitation, InvitationState, SurveyKind

Z = 1.959963984540054  # 95 of 100
FEW = 30  # below, the figures stand there and nothing is concluded
APART = 10  # of each group at least, before groups are compared


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, with the interval that holds the truth 95 times of 100; all three between 0 and 1."""

    hits: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.hits / self.n


@dataclass(frozen=True, slots=True)
class Score:
    """The figure of a kind: the share of the satisfied (CSAT) or of those for whom it was easy (CES), 0 to 100; promoters less detractors (NPS),
    -100 to 100. `mean` is that of the answers on their scale. `worst` and `best`: what it would be had everybody answered, whatever they thought."""

    n: int
    value: float
    low: float
    high: float
    mean: float
    worst: float
    best: float


@dataclass(frozen=True, slots=True)
class Week:
    """The answers of those who were asked in one week, which begins on a Monday. `score` None: nobody answered."""

    begins_on: date
    asked: int
    answered: int
    score: Score | None


@dataclass(frozen=True, slots=True)
class Group:
    """Of those alike in one thing: how many were asked, and how many answered."""

    name: str
    answered: Share


def wilson(hits: int, n: int) -> Share | None:
    """The share with Wilson's interval; None of nobody. Refuses (ValueError) more hits than there are."""
    if not 0 <= hits <= n:
        raise ValueError("hits: between none and all")
    return _wilson(hits, n) if n else None


def score(kind: SurveyKind, answers: Sequence[int], *, asked: int) -> Score | None:
    """The figure of these answers, of so many who were asked and reached; None where nobody answered, and of an open question."""
    scale, n = scales.of(kind), len(answers)
    if scale is None or n == 0:
        return None
    good = sum(one >= scale.good for one in answers)
    mean, rest = sum(answers) / n, max(asked - n, 0)
    if kind is SurveyKind.NPS:
        bad = sum(one <= scales.DETRACTOR for one in answers)
        net, half = (good - bad) / n, _half_of_net(good, bad, n)
        low, high = max(net - half, -1.0), min(net + half, 1.0)
        worst, best = (good - bad - rest) / (n + rest), (good - bad + rest) / (n + rest)
        return Score(n, 100 * net, 100 * low, 100 * high, mean, 100 * worst, 100 * best)
    found = _wilson(good, n)
    worst, best = good / (n + rest), (good + rest) / (n + rest)
    return Score(n, 100 * found.value, 100 * found.low, 100 * found.high, mean, 100 * worst, 100 * best)


def by_week(
    kind: SurveyKind, answers: Iterable[Answer], *, asked: Iterable[datetime], zone: str, until: datetime, weeks: int
) -> tuple[Week, ...]:
    """Each of the last `weeks` weeks, by the brand's Mondays, the earliest first: those asked in it, and what they answered. `answers` are of
    those who answered."""
    this = monday(until, zone)
    begins = [this - timedelta(weeks=ago) for ago in range(weeks - 1, -1, -1)]
    count: dict[date, int] = defaultdict(int)
    said: dict[date, list[int | None]] = defaultdict(list)
    for at in asked:
        count[monday(at, zone)] += 1
    for one in answers:
        said[monday(one.asked_at, zone)].append(one.score)
    return tuple(
        Week(on, count[on], len(said[on]), score(kind, [one for one in said[on] if one is not None], asked=count[on]))
        for on in begins
    )


def monday(at: datetime, zone: str) -> date:
    """The Monday of the week of an instant, by the clocks of a place."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def by(invitations: Iterable[Invitation], name: Callable[[Invitation], str]) -> tuple[Group, ...]:
    """How many answered of those alike in this, the largest group first. Only those who answered or did not in time."""
    count: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in invitations:
        if one.state in (InvitationState.ANSWERED, InvitationState.UNANSWERED):
            count[name(one)][0] += one.state is InvitationState.ANSWERED
            count[name(one)][1] += 1
    groups = [Group(which, share) for which, (hits, n) in count.items() if (share := wilson(hits, n))]
    return tuple(sorted(groups, key=lambda one: (-one.answered.n, one.name)))


def apart(groups: Sequence[Group]) -> tuple[Group, Group] | None:
    """The two groups that answered least and most, where their intervals do not meet and each has enough people; else None."""
    enough = [one for one in groups if one.answered.n >= APART]
    if len(enough) < 2:
        return None
    least = min(enough, key=lambda one: (one.answered.value, one.name))
    most = max(enough, key=lambda one: (one.answered.value, one.name))
    return (least, most) if least.answered.high < most.answered.low else None


def _wilson(hits: int, n: int) -> Share:
    p, spread = hits / n, Z * Z / n
    middle = (p + spread / 2) / (1 + spread)
    half = Z * math.sqrt(p * (1 - p) / n + spread / (4 * n)) / (1 + spread)
    return Share(hits, n, 0.0 if hits == 0 else middle - half, 1.0 if hits == n else middle + half)


def _half_of_net(good: int, bad: int, n: int) -> float:
    """Half of the interval of promoters less detractors. Where all say the same, the formula would be sure of it; Wilson's bound of "all" is taken
    instead, as if the rest were of the other end."""
    p, d = good / n, bad / n
    variance = p + d - (p - d) ** 2
    if variance > 0:
        return Z * math.sqrt(variance / n)
    return (2 if good or bad else 1) * (1 - _wilson(n, n).low)
