"""Reads an order as the shop's API gives it into what the orders package takes: the order, its parcels' events, what was paid back. Pure.

Every instant is the shop's own: of a fulfilment's or an order's history. What is told twice is the same value with the same natural key.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from makegood.kernel.money import Money, zero
from makegood.kernel.refusals import Refusal
from makegood.orders.adapters.vendure import amounts, answers, marks
from makegood.orders.adapters.vendure.answers import Node
from makegood.orders.adapters.vendure.settings import VendureSettings
from makegood.orders.types import CustomerIn, LineIn, LineKind, OrderIn, ParcelEventIn, ParcelState, ReturnIn, ReturnKind
from makegood.people.rules import addresses
from makegood.people.types import IdentityKind

_COUNTRY = re.compile(r"[A-Z]{2}")
_STATES = {
    "Pending": ParcelState.CREATED,
    "Shipped": ParcelState.ACCEPTED,
    "Delivered": ParcelState.DELIVERED,
    "Cancelled": ParcelState.CANCELLED,
}


def is_order(node: Node) -> bool:
    """Whether it was placed by a customer; the parts of a marketplace's order that its sellers see are told with the whole."""
    return answers.maybe_instant(node, "orderPlacedAt") is not None and answers.text(node, "type") != "Seller"


def order(node: Node, *, settings: VendureSettings, precision: int) -> OrderIn:
    """The order as it was placed: what was cancelled or paid back since is told by `returns`, never by a smaller order."""
    replaces = next((known for one in answers.many(node, "promotions") if (known := _replaces(one)) is not None), None)
    fields = answers.one(node, "customFields")
    return OrderIn(
        number=answers.needed(node, "code"),
        placed_at=answers.instant(node, "orderPlacedAt"),
        customer=_customer(node),
        lines=tuple(_lines(node, precision)),
        service=next(
            (answers.text(one, "shippingMethod", "name", longest=200) for one in answers.many(node, "shippingLines")), ""
        ),
        promised_from=answers.maybe_instant(fields, settings.promised_from) if settings.promised_from else None,
        promised_until=answers.maybe_instant(fields, settings.promised_until) if settings.promised_until else None,
        reason="replacement" if replaces else "sale",
        command_key=replaces[0] if replaces else "",
        replaces=replaces[1] if replaces else "",
        told_at=answers.instant(node, "updatedAt"),
        cancelled_at=_cancelled_at(node),
    )


def parcel_events(node: Node) -> Iterator[ParcelEventIn]:
    """What happened to each fulfilment, at the instants at which the shop noted it. One without a tracking number is known by its id."""
    parcels = {answers.needed(one, "id"): one for one in answers.many(node, "fulfillments")}
    for entry in _history(node, "ORDER_FULFILLMENT_TRANSITION"):
        parcel = parcels.get(answers.text(entry, "data", "fulfillmentId"))
        said = answers.text(entry, "data", "to")
        if parcel is not None and said in _STATES:
            yield _event(node, parcel, said, answers.instant(entry, "createdAt"))


def returns(node: Node, *, precision: int) -> Iterator[ReturnIn]:
    """What was paid back and what was cancelled in part, each once by the shop's own number."""
    number, who, currency = answers.needed(node, "code"), _customer(node), answers.needed(node, "currencyCode")
    lines = {answers.needed(line, "id"): line for line in answers.many(node, "lines")}
    for payment in answers.many(node, "payments"):
        for refund in answers.many(payment, "refunds"):
            if answers.text(refund, "state") == "Settled":
                back = amounts.money(answers.whole(refund, "total"), currency, precision=precision)
                what = tuple(_some(refund, lines, currency, precision)) or (LineIn("", "Money back", 1, back, LineKind.MANUAL),)
                at, name = answers.instant(refund, "updatedAt"), f"{number}/refund-{answers.needed(refund, 'id')}"
                yield ReturnIn(name, at, ReturnKind.PAID_BACK, who, what, back, number)
    if answers.text(node, "state") == "Cancelled":
        return
    for entry in _history(node, "ORDER_CANCELLATION"):
        gone = tuple(_some(answers.one(entry, "data"), lines, currency, precision))
        if gone:
            name = f"{number}/cancellation-{answers.needed(entry, 'id')}"
            yield ReturnIn(name, answers.instant(entry, "createdAt"), ReturnKind.CANCELLATION, who, gone, zero(currency), number)


# ---------------------------------------------------------------------------------------------------------------------


def _customer(node: Node) -> CustomerIn:
    who = answers.one(node, "customer")
    name = f"{answers.text(who, 'firstName')} {answers.text(who, 'lastName')}".strip()
    country = answers.text(node, "shippingAddress", "countryCode").upper()
    email = answers.text(who, "emailAddress")
    phone = _normal(IdentityKind.PHONE, answers.text(who, "phoneNumber"), region=country if _COUNTRY.fullmatch(country) else "")
    return CustomerIn(name[:200], email if _normal(IdentityKind.EMAIL, email) else "", phone)


