"""Coupons that the tests begin with: five pounds off orders of fifty or more, code `spring08`, until Monday's end."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from makegood.coupons.actions import pools, reserving
from makegood.coupons.types import Basket, PoolId, Reservation, Sponsor, Terms
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from tests import cast

UNTIL = cast.later(days=7)
HOST = Sponsor("Hearth Hosting", 10_000, "1 Server Lane, London")


def pounds(pence: int) -> Money:
    return Money(pence, "GBP")


FIVE = Terms(
    worth=pounds(500),
    minimum_order=pounds(5_000),
    valid_until=UNTIL,
    zone="Europe/London",
    cap_uses=5,
    one_code="spring08",
)
OWN_CODES = replace(FIVE, one_code=None)
TENTH = replace(FIVE, worth=None, percent_bps=1_000, most=pounds(2_000), minimum_order=None, cap_uses=None)


def pool(terms: Terms = FIVE, *, sponsor: Sponsor | None = HOST, name: str = "Spring sale", **more: Any) -> PoolId:
    return pools.open_pool(name=name, terms=terms, sponsor=sponsor, by=SYSTEM, at=cast.AT, **more)


def basket(pence: int = 6_000, on_sale: int | None = None) -> Basket:
    return Basket(pounds(pence), None if on_sale is None else pounds(on_sale))


def reserve(
    who: str = cast.TOM_EMAIL, *, code: str = "spring08", pence: int = 6_000, key: str = "", at: datetime = cast.AT
) -> Reservation:
    return reserving.reserve(code=code, who=who, basket=basket(pence), key=key or new_id().hex, at=at)


def use(
    who: str = cast.TOM_EMAIL, *, code: str = "spring08", pence: int = 6_000, order: str = "", at: datetime = cast.AT
) -> Reservation:
    held = reserve(who, code=code, pence=pence, at=at)
    return confirm(held.id, order or f"O-{held.id.hex[-8:]}", at=at + timedelta(minutes=1))


def confirm(reservation_id: UUID, order: str, *, at: datetime = cast.AT) -> Reservation:
    return reserving.confirm(reservation_id=reservation_id, order_reference=order, at=at)


def guest(n: int) -> str:
    return f"guest{n}@example.org"
