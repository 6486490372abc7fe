"""Malformed requests: each is refused with the sentence that names the field, and nothing is kept of it."""

import json
from typing import Any

import pytest

from tests.api.conftest import Count, Machine
from tests.api.told import CUSTOMER, EVENT, LINE, MESSAGE, ORDER

MANY = ("orders", ORDER), ("events", EVENT), ("messages", MESSAGE)


def order(**changes: Any) -> dict[str, Any]:
    return {"orders": [ORDER, {**ORDER, "number": "1008", **changes}]}


def customer(**changes: Any) -> dict[str, Any]:
    return order(customer={**CUSTOMER, **changes})


def line(**changes: Any) -> dict[str, Any]:
    return order(lines=[LINE, {**LINE, **changes}])


def without(name: str) -> dict[str, Any]:
    return {"orders": [ORDER, {key: value for key, value in ORDER.items() if key != name}]}


ORDERS = [
    ([], "body", "must be an object"),
    ({}, "orders", "is missing"),
    ({"orders": []}, "orders", "must be a list with at least one object"),
    ({"orders": {}}, "orders", "must be a list with at least one object"),
    ({"orders": [ORDER] * 501}, "orders", "must hold at most 500, not 501"),
    ({"orders": [ORDER], "colour": 1}, "colour", "is not a field that we know"),
    ({"orders": [ORDER, "1008"]}, "orders[1]", "must be an object"),
    (order(colour="red"), "orders[1].colour", "is not a field that we know"),
    (without("number"), "orders[1].number", "is missing"),
    (order(number=1008), "orders[1].number", "must be text"),
    (order(number="  "), "orders[1].number", "must not be empty"),
    (order(number="9" * 101), "orders[1].number", "must have at most 100 characters"),
    (order(number="10\x0008"), "orders[1].number", "holds a character that is not allowed here"),
    (order(service="\ud800"), "orders[1].service", "holds a character that is not allowed here"),
    (without("placed_at"), "orders[1].placed_at", "is missing"),
    (
        order(placed_at="2026-03-01T10:00:00"),
        "orders[1].placed_at",
        "must be an instant with its zone, like 2026-03-02T10:00:00Z",
    ),
    (
        order(placed_at="2026-02-30T10:00:00Z"),
        "orders[1].placed_at",
        "must be an instant with its zone, like 2026-03-02T10:00:00Z",
    ),
    (order(placed_at=1772359200), "orders[1].placed_at", "must be an instant with its zone, like 2026-03-02T10:00:00Z"),
    (
        order(placed_at="0001-01-01T00:00:00+14:00"),
        "orders[1].placed_at",
        "must be an instant with its zone, like 2026-03-02T10:00:00Z",
    ),
    (order(promised_until="2026-03-02T09:00:00Z"), "orders[1].promised_until", "must be later than promised_from"),
    (order(currency="pounds"), "orders[1].currency", "must be a currency of three capital letters, like GBP"),
    (order(reason="gift"), "orders[1].reason", "must be one of sale, replacement"),
    (order(customer="Tom"), "orders[1].customer", "must be an object"),
    (order(customer={"name": "Tom"}), "orders[1].customer.email", "give at least one of email, phone and customer_number"),
    (customer(email="tom at example"), "orders[1].customer.email", "is not a mail address like tom@example.org"),
    (customer(phone="call me"), "orders[1].customer.phone", "is not a telephone number like +44 7700 900123"),
    (order(lines=[]), "orders[1].lines", "must be a list with at least one object"),
    (line(quantity=0), "orders[1].lines[1].quantity", "must be a whole number from 1 to 100,000"),
    (line(quantity=1.5), "orders[1].lines[1].quantity", "must be a whole number from 1 to 100,000"),
    (line(quantity=True), "orders[1].lines[1].quantity", "must be a whole number from 1 to 100,000"),
    (line(unit_price_minor="199"), "orders[1].lines[1].unit_price_minor", "must be a whole number from 0 to 1,000,000,000,000"),
    (line(unit_price_minor=-1), "orders[1].lines[1].unit_price_minor", "must be a whole number from 0 to 1,000,000,000,000"),
    (line(quantity=100_000, unit_price_minor=10**12), "orders[1].lines", "come to more than can be counted"),
]


@pytest.mark.parametrize(("body", "field", "message"), ORDERS, ids=[f"{field}: {message}"[:60] for _, field, message in ORDERS])
def test_malformed_orders_are_refused(shop: Machine, count: Count, body: Any, field: str, message: str) -> None:
    refused(shop, count, "/orders", json.dumps(body).encode(), 422, field, message)


