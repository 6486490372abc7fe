"""Who met the goods: whoever something came to. Whoever then speaks of them in a case about that order is counted once, by the case. Looks only."""

from datetime import date, datetime

from makegood.cases import queries as cases
from makegood.orders import arrived
from makegood.orders.arrived import Arrived, Spoken
from makegood.touchpoints import queries as touchpoints

KEY = "goods"


def between(*, since: datetime, until: datetime) -> tuple[Arrived, ...]:
    """Whose goods came within a half-open stretch and who had nothing to say of them since. Three queries."""
    return arrived.between(since=since, until=until, spoken=spoken_of(since))


def by_day(*, since: datetime, zone: str) -> dict[date, int]:
    """Local day → how many of them, from then on. Three queries."""
    return arrived.by_day(since=since, zone=zone, spoken=spoken_of(since))


def by_week(*, since: datetime, until: datetime, spoken: Spoken | None = None) -> dict[int, int]:
    """Weeks back from `until` → how many of them, after `since` and up to then. `spoken`, where somebody has it at hand: what `spoken_of` says from then
    on, or from earlier. Three queries, with it one."""
    return arrived.by_week(since=since, until=until, spoken=spoken_of(since) if spoken is None else spoken)


def spoken_of(since: datetime) -> Spoken:
    """The orders of which somebody spoke in a case about the goods from then on, and when. Two queries."""
    said = touchpoints.spoken_at(key=KEY, since=since)
    numbers = cases.order_numbers(case_ids=list(said))
    return [(numbers[case_id], at) for case_id, at in said.items() if case_id in numbers]
