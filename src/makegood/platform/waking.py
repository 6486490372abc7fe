"""Says "this brand has work of this kind" to a worker, by a job that carries nothing else. Coalesced by a queueing lock."""

import logging
from uuid import UUID

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

log = logging.getLogger("makegood.jobs")

DRAIN = "makegood.drain"


def wake(brand_id: UUID, kind: str) -> None:
    """Wakes a worker. Call it after the commit. A failure is only logged: the sweep will find the work."""
    lock = f"{kind}:{brand_id}"
    try:
        with transaction.atomic():
            app.configure_task(DRAIN, queue="work", queueing_lock=lock).defer(brand_id=str(brand_id), kind=kind)
    except exceptions.AlreadyEnqueued:
        return
    except Exception:
        log.warning("Nobody could be woken for %s; the sweep will find it", kind, exc_info=True)
