"""The threads of a worker: what they are told they rest from, once."""

import queue
import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from makegood.platform import jobs, lanes, memory, waking
from makegood.platform.work import WHOLE, Consumer, Share

BRAND = uuid4()


@pytest.fixture(autouse=True)
def one_kind_of_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_consumers", {"try": Consumer("try", lambda items, at: None)})


class Drains:
    """In place of draining: says what it was called for, and is at work until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, done: int) -> None:
        self.begun, self.go_on, self.done = threading.Semaphore(0), threading.Semaphore(0), done
        self.shares: list[Share] = []
        monkeypatch.setattr(jobs, "drain", self.drain)

    def drain(self, brand_id: UUID, kind: str, *, more: object, over: object, share: Share) -> int:
        assert (brand_id, kind) == (BRAND, "try")
        self.shares.append(share)
        self.begun.release()
        assert self.go_on.acquire(timeout=30)
        return self.done


def run_once(drains: Drains, worker: lanes.Lanes) -> None:
    worker.ask(BRAND, "try")
    assert drains.begun.acquire(timeout=30)


def test_a_worker_comes_to_rest_once_after_it_has_worked(monkeypatch: pytest.MonkeyPatch) -> None:
    drains = Drains(monkeypatch, done=3)
    worker = lanes.Lanes(inside=1, outside=1, share=Share(1, 2))
    worker.start()
    assert not worker.came_to_rest(), "it has done nothing yet"
    run_once(drains, worker)
    assert not worker.came_to_rest(), "it is still at work"
    drains.go_on.release()
    assert worker.finish(30)
    assert [worker.came_to_rest(), worker.came_to_rest()] == [True, False]
    assert drains.shares == [Share(1, 2)]


def test_looking_in_vain_is_no_work_to_rest_from(monkeypatch: pytest.MonkeyPatch) -> None:
    drains = Drains(monkeypatch, done=0)
    worker = lanes.Lanes(inside=1, outside=1)
    worker.start()
    run_once(drains, worker)
    drains.go_on.release()
    assert worker.finish(30)
    assert not worker.came_to_rest()
    assert drains.shares == [WHOLE]


class Stretches:
    """In place of draining: asks whether to stop before a batch and after it, as `draining.drain` does; notes each stretch, and is at work until it is
    let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kinds = {
            "try": Consumer("try", lambda items, at: None),
            "idle": Consumer("idle", lambda items, at: None, patient=True),
            "slow": Consumer("slow", lambda items, at: None, patient=True),
            "later": Consumer("later", lambda items, at: None, waits_s=10.0),
            "stream": Consumer("stream", lambda items, at: None, gathers_s=0.4),
        }
        monkeypatch.setattr(jobs, "_consumers", kinds)
        monkeypatch.setattr(jobs, "drain", self.drain)
        self.begun: queue.Queue[str] = queue.Queue()
        self.ended: queue.Queue[str] = queue.Queue()
        self.go_on = {kind: threading.Semaphore(0) for kind in kinds}
        self.stopped: list[tuple[str, bool]] = []
        self.done = 1

    def drain(self, brand_id: UUID, kind: str, *, more: object, over: Callable[[], bool], share: Share) -> int:
        if over():
            return 0
        self.begun.put(kind)
        assert self.go_on[kind].acquire(timeout=30)
        self.stopped.append((kind, over()))
        self.ended.put(kind)
        return self.done


def test_patient_work_begins_when_nothing_else_is_to_do_and_steps_aside_for_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Stretches(monkeypatch)
    worker = lanes.Lanes(inside=2, outside=1)
    worker.start()
    worker.ask(BRAND, "try")
    assert seen.begun.get(timeout=30) == "try"
    worker.ask(BRAND, "idle")
    with pytest.raises(queue.Empty):
        seen.begun.get(timeout=0.2)  # a thread is free, but it waits
    seen.go_on["try"].release()
    assert seen.begun.get(timeout=30) == "idle"
    worker.ask(BRAND, "try")
    assert seen.begun.get(timeout=30) == "try", "what comes does not wait for it"
    seen.go_on["idle"].release()
    with pytest.raises(queue.Empty):
        seen.begun.get(timeout=0.2)
    assert seen.stopped == [("try", False), ("idle", True)]
    seen.go_on["try"].release()
    assert seen.begun.get(timeout=30) == "idle", "it goes on where it stopped"
    seen.go_on["idle"].release()
    assert worker.finish(30)
    assert seen.stopped[2:] == [("try", False), ("idle", True)], "the worker ends"


