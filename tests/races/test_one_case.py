"""Workers who take in one conversation, or one person's matter, at the same moment make one case."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection

from makegood.cases import queries
from makegood.cases.actions import arriving as cases
from makegood.cases.types import Arrival, Placed, Placement
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from tests import cast
from tests.cases import telling

pytestmark = pytest.mark.races
WORKERS = 8


def all_at_once(brand_id: UUID, arrivals: list[Arrival]) -> list[Placement]:
    """Each arrival taken in by a worker of its own, in a transaction of its own, all starting together."""
    start, placed = threading.Barrier(len(arrivals)), list[Placement]()

    def work(arrival: Arrival) -> None:
        try:
            start.wait(10)
            with tenancy.brand(brand_id):
                placement = cases.open_or_join(arrivals=[arrival], at=cast.AT)[0]
            placed.append(placement)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(arrival,)) for arrival in arrivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(placed) == len(arrivals)
    return placed


def prepared(brand_id: UUID, make: Callable[[int, UUID], Arrival]) -> list[Arrival]:
    with tenancy.brand(brand_id):
        channel = telling.web_channel()
        return [make(n, channel) for n in range(WORKERS)]


def test_messages_of_one_conversation_make_one_case(committed_brightside: UUID) -> None:
    arrivals = prepared(committed_brightside, lambda n, channel: telling.arrives(f"Word {n}", channel_id=channel, thread="t1"))
    placed = all_at_once(committed_brightside, arrivals)
    assert len({placement.case_id for placement in placed}) == 1
    assert sorted(placement.placed for placement in placed) == [Placed.JOINED] * (WORKERS - 1) + [Placed.OPENED]


def test_one_matter_on_many_roads_makes_one_case(committed_brightside: UUID) -> None:
    arrivals = prepared(
        committed_brightside,
        lambda n, channel: telling.arrives(f"Word {n}", channel_id=channel, thread=f"t{n}", order_number="1007"),
    )
    placed = all_at_once(committed_brightside, arrivals)
    assert len({placement.case_id for placement in placed}) == 1
    with tenancy.brand(committed_brightside):
        assert len(queries.case(case_id=placed[0].case_id).conversation_ids) == WORKERS


def test_the_same_message_taken_in_by_all_is_placed_once(committed_brightside: UUID) -> None:
    arrival = prepared(committed_brightside, lambda _, channel: telling.arrives(channel_id=channel))[0]
    placed = all_at_once(committed_brightside, [arrival] * WORKERS)
    assert {(placement.case_id, placement.placed) for placement in placed} == {(placed[0].case_id, Placed.OPENED)}


def test_people_apart_have_cases_apart_numbered_without_a_gap(committed_brightside: UUID) -> None:
    def somebody(n: int, channel: UUID) -> Arrival:
        return telling.arrives(channel_id=channel, who=Address(IdentityKind.EMAIL, f"p{n}@example.org", f"P {n}"))

    placed = all_at_once(committed_brightside, prepared(committed_brightside, somebody))
    with tenancy.brand(committed_brightside):
        numbers = [case.number for case in queries.cases(case_ids=[p.case_id for p in placed if p.case_id])]
    assert numbers == list(range(1, WORKERS + 1))
