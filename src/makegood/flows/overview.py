"""The year at a look: twelve months of what happened, what was put right, what it cost, and how people moved. Looks only; four queries whatever the number
of messages, because the days are counted already (flows/day_counts)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.gestures import queries as gestures
from makegood.gestures.types import Budget
from makegood.reports import queries
from makegood.reports.rules import summing
from makegood.reports.types import Month, Source, Sums

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Even:
    """Whether people alike were given alike, as it was counted last: `compared` makegoods, `alarms` differences that are too large."""

    on: date
    compared: int
    alarms: int


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """`months` the earliest first, the last of them `today`'s and not over. `purses` as they stand now; `even` None where nothing was compared yet;
    `counted_since` None where no day was ever counted."""

    today: date
    currency: str
    months: tuple[Month, ...]
    purses: tuple[Budget, ...]
    even: Even | None
    counted_since: datetime | None

    @property
    def is_empty(self) -> bool:
        return not any(
            one.cases or one.kept.n or one.spent or one.makegoods or one.praised_public or one.moved for one in self.months
        )


def page(*, at: datetime, months: int = MONTHS) -> OverviewPage:
    """The last months, with the one that runs. Four queries."""
    brand, begun = brands.current(), queries.begun()
    today = at.astimezone(ZoneInfo(brand.zone)).date()
    firsts = summing.last_months(on=today, count=months)
    found = {one.month: one for one in queries.by_month(since=firsts[0], until=summing.month_after(firsts[-1]))}
    sums = [found.get(first, Sums(first, ())) for first in firsts]
    cap = summing.reach_cap(count for one in sums for count in one.counts)
    return OverviewPage(
        today=today,
        currency=brand.currency,
        months=tuple(summing.month(one, currency=brand.currency, reach_cap=cap) for one in sums),
        purses=tuple(one for one in gestures.budgets() if one.limit.currency == brand.currency),
        even=_even(),
        counted_since=begun[0] if begun else None,
    )


def _even() -> Even | None:
    found = queries.latest(source=Source.EVENNESS)
    if "compared" not in found:
        return None
    return Even(found["compared"].on, found["compared"].n, found["alarms"].n if "alarms" in found else 0)