def test_patient_work_is_done_one_at_a_time_and_each_kind_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, clock = Stretches(monkeypatch), Clock()
    monkeypatch.setattr(lanes, "time", clock)
    worker = lanes.Lanes(inside=3, outside=1)
    worker.start()
    worker.ask(BRAND, "idle")
    assert seen.begun.get(timeout=30) == "idle"
    worker.ask(BRAND, "slow")
    with pytest.raises(queue.Empty):
        seen.begun.get(timeout=0.5)  # two threads are free, but whoever writes now would wait for both
    for done, then in (("idle", "slow"), ("slow", "idle")):
        clock.now += lanes.TURN_S + 0.1
        seen.go_on[done].release()
        assert seen.begun.get(timeout=30) == then
    assert seen.stopped == [("idle", True), ("slow", True)], "after each batch the other one goes on"
    for kind in ("idle", "slow"):
        seen.go_on[kind].release(2)
    assert worker.finish(30)


def test_what_nobody_waits_for_lets_others_go_first_but_not_for_ever_and_then_does_all_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen, clock = Stretches(monkeypatch), Clock()
    monkeypatch.setattr(lanes, "time", clock)
    worker = lanes.Lanes(inside=2, outside=1)
    worker.start()
    worker.ask(BRAND, "try")
    assert seen.begun.get(timeout=30) == "try"
    worker.ask(BRAND, "later")
    with pytest.raises(queue.Empty):
        seen.begun.get(timeout=0.5)
    clock.now += 9.9
    with pytest.raises(queue.Empty):
        seen.begun.get(timeout=0.5)
    worker.ask(BRAND, "later")  # to be asked for again is no new beginning
    clock.now += 0.2
    assert seen.begun.get(timeout=30) == "later"
    seen.go_on["later"].release()
    assert seen.ended.get(timeout=30) == "later"
    assert seen.stopped == [("later", False)], "it goes on to its end, whatever else is to do"
    seen.go_on["try"].release()
    assert worker.finish(30)


def test_what_comes_in_a_stream_is_taken_up_as_it_comes_together_and_what_comes_alone_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen, clock = Stretches(monkeypatch), Clock()
    monkeypatch.setattr(lanes, "time", clock)
    worker = lanes.Lanes(inside=1, outside=1, share=Share(1, 2))
    worker.start()
    for seen.done in (lanes.SEVERAL - 1, lanes.SEVERAL):
        worker.ask(BRAND, "stream")
        assert seen.begun.get(timeout=30) == "stream", "few came before: it waits for no more of them"
        seen.go_on["stream"].release()
        assert seen.ended.get(timeout=30) == "stream"
    worker.ask(BRAND, "stream")
    clock.now += 0.7
    worker.ask(BRAND, "try")
    assert seen.begun.get(timeout=30) == "try", "the other goes first"
    seen.go_on["try"].release()
    with pytest.raises(queue.Empty):
        seen.begun.get(timeout=0.2)
    clock.now += 0.1 + 1e-6  # the two workers take turns, so that each leaves the other its four tenths of a second
    worker.ask(BRAND, "stream")
    assert seen.begun.get(timeout=30) == "stream"
    seen.go_on["stream"].release()
    assert worker.finish(30)


def test_giving_memory_back_changes_nothing_that_lives() -> None:
    kept = ["a word"] * 1_000
    memory.give_back()
    memory.give_back()
    assert kept == ["a word"] * 1_000


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_lone_notice_is_said_soon_and_the_next_ones_keep_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, said, bell = Clock(), list[tuple[float, int]](), waking._Bell()
    bell._thread = threading.current_thread()  # the test rings by itself

    def say(wished: list[tuple[UUID, str]]) -> None:
        said.append((round(clock.now, 3), len(wished)))
        if len(said) == 3:
            raise StopIteration
        for kind in ("one", "two", "two"):
            bell.wish(BRAND, kind)

    monkeypatch.setattr(waking, "time", clock)
    monkeypatch.setattr(waking, "_say", say)
    bell.wish(BRAND, "try")
    with pytest.raises(StopIteration):
        bell._ring()
    assert said == [(100.03, 1), (100.23, 2), (100.43, 2)]
