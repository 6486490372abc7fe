"""Shapes of coupons: pools as they are opened and stand, codes, and what happens at the till."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.values import Amount, Email, Instant, Told, Whole, YesNo, amount, full_line, line
from makegood.coupons.rules import zones
from makegood.coupons.types import (
    AfterRefund,
    Basket,
    Booking,
    Claim,
    Pool,
    Reservation,
    Settlement,
    Sponsor,
    Standing,
    Terms,
)
from makegood.kernel.money import Money

Minor = Annotated[Whole, Field(ge=0, le=10**15)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["USD"])]
_AFTER = {"given_back": AfterRefund.GIVEN_BACK, "used_up": AfterRefund.USED_UP}


class SponsorIn(Told):
    name: Annotated[str, full_line(120)]
    share_bps: Annotated[Whole, Field(ge=1, le=10_000)] = Field(10_000, description="What they pay of it, in basis points.")
    address: str = Field("", max_length=500, description="Where the bill goes.")


class CouponOccasionIn(Told):
    """Why it was opened: an incident, by its number or its id."""

    kind: Literal["incident"]
    number: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None
    id: UUID | None = None


class CouponPoolIn(Told):
    """Either `worth_minor`, or `percent_bps` with `most_minor`."""

    name: Annotated[str, full_line(80)]
    currency: Currency
    worth_minor: Minor | None = None
    percent_bps: Annotated[Whole, Field(ge=1, le=10_000)] | None = Field(None, description="In basis points: 1,000 is 10 %.")
    most_minor: Minor | None = Field(None, description="The most that a percentage takes off.")
    minimum_order_minor: Minor | None = None
    on_sale_prices: YesNo = Field(True, description="Also on things whose price is reduced already.")
    valid_until: Instant = Field(description="The first instant at which it is over.")
    zone: Annotated[str, full_line(60)] = Field(description="How the end is said: Europe/London, or UTC-6.")
    until_words: Annotated[str, line(120)] = Field("", description="The end in printed words, where you chose them.")
    one_per_person: YesNo = True
    cap_uses: Annotated[Whole, Field(ge=1, le=2_000_000_000)] | None = None
    cap_minor: Minor | None = Field(None, description="The most that all of them together take off.")
    one_code: Annotated[str, line(40)] | None = Field(
        None, description="Everybody types the same; left out, each claim has its own."
    )
    after_refund: Literal["given_back", "used_up"] = "given_back"
    hold_minutes: Annotated[Whole, Field(ge=1, le=1440)] = Field(15, description="How long a reservation holds.")
    sponsor: SponsorIn | None = None
    occasion: CouponOccasionIn | None = Field(None, description="It then stands on the incident's page and in its report.")

    def terms(self) -> Terms:
        """As values."""

        def money(minor: int | None) -> Money | None:
            return None if minor is None else Money(minor, self.currency)

        return Terms(
            worth=money(self.worth_minor),
            percent_bps=self.percent_bps,
            most=money(self.most_minor),
            minimum_order=money(self.minimum_order_minor),
            on_sale_prices=self.on_sale_prices,
            valid_until=self.valid_until,
            zone=self.zone,
            until_words=self.until_words,
            one_per_person=self.one_per_person,
            cap_uses=self.cap_uses,
            cap_money=money(self.cap_minor),
            one_code=self.one_code,
            after_refund=_AFTER[self.after_refund],
            hold_minutes=self.hold_minutes,
        )

    def sponsored(self) -> Sponsor | None:
        """As values."""
        return Sponsor(self.sponsor.name, self.sponsor.share_bps, self.sponsor.address) if self.sponsor else None


class PoolEndIn(Told):
    """Only later: what people were told is not taken back."""

    valid_until: Instant
    zone: Annotated[str, full_line(60)]
    until_words: Annotated[str, line(120)] = ""


class PoolClosingIn(Told):
    """Nothing."""


class CouponClaimIn(Told):
    """Somebody known by their id, or whoever has this e-mail address: one of both."""

    pool_id: UUID
    identity_id: UUID | None = None
    email: Email = Field(default_factory=str)


class BasketIn(Told):
    amount_minor: Minor
    currency: Currency
    on_sale_minor: Minor | None = Field(None, description="The part of it whose prices are reduced.")

    def basket(self) -> Basket:
        """As values."""
        on_sale = None if self.on_sale_minor is None else Money(self.on_sale_minor, self.currency)
        return Basket(Money(self.amount_minor, self.currency), on_sale)


class ReservationIn(Told):
    """Send an Idempotency-Key: a repeat is then the same reservation, for ever."""

    code: Annotated[str, full_line(80)]
    email: Email = Field(description="The address given at checkout: a guest is a person by it.")
    basket: BasketIn
    client: Annotated[str, line(200)] = Field(
        "", description="What you know of the browser (its network address): guesses are counted by it."
    )


class ConfirmationIn(Told):
    order_reference: Annotated[str, full_line(100)]


class CouponRefundIn(Told):
    order_reference: Annotated[str, full_line(100)]
    refunded_minor: Minor = Field(description="All that was paid back of this order until now.")
    currency: Currency


class SponsorOut(Schema):
    name: str
    share_bps: int


class CouponOccasionOut(Schema):
    kind: str
    id: UUID


class PoolCountsOut(Schema):
    """`left` null where nothing limits them. What counts is used."""

    claimed: int
    reserved: int
    used: int
    left: int | None
    money: Amount
    sponsor_pays: Amount
    brand_pays: Amount


class CouponPoolOut(Schema):
    id: UUID
    name: str
    slug: str
    state: str
    worth: Amount | None
    percent_bps: int | None
    most: Amount | None
    minimum_order: Amount | None
    on_sale_prices: bool
    valid_until: datetime
    zone: str
    until_words: str
    one_per_person: bool
    cap_uses: int | None
    cap: Amount | None
    one_code: str | None
    after_refund: str
    hold_minutes: int
    sponsor: SponsorOut | None
    occasion: CouponOccasionOut | None
    opened_at: datetime
    sold_out_at: datetime | None
    counts: PoolCountsOut


class CouponClaimOut(Schema):
    """`is_new` false where they had it already."""

    id: UUID
    pool_id: UUID
    code: str
    valid_until: datetime
    is_new: bool


class ReservationOut(Schema):
    id: UUID
    pool_id: UUID
    state: str
    worth: Amount = Field(description="What to take off.")
    until: datetime
    order_reference: str


class CouponRefundOut(Schema):
    """`used_a_coupon` false: this order is none of ours. `given_back` is what went back with this word."""

    used_a_coupon: bool
    given_back: Amount


class BookingOut(Schema):
    """Amounts below zero came back."""

    at: datetime
    what: str
    order_reference: str
    coupon: int
    amount: Amount
    sponsor_pays: Amount
    brand_pays: Amount


class SettlementOut(Schema):
    """The sums are those of the bookings, to the penny."""

    pool_id: UUID
    final: bool
    used: int
    amount: Amount
    sponsor_pays: Amount
    brand_pays: Amount
    bookings: list[BookingOut]


def pool(one: Standing) -> CouponPoolOut:
    found, terms, counts = one.pool, one.pool.terms, one.counts
    return CouponPoolOut(
        id=found.id,
        name=found.name,
        slug=found.slug,
        state=found.state,
        worth=_or_none(terms.worth),
        percent_bps=terms.percent_bps,
        most=_or_none(terms.most),
        minimum_order=_or_none(terms.minimum_order),
        on_sale_prices=terms.on_sale_prices,
        valid_until=terms.valid_until,
        zone=terms.zone,
        until_words=zones.end_in_words(terms),
        one_per_person=terms.one_per_person,
        cap_uses=terms.cap_uses,
        cap=_or_none(terms.cap_money),
        one_code=terms.one_code,
        after_refund=terms.after_refund.replace(" ", "_"),
        hold_minutes=terms.hold_minutes,
        sponsor=SponsorOut(name=found.sponsor.name, share_bps=found.sponsor.share_bps) if found.sponsor else None,
        occasion=CouponOccasionOut(kind=found.occasion.kind, id=found.occasion.id) if found.occasion else None,
        opened_at=found.opened_at,
        sold_out_at=found.sold_out_at,
        counts=PoolCountsOut(
            claimed=counts.claimed,
            reserved=counts.reserved,
            used=counts.used,
            left=counts.left,
            money=amount(counts.money),
            sponsor_pays=amount(counts.sponsor),
            brand_pays=amount(counts.brand),
        ),
    )


def claim(one: Claim, found: Pool) -> CouponClaimOut:
    until = found.terms.valid_until
    return CouponClaimOut(id=one.id, pool_id=one.pool_id, code=one.code, valid_until=until, is_new=one.is_new)


def reservation(one: Reservation) -> ReservationOut:
    return ReservationOut(
        id=one.id,
        pool_id=one.pool_id,
        state=one.state.replace(" ", "_"),
        worth=amount(one.worth),
        until=one.until,
        order_reference=one.order_reference,
    )


def settlement(one: Settlement) -> SettlementOut:
    return SettlementOut(
        pool_id=one.pool.id,
        final=one.final,
        used=one.used,
        amount=amount(one.amount),
        sponsor_pays=amount(one.sponsor),
        brand_pays=amount(one.brand),
        bookings=[_booking(row) for row in one.rows],
    )


def _booking(row: Booking) -> BookingOut:
    return BookingOut(
        at=row.at,
        what=row.what.replace(" ", "_"),
        order_reference=row.order_reference,
        coupon=row.number,
        amount=amount(row.amount),
        sponsor_pays=amount(row.sponsor),
        brand_pays=amount(row.brand),
    )


def _or_none(money: Money | None) -> Amount | None:
    return amount(money) if money else None
