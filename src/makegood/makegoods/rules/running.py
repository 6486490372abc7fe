"""How a plan runs: which step may start, what wakes what, when it is done, and until when it can be called back. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.makegoods.types import Step, StepKind, StepState

SETTLED = frozenset({StepState.DONE, StepState.SKIPPED})
_PAUSE = {StepKind.FOLLOW_UP: "after_hours", StepKind.WAIT: "at_most_hours"}
_OUTWARD = frozenset({StepKind.FIX, StepKind.GIVE, StepKind.SAY})


def ready(steps: Sequence[Step], at: datetime) -> tuple[Step, ...]:
    """The waiting steps whose time has come and whose forerunners are settled, in the plan's order."""
    return tuple(s for s in steps if s.state is StepState.WAITING and (s.due_at is None or s.due_at <= at) and free(s, steps))


def free(step: Step, steps: Sequence[Step]) -> bool:
    """Whether everything that must come before it is settled."""
    return all(other.state in SETTLED for other in steps if other.key in step.after)


def pause(step: Step) -> timedelta | None:
    """How long after its forerunners a step is due: a follow-up leaves time to try, a wait is overdue after its hours. None is at once."""
    hours = step.params.get(_PAUSE[step.kind]) if step.kind in _PAUSE else None
    return timedelta(hours=int(hours)) if hours else None


def finished(steps: Sequence[Step]) -> bool:
    return all(step.state in SETTLED for step in steps)


def cannot_call_back(steps: Sequence[Step]) -> str:
    """Why the plan cannot be called back any more; '' while nothing has left the house."""
    for step in steps:
        if step.kind in _OUTWARD and step.state is StepState.DONE:
            return f"“{step.title}” is done already ({step.outcome.rstrip('.')}): it cannot be taken back."
        if step.kind in _OUTWARD and step.state is StepState.DOING:
            return f"“{step.title}” is being done right now: it cannot be taken back safely."
    return ""


def items_of(text: str) -> tuple[tuple[str, int], ...]:
    """The goods of a fix: "TORCH-01:1,LED-60:2" → (("TORCH-01", 1), ("LED-60", 2)). A SKU may hold commas and colons."""
    return tuple((sku, int(quantity)) for sku, quantity in re.findall(r"(.+?):(\d+)(?:,|$)", text))


def parcel_extras(steps: Sequence[Step]) -> tuple[tuple[str, int], ...]:
    """What else goes into the fix's parcel: the gifts that travel with it and were not left out."""
    return tuple(
        (step.params["sku"], int(step.params["quantity"]))
        for step in steps
        if step.kind is StepKind.GIVE and step.params.get("with_fix") == "yes" and step.state is not StepState.SKIPPED
    )