EVENTS = [
    (
        {"events": [EVENT, {**EVENT, "state": "lost"}]},
        "events[1].state",
        "must be one of created, accepted, moving, customs, out_for_delivery, attempt_failed, ready_for_pickup, delivered, exception, returning, cancelled",
    ),
    ({"events": [EVENT, {**EVENT, "tracking": ""}]}, "events[1].tracking", "must not be empty"),
    ({"events": [EVENT, {**EVENT, "at": None}]}, "events[1].at", "is missing"),
    ({"events": [EVENT] * 1001}, "events", "must hold at most 1,000, not 1,001"),
]


@pytest.mark.parametrize(("body", "field", "message"), EVENTS, ids=[field for _, field, _ in EVENTS])
def test_malformed_parcel_events_are_refused(shop: Machine, count: Count, body: Any, field: str, message: str) -> None:
    refused(shop, count, "/parcels", json.dumps(body).encode(), 422, field, message)


def message(**changes: Any) -> dict[str, Any]:
    return {"messages": [MESSAGE, {**MESSAGE, "id": "m-2", **changes}]}


MESSAGES = [
    (message(id=""), "messages[1].id", "must not be empty"),
    (message(id="m-1"), "messages[1].id", "is there twice in this request"),
    (message(text=None), "messages[1].text", "is missing"),
    (message(text="x" * 100_001), "messages[1].text", "must have at most 100,000 characters"),
    (message(subject="Torch\nBcc: everybody"), "messages[1].subject", "holds a character that is not allowed here"),
    (
        message(author={"name": "Tom"}),
        "messages[1].author.email",
        "give exactly one of email, phone, handle, customer_number, not 0",
    ),
    (
        message(author={"email": "tom@example.org", "phone": "+447700900123"}),
        "messages[1].author.email",
        "give exactly one of email, phone, handle, customer_number, not 2",
    ),
    (message(author={"handle": "@tom"}), "messages[1].author.handle", "is not an account like bluesky:tom.example"),
    (message(public="yes"), "messages[1].public", "must be true or false"),
    (message(reach=12), "messages[1].reach", "is only for what is public"),
    (message(public=True, reach=-1), "messages[1].reach", "must be a whole number from 0 to 9,007,199,254,740,991"),
    (message(link="javascript:alert(1)"), "messages[1].link", "must be an http or https address"),
    ({"messages": [MESSAGE] * 1001}, "messages", "must hold at most 1,000, not 1,001"),
]


@pytest.mark.parametrize(("body", "field", "text"), MESSAGES, ids=[f"{field}: {text}"[:60] for _, field, text in MESSAGES])
def test_malformed_messages_are_refused(chat: Machine, count: Count, body: Any, field: str, text: str) -> None:
    refused(chat, count, "", json.dumps(body).encode(), 422, field, text)


NO_JSON = [
    (b"", "this is not JSON in UTF-8"),
    (b"orders=1", "this is not JSON in UTF-8"),
    (b'{"orders": [', "this is not JSON in UTF-8"),
    (b"[" * 100_000, "this is not JSON in UTF-8"),
    (b'{"a": ' + b"9" * 5_000 + b"}", "this is not JSON in UTF-8"),
    (b'{"orders": [], "orders": []}', "the field “orders” is there twice"),
    (b'{"a": NaN}', "NaN is no number in JSON"),
    (b'\xef\xbb\xbf{"orders": []}', "this is not JSON in UTF-8"),
]


@pytest.mark.parametrize(("raw", "message"), NO_JSON, ids=[str(raw[:20]) for raw, _ in NO_JSON])
def test_what_is_no_json_is_refused(shop: Machine, count: Count, raw: bytes, message: str) -> None:
    refused(shop, count, "/orders", raw, 400, "body", message)


def test_every_wrong_field_is_named_at_once(shop: Machine) -> None:
    _, problem = shop.send(order(number="", currency="?", lines=[{**LINE, "quantity": 0}]), to="/orders")
    assert [error["field"] for error in problem["errors"]] == [
        "orders[1].currency",
        "orders[1].number",
        "orders[1].lines[0].quantity",
    ]
    assert problem["detail"] == "orders[1].currency: must be a currency of three capital letters, like GBP. 2 more below."


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_what_is_not_called_json_is_refused(shop: Machine, count: Count, content_type: str) -> None:
    before = count()
    status, problem = shop.send({"orders": [ORDER]}, to="/orders", content_type=content_type)
    assert (status, problem["errors"][0]["field"]) == (415, "content-type")
    assert count() == before


def refused(machine: Machine, count: Count, to: str, raw: bytes, status: int, field: str, message: str) -> None:
    before = count()
    answered, problem = machine.send(raw, to=to)
    assert answered == status
    assert problem["status"] == status
    assert problem["type"].startswith("urn:makegood:problem:")
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert {"field": field, "message": message} in problem["errors"]
    assert problem["detail"].startswith(f"{field}: {message}.")
    assert count() == before
