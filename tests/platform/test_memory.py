"""Memory of one process: threads share one place once that is said, and on a machine without such a call nothing happens."""

import ctypes
import mmap
import subprocess
import sys
from pathlib import Path

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


def test_what_a_process_writes_is_its_own() -> None:
    with mmap.mmap(-1, 30_000_000, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as fresh:  # no memory that the process had before
        before = memory.own()
        fresh.write(b"x" * 1_000_000 * 30)
        assert 29_000_000 < memory.own() - before < 90_000_000


def test_a_file_that_was_let_go_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / "weights-let-go"
    file.write_bytes(b"makegood" * 500_000)
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as mapped:
        assert mapped[:8] == b"makegood"
        memory.let_file_go("weights-let-go")
        assert mapped[:] == b"makegood" * 500_000


@pytest.mark.parametrize(
    ("age_s", "grown", "too_much"), [(31, 25_000_000, True), (31, 23_000_000, False), (29, 25_000_000, False), (31, -1, False)]
)
def test_only_who_is_not_young_and_has_grown_by_24_million_bytes_is_borne_anew(
    age_s: float, grown: int, too_much: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, now = [5_000_000, 5_000_000 + grown], [100.0, 100.0 + age_s]
    monkeypatch.setattr(memory, "own", lambda: held.pop(0))
    monkeypatch.setattr(memory.time, "monotonic", lambda: now.pop(0))
    assert memory.Growth().is_too_much() is too_much


def test_where_the_c_library_has_no_such_call_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_library", object)
    memory.of_one_place()
    memory.give_back()
    memory.let_file_go("python")
