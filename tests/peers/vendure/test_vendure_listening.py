"""What happens in a real Vendure becomes orders, parcels and returns here, once each, also after an outage; and a plan that is approved here is
carried out there. `make test-vendure`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.orders import queries as orders
from makegood.orders.actions import connecting
from makegood.orders.adapters.vendure import listening
from makegood.orders.adapters.vendure.adapter import VendureShop
from makegood.orders.types import CommandKind, LineKind, Order, ParcelState, Return, ReturnKind, ShopCommand
from makegood.people import queries as people
from makegood.platform import http, jobs, journal, tenancy
from tests.peers.vendure.shop import COURIER, PASSWORD, USER, Vendure

pytestmark = [pytest.mark.vendure, pytest.mark.timeout(300)]


@dataclass
class House:
    """The brand, and the shop that it is connected with."""

    shop: Vendure
    brand_id: UUID
    now: datetime

    def connect(self, **settings: str) -> None:
        told = {"username": USER, "past_days": "1", **settings}
        with tenancy.brand(self.brand_id):
            connecting.connect_shop(
                url=self.shop.admin_url, secrets=[PASSWORD], kind="vendure", settings=told, by=SYSTEM, at=self.now
            )

    def work(self, *, minutes: int = 3) -> None:
        """So much later, what the worker does until nothing is due."""
        self.now = max(self.now, datetime.now(UTC)) + timedelta(minutes=minutes)
        jobs.do_all_due(self.brand_id, at=self.now)

    def order(self, number: str) -> Order:
        with tenancy.brand(self.brand_id):
            found = orders.order_by_number(number=number)
        assert found is not None
        return found

    def knows(self, number: str) -> bool:
        with tenancy.brand(self.brand_id):
            return orders.order_by_number(number=number) is not None

    def returns(self, number: str) -> list[Return]:
        who = self.order(number).identity_id
        with tenancy.brand(self.brand_id):
            return [one for one in orders.returns_of(identity_ids=[who], limit=100) if one.order_number == number]

    def facts(self, number: str) -> list[str]:
        with tenancy.brand(self.brand_id):
            told = [one for one in journal.latest(limit=200) if one.data.get("number") == number]
        return sorted(one.kind.removeprefix("orders.") for one in told)


@pytest.fixture
def house(vendure: Vendure, committed_brightside: UUID) -> House:
    return House(vendure, committed_brightside, datetime.now(UTC))


def test_an_order_is_told_with_its_customer_its_lines_and_its_promised_time(house: House) -> None:
    number = house.shop.buy([("DIM-04", 2), ("TORCH-01", 1)])
    until = (house.now + timedelta(days=2)).replace(microsecond=0)
    query = "mutation ($input: UpdateOrderInput!) { setOrderCustomFields(input: $input) { id } }"
    house.shop.admin(query, input={"id": house.shop.order(number)["id"], "customFields": {"promisedUntil": until.isoformat()}})
    house.connect(promised_until="promisedUntil")
    house.work()
    order = house.order(number)
    assert [(line.sku, line.quantity, line.unit_price, line.kind) for line in order.lines] == [
        ("DIM-04", 2, Money(2_450, "GBP"), LineKind.GOODS),
        ("TORCH-01", 1, Money(199, "GBP"), LineKind.GOODS),
        ("", 1, Money(395, "GBP"), LineKind.POSTAGE),
    ]
    assert (order.total, order.service, order.reason) == (Money(5_494, "GBP"), COURIER, "sale")
    with tenancy.brand(house.brand_id):
        tom = people.persons_of(identity_ids=[order.identity_id])[order.identity_id]
    assert (tom.name, {one.value for one in tom.identities}) == ("Tom Arden", {"tom.arden@example.org", "+441134960123"})
    assert house.facts(number) == ["OrderPlaced"]


def test_parcels_move_once_each_at_the_instants_of_the_shop_and_nothing_comes_twice(house: House) -> None:
    number = house.shop.buy([("DIM-04", 1), ("TORCH-01", 1)])
    house.connect()
    house.work()
    first, second = (house.shop.send(number, [one], tracking=f"SW-{one[0]}-{number}") for one in (("DIM-04", 1), ("TORCH-01", 1)))
    house.shop.move(first, "Shipped")
    house.work()
    house.shop.move(second, "Shipped")
    house.shop.move(second, "Delivered")
    house.shop.move(first, "Delivered")
    house.work()
    house.work()
    parcels = house.order(number).parcels
    assert [(one.tracking, one.carrier, one.state) for one in parcels] == [
        (f"SW-DIM-04-{number}", "Swiftline", ParcelState.DELIVERED),
        (f"SW-TORCH-01-{number}", "Swiftline", ParcelState.DELIVERED),
    ]
    assert [[move.state.value for move in one.moves] for one in parcels] == [["created", "accepted", "delivered"]] * 2
    assert house.facts(number) == ["OrderPlaced"] + ["ParcelDelivered"] * 2 + ["ParcelMoved"] * 6


def test_refunds_and_cancellations_are_records_of_their_own(house: House) -> None:
    number, gone = house.shop.buy([("DIM-04", 2), ("TORCH-01", 1)]), house.shop.buy([("TEA-6", 1)])
    house.connect()
    house.work()
    VendureShop(house.shop.connection()).carry_out(
        ShopCommand(f"{number}-third", CommandKind.REFUND, number, amount=Money(640, "GBP"))
    )
    house.shop.cancel(number, [("DIM-04", 1)])
    house.shop.cancel(gone)
    house.work()
    house.work()
    back = sorted(
        (one.kind.value, one.refund, [(line.title, line.quantity) for line in one.lines]) for one in house.returns(number)
    )
    assert back == [
        ("cancellation", Money(0, "GBP"), [("Rotary dimmer switch", 1)]),
        ("paid_back", Money(640, "GBP"), [("Money back", 1)]),
    ]
    assert house.order(number).total == Money(5_494, "GBP")  # what was bought, as it was bought
    assert house.facts(number) == ["LinesCancelled", "MoneyPaidBack", "OrderPlaced"]
    assert house.facts(gone) == ["OrderCalledOff", "OrderPlaced"]
    assert ReturnKind.PAID_BACK in {one.kind for one in house.returns(number)}


def test_what_happened_while_we_could_not_look_is_caught_up_with_page_by_page(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PAGE", 3)
    house.connect()
    house.work()
    send = http._send
    monkeypatch.setattr(http, "_send", lambda *given: http.Answer(503, {}, b""))
    house.work()
    with tenancy.brand(house.brand_id):
        assert orders.shop_look().trouble == "127.0.0.1 cannot answer right now (503)."
    numbers = [house.shop.buy([("TEA-6", 1)]) for _ in range(7)]
    house.work()
    assert not any(house.knows(number) for number in numbers)
    monkeypatch.setattr(http, "_send", send)
    house.work(minutes=20)
    assert all(house.knows(number) for number in numbers)
    assert [house.facts(number) for number in numbers] == [["OrderPlaced"]] * 7
    with tenancy.brand(house.brand_id):
        assert orders.shop_look().trouble == ""


def test_a_replacement_that_we_caused_comes_back_as_the_answer_to_its_command(house: House) -> None:
    number = house.shop.buy([("TORCH-01", 1)])
    house.connect()
    house.work()
    command = ShopCommand(f"{number}-fix", CommandKind.REPLACE, number, items=(("TORCH-01", 1),), extras=(("SWEETS-S", 1),))
    made = VendureShop(house.shop.connection()).carry_out(command).reference
    house.shop.move(house.shop.send(made), "Shipped")
    house.work()
    with tenancy.brand(house.brand_id):
        order = orders.order_by_command_key(key=command.key)
    assert order is not None
    assert (order.number, order.reason, order.replaces, order.total) == (made, "replacement", number, Money(0, "GBP"))
    assert [(line.sku, line.quantity) for line in order.lines if line.kind is LineKind.GOODS] == [
        ("TORCH-01", 1),
        ("SWEETS-S", 1),
    ]
    assert [one.state for one in order.parcels] == [ParcelState.ACCEPTED]
