"""Gives memory back to the machine once a burst of work is over. Where the C library has no such call, it does nothing.

What a batch of messages needed stays with the process otherwise: freed, but in pages that no other program can use. Never changes what lives.
"""

import ctypes
import gc
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Takes some milliseconds: for when nothing waits."""
    gc.collect()
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """glibc's own (`malloc_trim(3)`)."""
    trim: Callable[[int], object] = getattr(ctypes.CDLL(None), "malloc_trim", lambda _: 0)
    return trim