def _normal(kind: IdentityKind, value: str, *, region: str = "") -> str:
    """An address in the one form of its kind (a number as the country of the order writes it); '' where nobody could be reached there."""
    try:
        return addresses.normalise(kind, value, region=region) if value else ""
    except Refusal:
        return ""


def _lines(node: Node, precision: int) -> Iterator[LineIn]:
    """Goods at what was asked for one, then what came off, the postage and what was charged beside; what rounding leaves is a line, too."""
    currency, sum_minor = answers.needed(node, "currencyCode"), 0
    for line in _priced(node, currency, precision):
        sum_minor += line.unit_price.minor * line.quantity * (-1 if line.kind is LineKind.DISCOUNT else 1)
        yield line
    whole = all(_placed(line) == answers.whole(line, "quantity") for line in answers.many(node, "lines"))
    total = amounts.money(answers.whole(node, "totalWithTax"), currency, precision=precision).minor
    if whole and total != sum_minor:
        kind = LineKind.FEE if total > sum_minor else LineKind.DISCOUNT
        yield LineIn("", "Rounding", 1, Money(abs(total - sum_minor), currency), kind)


def _priced(node: Node, currency: str, precision: int) -> Iterator[LineIn]:
    for line in answers.many(node, "lines"):
        if _placed(line) > 0:
            yield _goods(line, _placed(line), currency, precision)
    for one in answers.many(node, "discounts"):
        if amount := answers.whole(one, "amountWithTax"):
            yield _beside(one, amount, LineKind.DISCOUNT, LineKind.FEE, "Discount", currency, precision)
    for one in answers.many(node, "shippingLines"):
        if amount := answers.whole(one, "priceWithTax"):
            title = answers.text(one, "shippingMethod", "name") or "Delivery"
            yield LineIn("", title, 1, amounts.money(amount, currency, precision=precision), LineKind.POSTAGE)
    for one in answers.many(node, "surcharges"):
        if amount := answers.whole(one, "priceWithTax"):
            yield _beside(one, amount, LineKind.DISCOUNT, LineKind.FEE, "Surcharge", currency, precision)


def _beside(one: Node, amount: int, off: LineKind, on: LineKind, name: str, currency: str, precision: int) -> LineIn:
    value = amounts.money(abs(amount), currency, precision=precision)
    title = answers.text(one, "description") or name
    return LineIn(answers.text(one, "sku", longest=100), title, 1, value, off if amount < 0 else on)


def _placed(line: Node) -> int:
    """How many were bought: what was cancelled since was bought, and what was added since as well."""
    return max(answers.whole(line, "quantity"), answers.whole(line, "orderPlacedQuantity"))


def _goods(line: Node, quantity: int, currency: str, precision: int) -> LineIn:
    sku = answers.text(line, "productVariant", "sku", longest=100)
    title = answers.text(line, "productVariant", "name") or sku
    price = amounts.money(answers.whole(line, "unitPriceWithTax"), currency, precision=precision)
    return LineIn(sku, title, quantity, price)


def _some(told: Node, lines: dict[str, Node], currency: str, precision: int) -> Iterator[LineIn]:
    """The lines that a refund or a cancellation names, so many of each."""
    for one in answers.many(told, "lines"):
        line, quantity = lines.get(answers.text(one, "orderLineId")), answers.whole(one, "quantity")
        if line is not None and quantity > 0:
            yield _goods(line, quantity, currency, precision)


def _event(node: Node, parcel: Node, said: str, at: datetime) -> ParcelEventIn:
    number = answers.needed(node, "code")
    tracking = answers.text(parcel, "trackingCode", longest=100) or f"{number}-{answers.needed(parcel, 'id')}"
    carrier = answers.text(parcel, "method", longest=100) or "the shop"
    return ParcelEventIn(number, tracking, carrier, _STATES[said], said, at)


def _replaces(promotion: Node) -> tuple[str, str] | None:
    return marks.replaced_by(answers.text(promotion, "description"))


def _cancelled_at(node: Node) -> datetime | None:
    if answers.text(node, "state") != "Cancelled":
        return None
    ends = [one for one in _history(node, "ORDER_STATE_TRANSITION") if answers.text(one, "data", "to") == "Cancelled"]
    return answers.instant(ends[-1], "createdAt") if ends else answers.instant(node, "updatedAt")


def _history(node: Node, kind: str) -> Iterator[Node]:
    return (entry for entry in answers.many(node, "history", "items") if answers.text(entry, "type") == kind)
