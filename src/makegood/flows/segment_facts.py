"""Saved segments follow what is noted of people: work rows of facts, people who became one or two, and midnight. May be repeated."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.kernel import clock
from makegood.people.actions.watching import FACT_NOTED
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.segments import actions as segments

NOTED, SAME, DAY = FACT_NOTED, "segment_people", "segment_day"


def noted(items: Sequence[Taken], at: datetime) -> None:
    """Facts of these were noted, set right or taken back."""
    segments.refresh(identity_ids={UUID(str(item.payload["identity_id"])) for item in items}, at=at)


def same(items: Sequence[Taken], at: datetime) -> None:
    """These addresses are one person's now, or two people's again, or a company's."""
    ids = {UUID(str(item.payload[field])) for item in items for field in _ENDS if item.payload.get(field)}
    segments.refresh(identity_ids=ids, at=at)


def begin(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001 - every consumer is handed its items
    """A segment was saved: from now on somebody looks at midnight."""
    work.leave(DAY, [Item("day", _midnight(at))])


def day(items: Sequence[Taken], at: datetime) -> None:
    """A new day of the brand's; comes back at the next."""
    segments.roll(at=at)
    for item in items:
        work.postpone(item, due_at=_midnight(at))


_ENDS = ("identity_id", "other_identity_id")
SAVED = "segment_saved"


def _midnight(at: datetime) -> datetime:
    zone = ZoneInfo(brands.current().zone)
    return clock.tomorrow_at(at, zone, time(0, 5))
