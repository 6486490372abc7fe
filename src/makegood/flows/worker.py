"""Runs one worker process: wakes on notices, drains work rows, and looks every few seconds for what nobody was woken for.

Several workers may run side by side; leases keep them apart. A worker that gets no further ends itself, so that its parent starts a new one:
nothing else can stop a thread that reads for ever.
"""

import faulthandler
import gc
import logging
import os
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import connection

from makegood.config import environment
from makegood.flows import leisure, live_lines
from makegood.platform import clock, jobs, leases, memory, waking
from makegood.platform.lanes import Lanes
from makegood.platform.work import WHOLE, Share
from makegood.understanding import actions as understanding

log = logging.getLogger("makegood.work")

SWEEP_S = 5.0  # between two looks for what nobody was woken for; with its pulse, all that an idle worker does
TURNED_S = 0.25  # between two looks at a demonstration's clock: what is due on the day somebody turns to is done at once
FROZEN_S = 45.0  # so long may one piece of native code keep all threads from running; less than a lease
PULSE_S = 5.0
STUCK = 3  # the exit code of one that got no further
RINGS_AFTER = 50_000  # new values before rings of garbage are looked for: a batch of messages makes more, and hardly a ring
_GRACE_S = 8.0  # seconds to finish what is being done
_PAUSES_S = (0.2, 1.0, 5.0)  # before the database is listened to again


def run(stopped: Callable[[float], bool], *, share: Share = WHOLE, may_renew: bool = False) -> bool:
    """Works until `stopped(seconds)`, which waits so long for a word to stop, says yes; then finishes what it holds and returns False. Of much
    work it keeps to `share`. Survives a database that goes away for a while. Where somebody bears it anew (`may_renew`), it also ends when
    nothing is to do and it has grown too much, and returns True."""
    growth, renews = memory.Growth(), False
    look_for_rings_less_often()
    leisure.be_sparing(True)
    lanes = Lanes(share=share)
    waking.be_woken_here(lanes.ask)
    leases.end_when_stuck(_end_at_once)
    live_lines.be_held_here(True)
    lanes.start()
    for live in (_hear, _sweep):
        threading.Thread(target=live, args=(lanes,), name=live.__name__.strip("_"), daemon=True).start()
    try:
        faulthandler.dump_traceback_later(FROZEN_S, exit=True)
        while not renews and not stopped(PULSE_S):
            faulthandler.dump_traceback_later(FROZEN_S, exit=True)  # from the start; a thread outside Python counts
            if lanes.came_to_rest():
                understanding.let_go()
                memory.give_back()
            elif may_renew and lanes.rest():
                renews = growth.is_too_much()
    finally:
        faulthandler.cancel_dump_traceback_later()
        waking.be_woken_here(None)
        leisure.be_sparing(False)
        live_lines.be_held_here(False)
    if not lanes.finish(_GRACE_S):
        log.warning("Something was not finished in %.0f s: another worker takes it over", _GRACE_S)
    return renews


def look_for_rings_less_often() -> None:
    """What is loaded stays; looking for rings of garbage through all that a batch holds cost a tenth of its time."""
    gc.freeze()
    gc.set_threshold(RINGS_AFTER, 10, 10)


def _hear(lanes: Lanes) -> None:
    """What was said while nobody listened is found by looking, as soon as it listens again."""
    tries = 0
    while True:
        try:
            waking.listen(environment.settings().database_url, lanes.ask, heard=lambda: _ask_for_all_due(lanes))
        except (psycopg.Error, OSError, ValueError) as trouble:
            log.warning("The database cannot be heard: %s", type(trouble).__name__)
        time.sleep(_PAUSES_S[min(tries, len(_PAUSES_S) - 1)])
        tries += 1


def _sweep(lanes: Lanes) -> None:
    while True:
        _wait_for_the_next_look()
        _ask_for_all_due(lanes)


def _wait_for_the_next_look() -> None:
    """The whole time between two; in a demonstration only until somebody turns its clock."""
    stood, until = clock.offset(), time.monotonic() + SWEEP_S
    step = TURNED_S if environment.settings().time_machine else SWEEP_S
    while clock.offset() == stood and (left := until - time.monotonic()) > 0:
        time.sleep(min(step, left))


def _ask_for_all_due(lanes: Lanes) -> None:
    try:
        for brand_id, kind in jobs.all_due():
            lanes.ask(brand_id, kind)
    except Exception as trouble:
        log.warning("Nobody could look for what is due: %s", type(trouble).__name__)
    finally:
        connection.close()


def _end_at_once() -> None:
    """Without unwinding: what gets no further would not let go."""
    log.error("This worker got no further and ends; another takes over")
    logging.shutdown()
    os._exit(STUCK)
