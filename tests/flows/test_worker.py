"""When a worker looks for what is due, and when it ends by itself: how long it waits between two looks, and that one which has grown too much and
has nothing to do makes room for a fresh one.
"""

from datetime import timedelta

import pytest

from makegood.flows import worker
from makegood.platform import clock


class Machine:
    """A clock on the wall that moves only while somebody sleeps. After `turned_after` sleeps the demonstration's clock stands elsewhere."""

    def __init__(self, turned_after: int | None) -> None:
        self.now, self.slept, self._turned_after = 100.0, list[float](), turned_after

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)

    def offset(self) -> timedelta:
        return timedelta(days=self._turned_after is not None and len(self.slept) >= self._turned_after)


@pytest.mark.parametrize(("turned_after", "waited_s"), [(None, 5.0), (1, 0.25), (3, 0.75)])
def test_a_turned_clock_ends_the_wait_within_a_quarter_of_a_second(
    turned_after: int | None, waited_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(turned_after)
    monkeypatch.setattr(worker, "time", machine)
    monkeypatch.setattr(clock, "offset", machine.offset)
    worker._wait_for_the_next_look()
    assert sum(machine.slept) == waited_s


class Idle:
    """Lanes that have nothing to do, but where `busy` says how many pulses long they have."""

    def __init__(self, busy: int) -> None:
        self._busy, self.finished = busy, False

    def ask(self, *_: object) -> None: ...

    def start(self) -> None: ...

    def came_to_rest(self) -> bool:
        self._busy -= 1
        return self._busy == 0

    def rest(self) -> bool:
        return self._busy < 0

    def finish(self, _patience_s: float) -> bool:
        self.finished = True
        return True


@pytest.mark.parametrize(
    ("may_renew", "too_much", "pulses", "renews"), [(True, True, 4, True), (True, False, 9, False), (False, True, 9, False)]
)
def test_one_that_has_grown_too_much_ends_once_nothing_is_to_do(
    may_renew: bool, too_much: bool, pulses: int, renews: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes, looks = Idle(busy=3), list[float]()
    monkeypatch.setattr(worker, "look_for_rings_less_often", lambda: None)
    monkeypatch.setattr(worker, "_hear", Named("_hear"))
    monkeypatch.setattr(worker, "_sweep", Named("_sweep"))
    monkeypatch.setattr(worker, "Lanes", lambda share: lanes)
    monkeypatch.setattr(worker.leases, "end_when_stuck", lambda _: None)
    monkeypatch.setattr(worker.memory.Growth, "is_too_much", lambda _: too_much)

    def stopped(seconds: float) -> bool:
        looks.append(seconds)
        return len(looks) > 8

    assert worker.run(stopped, may_renew=may_renew) is renews
    assert (len(looks), lanes.finished) == (pulses, True)


class Named:
    """A thread's work, which is told by its name."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __call__(self, *_: object) -> None: ...
