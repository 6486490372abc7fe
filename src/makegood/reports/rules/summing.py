"""From sums of days to what a month says: shares with their intervals, a median out of classes, reach that one celebrity does not decide. Pure.

Sources: Wilson 1927 for shares (touchpoints.rules.rates); the median's interval by order statistics (the ranks n/2 ± .98·√n; Conover 1999, 3.2);
winsorising at the 99th percentile (house's notes on measuring, section 1).
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from makegood.kernel.by_day import DayCount
from makegood.reports.types import Month, Sums, Typical
from makegood.touchpoints.rules.rates import Share, share

_Z_HALF = 0.98  # 1.96 standard deviations of a rank, which is √n / 2


def month(sums: Sums, *, currency: str, reach_cap: int | None) -> Month:
    """What the month says. `reach_cap` is that of all months shown, so that they can be compared."""
    n = _by(sums.counts, lambda one: one.n)
    total = _by(sums.counts, lambda one: one.total)
    right, answer = n["right"], n["answer"]
    promises = _promises(n["promise"])
    ours, others = _money(total["spent"], currency)
    return Month(
        month=sums.month,
        harms=tuple(sorted(n["case"].items(), key=lambda each: (-each[1], each[0]))),
        right=_in_time(right),
        right_open=right.get("open", 0),
        answered=_in_time(answer),
        answered_open=answer.get("open", 0),
        minutes=typical({int(of): many for of, many in n["minutes"].items()}),
        promises=promises,
        kept=share(sum(one.hits for _kind, one in promises), sum(one.n for _kind, one in promises)),
        promises_running=sum(many for of, many in n["promise"].items() if of.endswith(" running")),
        makegoods=sum(many for of, many in n["makegood"].items() if not of.startswith("revoked ")),
        makegoods_done=sum(many for of, many in n["makegood"].items() if of.startswith("done ")),
        spent=ours,
        other_money=others,
        filled_minor=total["filled"].get(currency, 0),
        moved=tuple((*of.split(" "), many) for of, many in sorted(n["step"].items())),  # type: ignore[misc]  # "was now"
        praised_public=sum(many for of, many in n["praise"].items() if of.startswith("public")),
        praised_private=n["praise"].get("private", 0),
        reached=winsorised(sums.counts, cap=reach_cap),
        reach_cap=reach_cap,
    )


def class_ends(number: int) -> tuple[float, float]:
    """From where to where a class reaches: 2^(k/4) to 2^((k+1)/4), class 0 from nothing."""
    return (0.0 if number == 0 else 2.0 ** (number / 4)), 2.0 ** ((number + 1) / 4)


def typical(classes: Mapping[int, int]) -> Typical:
    """The median and its interval: within a class, values are taken to lie evenly."""
    n = sum(classes.values())
    if not n:
        return Typical(0)
    half = _Z_HALF * math.sqrt(n)
    at = [_at_rank(classes, min(max(rank, 0.0), float(n))) for rank in (n / 2, n / 2 - half, n / 2 + half, n * 0.9)]
    return Typical(n, *at)


def reach_cap(counts: Iterable[DayCount]) -> int | None:
    """The end of the class in which the 99th percentile of the reach of public praise lies; None where none is known."""
    classes = _reach(counts)
    n = sum(many for many, _total in classes.values())
    seen = 0
    for number in sorted(classes):
        seen += classes[number][0]
        if seen >= n * 0.99:
            return math.ceil(class_ends(number)[1])
    return None


def winsorised(counts: Iterable[DayCount], *, cap: int | None) -> int:
    """People reached, those of one word counted up to `cap`."""
    if cap is None:
        return 0
    return sum(min(total, many * cap) for many, total in _reach(counts).values())


def last_months(*, on: date, count: int) -> tuple[date, ...]:
    """The first days of the last `count` months, the one of `on` last."""
    whole = on.year * 12 + on.month - 1
    return tuple(date(one // 12, one % 12 + 1, 1) for one in range(whole - count + 1, whole + 1))


def month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


# ---------------------------------------------------------------------------------------------------------------------


class _Zero(dict[str, dict[str, int]]):
    def __missing__(self, key: str) -> dict[str, int]:
        return {}


def _by(counts: Sequence[DayCount], value: Callable[[DayCount], int]) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = _Zero()
    for one in counts:
        found.setdefault(one.what, {})
        found[one.what][one.of] = found[one.what].get(one.of, 0) + value(one)
    return found


def _in_time(counts: Mapping[str, int]) -> Share:
    in_time = counts.get("in_time", 0)
    return share(in_time, in_time + counts.get("late", 0))


def _promises(counts: Mapping[str, int]) -> tuple[tuple[str, Share], ...]:
    kinds = sorted({of.split(" ")[0] for of in counts})
    ended = [(kind, counts.get(f"{kind} kept", 0), counts.get(f"{kind} broken", 0)) for kind in kinds]
    return tuple((kind, share(kept, kept + broken)) for kind, kept, broken in ended if kept + broken)


def _money(spent: Mapping[str, int], currency: str) -> tuple[tuple[tuple[str, str, int], ...], tuple[tuple[str, int], ...]]:
    ours, others = [], dict[str, int]()
    for of, minor in sorted(spent.items()):
        payer, why, money = of.split(" ")
        if money == currency:
            ours.append((payer, why, minor))
        else:
            others[money] = others.get(money, 0) + minor
    return tuple(ours), tuple(sorted(others.items()))


def _reach(counts: Iterable[DayCount]) -> dict[int, tuple[int, int]]:
    """(how many, people reached) by class of reach."""
    found: dict[int, tuple[int, int]] = {}
    for one in counts:
        if one.what == "praise" and one.of.startswith("public "):
            number = int(one.of.removeprefix("public "))
            many, total = found.get(number, (0, 0))
            found[number] = (many + one.n, total + one.total)
    return found


def _at_rank(classes: Mapping[int, int], rank: float) -> float:
    before = 0
    for number in sorted(classes):
        many = classes[number]
        if before + many >= rank:
            low, high = class_ends(number)
            return low + (high - low) * (rank - before) / many
        before += many
    return class_ends(max(classes))[1]
