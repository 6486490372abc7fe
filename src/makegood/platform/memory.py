"""Keeps little memory, and gives it back to the machine once a burst of work is over. Where the C library has no such call, it does nothing.

What a batch of messages needed stays with the process otherwise: freed, but in pages that no other program can use. Never changes what lives.
"""

import ctypes
import gc
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

_ARENA_MAX = -8  # glibc's name of the setting (malloc.h)
_PAGE_OUT = 21  # Linux's name of the advice (madvise(2))
YOUNGEST_S = 30.0  # no process is borne anew before that
MOST_GROWN = 24_000_000  # bytes that stay after a burst of work; a thousand messages leave 40 MB, the first few 20
_ROLLUP, _MAPS = Path("/proc/self/smaps_rollup"), Path("/proc/self/maps")


def of_one_place() -> None:
    """From now on all threads of this process, and of those forked from it, take their memory from one place. By itself the C library gives each
    thread one of its own, and what is freed in one is of no use in another. Call it before threads are started."""
    setting: Callable[[int, int], object] = getattr(_library(), "mallopt", lambda *_: 0)
    setting(_ARENA_MAX, 1)


def give_back() -> None:
    """Takes some milliseconds: for when nothing waits."""
    gc.collect()
    _trim()(0)


def let_file_go(part: str) -> None:
    """What lies in memory of mapped files with `part` in their names, and only here, is read from them again when it is needed."""
    advise: Callable[[ctypes.c_void_p, ctypes.c_size_t, int], int] = getattr(_library(), "madvise", lambda *_: 0)
    with suppress(OSError):
        for line in _MAPS.read_text().splitlines():
            where, rights, *_, name = line.split(maxsplit=5)
            if part in name and rights[1] == "-":  # never what was written to
                first, end = (int(each, 16) for each in where.split("-"))
                advise(ctypes.c_void_p(first), ctypes.c_size_t(end - first), _PAGE_OUT)


def own() -> int:
    """Bytes that are this process's alone: what it has written since it was forked. 0 where the kernel does not say."""
    with suppress(OSError):
        for line in _ROLLUP.read_text().splitlines():
            if line.startswith("Private_Dirty:"):
                return int(line.split()[1]) * 1024
    return 0


class Growth:
    """How much a process has grown since it began, for one that may be borne anew: forked from a parent that never worked, it shares again all
    that its parent holds. Nothing else gives back pages of which a little is used."""

    def __init__(self) -> None:
        self._began, self._had = time.monotonic(), own()

    def is_too_much(self) -> bool:
        """Some milliseconds. Never of a process that is younger than YOUNGEST_S."""
        return time.monotonic() - self._began > YOUNGEST_S and own() - self._had > MOST_GROWN


def _trim() -> Callable[[int], object]:
    """glibc's own (`malloc_trim(3)`)."""
    trim: Callable[[int], object] = getattr(_library(), "malloc_trim", lambda _: 0)
    return trim


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None)
