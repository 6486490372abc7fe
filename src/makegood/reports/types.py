"""What is kept by day of the whole brand, what a month says of it, and the letter to the owner. Values, never rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.kernel.by_day import DayCount
from makegood.touchpoints.rules.rates import Share

LetterId = NewType("LetterId", UUID)


class Source(StrEnum):
    """Whose counts they are. A day is counted anew source by source."""

    CASES = "cases"
    PROMISES = "promises"
    PURSES = "purses"
    MAKEGOODS = "makegoods"
    OUTCOMES = "outcomes"
    EVENNESS = "evenness"  # whether people alike were given alike, as of that day


@dataclass(frozen=True, slots=True)
class Sums:
    """The counts of one month, by (what, of): how many, and the sum of whatever is summed."""

    month: date  # its first day
    counts: tuple[DayCount, ...]


@dataclass(frozen=True, slots=True)
class Typical:
    """A median out of classes: between `low` and `high` with 95 %, of `n`; `slow` is what nine of ten did not exceed. None where there is nothing."""

    n: int
    middle: float | None = None
    low: float | None = None
    high: float | None = None
    slow: float | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What one month says. Everything belongs to the month in which it began: a case of March that was put right in April is March's.

    `harms` cases by what happened ('' where nothing did); `right` and `answered` of those that were put right or answered, how many in time, with
    `right_open` and `answered_open` not yet; `promises` of those whose end is known, how many were kept, by kind, with `promises_running`; `spent` minor
    units of the brand's currency by (payer, owed or extra), `other_money` by other currencies; `moved` steps by (was, now); `reached` by public praise,
    winsorised at `reach_cap`.
    """

    month: date
    harms: tuple[tuple[str, int], ...] = ()
    right: Share = field(default_factory=lambda: Share(0, 0, 0.0, 1.0))
    right_open: int = 0
    answered: Share = field(default_factory=lambda: Share(0, 0, 0.0, 1.0))
    answered_open: int = 0
    minutes: Typical = field(default_factory=lambda: Typical(0))
    promises: tuple[tuple[str, Share], ...] = ()
    kept: Share = field(default_factory=lambda: Share(0, 0, 0.0, 1.0))
    promises_running: int = 0
    makegoods: int = 0
    makegoods_done: int = 0
    spent: tuple[tuple[str, str, int], ...] = ()
    other_money: tuple[tuple[str, int], ...] = ()
    filled_minor: int = 0
    moved: tuple[tuple[str, str, int], ...] = ()
    praised_public: int = 0
    praised_private: int = 0
    reached: int = 0
    reach_cap: int | None = None

    @property
    def cases(self) -> int:
        return sum(n for _harm, n in self.harms)

    @property
    def failed(self) -> int:
        """Cases in which something happened to somebody."""
        return sum(n for harm, n in self.harms if harm)

    @property
    def spent_minor(self) -> int:
        return sum(minor for _payer, _why, minor in self.spent)

    def steps(self, *, to: str = "", out_of: str = "") -> int:
        return sum(n for was, now, n in self.moved if (not to or now == to) and (not out_of or was == out_of) and was != now)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the letter: what it is about, its sentences, and the page that shows more ('' for none)."""

    about: str
    sentences: tuple[str, ...]
    page: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter about one month, as it was made. It is never written anew: what came late is in the next one's figures."""

    id: LetterId
    month: date
    made_at: datetime
    sections: tuple[Section, ...]
