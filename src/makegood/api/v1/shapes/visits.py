"""Shapes of visits: who and what can be booked, free times, and a visit from booked to done."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.coupons import Currency
from makegood.api.v1.shapes.values import Amount, Instant, Told, Whole, amount, full_line, line
from makegood.kernel.money import Money
from makegood.people.types import IdentityKind, Person
from makegood.visits.types import Resource, ResourceKind, Slot, Spared, Visit, VisitIn, VisitKind, VisitState, Where

_WEEK = 7 * 24 * 60


class ResourceOut(Schema):
    """Somebody who drives there, or a place that people come to. `minutes` is how long a visit takes, `between` what lies between two."""

    id: UUID
    kind: ResourceKind
    name: str
    minutes: int
    between: int
    place: str


class ResourcesOut(Schema):
    data: list[ResourceOut]


class SlotOut(Schema):
    """A free time."""

    resource_id: UUID
    from_at: datetime
    until_at: datetime


class SlotsOut(Schema):
    data: list[SlotOut]


class VisitBookedIn(Told):
    """A visit as it is booked. `reference` is your own name for it: booked again under it, it is the same visit."""

    reference: Annotated[str, full_line(100)]
    person_id: UUID
    resource_id: UUID
    from_at: Instant
    about: Annotated[str, full_line(200)] = Field(examples=["The radiator"])
    where: Where = Where.OURS
    address: Annotated[str, line(300)] = Field("", description="Where it is, in words; needed where it is theirs.")
    wanted: Annotated[str, line(300)] = Field("", description="When they can, as they said it.")


class VisitMovedIn(Told):
    """Another time, and somebody else where that is told."""

    from_at: Instant
    resource_id: UUID | None = None


class VisitCancelledIn(Told):
    """Why, in a few words that they may read."""

    because: Annotated[str, line(200)] = ""


class SparedMoney(Told):
    """What it would have cost them."""

    amount_minor: Annotated[Whole, Field(ge=0, le=2**31 - 1)]
    currency: Currency


class SparedIn(Told):
    """What a visit spared them: in words, and where it can be said in minutes and money."""

    words: Annotated[str, full_line(200)] = Field(examples=["A second tow"])
    minutes: Annotated[Whole, Field(ge=0, le=_WEEK)] = 0
    money: SparedMoney | None = None


class VisitDoneIn(Told):
    """When it took place; the odometer, where there is one; and what it spared them."""

    at: Instant
    km: Annotated[Whole, Field(ge=0, le=2_000_000)] | None = None
    spared: SparedIn | None = None


class SparedOut(Schema):
    """What it spared them."""

    words: str
    minutes: int
    money: Amount | None


class VisitOut(Schema):
    """A visit as it stands. `sequence` grows with each change of which their calendar hears."""

    id: UUID
    identity_id: UUID
    resource_id: UUID
    kind: VisitKind
    state: VisitState
    from_at: datetime
    until_at: datetime
    about: str
    where: Where
    address: str
    wanted: str
    sequence: int
    booked_at: datetime
    ended_at: datetime | None
    because: str
    km: int | None
    spared: SparedOut | None


def resource(one: Resource) -> ResourceOut:
    told = one.told
    return ResourceOut(id=one.id, kind=told.kind, name=told.name, minutes=told.minutes, between=told.between, place=told.place)


def slot(one: Slot) -> SlotOut:
    return SlotOut(resource_id=one.resource_id, from_at=one.from_at, until_at=one.until_at)


def visit_of(told: VisitBookedIn, person: Person, machine_id: UUID) -> VisitIn:
    """For the address of theirs that an invitation can reach, where there is one."""
    whose = min(person.identities, key=lambda one: (one.kind is not IdentityKind.EMAIL, not one.verified, one.id))
    return VisitIn(
        key=f"api {machine_id} {told.reference}",
        identity_id=whose.id,
        resource_id=told.resource_id,
        from_at=told.from_at,
        about=told.about,
        where=told.where,
        address=told.address,
        wanted=told.wanted,
    )


def spared_of(told: VisitDoneIn) -> Spared | None:
    if told.spared is None:
        return None
    worth = told.spared.money
    return Spared(told.spared.words.strip(), Money(worth.amount_minor, worth.currency) if worth else None, told.spared.minutes)


def visit(one: Visit) -> VisitOut:
    return VisitOut(
        id=one.id,
        identity_id=one.identity_id,
        resource_id=one.resource_id,
        kind=one.kind,
        state=one.state,
        from_at=one.from_at,
        until_at=one.until_at,
        about=one.about,
        where=one.where,
        address=one.address,
        wanted=one.wanted,
        sequence=one.sequence,
        booked_at=one.booked_at,
        ended_at=one.ended_at,
        because=one.because,
        km=one.km,
        spared=_spared(one.spared) if one.spared else None,
    )


def _spared(one: Spared) -> SparedOut:
    return SparedOut(words=one.words, minutes=one.minutes, money=amount(one.money) if one.money else None)
