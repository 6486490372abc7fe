"""Who met the goods: whoever something came to. Whoever then speaks of them in a case about that order is counted once, by the case. Looks only."""

from datetime import date, datetime

from makegood.cases import queries as cases
from makegood.orders import arrived
from makegood.orders.arrived import Arrived
from makegood.touchpoints import queries as touchpoints

KEY = "goods"


def between(*, since: datetime, until: datetime) -> tuple[Arrived, ...]:
    """Whose goods came within a half-open stretch and who had nothing to say of them since. Three queries."""
    return arrived.between(since=since, until=until, spoken=_spoken(since))


def by_day(*, since: datetime, zone: str) -> dict[date, int]:
    """Local day → how many of them, from then on. Three queries."""
    return arrived.by_day(since=since, zone=zone, spoken=_spoken(since))


def by_week(*, since: datetime, until: datetime) -> dict[int, int]:
    """Weeks back from `until` → how many of them, after `since` and up to then. Three queries."""
    return arrived.by_week(since=since, until=until, spoken=_spoken(since))


def _spoken(since: datetime) -> list[tuple[str, datetime]]:
    """The orders of which somebody spoke in a case about the goods, and when."""
    said = touchpoints.spoken_at(key=KEY, since=since)
    numbers = cases.order_numbers(case_ids=list(said))
    return [(numbers[case_id], at) for case_id, at in said.items() if case_id in numbers]
