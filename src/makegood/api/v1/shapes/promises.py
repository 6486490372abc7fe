"""Shapes of promises."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.promises.rules import reasons
from makegood.promises.types import Promise, PromiseKind, PromiseState, Source


class PromiseOut(Schema):
    id: UUID
    identity_id: UUID
    kind: PromiseKind
    source: Source = Field(description="Where it was made: with an order, in a message, by a member, in a statement.")
    what: str
    touchpoint: str
    made_at: datetime
    due_from: datetime | None
    due_at: datetime = Field(description="The first instant at which it is broken.")
    due_on: date | None = Field(description="The local day, where a whole day was promised.")
    zone: str
    state: PromiseState
    state_at: datetime
    chance: float | None = Field(
        description="From 0 to 1: that it will not hold, at the last look; null where too little is known."
    )
    because: str = Field(description="Why, in words; empty where it is not at risk.")
    order_id: UUID | None
    told_at: datetime | None = Field(description="When we first wrote to them about it.")
    complained_at: datetime | None


def promise(one: Promise) -> PromiseOut:
    risky = one.state is PromiseState.AT_RISK and one.reason is not None
    return PromiseOut(
        id=one.id,
        identity_id=one.identity_id,
        kind=one.kind,
        source=one.source,
        what=one.what,
        touchpoint=one.touchpoint,
        made_at=one.made_at,
        due_from=one.due.since,
        due_at=one.due.at,
        due_on=one.due.on,
        zone=one.due.zone,
        state=one.state,
        state_at=one.state_at,
        chance=one.chance,
        because=reasons.sentence(one.reason) if risky and one.reason else "",
        order_id=one.order_id,
        told_at=one.told_at,
        complained_at=one.complained_at,
    )
