"""A process that tells people what a statement says, and kills itself with SIGKILL at a given border. Its words: the brand, the border, and at which
call of it."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

BORDERS = ("taken", "before the gate", "behind the gate", "written down")


def main() -> int:
    from makegood.channels.actions import outbox
    from makegood.flows import telling_statement
    from makegood.platform import draining, jobs
    from makegood.statements.actions import telling
    from tests import cast

    brand_id, border, nth = UUID(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if border == "taken":
        telling.take_up = _dying(telling.take_up, nth)
    elif border == "before the gate":
        outbox.queue_many = _dying(outbox.queue_many, nth, before=True)
    elif border == "behind the gate":
        outbox.queue_many = _dying(outbox.queue_many, nth)
    elif border == "written down":
        telling.note_told = _dying(telling.note_told, nth)
    draining.drain(brand_id, jobs.known()[telling_statement.WORK], at=cast.AT)
    return 0


def _dying(does: Callable[..., Any], nth: int, *, before: bool = False) -> Callable[..., Any]:
    """The same, and the last thing that this process does at its nth call."""
    calls = 0

    def does_and_dies(**told: Any) -> Any:
        nonlocal calls
        calls += 1
        if before and calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        found = does(**told)
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return does_and_dies
