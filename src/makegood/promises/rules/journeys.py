"""Many parcels' ways as columns of numbers, for learning from them. Pure numpy: hours since 1970, NaN where something has not happened.

Holds no number, address or name: of an order only when it was placed, handed over, due and ended, by which carrier on which lane.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from makegood.promises.rules import survival
from makegood.promises.rules.survival import Floats

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Journey:
    """One order's way. `how` is one of survival's three ends; `handed_at` is when the carrier had it first."""

    placed_at: datetime
    due_at: datetime
    handed_at: datetime | None
    ended_at: datetime | None
    how: int
    carrier: str
    lane: str


@dataclass(frozen=True, slots=True)
class Journeys:
    """The same for many. `weekday` is that of the last instant before the due one, in the brand's zone (Monday is 0)."""

    placed: Floats
    due: Floats
    handed: Floats
    ended: Floats
    how: npt.NDArray[np.int64]
    carrier: npt.NDArray[np.str_]
    lane: npt.NDArray[np.str_]
    weekday: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.placed)

    def take(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "Journeys":
        """Those of these places."""
        return Journeys(
            placed=self.placed[which],
            due=self.due[which],
            handed=self.handed[which],
            ended=self.ended[which],
            how=self.how[which],
            carrier=self.carrier[which],
            lane=self.lane[which],
            weekday=self.weekday[which],
        )

    def known_at(self, at: float) -> "Journeys":
        """As much of them as could be known at an instant (hours): what came later has not happened."""
        there = self.take(self.placed < at)
        over = there.ended < at
        return Journeys(
            placed=there.placed,
            due=there.due,
            handed=np.where(there.handed < at, there.handed, np.nan),
            ended=np.where(over, there.ended, np.nan),
            how=np.where(over, there.how, survival.CENSORED),
            carrier=there.carrier,
            lane=there.lane,
            weekday=there.weekday,
        )


def hours(instant: datetime | None) -> float:
    """An instant in hours; NaN for none."""
    return instant.timestamp() / HOUR_S if instant is not None else float("nan")


def of(told: Sequence[Journey], *, zone: str) -> Journeys:
    """As columns, in the order given."""
    here = ZoneInfo(zone)
    return Journeys(
        placed=np.array([hours(one.placed_at) for one in told]),
        due=np.array([hours(one.due_at) for one in told]),
        handed=np.array([hours(one.handed_at) for one in told]),
        ended=np.array([hours(one.ended_at) for one in told]),
        how=np.array([one.how for one in told], dtype=np.int64),
        carrier=np.array([one.carrier for one in told], dtype=np.str_),
        lane=np.array([one.lane for one in told], dtype=np.str_),
        weekday=np.array([_last_day(one.due_at, here) for one in told], dtype=np.int64),
    )


def _last_day(due_at: datetime, zone: ZoneInfo) -> int:
    """The weekday that ends at the due instant, or holds it."""
    local = due_at.astimezone(zone)
    return (local.weekday() - (local.hour == 0 and local.minute == 0)) % 7
