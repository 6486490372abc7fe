"""Rows into people, and into what carriers told: one row, one thing."""

from collections.abc import Sequence
from datetime import datetime

from makegood.commands.importing import values
from makegood.commands.importing.mapping import Mapping
from makegood.commands.importing.shaping import Row, Shaped, addresses
from makegood.commands.importing.told import Fields
from makegood.commands.importing.values import BadValue
from makegood.flows.history import Told
from makegood.orders.types import ParcelEventIn, ParcelState
from makegood.people.types import PastConsent, PastPerson


def shape_people(fields: Fields, places: Sequence[int], mapping: Mapping, *, at: datetime) -> Shaped:
    """People; `at` stands for the first day of those of whom the file says none."""
    shaped = Shaped()
    for i, place in enumerate(places):
        row = Row(fields, i)
        try:
            shaped.told.append(Told(place, _person(row, mapping, at)))
        except BadValue as wrong:
            shaped.refuse([place], wrong, row.text("customer_number", 100))
    return shaped


def shape_parcels(fields: Fields, places: Sequence[int], mapping: Mapping) -> Shaped:
    """Carriers' events."""
    shaped = Shaped()
    for i, place in enumerate(places):
        row = Row(fields, i)
        try:
            shaped.told.append(Told(place, _event(row, mapping)))
        except BadValue as wrong:
            shaped.refuse([place], wrong, " ".join((row.text("order_number", 100), row.text("tracking", 100))).strip())
    return shaped


def _person(row: Row, mapping: Mapping, at: datetime) -> PastPerson:
    found = addresses(row)
    if not found:
        raise BadValue("email", "the row names no e-mail, telephone, customer number or handle")
    since = row.instant("since", mapping.times)
    said_at = row.instant("consent_at", mapping.times) or since or at
    consents = []
    for one in mapping.consents:
        text = row.text(f"consent {one.column}")
        if text:
            consents.append(PastConsent(one.channel, one.purpose, _yes(text, one.column), said_at))
    return PastPerson(found, since or at, "the import", joined=since is not None, consents=tuple(consents))


def _yes(text: str, column: str) -> bool:
    try:
        return values.yes(text)
    except ValueError as wrong:
        raise BadValue(column, str(wrong)) from None


def _event(row: Row, mapping: Mapping) -> ParcelEventIn:
    word = row.required("state", 100)
    state = mapping.status.get(word, word.casefold().replace(" ", "_"))
    if state not in {one.value for one in ParcelState}:
        raise BadValue("state", f"“{word[:40]}” is not in [status]")
    return ParcelEventIn(
        order_number=row.required("order_number", 100),
        tracking=row.required("tracking", 100),
        carrier=row.text("carrier", 100),
        state=ParcelState(state),
        raw_code=row.text("raw_code", 100) or word,
        at=row.required_instant("at", mapping.times),
        courier=row.text("courier", 200),
        note=row.text("note", 500),
    )
