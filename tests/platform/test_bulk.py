"""Rows written many at a time: all of them, in order, inside the brand's border; history leaves no work."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.people import events
from makegood.platform import bulk, journal, work
from makegood.platform.models import JournalEntry

COLUMNS = {"id": "uuid", "brand_id": "uuid", "at": "timestamptz", "kind": "text", "actor_kind": "text", "data": "jsonb"}
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _rows(count: int, brand_id: UUID) -> list[tuple[object, ...]]:
    return [(new_id(), brand_id, AT, "Tried", "system", json.dumps({"n": number})) for number in range(count)]


def test_more_rows_than_fit_one_statement_are_all_written_in_their_order(
    brightside: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "ROWS", 7)
    rows = _rows(23, brightside.id)
    found = bulk.insert("platform_journal", COLUMNS, rows, returning="id")
    assert [one for (one,) in found] == [row[0] for row in rows]
    assert [row.data["n"] for row in JournalEntry.objects.filter(kind="Tried").order_by("id")] == list(range(23))


def test_no_row_crosses_the_border(brightside: Brand) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        bulk.insert("platform_journal", COLUMNS, _rows(1, uuid4()))


def test_nothing_is_written_of_an_empty_list(brightside: Brand) -> None:
    assert bulk.insert("platform_journal", COLUMNS, [], returning="id") == []


def test_history_stands_at_its_own_instants_and_leaves_no_work(brightside: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    monkeypatch.setattr(work, "leave_all", left.extend)
    monkeypatch.setitem(journal._consumers, events.IdentityFirstSeen.kind(), [("tried", lambda _: True, lambda _: "x", None)])
    facts = [(events.IdentityFirstSeen(identity_id=None, channel="Mail"), AT - timedelta(days=days)) for days in (400, 3)]
    journal.record_past(facts, by=SYSTEM)
    written = JournalEntry.objects.filter(kind=events.IdentityFirstSeen.kind()).order_by("at")
    assert [entry.at for entry in written] == [AT - timedelta(days=400), AT - timedelta(days=3)]
    assert left == []


def test_work_carries_of_its_fact_what_it_needs_and_the_journal_keeps_all_of_it(
    brightside: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: dict[str, list[work.Item]] = {}
    monkeypatch.setattr(work, "leave_all", lambda found: left.update({kind: list(items) for kind, items in found.items()}))
    wanted = {"nothing": (), "one": ("channel", "no field of it"), "all": None}
    told = [(kind, lambda _: True, lambda _: "x", carries) for kind, carries in wanted.items()]
    monkeypatch.setitem(journal._consumers, events.IdentityFirstSeen.kind(), told)
    journal.record(events.IdentityFirstSeen(identity_id=None, channel="Mail"), by=SYSTEM, at=AT)
    assert left["nothing"][0].payload == {}
    assert left["one"][0].payload == {"channel": "Mail"}
    assert left["all"][0].payload == journal.as_data(events.IdentityFirstSeen(identity_id=None, channel="Mail"))
    (kept,) = JournalEntry.objects.filter(kind=events.IdentityFirstSeen.kind())
    assert kept.data == {name: value for name, value in left["all"][0].payload.items() if name not in ("identity_id", "case_id")}


def _plans() -> list[str]:
    return [name for (name,) in bulk.look_once(("SELECT statement FROM pg_prepared_statements", []))[0]]


def test_what_is_asked_a_third_time_keeps_its_plan_and_what_is_asked_once_does_not(brightside: Brand) -> None:
    for number in range(3):
        assert bulk.look(("SELECT 1 + %s::int", [number]), ("SELECT %s::text[]", [["a", "b"]])) == [
            [(1 + number,)],
            [(["a", "b"],)],
        ]
        assert bulk.look_once(("SELECT 7 + %s", [number])) == [[(7 + number,)]]
    plans = _plans()
    assert {"SELECT 1 + $1::int", "SELECT $1::text[]"} <= set(plans)
    assert not any("7 +" in plan for plan in plans)


def test_of_statements_that_travel_together_a_failing_one_undoes_all_and_says_why(brightside: Brand) -> None:
    good, bad = _rows(2, brightside.id), _rows(1, brightside.id)

    def write_one_twice() -> None:
        with transaction.atomic(), bulk.together():
            for rows in (good, bad, bad):
                bulk.insert("platform_journal", COLUMNS, rows)

    with pytest.raises(IntegrityError, match="platform_journal_pkey"):
        write_one_twice()
    assert not JournalEntry.objects.filter(kind="Tried").exists()
    assert bulk.look(("SELECT 1", []), ("SELECT 2", [])) == [[(1,)], [(2,)]], "the connection is well"


def test_in_a_broken_transaction_nothing_is_asked(brightside: Brand) -> None:
    with transaction.atomic():
        connection.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            bulk.look(("SELECT 1", []))
        connection.set_rollback(False)


def test_whoever_counts_what_django_is_asked_counts_one_message(brightside: Brand) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert bulk.look(("SELECT 1", []), ("SELECT %s::text", ["a"])) == [[(1,)], [("a",)]]
    assert len(asked) == 1


def _sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that go to the database from now on."""
    texts: list[str] = []
    send = bulk._send_to

    def noted(line: Any, statement: bulk.Statement) -> Any:
        texts.append(statement[0])
        return send(line, statement)

    monkeypatch.setattr(bulk, "_send_to", noted)
    return texts


WORK = {"id": "uuid", "brand_id": "uuid", "kind": "text", "key": "text", "payload": "jsonb", "due_at": "timestamptz", "attempts": "int", "abandoned": "int", "last_trouble": "text", "strand": "smallint"}  # fmt: skip


def _work(brand_id: UUID, key: str) -> list[tuple[object, ...]]:
    return [(new_id(), brand_id, "tried", key, "{}", AT, 0, 0, "", 0)]


def test_inserts_into_different_tables_that_follow_each_other_are_one_statement_and_done_in_their_order(
    brightside: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = _sent(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE first (n int, s text) ON COMMIT DROP")
        cursor.execute("CREATE TEMP TABLE second (n int, s text) ON COMMIT DROP")
        cursor.execute("CREATE TEMP SEQUENCE turn")
        for table in ("first", "second"):
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN n SET DEFAULT nextval('turn')")
    with bulk.together():
        bulk.insert("first", {"s": "text"}, [('a "b"',)])
        bulk.insert("second", {"s": "text"}, [("c\\d",), ("e",)])
        bulk.insert("platform_work AS open", WORK, _work(brightside.id, "k"), conflict="ON CONFLICT DO NOTHING")
        bulk.insert("first", {"s": "text"}, [("f",)])
        bulk.write("UPDATE second SET s = s || %s WHERE s LIKE 'e%%'", ["!"])
        bulk.insert("second", {"s": "text"}, [("g",)])
    assert [text.split("(")[0].split()[0] for text in texts] == ["WITH", "INSERT", "UPDATE", "INSERT"]
    assert bulk.look(("SELECT n, s FROM first ORDER BY n", []), ("SELECT n, s FROM second ORDER BY n", [])) == [
        [(1, 'a "b"'), (4, "f")],
        [(2, "c\\d"), (3, "e!"), (5, "g")],
    ]


def test_a_text_longer_than_the_driver_remembers_is_read_once_and_its_percent_signs_stay(brightside: Brand) -> None:
    long = "SELECT %s::int, 'fifty %% of it', '" + "x" * 5_000 + "'"
    assert bulk.look((long, [3]))[0][0][:2] == (3, "fifty % of it")
    assert bulk._numbered(long) is bulk._numbered(long)
