"""What was given for the same harm, by group and by reach: for one page of the desk. Looks only; nothing here ever reaches the proposer.

Groups are what lies beside a case anyway: whether it was said in public, how many it reached, and the language of the words. Age, sex and place are
not kept, so that they cannot be compared here either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.kernel.money import Money
from makegood.makegoods import queries as makegoods
from makegood.makegoods.queries import OnTop
from makegood.makegoods.rules import evenness
from makegood.makegoods.rules.evenness import Gap, Given, Mean
from makegood.understanding import queries as readings

MOST = 1_000  # makegoods, the latest
WIDE = 1_000  # people reached
_UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Compared:
    """One way to part people: `by` "where", "reach" or "language"."""

    by: str
    means: tuple[Mean, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class FairnessPage:
    """`n` makegoods that were agreed to since then; amounts in `currency`, minor units."""

    since: datetime
    currency: str
    n: int
    compared: tuple[Compared, ...]

    @property
    def alarms(self) -> int:
        return sum(gap.alarm for one in self.compared for gap in one.gaps)

    def money(self, minor: float) -> Money:
        return Money(round(minor), self.currency)


def page(*, since: datetime) -> FairnessPage:
    """What was given on top of the fix in cases agreed to from `since` on, the latest MOST. Four queries."""
    currency = brands.current().currency
    given = [one for one in makegoods.on_top(since=since, limit=MOST) if one.occasion.kind == "case" and one.currency == currency]
    of = cases.messages_of_cases(case_ids=[one.occasion.id for one in given])
    firsts = {case_id: ids[0] for case_id, ids in of.items() if ids}
    said: dict[UUID, Message] = {message.id: message for message in channels.messages(message_ids=list(firsts.values()))}
    read = readings.readings(message_ids=list(firsts.values()))
    first = {case_id: said[one] for case_id, one in firsts.items() if one in said}
    spoken = {case_id: read[one].language or _UNKNOWN for case_id, one in firsts.items() if one in read}
    parted = {
        "where": {case_id: "in public" if message.public else "in private" for case_id, message in first.items()},
        "reach": {case_id: _reach(message) for case_id, message in first.items()},
        "language": spoken,
    }
    compared = tuple(_compared(by, given, groups) for by, groups in parted.items())
    return FairnessPage(since, currency, len(given), compared)


def _compared(by: str, given: Sequence[OnTop], groups: dict[UUID, str]) -> Compared:
    each = [Given(one.like, groups[one.occasion.id], one.minor) for one in given if one.occasion.id in groups]
    return Compared(by, evenness.means(each), evenness.gaps(each))


def _reach(message: Message) -> str:
    if message.reach is None:
        return _UNKNOWN
    return f"{WIDE:,} and more" if message.reach >= WIDE else f"fewer than {WIDE:,}"
