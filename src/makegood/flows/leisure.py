"""Whether there is leisure to read messages whole at once, and to lay what they say beside all else: of many that wait, or of a stream that does not
end, most are only glanced at first, and read again when there is time.

Reading one whole takes a hundredth of a second of work and more. Few of them at a time look like leisure even where hundreds come each second, so
that a worker also counts what came to it of late, whether it read it whole or not: where that is more than the pace, nothing of it is read whole, and
not the first some of each second. By the machine's clock. Decides nothing about what is read.
"""

import threading
import time

MANY = 25  # messages: that wait at once, from which on they are glanced at (reading them whole takes a quarter of a second); that come to a worker a second
VECTORS = 2  # a second and worker, of those that nobody waits for (`noticing`): the others get theirs when there is time
_BEHIND_S = 2.0  # so long after a stream ended, at most, messages are read whole again


class Pace:
    """So many a second, and up to `at_once` after a rest."""

    def __init__(self, a_second: float, *, at_once: float | None = None) -> None:
        self._a_second, self._at_once = a_second, a_second if at_once is None else at_once
        self._left, self._seen = self._at_once, 0.0
        self._turn = threading.Lock()

    def allows(self, many: int, *, now: float) -> bool:
        """Whether so many are within the pace. They count in any case, for they came. `now` in seconds, never going back."""
        with self._turn:
            self._fill(now)
            allowed = many <= self._left
            self._left = max(self._left - many, -_BEHIND_S * self._a_second)
            return allowed

    def take(self, many: int, *, now: float) -> int:
        """How many of so many are within the pace: they count, the others do not. `now` in seconds, never going back."""
        with self._turn:
            self._fill(now)
            taken = min(many, int(self._left))
            self._left -= taken
            return taken

    def _fill(self, now: float) -> None:
        self._left = min(self._at_once, self._left + (now - self._seen) * self._a_second)
        self._seen = now


_pace: Pace | None = None
_vectors: Pace | None = None


def be_sparing(yes: bool) -> None:
    """From now on this process keeps to a pace, as a worker does, on whom others wait; or it reads whatever is handed to it by its number alone."""
    global _pace, _vectors
    _pace = Pace(MANY) if yes else None
    _vectors = Pace(VECTORS, at_once=20 * VECTORS) if yes else None


def is_there(messages: int) -> bool:
    """Whether so many messages that are there now may be read whole at once."""
    within = _pace is None or _pace.allows(messages, now=time.monotonic())
    return messages < MANY and within


def for_vectors(wanted: int) -> int:
    """How many of so many messages may have their vector now, though nobody waits for it."""
    return wanted if _vectors is None else _vectors.take(wanted, now=time.monotonic())
