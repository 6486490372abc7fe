"""Memory of one process: threads share one place once that is said, and on a machine without such a call nothing happens."""

import ctypes
import subprocess
import sys

import pytest

from makegood.platform import memory

_WHERE_A_THREAD_TAKES_MEMORY = """
import ctypes, threading
from makegood.platform import memory
if {said}:
    memory.of_one_place()
malloc = ctypes.CDLL(None).malloc
malloc.restype, malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
found = []
thread = threading.Thread(target=lambda: found.append(malloc(100_000)))
thread.start(); thread.join()
heap = next(line.split()[0] for line in open("/proc/self/maps") if line.rstrip().endswith("[heap]"))
first, last = (int(end, 16) for end in heap.split("-"))
print(first <= found[0] < last)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="This C library has no arenas.")
@pytest.mark.parametrize("said", [True, False])
def test_threads_take_their_memory_from_one_place_once_that_is_said(said: bool) -> None:
    words = [sys.executable, "-c", _WHERE_A_THREAD_TAKES_MEMORY.format(said=said)]
    told = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout == f"{said}\n"


def test_where_the_c_library_has_no_such_call_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_library", object)
    memory.of_one_place()
    memory.give_back()
