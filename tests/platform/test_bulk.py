"""Rows written many at a time: all of them, in order, inside the brand's border; history leaves no work."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction

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
    monkeypatch.setattr(work, "leave", lambda kind, items: left.append(kind))
    monkeypatch.setitem(journal._consumers, events.IdentityFirstSeen.kind(), [("tried", lambda _: True, lambda _: "x")])
    facts = [(events.IdentityFirstSeen(identity_id=None, channel="Mail"), AT - timedelta(days=days)) for days in (400, 3)]
    journal.record_past(facts, by=SYSTEM)
    written = JournalEntry.objects.filter(kind=events.IdentityFirstSeen.kind()).order_by("at")
    assert [entry.at for entry in written] == [AT - timedelta(days=400), AT - timedelta(days=3)]
    assert left == []
