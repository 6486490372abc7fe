"""Slices of real histories come in by the examples of docs/import.md. The files are not ours: where they are absent this says so."""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from tests.commands.importing.conftest import LEFT_ALONE, Desk

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"


def example(desk: Desk, name: str) -> str:
    found = re.search(rf"<!-- mapping: {name} -->\n```toml\n(.*?)```", (ROOT / "docs" / "import.md").read_text(), re.DOTALL)
    assert found is not None
    return str(desk.file(f"{name}.toml", found[1]))


def slice_of(desk: Desk, path: Path, rows: int) -> Path:
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    taken = desk.folder / path.name
    pq.write_table(pq.read_table(path).slice(0, rows), taken)
    return taken


def test_a_gift_shops_invoices_with_returns_and_codes(desk: Desk) -> None:
    file = slice_of(desk, DATA / "online_retail" / "online_retail.parquet", 10_000)
    assert desk.takes_in("orders", file, "--mapping", example(desk, "online_retail")) == 0
    assert "10,000 rows: 346 people, 424 orders and 43 returns taken in." in desk.says
    counts = desk.counts()
    assert {table: counts[table] for table in LEFT_ALONE} == dict.fromkeys(LEFT_ALONE, 0)
    with tenancy.brand(desk.brand_id):
        order = orders.order_by_number(number="536365")
        assert order is not None
        assert (len(order.lines), str(order.total), order.placed_at.isoformat()) == (7, "£139.12", "2010-12-01T08:26:00+00:00")
        who = people.find_identity(address=Address(IdentityKind.CUSTOMER_NUMBER, "14527"))
        assert who is not None
        (back,) = [one for one in orders.returns_of(identity_ids=[who.id], limit=50) if one.number == "C536379"]
        assert (str(back.refund), back.lines[0].title) == ("£27.50", "Discount")


def test_orders_with_promises_out_of_four_files_and_their_reviews(desk: Desk) -> None:
    file = slice_of(desk, DATA / "olist" / "order_items.parquet", 500)
    for name in ("orders", "customers", "products"):
        (desk.folder / f"{name}.parquet").symlink_to(DATA / "olist" / f"{name}.parquet")
    assert desk.takes_in("orders", file, "--mapping", example(desk, "olist_orders")) == 0
    counts = desk.counts()
    assert counts["orders_order"] == len(set(pq.read_table(file).column("order_id").to_pylist()))
    with tenancy.brand(desk.brand_id):
        order = orders.order_by_number(number="000229ec398224ef6ca0657da4fc703e")
        assert order is not None
        assert (order.total.minor, [line.kind.value for line in order.lines]) == (21_687, ["goods", "postage"])
        (parcel,) = order.parcels
        assert parcel.delivered_at is not None
    reviews = (
        slice_of(desk, DATA / "olist" / "order_reviews.parquet", 200)
        if not (desk.folder / "order_reviews.parquet").is_symlink()
        else None
    )
    if reviews is None:
        (desk.folder / "order_reviews.parquet").unlink()
        reviews = slice_of(desk, DATA / "olist" / "order_reviews.parquet", 200)
    assert desk.takes_in("messages", reviews, "--mapping", example(desk, "olist_reviews")) == 0
    assert desk.counts()["channels_message"] == 200
