"""Now, for doors and the worker only. Everything below is handed `at`.

In a demonstration the clock can be turned forward ("show me Thursday"): the offset lies in one small file that every process reads.
Leases, retries, one-time codes and signatures never use this clock.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from makegood.config import environment
from makegood.kernel.refusals import Refusal

_seen: tuple[float, timedelta] = (-1.0, timedelta())


def now() -> datetime:
    """This instant in UTC, plus the demonstration's offset where the time machine is switched on."""
    return datetime.now(UTC) + offset()


def offset() -> timedelta:
    """How far the demonstration's clock is turned; nothing where the time machine is off."""
    global _seen
    if not environment.settings().time_machine:
        return timedelta()
    try:
        changed = _file().stat().st_mtime
    except FileNotFoundError:
        return timedelta()
    if changed != _seen[0]:
        _seen = (changed, timedelta(seconds=float(_file().read_text() or 0)))
    return _seen[1]


def turn(by: timedelta) -> timedelta:
    """Turns the demonstration's clock forward. Refuses where the time machine is off, and to turn it back."""
    if not environment.settings().time_machine:
        raise Refusal("no_time_machine", "The clock can only be turned in a demonstration: set MAKEGOOD_TIME_MACHINE=yes.")
    if by < timedelta():
        raise Refusal("clock_backwards", "by: the clock only turns forward.", {"by": "negative"})
    ahead = offset() + by
    fresh = _file().with_suffix(".new")
    fresh.write_text(str(ahead.total_seconds()))
    os.replace(fresh, _file())
    return ahead


def forget() -> None:
    """The clock shows the machine's time again. Only for when nothing is left that lived by the turned one."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return environment.settings().home / "clock-offset"
