"""What every kind of row has in common on its way to a thing of ours: reading fields, and saying of a bad row what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from makegood.commands.importing import values
from makegood.commands.importing.mapping import Mapping
from makegood.commands.importing.told import Fields
from makegood.commands.importing.values import BadValue, Times
from makegood.flows.history import Told
from makegood.kernel.refusals import Refusal
from makegood.orders.types import CustomerIn
from makegood.people.types import Address, IdentityKind

KINDS = ((IdentityKind.EMAIL, "email"), (IdentityKind.PHONE, "phone"), (IdentityKind.CUSTOMER_NUMBER, "customer_number"))


@dataclass(frozen=True, slots=True)
class Bad:
    """One row that cannot be kept: where, which field, why, and its own number. Never the personal words in it."""

    place: int
    field: str
    reason: str
    number: str = ""


@dataclass
class Shaped:
    """What a batch of rows became."""

    told: list[Told] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)

    def refuse(self, places: Sequence[int], wrong: BadValue, number: str) -> None:
        self.bad.extend(Bad(place, wrong.field, wrong.reason, number) for place in places)


def of_refusal(place: int, refusal: Refusal, number: str = "") -> Bad:
    """A refusal of the house as a line of the report: the field and what is wrong with it, without the value."""
    name, why = next(iter(refusal.fields.items()), ("", refusal.sentence))
    return Bad(place, name.partition(".")[2] or name, why, number)


class Row:
    """Our fields of one row. A field that the mapping does not know is ''."""

    __slots__ = ("_fields", "_i")

    def __init__(self, fields: Fields, i: int) -> None:
        self._fields = fields
        self._i = i

    def text(self, name: str, longest: int = 0) -> str:
        """The text; cut at `longest` where that is given."""
        column = self._fields.get(name)
        if column is None:
            return ""
        return column[self._i][:longest] if longest else column[self._i]

    def required(self, name: str, longest: int) -> str:
        """The text; BadValue where it is empty or longer, because it is what the thing is known by."""
        text = self.text(name)
        if not text:
            raise BadValue(name, "is empty")
        if len(text) > longest:
            raise BadValue(name, f"has more than {longest} characters")
        return text

    def instant(self, name: str, times: Times) -> datetime | None:
        """The instant, None where there is none; BadValue."""
        text = self.text(name)
        if not text:
            return None
        try:
            return values.instant(text, times)
        except ValueError as wrong:
            raise BadValue(name, str(wrong)) from None

    def required_instant(self, name: str, times: Times) -> datetime:
        found = self.instant(name, times)
        if found is None:
            raise BadValue(name, "is empty")
        return found

    def whole(self, name: str, default: int) -> int:
        text = self.text(name)
        try:
            return values.whole(text) if text else default
        except ValueError as wrong:
            raise BadValue(name, str(wrong)) from None

    def yes(self, name: str) -> bool:
        try:
            return values.yes(self.text(name))
        except ValueError as wrong:
            raise BadValue(name, str(wrong)) from None


def customer(row: Row, *, guest: str = "") -> CustomerIn:
    """Who a row is about; `guest` stands for somebody of whom the shop knows nothing."""
    number = row.text("customer_number", 100)
    email, phone = row.text("email", 254), row.text("phone", 50)
    if guest and not (number or email or phone):
        number = guest
    return CustomerIn(name=row.text("name", 200), email=email, phone=phone, customer_number=number)


def addresses(row: Row) -> tuple[Address, ...]:
    """Every address that the row names, the surest first."""
    name = row.text("name", 200) or " ".join(filter(None, (row.text("first_name", 100), row.text("last_name", 100))))
    found = [Address(kind, row.text(field_name), name) for kind, field_name in KINDS if row.text(field_name)]
    handle = row.text("handle")
    return (*found, *((Address(IdentityKind.HANDLE, handle, name),) if handle else ()))


def instant_of_day(row: Row, name: str, mapping: Mapping) -> datetime | None:
    """An instant; where the mapping says that it means a whole day, the end of that day."""
    found = row.instant(name, mapping.times)
    return values.end_of_day(found, mapping.times.zone) if found and name in mapping.whole_days else found
