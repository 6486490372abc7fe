"""Shapes of what machines tell: that something is wrong, and what happens at the checkout."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, model_validator

from makegood.api.v1.shapes.people import AddressIn
from makegood.api.v1.shapes.values import Instant, Told, Whole, full_line, line
from makegood.flows.checkout_heard import Happened
from makegood.signals.types import CheckoutIn, CheckoutKind, Signal, SignalKind, SignalState, Word

MOST_SIGNALS, MOST_EVENTS = 200, 1_000


class SignalIn(Told):
    """Something began, or ended. `id` names what is watched, the same on both; words may come twice and in any order."""

    id: Annotated[str, full_line(200)] = Field(examples=["checkout"])
    state: Literal["began", "ended"]
    at: Instant
    title: Annotated[str, line(200)] = Field("", examples=["The checkout does not answer"])
    kind: SignalKind = SignalKind.OUTAGE
    source: Annotated[str, full_line(200)] = Field("Monitoring", description="Who says so.")


class SignalsIn(Told):
    signals: Annotated[list[SignalIn], Field(min_length=1, max_length=MOST_SIGNALS)]


class SignalsTaken(Schema):
    """How many were told, and how many signals are new or changed because of them."""

    taken: int
    changed: int


class SignalOut(Schema):
    """A stretch in which something was wrong; `until_at` is null while it lasts. `incident_id`: where it belongs."""

    id: UUID
    kind: SignalKind
    source: str
    watched: str = Field(description="What is watched, as it was told (`id`).")
    title: str
    from_at: datetime
    until_at: datetime | None
    heard_at: datetime
    state: SignalState
    incident_id: UUID | None


class CheckoutEventIn(Told):
    """One thing at the checkout. Without `who` it is only counted, until the same `session` says whose it is."""

    id: Annotated[str, full_line(200)] = Field(description="Your name for it: told again, it changes nothing.")
    session: Annotated[str, full_line(200)] = Field(description="The visit, by your own name for it.")
    kind: CheckoutKind
    at: Instant
    who: AddressIn | None = Field(None, description="The address that was typed there, also a guest's.")
    amount_minor: Annotated[Whole, Field(ge=0, le=10**12)] | None = Field(None, description="The basket's worth.")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["GBP"])] | None = None

    @model_validator(mode="after")
    def amount_and_currency(self) -> "CheckoutEventIn":
        if (self.amount_minor is None) != (self.currency is None):
            raise ValueError("must have amount_minor and currency together, or neither")
        return self


class CheckoutEventsIn(Told):
    events: Annotated[list[CheckoutEventIn], Field(min_length=1, max_length=MOST_EVENTS)]


class CheckoutEventsTaken(Schema):
    """How many were told, how many of them were new, and how many of those belong to somebody whose address is known."""

    taken: int
    new: int
    known: int


def word(one: SignalIn) -> Word:
    return Word(one.source, one.id, one.state == "began", one.at, one.title, one.kind)


def happened(one: CheckoutEventIn) -> Happened:
    told = CheckoutIn(one.id, one.session, one.kind, one.at, None, one.amount_minor, one.currency or "")
    return Happened(told, one.who.address() if one.who else None)


def signal(one: Signal) -> SignalOut:
    return SignalOut(
        id=one.id,
        kind=one.kind,
        source=one.source,
        watched=one.reference,
        title=one.title,
        from_at=one.span.from_at,
        until_at=one.span.until_at,
        heard_at=one.heard_at,
        state=one.state,
        incident_id=one.attached_id,
    )
