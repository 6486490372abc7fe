"""Looks into a shop that tells nobody by itself, again and again: what changed there becomes orders, parcel events and returns here.

One work row a brand, never finished, only postponed: its lease is the lane. Pauses grow while nothing happens and while the shop is away.
Decides nothing: what is found goes the way that webhooks go.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from makegood.flows import orders_told
from makegood.kernel.actors import SHOP
from makegood.kernel.events import Event
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders import queries as orders
from makegood.orders import registry as shops
from makegood.orders.actions import connecting, parcels
from makegood.orders.types import IsLookedInto, OrderIn, ParcelEventIn, ShopConnection, ShopLook, Told
from makegood.platform import tenancy, work
from makegood.platform.work import Taken

log = logging.getLogger("makegood.flows")

WORK = "look_into_shop"
EVERY = timedelta(seconds=20)  # after a look that found something new
SELDOM = timedelta(minutes=2)  # the longest pause of a shop in which nothing happens
AFTER_TROUBLE, LONGEST_TROUBLE = timedelta(minutes=1), timedelta(minutes=15)
AT_ONCE = 500
_KEY = "shop"  # of the one row
_T = TypeVar("_T", OrderIn, ParcelEventIn)


def key(_event: Event) -> str:
    """A brand has one shop, and its looks one row."""
    return _KEY


def listen(items: Sequence[Taken], at: datetime) -> None:
    """One look: asked outside any transaction, kept together with where the next one begins. What cannot be kept is shown and left out; what
    came before comes to nothing. A shop is never given up; one that tells by itself is let go."""
    (item,) = items
    with tenancy.brand(item.brand_id):
        connection, look = orders.shop_connection(), orders.shop_look()  # a row is left only by a connection, and those stay
        shop = shops.shop(connection)
        if not isinstance(shop, IsLookedInto):
            work.finish([item])
            return
    try:
        told = shop.look(cursor=look.cursor, at=at)
    except (Trouble, Refusal) as trouble:
        _come_back(item, connection, trouble.sentence, at, asked_s=getattr(trouble, "retry_after_s", None))
        return
    except Exception as bug:
        log.error("the shop of %s cannot be looked into: %s", item.brand_id, work.without_words(bug))
        _come_back(item, connection, "A mistake in our own program stopped it while it looked; its log says where.", at)
        return
    _keep(item, connection, told, at)


def _keep(item: Taken, connection: ShopConnection, told: Told, at: datetime) -> None:
    with tenancy.brand(item.brand_id):
        if not connecting.is_still(connection=connection):
            return  # another was connected while this one answered, and this row was asked for again
        numbers = [one.number for one in told.orders]
        before = orders.known_numbers(numbers=numbers)
        bad: list[str] = []
        _take(told.orders, lambda some: orders_told.take(orders=some, by=SHOP, at=at), bad)
        kept = orders.known_numbers(numbers=numbers)
        events = [event for event in told.events if event.order_number in kept]
        moved = _take(events, lambda some: parcels.take_parcel_events(events=some, at=at), bad)
        back = orders_told.take_back(returns=[one for one in told.returns if one.order_number in kept], at=at)
        bad += [answer.refused.sentence for answer in back if answer.refused is not None]
        news = told.more or len(kept) > len(before) or any(moved) or any(answer.is_new for answer in back)
        look = connecting.note_look(cursor=told.cursor, trouble=_said(bad), news=news, at=at)
        work.postpone(item, due_at=at if told.more else at + _pause(look, at))


def _said(bad: Sequence[str]) -> str:
    more = f" And {len(bad) - 1} more." if len(bad) > 1 else ""
    return f"Not all that the shop tells can be kept. {bad[0]}{more}" if bad else ""


def _pause(look: ShopLook, at: datetime) -> timedelta:
    """A quarter of the time for which nothing has happened."""
    quiet = at - look.news_at if look.news_at else SELDOM
    return min(max(quiet / 4, EVERY), SELDOM)


def _come_back(item: Taken, connection: ShopConnection, trouble: str, at: datetime, *, asked_s: float | None = None) -> None:
    """As long after as it has been away, or as it asks for."""
    with tenancy.brand(item.brand_id):
        if not connecting.is_still(connection=connection):
            return
        look = connecting.note_trouble(trouble=trouble)
        away = at - look.looked_at if look.looked_at else AFTER_TROUBLE
        wished = timedelta(seconds=asked_s or 0)
        work.postpone(item, due_at=at + max(min(max(away, AFTER_TROUBLE), LONGEST_TROUBLE), wished))


def _take(told: Sequence[_T], take: Callable[[Sequence[_T]], object], bad: list[str]) -> list[object]:
    """Takes all at once; where one cannot be kept, each for itself, so that it holds back no other. → what taking them gave"""
    given: list[object] = []
    for start in range(0, len(told), AT_ONCE):
        some = told[start : start + AT_ONCE]
        try:
            given.append(take(some))
        except Refusal:
            for one in some:
                try:
                    given.append(take([one]))
                except Refusal as refused:
                    bad.append(refused.sentence)
    return given
