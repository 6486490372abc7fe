"""A shop that is looked into: what it tells is kept once, what cannot be kept is shown and left out, and pauses grow while nothing happens."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

import pytest

from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.kernel.refusals import Trouble
from makegood.orders import queries as orders
from makegood.orders import registry
from makegood.orders.actions import connecting
from makegood.orders.types import (
    CommandKind,
    CustomerIn,
    LineIn,
    OrderIn,
    ParcelEventIn,
    ParcelState,
    Quote,
    Receipt,
    ReturnIn,
    ReturnKind,
    ShopCommand,
    ShopLook,
    Told,
)
from makegood.platform import jobs, journal, tenancy, work
from tests import cast

TOM = CustomerIn("Tom Arden", "tom.arden@example.org")
ORDER = OrderIn("A1", cast.AT, TOM, (LineIn("TORCH-01", "Pocket torch", 1, Money(199, "GBP")),), told_at=cast.AT)
SENT = ParcelEventIn("A1", "SW-1", "Swiftline", ParcelState.ACCEPTED, "Shipped", cast.AT)
BACK = ReturnIn("A1/refund-1", cast.AT, ReturnKind.PAID_BACK, TOM, ORDER.lines, Money(199, "GBP"), "A1")


@dataclass
class Slow:
    """A shop that answers what the test says; `meanwhile` happens while it answers."""

    says: list[Told | Exception] = field(default_factory=list)
    asked: list[tuple[str, datetime]] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None
    abilities: ClassVar[frozenset[CommandKind]] = frozenset()

    def dry_run(self, command: ShopCommand) -> Quote:
        raise AssertionError(command)

    def carry_out(self, command: ShopCommand) -> Receipt:
        raise AssertionError(command)

    def greet(self) -> str:
        return ""

    def look(self, *, cursor: str, at: datetime) -> Told:
        assert tenancy.open_brand() is None
        self.asked.append((cursor, at))
        self.meanwhile()
        said = self.says.pop(0) if self.says else Told((), (), (), f"{cursor}.")
        if isinstance(said, Exception):
            raise said
        return said


@dataclass
class House:
    brand_id: UUID
    shop: Slow

    def connect(self, url: str = "https://shop.example/admin-api") -> None:
        with tenancy.brand(self.brand_id):
            connecting.connect_shop(url=url, secrets=["a password"], kind="vendure", by=SYSTEM, at=cast.AT)

    def work(self, at: datetime = cast.AT) -> None:
        jobs.do_all_due(self.brand_id, at=at)

    def look(self) -> ShopLook:
        with tenancy.brand(self.brand_id):
            return orders.shop_look()

    def facts(self) -> list[str]:
        with tenancy.brand(self.brand_id):
            told = [one.kind for one in journal.latest(limit=50)]
        return sorted(one.removeprefix("orders.") for one in told if one.startswith("orders.") and one != "orders.ShopConnected")

    def next_at(self) -> datetime:
        from django.db import connection

        with tenancy.brand(self.brand_id), connection.cursor() as cursor:
            cursor.execute("SELECT due_at FROM platform_work WHERE kind = 'look_into_shop'")
            ((due_at,),) = cursor.fetchall()
        found: datetime = due_at
        return found


@pytest.fixture
def house(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> House:
    shop = Slow()
    known = replace(registry.KINDS["vendure"], open=lambda _connection: shop)
    monkeypatch.setattr(registry, "KINDS", {**registry.KINDS, "vendure": known})
    return House(committed_brightside, shop)


def test_what_is_told_is_kept_once_however_often_it_is_told(house: House) -> None:
    told = Told((ORDER,), (SENT,), (BACK,), "place-1")
    house.shop.says = [told, told]
    house.connect()
    house.work()
    house.work(cast.later(minutes=5))
    assert house.facts() == ["MoneyPaidBack", "OrderPlaced", "ParcelMoved"]
    assert [cursor for cursor, _ in house.shop.asked] == ["", "place-1"]


def test_an_order_that_cannot_be_kept_holds_back_no_other_and_is_shown(house: House) -> None:
    nobody = replace(ORDER, number="A2", customer=CustomerIn("Nobody"))
    house.shop.says = [Told((nobody, ORDER), (replace(SENT, order_number="A2"), SENT), (), "place-1")]
    house.connect()
    house.work()
    assert house.facts() == ["OrderPlaced", "ParcelMoved"]
    assert house.look().trouble == (
        "Not all that the shop tells can be kept. orders[0].customer: needs an email, a phone or a customer_number."
    )
    house.work(cast.later(minutes=5))
    assert house.look().trouble == ""


def test_pauses_grow_while_nothing_happens(house: House) -> None:
    house.shop.says = [Told((ORDER,), (), (), "place-1")]
    house.connect()
    at, pauses = cast.AT, []
    for _ in range(12):
        house.work(at)
        pauses.append((house.next_at() - at).total_seconds())
        at = house.next_at()
    assert pauses[:4] == [20, 20, 20, 20]
    assert pauses == sorted(pauses)
    assert pauses[-1] > 40
    house.work(cast.later(days=1))
    assert house.next_at() - cast.later(days=1) == timedelta(minutes=2)


def test_a_shop_that_is_away_is_asked_more_and_more_seldom_and_never_given_up(house: House) -> None:
    house.connect()
    house.work()
    at, pauses = house.next_at(), []
    for _ in range(12):
        house.shop.says = [Trouble("shop.example did not answer in time.")]
        house.work(at)
        pauses.append((house.next_at() - at).total_seconds())
        at = house.next_at()
    assert (pauses[0], pauses[-1], pauses) == (60, 900, sorted(pauses))
    assert house.look().trouble == "shop.example did not answer in time."
    assert house.look().cursor == "."
    house.work(at)
    assert (house.look().trouble, house.look().cursor) == ("", "..")


def test_a_pause_that_the_shop_asks_for_is_kept_to(house: House) -> None:
    house.shop.says = [Trouble("shop.example cannot answer right now (503).", retry_after_s=3_000)]
    house.connect()
    house.work()
    assert house.next_at() == cast.AT + timedelta(seconds=3_000)


def test_a_mistake_of_ours_is_shown_without_its_words_and_tried_again(house: House) -> None:
    house.shop.says = [KeyError("tom.arden@example.org")]
    house.connect()
    house.work()
    assert house.look().trouble == "A mistake in our own program stopped it while it looked; its log says where."
    assert house.next_at() == cast.AT + timedelta(minutes=1)


def test_more_that_waits_is_fetched_at_once(house: House) -> None:
    house.shop.says = [Told((ORDER,), (), (), "1", more=True), Told((replace(ORDER, number="A2"),), (), (), "2")]
    house.connect()
    house.work()
    assert ([cursor for cursor, _ in house.shop.asked], house.facts()) == (["", "1"], ["OrderPlaced", "OrderPlaced"])


def test_what_a_shop_tells_that_is_not_ours_any_more_is_not_kept(house: House) -> None:
    def another() -> None:
        house.shop.meanwhile = lambda: None
        house.connect("https://other.example/admin-api")

    house.shop.says, house.shop.meanwhile = [Told((ORDER,), (), (), "place-1")], another
    house.connect()
    house.work()
    assert (house.facts(), [cursor for cursor, _ in house.shop.asked]) == ([], ["", ""])


def test_a_shop_that_tells_by_itself_is_not_looked_into(house: House) -> None:
    from makegood.platform import signatures

    with tenancy.brand(house.brand_id):
        connecting.connect_shop(url="https://shop.example/commands", secrets=[signatures.new_secret()], by=SYSTEM, at=cast.AT)
    house.work()
    with tenancy.brand(house.brand_id):
        assert work.parked() == ()
    assert house.shop.asked == []


def test_the_same_shop_with_another_password_goes_on_where_it_was(house: House) -> None:
    house.connect()
    house.work()
    house.connect()
    assert house.look().cursor == "."
    house.connect("https://other.example/admin-api")
    assert house.look().cursor == ""
