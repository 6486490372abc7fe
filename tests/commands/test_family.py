"""Children are restarted when they die, and none outlives its parent."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from makegood.commands.family import ANEW, Child, Family

ORPHANS = """
import os, sys, time
from makegood.commands.family import Child, Family
def work():
    print(os.getpid(), flush=True)
    time.sleep(60)
family = Family([Child("The sleeper", work)], say=print, in_child=lambda: None)
family.start()
time.sleep(60)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def family(said: list[str]) -> Iterator[Callable[..., tuple[Family, Connection]]]:
    made: list[Family] = []

    def make(work: Callable[[Connection], object]) -> tuple[Family, Connection]:
        mine, theirs = Pipe(duplex=False)
        made.append(Family([Child("The helper", lambda: work(theirs))], say=said.append, in_child=lambda: None))
        made[-1].start()
        return made[-1], mine

    yield make
    for each in made:
        each.end(patience_s=0)


def wait_for_ever(wire: Connection) -> None:
    wire.send(os.getpid())
    signal.pause()


def watch_until(family: Family, stop: threading.Event, look: Callable[[], bool]) -> None:
    def wait() -> None:
        while not look():
            stop.wait(0.01)
        stop.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    family.watch(stop)
    waiter.join()


def test_a_child_that_is_killed_starts_again_and_it_is_said(
    family: Callable[..., tuple[Family, Connection]], said: list[str]
) -> None:
    group, wire = family(wait_for_ever)
    first = wire.recv()
    os.kill(first, signal.SIGKILL)
    watch_until(group, threading.Event(), wire.poll)
    assert wire.recv() != first
    assert said == ["The helper ended (signal 9) and starts again in 1 s.", "The helper starts again."]


def test_a_child_that_keeps_failing_is_given_longer_pauses(
    family: Callable[..., tuple[Family, Connection]], said: list[str]
) -> None:
    group, _ = family(lambda wire: 3)
    watch_until(group, threading.Event(), lambda: len(said) >= 3)
    assert said[0] == "The helper ended (exit code 3) and starts again in 1 s."
    assert said[2] == "The helper ended (exit code 3) and starts again in 2 s."


def test_the_end_waits_for_a_polite_child_and_makes_a_stubborn_one(family: Callable[..., tuple[Family, Connection]]) -> None:
    def stubborn(wire: Connection) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        wait_for_ever(wire)

    for work in (wait_for_ever, stubborn):
        group, wire = family(work)
        pid = wire.recv()
        group.end(patience_s=0.2)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_killed_parent_takes_its_children_along() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
        parent.wait()
        assert parent.stdout.read() == ""  # ends when the last who holds the pipe is gone: the child


def test_a_child_that_ends_in_order_to_be_borne_anew_is_borne_at_once_and_nothing_is_said(
    family: Callable[..., tuple[Family, Connection]], said: list[str]
) -> None:
    def end_well(wire: Connection) -> int:
        wire.send(os.getpid())
        return ANEW

    group, wire = family(end_well)
    first = wire.recv()
    watch_until(group, threading.Event(), wire.poll)
    assert wire.recv() != first
    assert said == []


def test_more_children_are_borne_at_once_and_looked_after_with_the_others(
    family: Callable[..., tuple[Family, Connection]], said: list[str]
) -> None:
    group, wire = family(wait_for_ever)
    mine, theirs = Pipe(duplex=False)
    first = wire.recv()
    group.add([Child("The latecomer", lambda: wait_for_ever(theirs))])
    second = mine.recv()
    os.kill(second, signal.SIGKILL)
    watch_until(group, threading.Event(), mine.poll)
    assert mine.recv() not in (first, second)
    assert not wire.poll()
    assert said == ["The latecomer ended (signal 9) and starts again in 1 s.", "The latecomer starts again."]


def test_no_child_is_waited_for_longer_than_it_may_take(family: Callable[..., tuple[Family, Connection]]) -> None:
    def stubborn(wire: Connection) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        wait_for_ever(wire)

    group, wire = family(wait_for_ever)
    wire.recv()
    mine, theirs = Pipe(duplex=False)
    group.add([Child("The stream", lambda: stubborn(theirs), patience_s=0.1)])
    pid = mine.recv()
    group.end(patience_s=3600)  # longer than any test may take
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_is_done_beside_is_over_with_all_that_it_held(
    family: Callable[..., tuple[Family, Connection]], said: list[str]
) -> None:
    group, _ = family(wait_for_ever)
    mine, theirs = Pipe(duplex=False)
    group.beside(lambda: theirs.send(os.getpid()))
    pid = mine.recv()
    assert pid != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert said == []
