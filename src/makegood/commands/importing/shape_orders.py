"""Rows into orders, returns and what became of their parcels: the rows of one number are one order or one return.

Amounts keep their signs until the sum is known: what comes back is a return of its own, never a negative order. A line that is wrong is
named and left out, the rest of its order stays; what is wrong with the order itself is named for each of its lines.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from makegood.commands.importing import grouping, values
from makegood.commands.importing.mapping import CANCELLED, PLACED, Mapping
from makegood.commands.importing.shaping import Row, Shaped, customer, instant_of_day
from makegood.commands.importing.told import Fields, fits
from makegood.commands.importing.values import BadValue
from makegood.flows.history import Told
from makegood.kernel.money import Money
from makegood.orders import rules
from makegood.orders.types import (
    CustomerIn,
    LineIn,
    LineKind,
    OrderIn,
    ParcelEventIn,
    ParcelState,
    ReturnIn,
    ReturnKind,
)

GUEST = "guest of order {}"  # whoever bought without saying who they are


class _Signed(NamedTuple):
    """A line with its amount as the file counts it, in minor units: below zero where money goes back."""

    line: LineIn
    back: bool  # it came back
    minor: int


def shape(fields: Fields, places: Sequence[int], mapping: Mapping) -> Shaped:
    """Orders, returns and parcel events out of rows that are grouped by `number`."""
    shaped = Shaped()
    numbers = fields["number"]
    lines = _Lines(fields, mapping)
    for begin, end in grouping.runs(numbers):
        try:
            _group(Row(fields, begin), lines, places, (begin, end), mapping, shaped)
        except BadValue as wrong:
            shaped.refuse(places[begin:end], wrong, numbers[begin])
    return shaped


def _group(head: Row, reader: "_Lines", places: Sequence[int], run: tuple[int, int], mapping: Mapping, shaped: Shaped) -> None:
    place, number = places[run[0]], head.required("number", 100)
    placed_at = head.required_instant("placed_at", mapping.times)
    who = customer(head, guest=GUEST.format(number) if mapping.guests else "")
    is_return = any(fits(pattern, number) for pattern in mapping.returns.numbers)
    lines: list[_Signed] = []
    for i in range(*run):
        try:
            lines += reader.of(i, is_return=is_return)
        except BadValue as wrong:
            shaped.refuse(places[i : i + 1], wrong, number)
    sold, back = [one for one in lines if not one.back], [one for one in lines if one.back]
    if sold:
        order = _order(number, placed_at, who, sold, head, mapping)
        shaped.told.append(Told(place, order))
        shaped.told += [Told(place, event) for event in _parcel(head, number, mapping)]
        if _state(head, mapping) == CANCELLED:
            at = head.instant("cancelled_at", mapping.times) or placed_at
            total = rules.total_of(order.lines)
            shaped.told.append(Told(place, ReturnIn(number, at, ReturnKind.CANCELLATION, who, order.lines, total, number)))
    if back:
        own = number if sold else head.text("returned_order", 100)
        shaped.told.append(Told(place, _return(number, placed_at, who, back, mapping.returns.kind, own)))


def _order(number: str, placed_at: datetime, who: CustomerIn, sold: Sequence[_Signed], head: Row, mapping: Mapping) -> OrderIn:
    _state(head, mapping)  # a word that nobody mapped is wrong before anything is kept
    return OrderIn(
        number=number,
        placed_at=placed_at,
        customer=who,
        lines=tuple(one.line for one in sold),
        service=head.text("service", 200),
        promised_from=head.instant("promised_from", mapping.times),
        promised_until=instant_of_day(head, "promised_until", mapping),
    )


def _return(
    number: str, at: datetime, who: CustomerIn, lines: Sequence[_Signed], kind: ReturnKind, order_number: str
) -> ReturnIn:
    refund = Money(-sum(one.minor for one in lines), lines[0].line.unit_price.currency)
    if refund.minor < 0:
        raise BadValue("line_total", "more is charged than is paid back: this is no return")
    return ReturnIn(number, at, kind, who, tuple(one.line for one in lines), refund, order_number)


class _Lines:
    """Reads the lines of a batch; what repeats (amounts, codes) is read once."""

    def __init__(self, fields: Fields, mapping: Mapping) -> None:
        nothing = [""] * len(fields["number"])
        self._mapping = mapping
        self._currency = fields.get("currency", nothing)
        self._quantity = fields.get("quantity", nothing)
        self._unit, self._total = fields.get("unit_price", nothing), fields.get("line_total", nothing)
        self._sku, self._title = fields.get("sku", nothing), fields.get("title", nothing)
        self._charges = [(charge, fields[f"charge {charge.column}"]) for charge in mapping.charges]
        self._amounts: dict[tuple[str, str], Money] = {}
        self._kinds: dict[str, LineKind] = {}

    def of(self, i: int, *, is_return: bool) -> list[_Signed]:
        """The row's own line, and one for each charge beside it. BadValue."""
        currency = self._currency[i] or self._mapping.amounts.currency
        try:
            quantity = values.whole(self._quantity[i]) if self._quantity[i] else 1
        except ValueError as wrong:
            raise BadValue("quantity", str(wrong)) from None
        if quantity == 0:
            raise BadValue("quantity", "is nothing")
        unit, total = self._prices(i, quantity, currency)
        sku, title = self._sku[i][:100], self._title[i][:300]
        if not (sku or title):
            raise BadValue("sku", "neither a code nor words say what it is")
        back = is_return or quantity < 0
        kind = _kind_by_sign(self._kind_of(sku), total, back=back)
        total = -total if kind is LineKind.DISCOUNT and not back and total > 0 else total
        line = LineIn(sku or title[:100], title or sku, abs(quantity), -unit if unit.minor < 0 else unit, kind)
        own = _Signed(line, back, total)
        return [own, *self._beside(i, currency, back=back)] if self._charges else [own]

    def _beside(self, i: int, currency: str, *, back: bool) -> list[_Signed]:
        found = []
        for charge, texts in self._charges:
            extra = self._amount(texts[i], currency, charge.column) if texts[i] else None
            if extra:
                minor = -extra.minor if back and extra.minor > 0 else extra.minor
                kind = _kind_by_sign(charge.kind, minor, back=back)
                bare = -extra if extra.minor < 0 else extra
                found.append(_Signed(LineIn(charge.kind.value, charge.title, 1, bare, kind), back, minor))
        return found

    def _prices(self, i: int, quantity: int, currency: str) -> tuple[Money, int]:
        """The price of one and the signed amount of the line. Of a line's total, the price of one must come out even."""
        if self._unit[i]:
            unit = self._amount(self._unit[i], currency, "unit_price")
            return unit, unit.minor * quantity
        if not self._total[i]:
            raise BadValue("unit_price", "is empty")
        total = self._amount(self._total[i], currency, "line_total").minor
        if total % quantity:
            raise BadValue("line_total", f"{quantity} do not make up the total in whole coins")
        each = abs(total // quantity)
        if quantity < 0 <= total:  # some systems write what came back with a sign at the number alone
            total = -total
        return Money(each, currency), total

    def _amount(self, text: str, currency: str, name: str) -> Money:
        found = self._amounts.get((text, currency))
        if found is None:
            if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
                raise BadValue("currency", "must be three capital letters, like GBP")
            try:
                found = self._amounts[text, currency] = values.amount(text, currency, self._mapping.amounts)
            except ValueError as wrong:
                raise BadValue(name, str(wrong)) from None
        return found

    def _kind_of(self, sku: str) -> LineKind:
        found = self._kinds.get(sku)
        if found is None:
            codes = self._mapping.codes
            fitting = (kind for pattern, kind in codes.items() if "*" in pattern and fits(pattern, sku))
            found = self._kinds[sku] = codes.get(sku) or next(fitting, LineKind.GOODS)
        return found


def _kind_by_sign(kind: LineKind, minor: int, *, back: bool) -> LineKind:
    """Whoever reads the lines without signs must come to the same sum: what lowers it is a discount, and nothing else is."""
    lowers = minor > 0 if back else minor < 0
    if lowers or (kind is LineKind.DISCOUNT and not back):
        return LineKind.DISCOUNT
    return LineKind.MANUAL if kind is LineKind.DISCOUNT else kind


def _state(head: Row, mapping: Mapping) -> str:
    word = head.text("status")
    if not word or not mapping.status:
        return PLACED
    if word not in mapping.status and "*" not in mapping.status:
        raise BadValue("status", f"“{word[:40]}” is not in [status]")
    return mapping.status.get(word) or mapping.status["*"]


def _parcel(head: Row, number: str, mapping: Mapping) -> list[ParcelEventIn]:
    """What the carrier did, as far as the order's own row tells it."""
    tracking, carrier = head.text("tracking", 100) or number, head.text("carrier", 100)
    courier = head.text("courier", 200)
    steps = (
        (ParcelState.ACCEPTED, head.instant("shipped_at", mapping.times), ""),
        (ParcelState.DELIVERED, head.instant("delivered_at", mapping.times), courier),
    )
    return [
        ParcelEventIn(number, tracking, carrier, state, f"import {state.value}", at, who)
        for state, at, who in steps
        if at is not None
    ]
