"""The cast: each name means the same in every test. Values and builders only; importing it needs no database and no clock.

Brightside Lights sells bulbs in London and owes Tom Arden a torch. Pageturner Books is the other brand, whose rows
Brightside must never see. All names, addresses and telephone numbers are invented (numbers are from Ofcom's range for drama).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict
from uuid import UUID

from makegood.brands.types import BusinessHours, Opening, Role
from makegood.kernel.money import Money
from makegood.orders.types import CustomerIn, LineIn, OrderIn, ParcelEventIn, ParcelState
from makegood.people.types import Address, IdentityKind, Sighting

# When ----------------------------------------------------------------------------------------------------------------

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday; London is on winter time until 29 March


def later(*, minutes: int = 0, hours: int = 0, days: int = 0) -> datetime:
    """So much after AT (negative: before)."""
    return AT + timedelta(minutes=minutes, hours=hours, days=days)


# Brands --------------------------------------------------------------------------------------------------------------


class Founding(TypedDict):
    """What `brands.actions.found` asks for, less `at`."""

    slug: str
    name: str
    zone: str
    currency: str
    language: str
    openings: tuple[Opening, ...]
    holidays_country: str
    first_reply_minutes: int
    resolution_minutes: int


WEEKDAYS_9_TO_5 = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5))

BRIGHTSIDE: Founding = {
    "slug": "brightside",
    "name": "Brightside Lights",
    "zone": "Europe/London",
    "currency": "GBP",
    "language": "en",
    "openings": WEEKDAYS_9_TO_5,
    "holidays_country": "GB-ENG",
    "first_reply_minutes": 60,
    "resolution_minutes": 480,  # one working day
}
PAGETURNER: Founding = {
    "slug": "pageturner",
    "name": "Pageturner Books",
    "zone": "Europe/London",
    "currency": "GBP",
    "language": "en",
    "openings": WEEKDAYS_9_TO_5,
    "holidays_country": "GB-ENG",
    "first_reply_minutes": 120,
    "resolution_minutes": 960,
}


def london_hours(*holidays: date) -> BusinessHours:
    """Monday to Friday, 9 to 5, in London."""
    return BusinessHours(zone="Europe/London", openings=WEEKDAYS_9_TO_5, holidays=frozenset(holidays))


# The team: keyword arguments of `brands.actions.add_member`, less `by` and `at` ------------------------------------------


class Joining(TypedDict):
    user_id: int
    name: str
    email: str
    role: Role


PRIYA: Joining = {"user_id": 1, "name": "Priya Raman", "email": "priya@brightside.example", "role": Role.OWNER}
MARA: Joining = {"user_id": 2, "name": "Mara Lindqvist", "email": "mara@brightside.example", "role": Role.LEAD}
JOE: Joining = {"user_id": 3, "name": "Joe Okafor", "email": "joe@brightside.example", "role": Role.AGENT}
NOBODY = UUID("00000000-0000-7000-8000-000000000000")  # an id that no row has

# The man, and who is not him --------------------------------------------------------------------------------------------

TOM_NAME = "Tom Arden"
TOM_EMAIL = "tom.arden@example.org"
TOM_PHONE = "+447700900123"
TOM_NUMBER = "C-2041"
TOM_HANDLE = "bluesky:tomarden.example"  # nobody here has seen it before he posts
LOOKALIKE_HANDLE = "bluesky:tornarden.example"  # r and n, not m: somebody else
ANA_NAME, ANA_EMAIL = "Ana Duarte", "ana.duarte@example.net"  # another customer, with nothing to do with Tom
HELP_EMAIL = "help@brightside.example"  # the mailbox of Brightside

TOM_BY_EMAIL = Address(IdentityKind.EMAIL, TOM_EMAIL, TOM_NAME)
TOM_BY_PHONE = Address(IdentityKind.PHONE, TOM_PHONE, TOM_NAME)
TOM_BY_NUMBER = Address(IdentityKind.CUSTOMER_NUMBER, TOM_NUMBER, TOM_NAME)
TOM_BY_HANDLE = Address(IdentityKind.HANDLE, TOM_HANDLE, "tom arden")
LOOKALIKE = Address(IdentityKind.HANDLE, LOOKALIKE_HANDLE, "Tom Arden")
ANA_BY_EMAIL = Address(IdentityKind.EMAIL, ANA_EMAIL, ANA_NAME)


def seen(*addresses: Address, strong: bool = False, source: str = "mail") -> Sighting:
    """Somebody was seen at these addresses."""
    return Sighting(addresses=addresses, strong=strong, source=source)


# Goods and orders -------------------------------------------------------------------------------------------------------

TORCH_SKU, DIMMER_SKU, BULB_SKU, SWEETS_SKU, SWEETS_CODE = "TORCH-01", "DIM-04", "LED-60", "SWEETS-S", "sweets-small"
TORCH_PRICE, DIMMER_PRICE, BULB_PRICE = Money(199, "GBP"), Money(2450, "GBP"), Money(320, "GBP")
SERVICE = "24-hour courier, one-hour slot"
TOM_AS_CUSTOMER = CustomerIn(name=TOM_NAME, email=TOM_EMAIL, phone=TOM_PHONE, customer_number=TOM_NUMBER)
TORCH_ORDER_NUMBER = "1007"
COURIER, CARRIER, TRACKING = "Sam Petrov", "Swiftline", "SW-88120"


def torch(quantity: int = 1) -> LineIn:
    return LineIn(sku=TORCH_SKU, title="Pocket torch", quantity=quantity, unit_price=TORCH_PRICE)


def dimmers(quantity: int = 2) -> LineIn:
    return LineIn(sku=DIMMER_SKU, title="Dimmer switch", quantity=quantity, unit_price=DIMMER_PRICE)


def bulbs(quantity: int = 6) -> LineIn:
    return LineIn(sku=BULB_SKU, title="LED bulb, 60 W", quantity=quantity, unit_price=BULB_PRICE)


def torch_order() -> OrderIn:
    """Order 1007: two dimmer switches and the torch, £50.99, due in the slot of 9 to 10 on the morning of AT."""
    return OrderIn(
        number=TORCH_ORDER_NUMBER,
        placed_at=later(days=-1),
        customer=TOM_AS_CUSTOMER,
        lines=(dimmers(2), torch(1)),
        service=SERVICE,
        promised_from=later(hours=-1),
        promised_until=AT,
    )


def bulb_orders() -> tuple[OrderIn, ...]:
    """Orders 1001 to 1004: the bulbs of his renovation, £19.20 each, 120 to 30 days before AT. Nothing went wrong with them."""
    return tuple(
        OrderIn(
            number=str(1001 + i), placed_at=later(days=30 * i - 120), customer=TOM_AS_CUSTOMER, lines=(bulbs(6),), service=SERVICE
        )
        for i in range(4)
    )


def delivered(order_number: str = TORCH_ORDER_NUMBER, *, at: datetime = AT, tracking: str = TRACKING) -> ParcelEventIn:
    """Sam Petrov of Swiftline handed the parcel over."""
    return ParcelEventIn(
        order_number=order_number,
        tracking=tracking,
        carrier=CARRIER,
        state=ParcelState.DELIVERED,
        raw_code="D1",
        at=at,
        courier=COURIER,
    )


# What they write --------------------------------------------------------------------------------------------------------

TOM_SUBJECT = "Torch doesn't work"
TOM_WORDS = (
    "Hello,\n\nthe little torch in order 1007 arrived this morning and it doesn't switch on, with new batteries either. "
    "The dimmers are fine. I nearly threw it away, but thought I'd let you know.\n\nTom"
)
TOM_PRAISE = (
    "My £1.99 torch from Brightside Lights was faulty. A new one came the next day, in its one-hour slot, "
    "with a little bag of sweets. That is how you do it."
)
