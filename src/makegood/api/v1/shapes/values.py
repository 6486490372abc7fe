"""The values of which requests and answers are made: strict, so that a misspelt or converted value is found the first time."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from ninja import Path, Query, Schema
from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema

from makegood.api.v1 import cursors
from makegood.kernel.money import Money

_T = TypeVar("_T")
LINE = r"^[^\x00-\x1f\x7f]*$"
FULL_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
NAME = (  # what people.rules.addresses takes for a name: a visible letter, and no address
    r"^[^\x00-\x1f\x7f@]*[^\x00-\x20\x7f-\xa0\s@\x22\x27\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
    r"[^\x00-\x1f\x7f@]*$"
)
CODE = r"^[a-z][a-z0-9_]{0,39}$"
_INSTANT = re.compile(r"(19[7-9]\d|2[01]\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Told(Schema):
    """What a request holds: a field that is not listed is refused."""

    model_config = ConfigDict(extra="forbid")


def line(longest: int) -> Any:
    """Text on one line, perhaps empty."""
    return Field(max_length=longest, pattern=LINE)


def full_line(longest: int) -> Any:
    """Text on one line that says something."""
    return Field(min_length=1, max_length=longest, pattern=FULL_LINE)


def lines(longest: int) -> Any:
    """Text that says something, with line breaks."""
    return Field(min_length=1, max_length=longest, pattern=LINES)


def _instant(value: object) -> datetime:
    try:
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("must be an instant with its zone, like 2026-03-02T10:00:00Z, of the years 1970 to 2199")


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T10:00:00Z"]}),
]


def _whole(value: object) -> object:
    """1.0 is a whole number in JSON, as the description's own language says (JSON Schema, 6.1.1)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[StrictInt, BeforeValidator(_whole)]
YesNo = StrictBool
Email = Annotated[str, Field(min_length=3, max_length=254, json_schema_extra={"format": "email"})]
Phone = Annotated[str, Field(min_length=3, max_length=50, json_schema_extra={"format": "phone", "examples": ["+447700900123"]})]
Handle = Annotated[
    str, Field(min_length=3, max_length=300, json_schema_extra={"format": "handle", "examples": ["bluesky:tom.example"]})
]
CustomerNumber = Annotated[str, Field(min_length=1, max_length=100, json_schema_extra={"format": "customer-number"})]
MemberAddress = Annotated[
    str,
    Field(
        min_length=3,
        max_length=254,
        pattern=LINE,
        description="The e-mail address of the member of the team in whose name this is done; their role must allow it.",
        json_schema_extra={"format": "member"},
    ),
]

CaseNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="The case's number, as people say it.")]
Limit = Annotated[int, Query(ge=1, le=cursors.MOST, description="How many at most.")]
_CursorText = Annotated[str, Field(max_length=300, pattern=r"^[A-Za-z0-9_-]*$", json_schema_extra={"format": "cursor"})]
Cursor = Annotated[_CursorText | None, Query(description="Where to go on: `next_cursor` of the page before.")]
Since = Annotated[
    Instant | None, Query(description="Only what Makegood learned of at this instant or later (not when it happened).")
]
OfPerson = Annotated[UUID | None, Query(description="Only what belongs to this person.")]


class Page(Schema, Generic[_T]):
    """One page of a list. Go on with `next_cursor` while there is one."""

    data: list[_T]
    next_cursor: str | None = Field(description="The cursor of the next page; null at the end.")


class Amount(Schema):
    """Money: whole minor units (pence, cents) of a currency (ISO 4217)."""

    minor: int
    currency: str


def amount(money: Money) -> Amount:
    return Amount(minor=money.minor, currency=money.currency)
