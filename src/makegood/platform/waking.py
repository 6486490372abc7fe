"""Says "this brand has work of this kind" to a worker, by a job that carries nothing else. Coalesced by a queueing lock."""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

log = logging.getLogger("makegood.jobs")

DRAIN = "makegood.drain"
INSIDE, OUTSIDE = "work", "outside"  # queues: what talks to the network waits for others, and nobody waits for it

_outside: set[str] = set()


def keep_apart(kinds: Iterable[str]) -> None:
    """These kinds of work talk to the network: their wakes go to the queue that has threads of its own."""
    _outside.update(kinds)


def wake(brand_id: UUID, kind: str) -> None:
    """Wakes a worker. Call it after the commit. A failure is only logged: the sweep will find the work."""
    lock, queue = f"{kind}:{brand_id}", OUTSIDE if kind in _outside else INSIDE
    try:
        with transaction.atomic():
            app.configure_task(DRAIN, queue=queue, queueing_lock=lock).defer(brand_id=str(brand_id), kind=kind)
    except exceptions.AlreadyEnqueued:
        return
    except Exception:
        log.warning("Nobody could be woken for %s; the sweep will find it", kind, exc_info=True)
