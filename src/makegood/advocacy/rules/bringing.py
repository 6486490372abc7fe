"""Whether somebody brought somebody: who is new, who is not oneself and not of one's own household, and when it counts. Pure.

Source: the house's notes on measuring, section 1: an own code or "who told you", not the same household, and it counts when they buy.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.advocacy.types import Bringing, Judged, ReferralState, Why

WINDOW = timedelta(days=84)  # from the word to the first order


def judge(told: Bringing, *, at: datetime) -> Judged:
    """Where a referral stands at this instant. The same facts give the same answer, however often they are judged."""
    if told.advocate is None:
        return Judged(ReferralState.UNKNOWN)
    if told.advocate == told.newcomer:
        return _not(Why.SELF)
    if told.same_household:
        return _not(Why.HOUSEHOLD)
    if told.named_before:
        return _not(Why.ANOTHER)
    if told.first_order_at is None:
        return _not(Why.LAPSED) if at > told.told_at + WINDOW else Judged(ReferralState.WAITING)
    if told.first_order_at < told.told_at and told.first_order != told.order_number:
        return _not(Why.NOT_NEW)
    if told.first_order_at > told.told_at + WINDOW:
        return _not(Why.LAPSED)
    return Judged(ReferralState.CAME, came_at=max(told.first_order_at, told.told_at), came_order=told.first_order)


def is_one_home(one: tuple[Sequence[str], str], other: tuple[Sequence[str], str]) -> bool:
    """Whether two postal addresses (the lines below the name, the country) are one: the same letters and digits in the same order."""
    first, second = _bare(*one), _bare(*other)
    return bool(first) and first == second


def _bare(lines: Sequence[str], country: str) -> str:
    said = re.sub(r"[\W_]+", "", "".join(lines).casefold())
    return said and f"{said} {country.casefold()}"


def _not(why: Why) -> Judged:
    return Judged(ReferralState.NOT_COUNTED, why)
