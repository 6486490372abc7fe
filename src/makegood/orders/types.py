"""Orders, parcels and the shop seam: what was bought, sent and returned, and how a fix leaves the house."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol, runtime_checkable
from uuid import UUID

from makegood.kernel.money import Money

OrderId = NewType("OrderId", UUID)
ParcelId = NewType("ParcelId", UUID)
ReturnId = NewType("ReturnId", UUID)


class LineKind(StrEnum):
    """What a line of an order is. Only goods can be late, lost or faulty; a discount is taken off, the others are added."""

    GOODS = "goods"
    POSTAGE = "postage"
    FEE = "fee"
    VOUCHER = "voucher"
    MANUAL = "manual"  # written by hand: what it was, the shop does not say
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class LineIn:
    """Amounts have no sign: a discount's kind says that it is taken off."""

    sku: str
    title: str
    quantity: int
    unit_price: Money
    kind: LineKind = LineKind.GOODS


@dataclass(frozen=True, slots=True)
class CustomerIn:
    """Who ordered, as the shop knows them; at least one of the addresses. `name` may be ''."""

    name: str = ""
    email: str = ""
    phone: str = ""
    customer_number: str = ""


@dataclass(frozen=True, slots=True)
class OrderIn:
    """One order as the shop tells it. `number` is the natural key within the brand; a later telling of the same number updates it.

    `reason` is 'sale' or 'replacement'; a replacement names the order that it replaces and the key of the command that caused it.
    """

    number: str
    placed_at: datetime
    customer: CustomerIn
    lines: tuple[LineIn, ...]
    service: str = ""  # "24-hour courier, one-hour slot"
    promised_from: datetime | None = None
    promised_until: datetime | None = None
    reason: str = "sale"
    replaces: str = ""
    command_key: str = ""
    told_at: datetime | None = None  # when the shop said so: an older telling never overwrites a newer one
    lane: str = ""  # the road it goes, in the shop's words ("GB-LND>GB-EDI"): orders of one lane are compared with each other
    cancelled_at: datetime | None = None
    told_by: str = ""  # who had told them of us: a code or words; a flow hears of it, it is not kept with the order


class ReturnKind(StrEnum):
    RETURN = "return"  # came back
    CANCELLATION = "cancellation"  # never left
    PAID_BACK = "paid_back"  # money went back; of goods that came back or never left, nobody said anything


@dataclass(frozen=True, slots=True)
class ReturnIn:
    """What came back, was cancelled or was paid back. `number` is the natural key within the brand; `order_number` is '' where the shop does not say
    which order it was. `refund` is what was paid back."""

    number: str
    at: datetime
    kind: ReturnKind
    customer: CustomerIn
    lines: tuple[LineIn, ...]
    refund: Money
    order_number: str = ""


class ParcelState(StrEnum):
    CREATED = "created"
    ACCEPTED = "accepted"
    MOVING = "moving"
    CUSTOMS = "customs"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNING = "returning"
    CANCELLED = "cancelled"


class ExceptionKind(StrEnum):
    """What is wrong with a parcel of which the carrier tells an exception."""

    LOST = "lost"
    DAMAGED = "damaged"
    REFUSED = "refused"
    ADDRESS = "address"
    DELAYED = "delayed"
    HELD = "held"
    NO_STOCK = "no_stock"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ParcelEventIn:
    """One carrier event. Natural key: order number, tracking, raw code, instant. Events may come doubled and out of order;
    the parcel's state is that of the latest instant. Without an order number (a carrier knows none) the tracking number finds the parcel;
    `kind` is one of ExceptionKind, or ''."""

    order_number: str
    tracking: str
    carrier: str
    state: ParcelState
    raw_code: str
    at: datetime
    courier: str = ""  # the name of who brought it, where the carrier says so
    note: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    sku: str
    title: str
    quantity: int
    unit_price: Money
    kind: LineKind = LineKind.GOODS


@dataclass(frozen=True, slots=True)
class ParcelMove:
    state: ParcelState
    at: datetime
    courier: str = ""
    note: str = ""
    kind: str = ""  # of an exception


@dataclass(frozen=True, slots=True)
class Parcel:
    id: ParcelId
    tracking: str
    carrier: str
    state: ParcelState
    moves: tuple[ParcelMove, ...]
    delivered_at: datetime | None
    courier: str


@dataclass(frozen=True, slots=True)
class Order:
    id: OrderId
    number: str
    identity_id: UUID
    placed_at: datetime
    lines: tuple[Line, ...]
    total: Money
    service: str
    reason: str
    replaces: str
    command_key: str
    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """An order's way as far as somebody's fault is concerned: what was promised, when a carrier first had a parcel of it, the first word of
    an exception or of its way back, and when the last of it came."""

    promised_until: datetime | None
    left_us_at: datetime | None
    trouble_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Carried:
    """A parcel as far as a promise is concerned; `kind` is that of its latest event, an exception."""

    state: ParcelState
    since: datetime
    delivered_at: datetime | None
    carrier: str
    handed_at: datetime | None  # when the carrier had it first
    kind: str


