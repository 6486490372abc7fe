"""Wakes the worker. Procrastinate carries no work: the rows in `work` do; a job only says "this brand has some of this kind".

Waking happens after the commit and is coalesced by a queueing lock. A sweep looks every few seconds for what nobody woke, and the
rescue puts the jobs of killed workers back: without it they would stay "doing" for ever.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from makegood.platform import clock, waking, work

log = logging.getLogger("makegood.jobs")

_consumers: dict[str, work.Consumer] = {}
_also_in_the_sweep: list[Callable[[], None]] = []


def consume(*consumers: work.Consumer) -> None:
    """Registers who does which kind of work. Only flows/when.py calls this, once at the start."""
    _consumers.update({consumer.kind: consumer for consumer in consumers})
    waking.keep_apart(consumer.kind for consumer in consumers if consumer.outside)


def known() -> Mapping[str, work.Consumer]:
    """All kinds of work and who does them."""
    return _consumers


def also_sweep(look: Callable[[], None]) -> None:
    """Something that the sweep does as well (a mailbox that is due). Must be quick and open its own transactions."""
    if look not in _also_in_the_sweep:
        _also_in_the_sweep.append(look)


def wake_all_due() -> int:
    """Wakes a worker for everything that is due now and that nobody works on. Returns how many wakes were asked for."""
    due = work.due(at=clock.now(), kinds=list(_consumers))
    for brand_id, kind in due:
        waking.wake(brand_id, kind)
    return len(due)


def do_all_due(brand_id: UUID, *, at: datetime, rounds: int = 50) -> int:
    """Does everything that is due for one brand in this process, what it causes included, until it is quiet. For the command line,
    the demonstration and tests; the same consumers as the worker. Returns how many items were finished."""
    total = 0
    for _ in range(rounds):
        done = sum(work.drain(brand_id, consumer, at=at) for consumer in _consumers.values())
        total += done
        if not done:
            break
    return total


@app.task(name=waking.DRAIN, queue="work")
def drain(brand_id: str, kind: str) -> None:
    """Does what is due of this kind for this brand."""
    consumer = _consumers.get(kind)
    if consumer is None:
        log.error("Nobody does %s: it stays where it is", kind)
        return
    try:
        work.drain(UUID(brand_id), consumer, at=clock.now())
    finally:
        connection.close()


@app.periodic(cron="* * * * * */5")  # croniter's seconds field is the last one
@app.task(name="makegood.sweep", queue="sweep", queueing_lock="sweep", pass_context=False)
def sweep(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Finds what nobody was woken for: work that came due by the clock, work of killed workers, wakes that were lost."""
    try:
        wake_all_due()
        for look in _also_in_the_sweep:
            look()
    finally:
        connection.close()


@app.periodic(cron="* * * * * */10")
@app.task(name="makegood.rescue", queue="sweep", queueing_lock="rescue", pass_context=False)
async def rescue(timestamp: int) -> None:  # noqa: ARG001
    """Puts back the jobs of workers that died: no sign of life for 15 s."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=15):
        try:
            await app.job_manager.retry_job(job)
        except exceptions.ConnectorException:  # somebody was woken for the same work meanwhile: this one has nothing to do
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
