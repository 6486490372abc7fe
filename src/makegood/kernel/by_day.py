"""What a package counts of its own by local day: one shape for all who count, so that whoever keeps such sums need not know them. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayCount:
    """`n` of `what` on a local day, of the kind `of`; `total` is the sum of whatever is summed of them (minor units, minutes, people reached), 0
    where nothing is. (on, what, of) is unique in a count."""

    on: date
    what: str
    of: str
    n: int
    total: int = 0
