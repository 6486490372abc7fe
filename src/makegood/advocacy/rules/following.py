"""What somebody's deed followed: the latest thing of ours within 84 days before, said in words. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.advocacy.types import NO_TIE, Past, Tie

WINDOW = timedelta(days=84)


def tie(pasts: Sequence[Past], *, at: datetime) -> Tie:
    """The tie to the latest of these that was done within the window before `at`; none else. That one came after the other is all that is said:
    nobody knows that it came because of it."""
    before = [one for one in pasts if at - WINDOW <= one.done_at <= at]
    if not before:
        return NO_TIE
    last = max(before, key=lambda one: one.done_at)
    return Tie(last.tie.case_id, last.tie.makegood_id, last.tie.gesture, last.tie.touchpoint, _because(last, at))


def _because(past: Past, at: datetime) -> str:
    days = (at - past.done_at).days
    when = "on the same day as" if days == 0 else "a day after" if days == 1 else f"{days} days after"
    return f"It came {when} {past.what}."
