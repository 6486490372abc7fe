"""Runs the worker: wakes on jobs, drains work rows, looks again every few seconds for what nobody was woken for.

Work that talks to the network has threads of its own, so that a slow mailbox or shop delays nothing else. Several workers may run side
by side; leases keep them apart.
"""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app

from makegood.config import environment
from makegood.platform import waking

LANES = {waking.INSIDE: 4, waking.OUTSIDE: 8, "sweep": 2}  # drains at a time; each holds at most one database connection
_FETCH_EVERY = 2.0  # seconds between looks for jobs, where no notification arrived
_GRACE = 8.0  # seconds to finish what is being done


def run(stop: threading.Event) -> None:
    """Works until `stop` is set, then finishes what it holds and returns. Survives a database that goes away for a while: the caller
    restarts it."""
    asyncio.run(_run(stop))


async def _run(stop: threading.Event) -> None:
    threads = ThreadPoolExecutor(sum(LANES.values()) + 1, "worker")  # Python's own number would be too small on a small machine
    asyncio.get_running_loop().set_default_executor(threads)
    connector = PsycopgConnector(conninfo=environment.settings().database_url, min_size=1, max_size=2 * len(LANES))
    async with app.with_connector(connector).open_async() as ready:
        working = [asyncio.create_task(_work(ready, queue, most)) for queue, most in LANES.items()]
        told = asyncio.create_task(asyncio.to_thread(_wait, stop))
        done, _ = await asyncio.wait([*working, told], return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        for task in working:
            task.cancel()
        await asyncio.gather(*working, told, return_exceptions=True)
        for task in done - {told}:
            task.result()


def _wait(stop: threading.Event) -> None:
    stop.wait()


async def _work(ready: App, queue: str, threads: int) -> None:
    await ready.run_worker_async(
        queues=[queue],
        name=f"makegood-{queue}",
        concurrency=threads,
        fetch_job_polling_interval=_FETCH_EVERY,
        shutdown_graceful_timeout=_GRACE,
        listen_notify=True,
        delete_jobs="successful",
        install_signal_handlers=False,
    )
