"""When to look at a promise again, and what state follows from what was found. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.promises.types import RUNNING, Due, PromiseId, PromiseKind, PromiseState, Risk, Verdict

SOON = timedelta(hours=2)  # before its time, a word of ours is at risk
_STEPS = ((timedelta(days=10), timedelta(days=1)), (timedelta(days=3), timedelta(hours=12)), (timedelta(), timedelta(hours=3)))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at a promise found: how it ended, or else how likely it is to break."""

    promise_id: PromiseId
    verdict: Verdict
    risk: Risk | None = None


def next_look(due: Due, kind: PromiseKind, *, at: datetime) -> datetime | None:
    """The next time to look without being asked: seldom while much time is left, every three hours in the last days, and at the due instant
    itself. None once that has passed, and for an offer: from then on only what happens moves it."""
    if at >= due.at or kind is PromiseKind.OFFER:
        return None
    left = due.at - at
    if kind is not PromiseKind.DELIVERY:
        return due.at - SOON if left > SOON else due.at
    return min(due.at, at + next(step for least, step in _STEPS if left > least))


def state_after(before: PromiseState, found: Finding, *, at: datetime) -> tuple[PromiseState, datetime]:
    """The state that follows, and since when. What was withdrawn stays so. What ended is as the facts say now, also where a carrier's late word
    makes a broken promise a kept one."""
    if before is PromiseState.WITHDRAWN:
        return before, at
    if found.verdict.state is not None:
        return found.verdict.state, found.verdict.at
    if found.risk is not None:
        return (PromiseState.AT_RISK if found.risk.at_risk else PromiseState.OPEN), at
    return (before if before in RUNNING else PromiseState.OPEN), at
