"""What is tried on people by lot, who was drawn into what, and what followed. Values, never rows.

Only what goes beyond what people are owed is ever tried: the fix, the apology and what compensates are the same for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

TrialId = NewType("TrialId", UUID)
EntryId = NewType("EntryId", UUID)

SURPRISE = "surprise"  # the trial of the small unexpected thing
PROGRAMME, CONTEST = "rhythm:", "contest:"  # with the id behind: the trial of one programme's gift, of one contest's next steps
HORIZONS = (7, 28, 84)  # days after somebody was drawn at which it is counted what followed


class Metric(StrEnum):
    """What is counted of a person from when they were drawn to a horizon."""

    CAME_BACK = "came_back"  # ordered again
    SPENT = "spent"  # minor units, less what was paid back
    ADVOCATE = "advocate"  # stands as an advocate at the horizon
    PRAISED = "praised"  # said so in public, unasked
    FAILED_AGAIN = "failed_again"  # a case with a harm was opened again
    REFERRED = "referred"  # brought somebody who bought
    SERVED = "served"  # minutes of ours that they took


@dataclass(frozen=True, slots=True)
class Extra:
    """Something beyond what people are owed, which is a trial of its own. `key` names the trial, `name` says in words what is given. `own_share` (basis
    points) of those who are not held out of everything do not get this one."""

    key: str
    name: str
    own_share: int = 0


SURPRISES = Extra(SURPRISE, "A surprise")


@dataclass(frozen=True, slots=True)
class Trial:
    """One question put to chance: `without_share` (basis points) of all people do not get it, `for_good_share` of all because they are held out of every
    extra. `each`: pairs of people planned before anybody was counted; the interval is sharpest by then. `name` '' is the surprise."""

    id: TrialId
    key: str
    without_share: int
    each: int
    began_at: datetime
    ended_at: datetime | None
    name: str = ""
    for_good_share: int = 0


@dataclass(frozen=True, slots=True)
class Lot:
    """Whether somebody is held out, with which chance it came out so, whether they are counted in the trial already, and whether they are held out of
    every extra."""

    held_out: bool
    propensity: float
    entered: bool = False
    for_good: bool = False


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
    among: Mapping[str, float] = field(
        default_factory=dict
    )  # by lot, which: the codes that fitted, with chances; {} where no lot chose


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
    among: Mapping[str, float] = field(default_factory=dict)

    def until(self, days: int) -> datetime:
        """When `days` are over for them."""
        return self.at + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody did from when they were drawn until `days` later. `cost_minor` is what the drawn thing really cost us, nothing where it was
    held back or never given. `referrals`: people they brought who bought, `referred_minor` what those bought; `answers` and `calls`: what members
    wrote to them and rang them up. None where it was counted before anybody kept that."""

    entry_id: EntryId
    days: int
    orders: int
    spent_minor: int
    praised: bool
    failed_again: bool
    standing: str
    cost_minor: int
    referrals: int | None = None
    referred_minor: int | None = None
    answers: int | None = None
    calls: int | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things among which the lot chooses, from a day on: its share of those whom it fits, how many got it and were counted until then, and how
    many of a hundred of them came back (None before anybody was counted)."""

    code: str
    on: date
    share: float
    tried: int
    came_back: float | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A person of a trial at a horizon: how they were drawn, and what followed."""

    entry: Entry
    followed: Followed