@dataclass(frozen=True, slots=True)
class Promised:
    """An order with a promised time, as the shop told it last, and where its parcels are. `told_live` False where it only came with history."""

    id: OrderId
    number: str
    identity_id: UUID
    placed_at: datetime
    promised_from: datetime | None
    promised_until: datetime
    service: str
    reason: str
    lane: str
    cancelled_at: datetime | None
    titles: str
    parcels: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an order besides, for counting: nobody's name. '' where it is not known."""

    id: UUID
    number: str
    product: str
    carrier: str
    lane: str


@dataclass(frozen=True, slots=True)
class Way:
    """How one order with a promised time went, for learning: no number and nobody's name. `delivered_at` where all of it came, `ended_at`
    where it ended otherwise (sent back, called off)."""

    placed_at: datetime
    promised_from: datetime | None
    promised_until: datetime
    handed_at: datetime | None
    delivered_at: datetime | None
    ended_at: datetime | None
    carrier: str
    lane: str


@dataclass(frozen=True, slots=True)
class Return:
    """What came back or was cancelled, as it was kept. `order_number` is '' where nobody said which order it was."""

    id: ReturnId
    number: str
    identity_id: UUID
    order_number: str
    at: datetime
    kind: ReturnKind
    lines: tuple[Line, ...]
    refund: Money


@dataclass(frozen=True, slots=True)
class Placed:
    """Who placed an order when, and for how much."""

    number: str
    identity_id: UUID
    placed_at: datetime
    total: Money


@dataclass(frozen=True, slots=True)
class OrderOutline:
    """An order as a picture shows it: no lines, and of its parcels only when they were delivered."""

    number: str
    placed_at: datetime
    reason: str
    total: Money
    delivered: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnOutline:
    """A return or a cancellation as a picture shows it."""

    number: str
    kind: ReturnKind
    at: datetime
    refund: Money


@dataclass(frozen=True, slots=True)
class Sales:
    """How often somebody bought in one currency, since when, and for how much together."""

    orders: int
    first_at: datetime
    total: Money


@dataclass(frozen=True, slots=True)
class RecentLine:
    """One line of an order as somebody may speak of it: "the torch". `delivered_at` is None while its parcel is on the way."""

    order_id: OrderId
    order_number: str
    identity_id: UUID
    placed_at: datetime
    service: str
    reason: str
    line: Line
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShopConnection:
    """Where the brand's shop takes commands, and which kind of shop it is (`orders.registry`). `secrets` sign them or let us in (the first one
    counts, the others are on their way out): never shown, never logged. `courier_address` is the e-mail address for thanks to couriers, or ''.
    `settings` are those of its kind."""

    url: str
    secrets: tuple[str, ...] = field(repr=False)
    courier_address: str = ""
    kind: str = "signed_http"
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShopLook:
    """How far a shop that tells nobody by itself was looked into, and when that last found something new. `trouble` says why the last look
    failed, or what of it could not be kept, or ''."""

    kind: str
    cursor: str
    looked_at: datetime | None
    news_at: datetime | None
    trouble: str


# The shop seam: how a fix really leaves the house ------------------------------------------------------------------


class CommandKind(StrEnum):
    REFUND = "refund"
    REPLACE = "replace"
    CREDIT = "credit"
    CODE = "code"
    WAIVE_SHIPPING = "waive_shipping"


@dataclass(frozen=True, slots=True)
class ShopCommand:
    """What the shop is asked to do. `key` makes it idempotent: the shop does a key once and answers a repeat alike."""

    key: str
    kind: CommandKind
    order_number: str
    amount: Money | None = None  # refund, credit, code
    items: tuple[tuple[str, int], ...] = ()  # replace: (sku, quantity) of the order
    extras: tuple[tuple[str, int], ...] = ()  # replace: put into the same parcel from stock
    service: str = ""  # replace: the service level
    return_wanted: bool = False
    note: str = ""  # a card in the parcel
    needs: tuple[str, ...] = ()  # replace: what whoever packs it should know; no part of what makes a command the same


@dataclass(frozen=True, slots=True)
class Quote:
    """A dry run's answer: would the shop do it, and what does it cost the brand."""

    possible: bool
    cost: Money
    words: str  # "In stock; ships today" or why not
    currency_warning: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that the shop did it. `reference` is the shop's own number."""

    key: str
    reference: str
    done_at: datetime
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What a look into a shop found, and where the next one begins. `more` where the next look is worth having at once."""

    orders: tuple[OrderIn, ...]
    events: tuple[ParcelEventIn, ...]
    returns: tuple[ReturnIn, ...]
    cursor: str
    more: bool = False


class Shop(Protocol):
    """One shop implementation. Called outside any transaction. Raises Trouble (passing or lasting) or Refusal (the shop said no).

    What is not among its `abilities` it refuses, and says so in a dry run."""

    @property
    def abilities(self) -> frozenset[CommandKind]: ...

    def dry_run(self, command: ShopCommand) -> Quote: ...

    def carry_out(self, command: ShopCommand) -> Receipt: ...

    def greet(self) -> str:
        """Speaks with the shop without changing anything, and says in a sentence what it learned. Raises Trouble where it cannot."""
        ...


@runtime_checkable
class IsLookedInto(Protocol):
    """A shop that tells nobody by itself: it is looked into, from a cursor that it wrote ('' the first time)."""

    def look(self, *, cursor: str, at: datetime) -> Told: ...
