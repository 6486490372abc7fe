"""Reads what a shop tells (docs/webhooks.md) into orders and parcel events, strictly. Pure: nothing is stored or looked up."""

from collections.abc import Sequence

from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.orders import carrier_words
from makegood.orders.types import CustomerIn, ExceptionKind, LineIn, OrderIn, ParcelEventIn, ParcelState
from makegood.people.rules import addresses
from makegood.people.types import IdentityKind
from makegood.platform import strict_json
from makegood.platform.strict_json import Fields, Problems

MOST_ORDERS, MOST_EVENTS, MOST_LINES = 500, 1_000, 200
_REASONS = ("sale", "replacement")
_STATES = tuple(state.value for state in ParcelState)
_KINDS = ("", *(kind.value for kind in ExceptionKind))
_HIGHEST_PRICE = 10**12
_HIGHEST_QUANTITY = 100_000


def read_orders(body: bytes, *, region: str = "") -> Sequence[OrderIn]:
    """1 to 500 orders out of `{"orders": [...]}`. Refuses (`not_json`, `invalid`) and names every field that is wrong.

    `region` is whose telephone numbers may lack their country code (two capital letters, '' for nobody's).
    """
    problems = Problems()
    fields = Fields(strict_json.load(body), "", problems)
    orders = fields.many("orders", lambda order: _order(order, region), most=MOST_ORDERS)
    fields.end()
    problems.refuse()
    return orders


def read_parcel_events(body: bytes) -> Sequence[ParcelEventIn]:
    """1 to 1,000 parcel events out of `{"events": [...]}`. Refuses like `read_orders`."""
    problems = Problems()
    fields = Fields(strict_json.load(body), "", problems)
    events = fields.many("events", _event, most=MOST_EVENTS)
    fields.end()
    problems.refuse()
    return events


def _order(fields: Fields, region: str) -> OrderIn:
    currency = fields.currency("currency")
    order = OrderIn(
        number=fields.text("number", longest=100, required=True),
        placed_at=fields.instant("placed_at"),
        customer=_customer(fields.one("customer"), region),
        lines=fields.many("lines", lambda line: _line(line, currency), most=MOST_LINES),
        service=fields.text("service", longest=200),
        promised_from=fields.optional_instant("promised_from"),
        promised_until=fields.optional_instant("promised_until"),
        reason=fields.choice("reason", _REASONS, default="sale"),
        replaces=fields.text("replaces", longest=100),
        command_key=fields.text("command_key", longest=200),
        told_at=fields.optional_instant("told_at"),
        lane=fields.text("lane", longest=80),
        cancelled_at=fields.optional_instant("cancelled_at"),
        told_by=fields.text("told_by", longest=200),
    )
    if order.promised_from and order.promised_until and order.promised_until <= order.promised_from:
        fields.wrong("promised_until", "must be later than promised_from")
    return order


def _customer(fields: Fields, region: str) -> CustomerIn:
    customer = CustomerIn(
        name=fields.text("name", longest=200),
        email=fields.text("email", longest=254),
        phone=fields.text("phone", longest=50),
        customer_number=fields.text("customer_number", longest=100),
    )
    fields.end()
    if not (customer.email or customer.phone or customer.customer_number):
        fields.wrong("email", "give at least one of email, phone and customer_number")
    for kind in (IdentityKind.EMAIL, IdentityKind.PHONE, IdentityKind.CUSTOMER_NUMBER):
        _check_address(fields, kind, getattr(customer, kind.value), region)
    return customer


def _check_address(fields: Fields, kind: IdentityKind, value: str, region: str) -> None:
    try:
        if value:
            addresses.normalise(kind, value, region=region)
    except Refusal as malformed:
        fields.wrong(kind.value, f"is {malformed.fields[kind]}")


def _line(fields: Fields, currency: str) -> LineIn:
    return LineIn(
        sku=fields.text("sku", longest=100, required=True),
        title=fields.text("title", longest=300, required=True),
        quantity=fields.whole("quantity", lowest=1, highest=_HIGHEST_QUANTITY),
        unit_price=Money(fields.whole("unit_price_minor", lowest=0, highest=_HIGHEST_PRICE), currency),
    )


def _event(fields: Fields) -> ParcelEventIn:
    state, kind = _state(fields)
    return ParcelEventIn(
        order_number=fields.text("order_number", longest=100),
        tracking=fields.text("tracking", longest=100, required=True),
        carrier=fields.text("carrier", longest=100, required=True),
        state=state,
        raw_code=fields.text("raw_code", longest=100, required=True),
        at=fields.instant("at"),
        courier=fields.text("courier", longest=200),
        note=fields.text("note", longest=500),
        kind=fields.choice("kind", _KINDS, default="") or kind,
    )


def _state(fields: Fields) -> tuple[ParcelState, str]:
    """In our words; or, where `words` names a tracking service, in that service's."""
    service = fields.choice("words", ("", *carrier_words.SERVICES), default="")
    if not service:
        return ParcelState(fields.choice("state", _STATES)), ""
    found = carrier_words.meaning(service, fields.text("state", longest=100, required=True))
    if found is None:
        fields.wrong("state", f"must be one of {service}'s words: {carrier_words.known(service)}")
    return found or (ParcelState.MOVING, "")
