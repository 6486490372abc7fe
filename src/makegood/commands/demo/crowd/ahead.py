"""Reads the crowd's letters ahead in a second process, so that both cores work while the weeks are written down.

The readings are those of the reader that the house has chosen, text by text the same as if they were read here: no reading depends on its
neighbours. What was not foreseen, and everything where there is one core or little to read, is read here. The other process touches no
database, and ends with this one.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context

from makegood.commands import parent
from makegood.understanding import actions as understanding
from makegood.understanding.types import Reading, TextIn

Words = tuple[str, str]  # subject and text
WORTH_IT = 600  # texts: fewer are read here within seconds
_AT_ONCE = 16


class Ahead:
    """Readings by their words. `pool` None reads everything here."""

    def __init__(self, pool: ProcessPoolExecutor | None = None, foreseen: Sequence[Words] = ()) -> None:
        self._pool = pool
        self._coming: dict[Words, tuple[Future[list[Reading]], int]] = {}
        if pool is not None:
            self._coming = _begun(pool, list(dict.fromkeys(foreseen)))

    def read(self, texts: Sequence[Words]) -> list[Reading]:
        """What these texts say, in their order."""
        known = {one for one in texts if one in self._coming and not self._coming[one][0].cancel()}
        new = list(dict.fromkeys(one for one in texts if one not in known))
        new = new[self._handed_over(new) :]
        found = dict(zip(new, _judge(new), strict=True))
        return [found[one] if one in found else self._taken(one) for one in texts]

    def _handed_over(self, new: Sequence[Words]) -> int:
        """Gives the other process the first half of these where it has nothing else to do. → how many it took"""
        if self._pool is None or not all(future.done() for future, _ in self._coming.values()):
            return 0
        half = len(new) // 2
        try:
            self._coming |= _begun(self._pool, new[:half])
        except BrokenProcessPool:
            self._pool = None
            return 0
        return half

    def _taken(self, one: Words) -> Reading:
        future, place = self._coming[one]
        try:
            return future.result()[place]
        except BrokenProcessPool:  # it was ended, for want of memory perhaps
            return _judge([one])[0]


@contextmanager
def reading(foreseen: Sequence[Words]) -> Iterator[Ahead]:
    """A reader for a while, which has begun with what is foreseen where that is worth a second process. That one is forked: hold no
    connection and no thread while you enter."""
    if len(foreseen) < WORTH_IT or len(os.sched_getaffinity(0)) < 2:
        yield Ahead()
        return
    pool = ProcessPoolExecutor(1, mp_context=get_context("fork"), initializer=_begin, initargs=(os.getpid(),))
    try:
        yield Ahead(pool, foreseen)
    finally:
        pool.shutdown(cancel_futures=True)


def _begun(pool: ProcessPoolExecutor, texts: Sequence[Words]) -> dict[Words, tuple[Future[list[Reading]], int]]:
    portions = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
    futures = [(pool.submit(_judge, portion), portion) for portion in portions]
    return {one: (future, place) for future, portion in futures for place, one in enumerate(portion)}


def _begin(parent_pid: int) -> None:
    """The other process: Ctrl-C is its parent's to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent.end_with(parent_pid)


def _judge(texts: Sequence[Words]) -> list[Reading]:
    return understanding.judge(texts=[TextIn("", subject, text) for subject, text in texts])
