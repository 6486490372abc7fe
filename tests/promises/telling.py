"""Orders and parcels that promise something, for the tests of promises."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.orders.actions import ordering, parcels
from makegood.orders.types import OrderIn, ParcelEventIn, ParcelState
from makegood.platform import jobs
from makegood.promises import queries as promises
from makegood.promises.types import Promise
from tests import cast

DUE = cast.later(days=3)


def order(number: str = "1007", **other: object) -> OrderIn:
    """Tom's torch, promised for three days after AT."""
    told = dataclasses.replace(cast.torch_order(), number=number, promised_from=None, promised_until=DUE)
    return dataclasses.replace(told, **other)  # type: ignore[arg-type]


def event(
    state: ParcelState, at: datetime, *, number: str = "1007", kind: str = "", tracking: str = cast.TRACKING
) -> ParcelEventIn:
    return ParcelEventIn(number, tracking, cast.CARRIER, state, state.upper(), at, kind=kind)


def take(*told: OrderIn, at: datetime = cast.AT) -> None:
    ordering.take_orders(orders=told, at=at)


def moves(*events: ParcelEventIn, at: datetime) -> None:
    parcels.take_parcel_events(events=events, at=at)


def work_off(brand_id: UUID, at: datetime) -> None:
    """Everything that is due, by another transaction's eyes: for committed brands."""
    jobs.do_all_due(brand_id, at=at)


def the_promises() -> Sequence[Promise]:
    return promises.page(before=None, state=None, identity_ids=None, since=None, limit=50)
