"""The threads of one worker process, and who is next. What talks to the network has threads of its own, so that a slow mailbox or shop
delays nothing else. Stores nothing: what is forgotten here is found by the sweep.
"""

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from makegood.platform import jobs, waking, work

log = logging.getLogger("makegood.work")

INSIDE, OUTSIDE = 3, 6  # drains at a time in one process; each holds at most one database connection

SEVERAL = 5  # items taken up together: then others follow at once, as it seems
TURN_S = 0.2  # of patient work of one kind, before another's turn
QUIET_S = 0.3  # with nothing else to do, before patient work begins: what comes a hundred times a second always leaves moments in between

Pair = tuple[UUID, str]  # a brand and a kind of work


class Lanes:
    """Threads that drain what they are asked to, in the order of asking; asked again while it waits, a pair waits once.

    Work inside the house is drained by one thread of this process per pair (others call for help by `waking`), what talks to the network by
    as many as are free, because there one waits for the world and not for the machine. Of much work inside, this process keeps to `share`.
    """

    def __init__(self, *, inside: int = INSIDE, outside: int = OUTSIDE, share: work.Share = work.WHOLE) -> None:
        self._share = share
        self._changed = threading.Condition()
        self._waiting: dict[bool, dict[Pair, float]] = {False: {}, True: {}}  # since when, by the machine's clock
        self._at_work: Counter[Pair] = Counter()
        self._again: set[Pair] = set()
        self._not_before: dict[Pair, float] = {}  # by the machine's clock: until then more of it comes together
        self._over = self._has_worked = False
        self._quiet_from = 0.0  # by the machine's clock
        self._most_of_one = max(1, outside - 2)
        self._threads = [
            threading.Thread(target=self._live, args=(outside_work,), name=f"{name} {number}", daemon=True)
            for outside_work, many, name in ((False, inside, "inside"), (True, outside, "outside"))
            for number in range(many)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def ask(self, brand_id: UUID, kind: str) -> None:
        """There may be work of this kind for this brand. Never blocks."""
        consumer = jobs.known().get(kind)
        if consumer is None:
            log.error("Nobody does %s: it stays where it is", kind)
            return
        pair = (brand_id, kind)
        with self._changed:
            if self._at_work[pair] and not consumer.outside:
                self._again.add(pair)  # it may have looked before this was left
                return
            self._waiting[consumer.outside].setdefault(pair, time.monotonic())
            self._changed.notify_all()

    def came_to_rest(self) -> bool:
        """True once after each stretch of work, when nothing is at work any more."""
        with self._changed:
            rests = self._has_worked and not +self._at_work
            self._has_worked = self._has_worked and not rests
            return rests

    def rest(self) -> bool:
        """Whether nothing is at work, and was since it last came to rest."""
        with self._changed:
            return not self._has_worked and not +self._at_work

    def finish(self, patience_s: float) -> bool:
        """Takes up nothing more and waits for what is being done. False when something was not done in time."""
        with self._changed:
            self._over = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not +self._at_work, patience_s)

    def _live(self, outside: bool) -> None:
        while (pair := self._next(outside)) is not None:
            try:
                self._drain(pair)
            except Exception as trouble:
                log.error("%s could not be drained: %s", pair[1], work.without_words(trouble))
            finally:
                connection.close()
                self._done(pair, outside)

    def _next(self, outside: bool) -> Pair | None:
        """The first that waits; of one pair outside at most so many at once that others find a thread free."""
        with self._changed:
            while not self._over:
                waiting, now = self._waiting[outside], time.monotonic()
                for pair, since in waiting.items():
                    if self._at_work[pair] < self._most_of_one and not (
                        self._gathers(pair, now) or self._steps_aside(pair, since) or self._is_second(pair)
                    ):
                        del waiting[pair]
                        self._at_work[pair] += 1
                        return pair
                self._changed.wait(self._pause(waiting, now))
            return None

    def _gathers(self, pair: Pair, now: float) -> bool:
        """Whether more of it comes together for a while. Held: `_changed`."""
        return now < self._not_before.get(pair, 0.0)

    def _pause(self, waiting: Collection[Pair], now: float) -> float | None:
        """Seconds until the next look, unless something changes before. Held: `_changed`."""
        gathered = (self._not_before[pair] - now for pair in waiting if self._gathers(pair, now))
        return min(QUIET_S, *gathered, QUIET_S) if waiting else None

    def _is_second(self, pair: Pair) -> bool:
        """Whether it is patient while other patient work is being done: what comes in then waits for one batch of it, not for three. Held: `_changed`."""
        return _is_patient(pair) and any(many and _is_patient(other) for other, many in self._at_work.items())

    def _makes_room(self, pair: Pair, begun: float) -> bool:
        """Whether patient work stops before its next batch: for what has less patience, or, once it had its turn, for other patient work.
        Held: `_changed`."""
        others = any(_is_patient(other) for other in self._waiting[False] if other != pair)
        return self._is_busy(math.inf) or (others and time.monotonic() - begun > TURN_S)

    def _steps_aside(self, pair: Pair, since: float) -> bool:
        """Whether it waits on while something with less patience is to do. Held: `_changed`."""
        patience = _patience(pair)
        return bool(patience) and time.monotonic() - since < patience and self._is_busy(patience)

    def _is_busy(self, patience: float) -> bool:
        """Whether anything inside is at work or waits that has less patience, or was at work a moment ago. Held: `_changed`."""
        at_work = [pair for pair, many in self._at_work.items() if many and not jobs.known()[pair[1]].outside]
        there = [*at_work, *self._waiting[False]]
        return time.monotonic() < self._quiet_from or any(_patience(pair) < patience for pair in there)

    def _drain(self, pair: Pair) -> None:
        outside, full, begun = jobs.known()[pair[1]].outside, 0, time.monotonic()
        patient, stepped_aside = _is_patient(pair), False

        def more() -> None:
            nonlocal full
            full += 1
            if outside:
                self.ask(*pair)
            else:
                waking.call_others(*pair)

        def over() -> bool:
            nonlocal stepped_aside
            with self._changed:
                stepped_aside = patient and self._makes_room(pair, begun)
                return self._over or stepped_aside

        done = jobs.drain(*pair, more=more, over=over, share=self._share)
        self._has_worked = self._has_worked or done > 0
        if gathering := self._gathering_s(pair, done):
            with self._changed:
                self._not_before[pair] = begun + gathering
        if stepped_aside or (done and full * jobs.known()[pair[1]].at_a_time >= work.AT_ONCE):
            with self._changed:
                self._again.add(pair)  # it made room for others, and is not at its end

    def _gathering_s(self, pair: Pair, done: int) -> float:
        """Of what comes in a stream the next is taken up when more came together; as the workers take turns, each leaves time for the others'."""
        return jobs.known()[pair[1]].gathers_s * self._share.of if done >= SEVERAL else 0.0

    def _done(self, pair: Pair, outside: bool) -> None:
        with self._changed:
            self._at_work[pair] -= 1
            if not (outside or _patience(pair)):
                self._quiet_from = time.monotonic() + QUIET_S
            if pair in self._again:
                self._again.discard(pair)
                self._waiting[outside][pair] = time.monotonic()
            self._changed.notify_all()


def _is_patient(pair: Pair) -> bool:
    return jobs.known()[pair[1]].patient


def _patience(pair: Pair) -> float:
    return jobs.known()[pair[1]].patience_s
