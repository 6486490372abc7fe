"""Orders are kept once by their number, tell who ordered, and are updated by a later telling."""

import dataclasses
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.orders import models, queries
from makegood.orders.actions import ordering
from makegood.orders.types import CustomerIn, OrderIn
from makegood.people import queries as people
from makegood.platform import journal
from tests import cast


def kinds() -> list[str]:
    return sorted(entry.kind for entry in journal.latest(limit=2000) if entry.kind.startswith("orders."))


def test_an_order_is_kept_with_its_lines_and_its_total(brightside: Brand) -> None:
    (order_id,) = ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    order = queries.order_by_number(number="1007")
    assert order is not None
    assert (order.id, order.total, order.service, order.reason) == (order_id, Money(5099, "GBP"), cast.SERVICE, "sale")
    assert [(line.sku, line.quantity, str(line.unit_price)) for line in order.lines] == [
        ("DIM-04", 2, "£24.50"),
        ("TORCH-01", 1, "£1.99"),
    ]


def test_an_order_tells_that_its_addresses_are_one_person(brightside: Brand) -> None:
    ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    found = [people.find_identity(address=one) for one in (cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE, cast.TOM_BY_NUMBER)]
    assert len({one.person_id for one in found if one}) == 1
    assert all(found)
    order = queries.order_by_number(number="1007")
    assert order is not None
    assert found[0] is not None
    assert order.identity_id == found[0].id


def test_an_order_is_announced_once_however_often_it_is_told(brightside: Brand) -> None:
    first = ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    again = ordering.take_orders(orders=[cast.torch_order(), cast.torch_order()], at=cast.later(hours=1))
    assert again == first * 2
    assert kinds() == ["orders.OrderPlaced"]
    assert models.Line.objects.count() == 2
    (entry,) = [one for one in journal.latest(limit=50) if one.kind == "orders.OrderPlaced"]
    assert entry.data["titles"] == "2 × Dimmer switch, Pocket torch"
    assert (entry.data["total"], entry.at) == ("£50.99", cast.AT)


def test_a_later_telling_updates_the_order_and_an_older_one_does_not(brightside: Brand) -> None:
    dated = dataclasses.replace(cast.torch_order(), told_at=cast.AT)
    shorter = dataclasses.replace(dated, lines=(cast.torch(),), told_at=cast.later(minutes=5))
    ordering.take_orders(orders=[shorter], at=cast.AT)
    ordering.take_orders(orders=[dated], at=cast.AT)
    order = queries.order_by_number(number="1007")
    assert order is not None
    assert (len(order.lines), order.total) == (1, Money(199, "GBP"))
    ordering.take_orders(orders=[dataclasses.replace(dated, told_at=cast.later(minutes=9))], at=cast.AT)
    updated = queries.order_by_number(number="1007")
    assert updated is not None
    assert (updated.id, len(updated.lines), updated.total) == (order.id, 2, Money(5099, "GBP"))


def test_of_two_tellings_in_one_request_the_newer_counts(brightside: Brand) -> None:
    old = dataclasses.replace(cast.torch_order(), lines=(cast.torch(),), told_at=cast.AT)
    new = dataclasses.replace(cast.torch_order(), told_at=cast.later(minutes=1))
    assert len(set(ordering.take_orders(orders=[new, old], at=cast.AT))) == 1
    order = queries.order_by_number(number="1007")
    assert order is not None
    assert order.total == Money(5099, "GBP")


def test_a_replacement_is_announced_as_one_and_found_by_its_command(brightside: Brand) -> None:
    sent = dataclasses.replace(
        cast.torch_order(), number="1008", lines=(cast.torch(),), reason="replacement", replaces="1007", command_key="mg-1:fix"
    )
    ordering.take_orders(orders=[cast.torch_order(), sent], at=cast.AT)
    assert kinds() == ["orders.OrderPlaced", "orders.ReplacementSent"]
    order = queries.order_by_command_key(key="mg-1:fix")
    assert order is not None
    assert (order.number, order.replaces) == ("1008", "1007")
    assert queries.order_by_command_key(key="") is None
    facts = people.facts_of(identity_ids=[order.identity_id], kinds=["order_placed", "replacement_sent"])
    assert sorted((fact.kind, fact.subject, fact.value["total_minor"]) for fact in facts) == [
        ("order_placed", "1007", 5099),
        ("replacement_sent", "1008", 199),
    ]


def test_one_bad_order_refuses_them_all_and_keeps_nothing(brightside: Brand) -> None:
    bad = dataclasses.replace(cast.torch_order(), customer=CustomerIn(name="Nobody"))
    with pytest.raises(Refusal) as refused:
        ordering.take_orders(orders=[*cast.bulb_orders(), bad], at=cast.AT)
    assert refused.value.fields == {"orders[4].customer": "needs an email, a phone or a customer_number"}
    assert models.Order.objects.count() == 0
    assert kinds() == []


def test_five_hundred_orders_take_as_many_queries_as_five(brightside: Brand) -> None:
    ordering.take_orders(orders=[_order(0)], at=cast.AT)
    counts = []
    for start, end in ((1, 6), (100, 600)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ordering.take_orders(orders=[_order(i) for i in range(start, end)], at=cast.AT)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert models.Order.objects.count() == 506


def test_another_brand_sees_none_of_it(pageturner: UUID, committed_brightside: UUID) -> None:
    from makegood.platform import tenancy

    with tenancy.brand(committed_brightside):
        ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    with tenancy.brand(pageturner):
        assert queries.order_by_number(number="1007") is None
        assert models.Line.objects.count() == 0


def _order(i: int) -> OrderIn:
    customer = CustomerIn(name=f"Customer {i}", email=f"customer{i}@example.org", customer_number=f"C-{i}")
    return dataclasses.replace(cast.torch_order(), number=f"N-{i}", customer=customer)
