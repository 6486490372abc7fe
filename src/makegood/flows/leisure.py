"""Whether there is leisure to read messages whole: of many that wait at once, or of a stream that does not end, most are only glanced at first, and
read again when there is time.

Reading one whole takes several hundredths of a second of work. Few of them at a time look like leisure even where hundreds come each second, so
that a worker also counts what it has read whole of late. By the machine's clock. Decides nothing about what is read.
"""

import threading
import time

MANY = 25  # messages: that wait at once, from which on they are glanced at (reading them whole takes a quarter of a second); of a worker, read whole a second


class Pace:
    """So many a second, and up to so many at once after a second's rest."""

    def __init__(self, a_second: float) -> None:
        self._a_second, self._left, self._seen = a_second, a_second, 0.0
        self._turn = threading.Lock()

    def allows(self, many: int, *, now: float) -> bool:
        """Whether so many are within the pace, which then counts them. `now` in seconds, never going back."""
        with self._turn:
            self._left = min(self._a_second, self._left + (now - self._seen) * self._a_second)
            self._seen = now
            allowed = many <= self._left
            self._left -= many if allowed else 0
            return allowed


_pace: Pace | None = None


def be_sparing(yes: bool) -> None:
    """From now on this process keeps to a pace, as a worker does, on whom others wait; or it reads whatever is handed to it by its number alone."""
    global _pace
    _pace = Pace(MANY) if yes else None


def is_there(messages: int) -> bool:
    """Whether so many messages that are there now may be read whole at once."""
    return messages < MANY and (_pace is None or _pace.allows(messages, now=time.monotonic()))
