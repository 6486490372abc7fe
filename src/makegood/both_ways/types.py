"""By which rules it is shown what went both ways between somebody and the brand. Values, never rows.

They say which lines there are and how far back they count. They add nothing up over unlike things and give nobody a number: no rule here can say what
anybody is owed, and nothing that proposes may read them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Line(StrEnum):
    """What is counted, in the order in which it is shown: first what they gave, then what they got."""

    ORDERS = "orders"
    SPENT = "spent"
    FAILED = "failed"
    MESSAGES = "messages"
    PROMISES = "promises"
    PUT_RIGHT = "put-right"
    MONEY = "money"
    GIFTS = "gifts"
    SPARED = "spared"
    TIME = "time"
    MINDED = "minded"


GAVE = (Line.ORDERS, Line.SPENT, Line.FAILED, Line.MESSAGES)
AGAINST_US = (Line.FAILED, Line.MESSAGES, Line.PROMISES)  # what speaks against us is always shown
MOST_DAYS, MOST_MINUTES = 3_650, 60


@dataclass(frozen=True, slots=True)
class Ways:
    """`hidden` lines are not shown, here and on people's own pages alike; `days` is how far back is counted, 0 for ever; `message_minutes` what writing to us
    about a failure takes them, for each message, 0 where that is not said."""

    hidden: tuple[Line, ...] = ()
    days: int = 0
    message_minutes: int = 0

    def shows(self, line: Line) -> bool:
        return line not in self.hidden

    def since(self, at: datetime) -> datetime | None:
        return at - timedelta(days=self.days) if self.days else None


@dataclass(frozen=True, slots=True)
class Version:
    """The rules as they were from `at` on, by whom; `sentence` reads them aloud."""

    number: int
    ways: Ways
    at: datetime
    by_member_id: UUID | None
    sentence: str
