"""The child processes of `makegood up`: started together, restarted when one dies, ended together.

A child is forked, so it need not load everything again and shares its parent's memory; the parent must hold no connection and no thread
while it forks. Each child leads its own process group: Ctrl-C reaches only the parent, and what a dead child leaves behind is ended with
it. When the parent dies, however it dies, its children end by themselves.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkProcess

from makegood.commands import parent

ANEW = 75  # the exit code of a child that ended well in order to be borne anew
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
WELL_AFTER_S = 60.0  # a child that lived this long starts again with the shortest pause
_LOOK_S = 0.1


@dataclass
class Child:
    """One child: what people call it, and what it does until SIGTERM."""

    name: str
    work: Callable[[], object]
    patience_s: float = 10.0  # so long may it take to end
    process: ForkProcess | None = None
    born: float = 0.0
    pause_s: float = field(default=SHORTEST_PAUSE_S)
    again_at: float = 0.0


class Family:
    """`say` gets a sentence for each death and each restart, but not for those that end with ANEW; `in_child` runs first in each child (to let go of the parent's things)."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None], in_child: Callable[[], None]) -> None:
        self._children = children
        self._say = say
        self._in_child = in_child

    def start(self) -> None:
        for child in self._children:
            self._bear(child)

    def add(self, children: Sequence[Child]) -> None:
        """More of them, borne at once."""
        for child in children:
            self._bear(child)
        self._children = [*self._children, *children]

    def beside(self, act: Callable[[], object]) -> None:
        """Has a child do it that lives no longer, and waits: what it touches of the memory that all share goes with it. How it ended is not told."""
        child = Child("Beside", act)
        self._bear(child)
        if child.process is not None:
            child.process.join()
            _end_group(child.process)

    def watch(self, stop: threading.Event, *, also: Callable[[], None] = lambda: None) -> None:
        """Restarts whoever dies, with a growing pause, until `stop` is set. `also` is called at every look; it must be quick."""
        while not stop.wait(_LOOK_S):
            also()
            for child in self._children:
                self._look_after(child)

    def end(self, *, patience_s: float = 10) -> None:
        """Asks all to end, waits for each as long as it may take, for none longer than `patience_s`, and then makes them. May be repeated."""
        living = sorted(
            ((min(child.patience_s, patience_s), child.process) for child in self._children if child.process is not None),
            key=lambda each: each[0],
        )
        for _, process in living:
            process.terminate()
        begun = time.monotonic()
        for patience, process in living:
            process.join(max(0.0, begun + patience - time.monotonic()))
            _end_group(process)
        for child in self._children:
            child.process = None

    def _bear(self, child: Child) -> None:
        child.process = get_context("fork").Process(target=_live, args=(os.getpid(), child.work, self._in_child), name=child.name)
        parent.hold_back()
        try:
            child.process.start()
        finally:
            parent.go_on()
        child.born = time.monotonic()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.again_at:
                self._say(f"{child.name} starts again.")
                self._bear(child)
            return
        code = child.process.exitcode
        if code is None:
            return
        _end_group(child.process)
        child.process = None
        if code == ANEW:
            self._bear(child)
            return
        child.pause_s = SHORTEST_PAUSE_S if now - child.born > WELL_AFTER_S else min(child.pause_s * 2, LONGEST_PAUSE_S)
        child.again_at = now + child.pause_s
        self._say(f"{child.name} ended ({_how(code)}) and starts again in {child.pause_s:.0f} s.")


def _live(parent_pid: int, work: Callable[[], object], in_child: Callable[[], None]) -> None:
    """The whole life of a child. multiprocessing leaves by os._exit, so nothing of the parent's is unwound here."""
    os.setsid()
    parent.hear()
    in_child()
    parent.end_with(parent_pid)
    code = work()
    raise SystemExit(code if isinstance(code, int) else 0)


def _end_group(process: ForkProcess) -> None:
    """Ends what is left of the child and of its own children."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.join()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
