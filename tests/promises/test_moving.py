"""Promises of an offer to everybody: moved and closed many at once, by whoever made the offer; no clock breaks them, and the database knows no
other kinds than ours."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from makegood.brands.types import Brand
from makegood.kernel.actors import SHOP
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import journal
from makegood.promises import queries as promises
from makegood.promises.actions import making, moving
from makegood.promises.types import Due, PromiseIn, PromiseKind, PromiseState, RecordKind, Source
from tests import cast

DUE, LATER = Due(cast.later(days=2), "UTC"), Due(cast.later(days=3), "UTC", two_readings=True)


def made(*names: str) -> list[UUID]:
    seen = [Sighting((Address(IdentityKind.EMAIL, f"{name}@example.org"),)) for name in names]
    told = [
        PromiseIn(f"sale:1:{one.identity_id}", one.identity_id, PromiseKind.OFFER, Source.SALE, "Spring", "sale", cast.AT, DUE)
        for one in recognising.recognise(sightings=seen, at=cast.AT)
    ]
    return list(making.make(promises=told, by=SHOP, at=cast.AT))


def test_all_move_at_once_and_each_keeps_its_history(brightside: Brand) -> None:
    ids = made("tom", "ana")
    assert moving.move(promise_ids=ids, due=LATER, what="Spring, and lamps", by=SHOP, at=cast.later(hours=1)) == 2
    assert moving.move(promise_ids=ids, due=LATER, what="Spring, and lamps", by=SHOP, at=cast.later(hours=2)) == 0
    found = promises.of_ids(promise_ids=ids)
    assert {(one.due, one.what) for one in found} == {(LATER, "Spring, and lamps")}
    (_, moved) = promises.records_of(promise_ids=ids[:1])
    assert (moved.kind, moved.evidence) == (RecordKind.MOVED, {"was": DUE.at.isoformat(), "due": LATER.at.isoformat()})
    assert [one.kind for one in journal.latest(limit=2)] == ["promises.PromiseMoved"] * 2


def test_no_clock_breaks_it_and_whoever_offers_it_says_how_it_ended(brightside: Brand) -> None:
    ids = made("tom", "ana")
    assert promises.next_look() is None
    sooner = DUE.at - timedelta(hours=1)
    assert moving.close(promise_ids=ids, kept=False, ended_at=sooner, by=SHOP, at=cast.later(days=2)) == 2
    assert {(one.state, one.state_at) for one in promises.of_ids(promise_ids=ids)} == {(PromiseState.BROKEN, sooner)}
    assert moving.move(promise_ids=ids, due=LATER, what="Spring", by=SHOP, at=cast.later(days=1)) == 0  # what ended is not moved
    assert moving.close(promise_ids=ids, kept=True, ended_at=DUE.at, by=SHOP, at=cast.later(days=2)) == 2
    assert moving.close(promise_ids=ids, kept=True, ended_at=DUE.at, by=SHOP, at=cast.later(days=2)) == 0
    assert {(one.state, one.state_at) for one in promises.of_ids(promise_ids=ids)} == {(PromiseState.KEPT, DUE.at)}


def test_what_was_withdrawn_stays_so_and_an_impossible_end_is_refused(brightside: Brand) -> None:
    (one,) = made("tom")
    making.withdraw(promise_id=one, because="it was a mistake", by=SHOP, at=cast.AT)
    assert moving.close(promise_ids=[one], kept=True, ended_at=DUE.at, by=SHOP, at=cast.later(days=2)) == 0
    with pytest.raises(Refusal, match="after it was made"):
        moving.move(promise_ids=[one], due=Due(cast.AT, "UTC"), what="Spring", by=SHOP, at=cast.later(hours=1))


@pytest.mark.parametrize("change", ["kind = 'gift'", "source = 'rumour'"])
def test_the_database_knows_no_other_kinds_and_sources(brightside: Brand, change: str) -> None:
    made("tom")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE promises_promise SET {change}")


def test_each_check_was_looked_at_whole(brightside: Brand) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = 'public'::regnamespace")
        assert cursor.fetchall() == []
