"""The same parcel's events, ten times in ten orders at the same moment, end in one state, with one record of each thing that happened."""

import random
import threading
from uuid import UUID

import pytest
from django.db import connection

from makegood.orders.types import ParcelEventIn, ParcelState
from makegood.platform import jobs, tenancy
from makegood.promises import queries as promises
from makegood.promises.types import PromiseState, RecordKind
from tests import cast
from tests.promises import telling

pytestmark = pytest.mark.races
WORKERS = 10
ROUTE = (
    (ParcelState.CREATED, 1),
    (ParcelState.ACCEPTED, 8),
    (ParcelState.CUSTOMS, 20),
    (ParcelState.MOVING, 30),
    (ParcelState.ATTEMPT_FAILED, 40),
    (ParcelState.OUT_FOR_DELIVERY, 44),
    (ParcelState.DELIVERED, 50),
)
LAST = cast.later(hours=60)


def orders_of_events() -> list[list[ParcelEventIn]]:
    """Ten orders of the same events, each the same every time that the test runs."""
    events = [telling.event(state, cast.later(hours=hours)) for state, hours in ROUTE]
    shuffled = [list(events) for _ in range(WORKERS)]
    for n, told in enumerate(shuffled):
        random.Random(n).shuffle(told)
    return shuffled


def test_ten_workers_tell_the_same_events_in_ten_orders(committed_brightside: UUID) -> None:
    brand_id, start, troubles = committed_brightside, threading.Barrier(WORKERS), list[BaseException]()
    with tenancy.brand(brand_id):
        telling.take(telling.order())

    def work(told: list[ParcelEventIn]) -> None:
        try:
            start.wait(10)
            for event in told:
                with tenancy.brand(brand_id):
                    telling.moves(event, at=LAST)
            jobs.do_all_due(brand_id, at=LAST)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(told,)) for told in orders_of_events()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    jobs.do_all_due(brand_id, at=LAST)
    assert troubles == []
    with tenancy.brand(brand_id):
        (promise,) = telling.the_promises()
        records = [record.kind for record in promises.records_of(promise_ids=[promise.id])]
    assert (promise.state, promise.state_at) == (PromiseState.KEPT, cast.later(hours=50))
    assert records[0] is RecordKind.MADE
    assert records.count(RecordKind.KEPT) == 1
    assert RecordKind.BROKEN not in records
