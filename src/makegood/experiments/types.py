"""What is tried on people by lot, who was drawn into what, and what followed. Values, never rows.

Only what goes beyond what people are owed is ever tried: the fix, the apology and what compensates are the same for everybody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

TrialId = NewType("TrialId", UUID)
EntryId = NewType("EntryId", UUID)

SURPRISE = "surprise"  # the trial of the small unexpected thing
HORIZONS = (7, 28, 84)  # days after somebody was drawn at which it is counted what followed


class Metric(StrEnum):
    """What is counted of a person from when they were drawn to a horizon."""

    CAME_BACK = "came_back"  # ordered again
    SPENT = "spent"  # minor units, less what was paid back
    ADVOCATE = "advocate"  # stands as an advocate at the horizon
    PRAISED = "praised"  # said so in public, unasked
    FAILED_AGAIN = "failed_again"  # a case with a harm was opened again


@dataclass(frozen=True, slots=True)
class Trial:
    """One question put to chance. `without_share` (basis points) of all people are held out for good. `each`: pairs of people planned before anybody
    was counted; the interval is sharpest by then."""

    id: TrialId
    key: str
    without_share: int
    each: int
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lot:
    """Whether somebody is held out, with which chance it came out so, and whether they are counted in the trial already."""

    held_out: bool
    propensity: float
    entered: bool = False


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody for whom the lot decided something now, and how things stood before: what they bought within the 84 days before (minor units)."""

    identity_id: UUID
    lot: Lot
    occasion_kind: str
    occasion_id: UUID
    drawn: str  # the code of what was given or held back
    harm: str
    currency: str
    before_orders: int
    before_minor: int
    standing: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in a trial, as they were drawn. Never changed."""

    id: EntryId
    trial_id: TrialId
    identity_id: UUID
    held_out: bool
    propensity: float
    at: datetime
    occasion_kind: str
    occasion_id: UUID
    drawn: str
    harm: str
    currency: str
    before_orders: int
    before_minor: int
    standing: str

    def until(self, days: int) -> datetime:
        """When `days` are over for them."""
        return self.at + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody did from when they were drawn until `days` later. `cost_minor` is what the drawn thing really cost us, nothing where it was
    held back or never given."""

    entry_id: EntryId
    days: int
    orders: int
    spent_minor: int
    praised: bool
    failed_again: bool
    standing: str
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A person of a trial at a horizon: how they were drawn, and what followed."""

    entry: Entry
    followed: Followed
