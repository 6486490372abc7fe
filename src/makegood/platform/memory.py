"""Keeps little memory, and gives it back to the machine once a burst of work is over. Where the C library has no such call, it does nothing.

What a batch of messages needed stays with the process otherwise: freed, but in pages that no other program can use. Never changes what lives.
"""

import ctypes
import gc
from collections.abc import Callable
from functools import cache

_ARENA_MAX = -8  # glibc's name of the setting (malloc.h)


def of_one_place() -> None:
    """From now on all threads of this process, and of those forked from it, take their memory from one place. By itself the C library gives each
    thread one of its own, and what is freed in one is of no use in another. Call it before threads are started."""
    setting: Callable[[int, int], object] = getattr(_library(), "mallopt", lambda *_: 0)
    setting(_ARENA_MAX, 1)


def give_back() -> None:
    """Takes some milliseconds: for when nothing waits."""
    gc.collect()
    _trim()(0)


def _trim() -> Callable[[int], object]:
    """glibc's own (`malloc_trim(3)`)."""
    trim: Callable[[int], object] = getattr(_library(), "malloc_trim", lambda _: 0)
    return trim


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None)
