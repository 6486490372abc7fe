"""Work rows: left with the fact, done once, bisected when poisoned, taken over when a worker dies."""

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import draining, tenancy, troubles, work
from makegood.platform.work import Consumer, Item, Share, Taken
from tests import cast


@pytest.fixture
def brand_id(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    with django_db_blocker.unblock():
        yield uuid4()


def left(brand_id: UUID, *keys: str, kind: str = "try", due_at: datetime = cast.AT) -> None:
    with tenancy.brand(brand_id):
        work.leave(kind, [Item(key=key, due_at=due_at, payload={"key": key}) for key in keys])


def open_keys(brand_id: UUID) -> list[str]:
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute("SELECT key FROM platform_work ORDER BY key")
        return [key for (key,) in cursor.fetchall()]


def forgive_pauses(brand_id: UUID) -> None:
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_work SET leased_until = NULL WHERE lease IS NULL")


def expire_leases(brand_id: UUID) -> None:
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_work SET leased_until = clock_timestamp() - interval '1 second'")


def test_work_is_done_once_and_gone(brand_id: UUID) -> None:
    left(brand_id, "a", "b", "c")
    seen: list[str] = []
    consumer = Consumer("try", lambda items, at: seen.extend(item.key for item in items))
    assert draining.drain(brand_id, consumer, at=cast.AT) == 3
    assert draining.drain(brand_id, consumer, at=cast.AT) == 0
    assert sorted(seen) == ["a", "b", "c"]
    assert open_keys(brand_id) == []


def test_work_that_is_not_due_waits(brand_id: UUID) -> None:
    left(brand_id, "later", due_at=cast.later(hours=1))
    consumer = Consumer("try", lambda items, at: None)
    assert draining.drain(brand_id, consumer, at=cast.AT) == 0
    assert draining.drain(brand_id, consumer, at=cast.later(hours=1)) == 1


def test_leaving_the_same_key_twice_is_one_work(brand_id: UUID) -> None:
    left(brand_id, "a")
    left(brand_id, "a", due_at=cast.later(days=1))
    assert open_keys(brand_id) == ["a"]
    assert work.due(at=cast.AT, kinds=["try"]).count((brand_id, "try")) == 1


def test_what_changed_while_it_was_worked_on_is_looked_at_again(brand_id: UUID) -> None:
    left(brand_id, "case")
    looks: list[int] = []

    def look(items: Sequence[Taken], at: datetime) -> None:
        looks.append(1)
        if len(looks) == 1:
            work.leave("try", [Item(key="case", due_at=cast.AT)])

    assert draining.drain(brand_id, Consumer("try", look), at=cast.AT) == 2
    assert looks == [1, 1]
    assert open_keys(brand_id) == []


def test_a_poison_item_is_parked_and_the_rest_goes_on(brand_id: UUID) -> None:
    left(brand_id, *(f"{n:02d}" for n in range(16)))
    done: set[str] = set()

    def handle(items: Sequence[Taken], at: datetime) -> None:
        if any(item.key == "07" for item in items):
            raise ValueError("poison")
        done.update(item.key for item in items)

    consumer = Consumer("try", handle)
    for _ in range(work.BUG_TRIES):
        draining.drain(brand_id, consumer, at=cast.AT)
        forgive_pauses(brand_id)
    assert len(done) == 15
    assert "07" not in done
    with tenancy.brand(brand_id):
        (parked,) = work.parked()
        assert (parked.key, parked.attempts, parked.last_trouble) == ("07", 3, troubles.OUR_MISTAKE)
        assert work.try_again(work_id=parked.id)
    assert work.due(at=cast.AT, kinds=["try"]).count((brand_id, "try")) == 1


def test_passing_trouble_waits_and_a_refusal_is_parked_at_once(brand_id: UUID) -> None:
    left(brand_id, "passing", "refused")

    def handle(items: Sequence[Taken], at: datetime) -> None:
        raise Trouble("the shop sleeps") if items[0].key == "passing" else Refusal("no", "The shop said no.")

    consumer = Consumer("try", handle, batch=1)
    draining.drain(brand_id, consumer, at=cast.AT)
    with tenancy.brand(brand_id):
        assert [parked.key for parked in work.parked()] == ["refused"]
    assert (brand_id, "try") not in work.due(at=cast.AT, kinds=["try"])
    forgive_pauses(brand_id)
    assert (brand_id, "try") in work.due(at=cast.AT, kinds=["try"])


def test_a_worker_that_comes_back_from_the_dead_changes_nothing(brand_id: UUID) -> None:
    left(brand_id, "a")
    effects: list[str] = []

    def slow(items: Sequence[Taken], at: datetime) -> None:
        expire_leases_inside()
        with_lease_of_another()
        effects.append("zombie thought it did it")

    def expire_leases_inside() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE platform_work SET leased_until = clock_timestamp() - interval '1 second'")

    def with_lease_of_another() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE platform_work SET lease = gen_random_uuid()")

    assert draining.drain(brand_id, Consumer("try", slow), at=cast.AT, most=1) == 0
    expire_leases(brand_id)
    assert open_keys(brand_id) == ["a"], "what the zombie did was rolled back, and the work is still there"
    assert draining.drain(brand_id, Consumer("try", lambda items, at: None), at=cast.AT) == 1


def test_a_killed_workers_work_is_taken_over_when_its_lease_ends(brand_id: UUID) -> None:
    left(brand_id, "a")
    consumer = Consumer("try", lambda items, at: None)
    taken = draining._take(brand_id, consumer, cast.AT).items
    assert [item.key for item in taken] == ["a"]
    assert draining.drain(brand_id, consumer, at=cast.AT) == 0, "another holds it"
    expire_leases(brand_id)
    assert draining.drain(brand_id, consumer, at=cast.AT) == 1
    with pytest.raises(work.LeaseLost), tenancy.brand(brand_id):
        work.finish(taken)


def test_of_what_a_worker_died_over_one_at_a_time_is_tried(brand_id: UUID) -> None:
    alone = Consumer("try", lambda items, at: None, outside=True)
    for key in ("died", "with it"):
        left(brand_id, key)
        assert [item.key for item in draining._take(brand_id, alone, cast.AT).items] == [key]
    expire_leases(brand_id)
    left(brand_id, "after")
    (suspect,) = draining._take(brand_id, alone, cast.AT).items
    assert (suspect.key, suspect.abandoned) == ("died", 1)
    (other,) = draining._take(brand_id, alone, cast.AT).items
    assert (other.key, other.abandoned) == ("after", 0), "what nobody died over goes on"
    assert draining._take(brand_id, alone, cast.AT).items == [], "the other one waits for its turn"
    with tenancy.brand(brand_id):
        work.finish([suspect])
    (following,) = draining._take(brand_id, alone, cast.AT).items
    assert (following.key, following.abandoned) == ("with it", 1)


def test_when_one_of_a_batch_was_taken_over_the_others_wait_for_no_lease_to_end(brand_id: UUID) -> None:
    left(brand_id, "a", "b", "c")
    batches: list[list[str]] = []

    def another_takes_a() -> None:
        with tenancy.brand(brand_id), connection.cursor() as cursor:
            cursor.execute("UPDATE platform_work SET lease = gen_random_uuid() WHERE key = 'a'")
        connection.close()

    def overtaken(items: Sequence[Taken], at: datetime) -> None:
        batches.append(sorted(item.key for item in items))
        if len(batches) == 1:
            other = threading.Thread(target=another_takes_a)
            other.start()
            other.join()

    assert draining.drain(brand_id, Consumer("try", overtaken), at=cast.AT) == 2
    assert (batches, open_keys(brand_id)) == ([["a", "b", "c"], ["b", "c"]], ["a"])


def batches_of(brand_id: UUID, share: Share, *, most: int = 10_000) -> list[list[str]]:
    seen: list[list[str]] = []
    consumer = Consumer("try", lambda items, at: seen.append(sorted(item.key for item in items)), batch=2)
    draining.drain(brand_id, consumer, at=cast.AT, most=most, share=share)
    return seen


def left_beside(brand_id: UUID, **words: str) -> None:
    with tenancy.brand(brand_id):
        work.leave(
            "try", [Item(key=key, due_at=cast.later(minutes=n - 10), beside=word) for n, (key, word) in enumerate(words.items())]
        )


def test_where_much_waits_a_worker_keeps_to_its_strands_and_then_helps(brand_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_strand", {"ana": 0, "ben": 1}.__getitem__)
    left_beside(brand_id, a="ana", b="ben", c="ana", d="ben", e="ana", f="ben")
    assert batches_of(brand_id, Share(1, 2), most=2) == [["b", "d"]], "the oldest of its own, not the oldest"
    assert batches_of(brand_id, Share(1, 2)) == [["f"], ["a", "c"], ["e"]], (
        "then it helps, so that nothing waits for one that is dead"
    )
    assert open_keys(brand_id) == []


def test_what_one_batch_holds_is_done_by_one_worker_whosever_it_is(brand_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_strand", {"ana": 0, "ben": 1}.__getitem__)
    left_beside(brand_id, a="ana", b="ben")
    assert batches_of(brand_id, Share(0, 2)) == [["a", "b"]]


def test_items_for_one_thing_are_in_one_strand_and_others_are_spread(brand_id: UUID) -> None:
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        work.leave("try", [Item(key=f"{n}", due_at=cast.AT, beside="ana") for n in range(20)])
        work.leave("other", [Item(key=f"{n}", due_at=cast.AT) for n in range(200)])
        cursor.execute("SELECT kind, count(DISTINCT strand), count(DISTINCT strand % 2) FROM platform_work GROUP BY 1 ORDER BY 1")
        (_, spread, sides), together = cursor.fetchall()
    assert together == ("try", 1, 1)
    assert spread > 150
    assert sides == 2


def test_help_is_called_only_where_more_waits_than_a_batch_holds(brand_id: UUID) -> None:
    calls: list[int] = []
    left(brand_id, "a", "b")
    consumer = Consumer("try", lambda items, at: None, batch=2)
    assert draining.drain(brand_id, consumer, at=cast.AT, more=lambda: calls.append(1)) == 2
    assert calls == []
    left(brand_id, "a", "b", "c")
    assert draining.drain(brand_id, consumer, at=cast.AT, more=lambda: calls.append(1)) == 3
    assert calls == [1]


def test_postponed_work_stays_and_is_not_deleted(brand_id: UUID) -> None:
    left(brand_id, "a")
    consumer = Consumer("try", lambda items, at: work.postpone(items[0], due_at=at + timedelta(hours=2)))
    draining.drain(brand_id, consumer, at=cast.AT)
    assert open_keys(brand_id) == ["a"]
    assert (brand_id, "try") not in work.due(at=cast.later(hours=1), kinds=["try"])
    assert (brand_id, "try") in work.due(at=cast.later(hours=2), kinds=["try"])


def test_what_was_postponed_often_is_not_given_up_at_its_first_trouble(brand_id: UUID) -> None:
    left(brand_id, "mailbox")
    looks: list[int] = []

    def look(items: Sequence[Taken], at: datetime) -> None:
        looks.append(1)
        if len(looks) > work.BUG_TRIES:
            raise ValueError("a bug at last")
        work.postpone(items[0], due_at=at)

    draining.drain(brand_id, Consumer("try", look), at=cast.AT)
    with tenancy.brand(brand_id):
        assert work.parked() == ()


def test_a_database_that_was_away_is_nobodys_fault(brand_id: UUID) -> None:
    left(brand_id, "a")

    def away(items: Sequence[Taken], at: datetime) -> None:
        raise OperationalError("the connection is lost")

    for _ in range(work.BUG_TRIES + 2):
        draining.drain(brand_id, Consumer("try", away), at=cast.AT)
        forgive_pauses(brand_id)
    with tenancy.brand(brand_id):
        assert work.parked() == ()
    assert draining.drain(brand_id, Consumer("try", lambda items, at: None), at=cast.AT) == 1


def test_the_words_of_a_bug_are_not_logged(brand_id: UUID, caplog: pytest.LogCaptureFixture) -> None:
    left(brand_id, "a")
    words = f"{cast.TOM_EMAIL} wrote this\nDETAIL: more of his words"

    def fails(items: Sequence[Taken], at: datetime) -> None:
        raise ValueError(words)

    draining.drain(brand_id, Consumer("try", fails), at=cast.AT)
    assert "ValueError" in caplog.text
    assert cast.TOM_EMAIL not in caplog.text


def test_what_takes_longer_than_its_lease_is_not_taken_away(brand_id: UUID) -> None:
    left(brand_id, "slow")
    seen: set[datetime] = set()

    def slow(items: Sequence[Taken], at: datetime) -> None:
        for _ in range(200):
            with connection.cursor() as cursor:
                cursor.execute("SELECT leased_until FROM platform_work WHERE key = 'slow' AND pg_sleep(0.02) IS NOT NULL")
                seen.add(cursor.fetchone()[0])
            if len(seen) > 1:
                return

    assert draining.drain(brand_id, Consumer("try", slow, lease_seconds=1), at=cast.AT) == 1
    assert len(seen) == 2, "the lease was made longer while the work was done"


def test_work_left_in_a_transaction_that_fails_was_never_left(brand_id: UUID) -> None:
    def leave_and_fail() -> None:
        with tenancy.brand(brand_id):
            work.leave("try", [Item(key="a", due_at=cast.AT)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        leave_and_fail()
    assert open_keys(brand_id) == []


def test_what_is_due_is_told_across_brands_by_id_and_kind_only(brand_id: UUID) -> None:
    other = uuid4()
    left(brand_id, "a", kind="one")
    left(other, "b", kind="two")
    due = work.due(at=cast.AT, kinds=["one", "two"])
    assert {(brand_id, "one"), (other, "two")} <= set(due)
    assert (other, "one") not in due


def test_many_keys_travel_in_few_rows_and_each_is_done_once(brand_id: UUID) -> None:
    keys = [f"k{n:03}" for n in range(work.FOLD + 3)]
    with tenancy.brand(brand_id):
        work.leave("try", work.folded([*keys, keys[0]], due_at=cast.AT))
    assert len(open_keys(brand_id)) == 2
    seen: list[str] = []
    consumer = Consumer("try", lambda items, at: seen.extend(work.keys_of("try", items, at=at)))
    assert draining.drain(brand_id, consumer, at=cast.AT) == 2
    assert sorted(seen) == keys
    assert open_keys(brand_id) == []


def test_one_key_alone_stands_for_itself(brand_id: UUID) -> None:
    with tenancy.brand(brand_id):
        work.leave("try", work.folded(["alone"], due_at=cast.AT))
    assert open_keys(brand_id) == ["alone"]


def test_one_poisoned_key_of_many_in_a_row_stops_none_of_the_others(brand_id: UUID) -> None:
    with tenancy.brand(brand_id):
        work.leave("try", work.folded(["a", "bad", "c"], due_at=cast.AT))
    done: list[str] = []

    def handle(items: Sequence[Taken], at: datetime) -> None:
        keys = work.keys_of("try", items, at=at)
        if "bad" in keys:
            raise ValueError("poison")
        done.extend(keys)

    for _ in range(3):
        draining.drain(brand_id, Consumer("try", handle), at=cast.AT)
        forgive_pauses(brand_id)
    assert sorted(done) == ["a", "c"]
    assert open_keys(brand_id) == ["bad"]


def test_what_is_gathered_is_not_written_down(brand_id: UUID) -> None:
    with tenancy.brand(brand_id):
        with work.gathered("try") as found:
            work.leave_all({"try": [Item("a", cast.AT), Item("b", cast.AT)], "other": [Item("c", cast.AT)]})
            work.leave("try", [Item("a", cast.AT)])
        assert sorted(found) == ["a", "b"]
        work.leave("try", [Item("d", cast.AT)])
    assert open_keys(brand_id) == ["c", "d"]
