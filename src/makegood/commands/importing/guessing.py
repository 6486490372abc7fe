"""A first mapping out of the header and the first rows, for a person to look at. Never takes what it is not sure of: it says what is missing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from makegood.commands.importing import fields, values
from makegood.commands.importing.mapping import CANCELLED, PLACED, Mapping
from makegood.commands.importing.rows import Batch
from makegood.commands.importing.values import Amounts, Times
from makegood.kernel.refusals import Refusal

_TIMES = (
    "at",
    "since",
    "consent_at",
    "placed_at",
    "promised_from",
    "promised_until",
    "shipped_at",
    "delivered_at",
    "cancelled_at",
)
_AMOUNTS = ("unit_price", "line_total")
_MARKS = ((".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'"))
_DAYS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y")
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p")
_LONG = ("%a %b %d %H:%M:%S %z %Y", "%a, %d %b %Y %H:%M:%S %z", "%d %b %Y", "%d %b %Y %H:%M")
_CANCELLED = frozenset({"canceled", "cancelled", "storniert", "annulé", "annulee", "cancelado", "void", "refused"})


def guess(what: str, header: Sequence[str], sample: Batch, *, currency: str, zone: str) -> Mapping:
    """The mapping that the header suggests. Refuses (`no_guess`) where something that is needed cannot be found, naming it, and where
    days and months cannot be told apart."""
    columns = _columns(what, header)
    mapping = Mapping(what=what, columns=columns)
    mapping = replace(mapping, times=_times(mapping, sample, zone))
    if what == "orders":
        mapping = replace(mapping, amounts=_amounts(mapping, sample, currency))
        mapping = _with_status(mapping, sample)
    if what == "messages":
        mapping = _with_directions(mapping, sample)
    _check(mapping)
    return mapping


def plain(name: str) -> str:
    """A header without what only makes it look nice: small letters and digits."""
    return re.sub(r"[\W_]+", "", name.casefold())


def _columns(what: str, header: Sequence[str]) -> dict[str, str]:
    free = {plain(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for known in range(max(len(field.known_as) for field in fields.FIELDS[what])):
        for field in fields.FIELDS[what]:
            if field.name not in found and known < len(field.known_as) and field.known_as[known] in free:
                found[field.name] = free.pop(field.known_as[known])
    return {field.name: found[field.name] for field in fields.FIELDS[what] if field.name in found}


def _samples(mapping: Mapping, sample: Batch, names: Iterable[str]) -> list[str]:
    """The different values that are there in these fields."""
    there = [mapping.columns[name] for name in names if name in mapping.columns]
    return list(dict.fromkeys(text.strip() for column in there for text in sample.columns.get(column, []) if text.strip()))


def _times(mapping: Mapping, sample: Batch, zone: str) -> Times:
    texts = _samples(mapping, sample, _TIMES)
    if _all_read(texts, Times(zone)):
        return Times(zone)
    fitting = [form for day in _DAYS for clock in _CLOCKS if _all_read(texts, Times(zone, (form := day + clock,)))]
    fitting += [form for form in (*_LONG, "unix") if _all_read(texts, Times(zone, (form,)))]
    if not fitting:
        sentence = f"times.formats: “{texts[0]}” is written in a way that we do not know. Say how in a mapping (docs/import.md)."
        raise Refusal("no_guess", sentence, {"times.formats": "cannot be guessed"})
    if len(fitting) > 1:
        sentence = f"times.formats: “{texts[0]}” may be {' or '.join(fitting)}. Say which in a mapping (docs/import.md)."
        raise Refusal("no_guess", sentence, {"times.formats": "day and month cannot be told apart"})
    return Times(zone, (fitting[0],))


def _all_read(texts: Iterable[str], written: Times) -> bool:
    try:
        for text in texts:
            values.instant(text, written)
    except ValueError:
        return False
    return True


def _amounts(mapping: Mapping, sample: Batch, currency: str) -> Amounts:
    """How amounts are written: the first way in which nearly all of them can be read. Nearly, for a file may hold bad ones."""
    texts = _samples(mapping, sample, _AMOUNTS)
    for decimal, thousands in _MARKS:
        written = Amounts(currency, decimal, thousands)
        if sum(_is_amount(text, written) for text in texts) * 100 >= len(texts) * 95:
            return written
    return Amounts(currency)


def _is_amount(text: str, written: Amounts) -> bool:
    try:
        values.amount(text, written.currency or "EUR", written)
    except ValueError:
        return False
    return True


def _with_status(mapping: Mapping, sample: Batch) -> Mapping:
    """A status matters where it tells of cancelled orders; else it is left out."""
    words = _samples(mapping, sample, ["status"])
    cancelled = {word: CANCELLED for word in words if word.casefold() in _CANCELLED}
    if cancelled:
        return replace(mapping, status={**cancelled, "*": PLACED})
    return replace(mapping, columns={name: column for name, column in mapping.columns.items() if name != "status"})


def _with_directions(mapping: Mapping, sample: Batch) -> Mapping:
    """`inbound` says true or false, `direction` in or out; anything else is left to a person."""
    words = _samples(mapping, sample, ["direction"])
    if not words or all(word.casefold() in ("in", "out") for word in words):
        return mapping
    if plain(mapping.columns["direction"]) == "inbound" and all(word.casefold() in values.YES | values.NO for word in words):
        return replace(mapping, directions={word: "in" if word.casefold() in values.YES else "out" for word in words})
    return replace(mapping, columns={name: column for name, column in mapping.columns.items() if name != "direction"})


def _check(mapping: Mapping) -> None:
    missing = [field for field in fields.FIELDS[mapping.what] if field.required and not mapping.has(field.name)]
    if mapping.what == "orders" and not (mapping.has("unit_price") or mapping.has("line_total")):
        missing += [field for field in fields.FIELDS["orders"] if field.name == "unit_price"]
    if mapping.what == "messages" and not (mapping.has("text") or mapping.has("score")):
        missing += [field for field in fields.FIELDS["messages"] if field.name == "text"]
    persons = ("email", "phone", "customer_number", "handle")
    if mapping.what != "parcels" and not any(mapping.has(name) for name in persons):
        missing += [field for field in fields.FIELDS[mapping.what] if field.name == "email"]
    if missing:
        said = "; ".join(f"{field.name} ({field.says})" for field in missing)
        sentence = f"columns: the header does not show which column is {said}. Say so in a mapping (docs/import.md)."
        raise Refusal("no_guess", sentence, {f"columns.{field.name}": "cannot be guessed" for field in missing})
