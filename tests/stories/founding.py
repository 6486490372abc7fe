"""Founds Brightside Lights in a fresh database, as the morning of the torch finds it: run by the stories as a process of its own.

Reads what it is told as JSON from stdin and writes what it made as JSON: `python -m tests.stories.founding < told.json`.
"""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import django

COURIERS = "couriers@swiftline.example"
_NAMES = {"own_page": "Own pages", "counter": "Phone and counter"}
_AT = {"own_page": "mine", "counter": "counter"}


def main() -> None:
    django.setup()
    told = json.load(sys.stdin)
    json.dump(found(told["shop_url"], told["mailbox"]), sys.stdout)


def found(shop_url: str, mailbox: dict[str, str]) -> dict[str, Any]:
    """The brand with its team, a mailbox, a door for posts, the shop connected, sweets on the shelf and 50.00 in the purse."""
    from makegood.brands import actions as brands
    from makegood.platform import tenancy
    from tests import cast

    at = cast.later(days=-365)
    links = accounts()
    brand_id = brands.found(**cast.BRIGHTSIDE, at=at)
    with tenancy.brand(brand_id):
        staff(at)
        doors = _doors(mailbox, at)
        give_means(shop_url, doors["shop"]["secret"], at)
    return {"slug": cast.BRIGHTSIDE["slug"], "links": links, **doors}


def a_house_with_mail(
    told: dict[str, Any],
    *,
    slug: str,
    name: str,
    address: str,
    at: datetime,
    also: Sequence[str] = (),
    then: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """A brand with its team, a mailbox, the shop that every story has beside it, and a channel of each of these kinds; `then` happens within it."""
    from makegood.api import doors
    from makegood.brands import actions as brands
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from tests import cast

    links = accounts()
    brand_id = brands.found(**{**cast.PAGETURNER, "slug": slug, "name": name}, at=at)
    with tenancy.brand(brand_id):
        staff(at)
        mail = {**told["mailbox"], "from_name": name}
        connecting.add_channel(kind="email", name="E-mail", address=address, settings=mail, by=SYSTEM, at=at)
        for kind in also:
            connecting.add_channel(kind=kind, name=_NAMES[kind], address=_AT[kind], settings={}, by=SYSTEM, at=at)
        shop = doors.open_door(kind=doors.SHOP, by=SYSTEM, at=at)
        if then is not None:
            then()
    return {"slug": slug, "links": links, "shop": {"path": shop.url_path, "secret": shop.secret}}


def accounts() -> dict[str, str]:
    """An account for everybody in the team; the paths that sign them in, once each."""
    from datetime import UTC

    from django.contrib.auth import get_user_model

    from makegood.desk import entry
    from tests import cast

    links = {}
    for joining in (cast.PRIYA, cast.MARA, cast.JOE):
        user = get_user_model().objects.create(pk=joining["user_id"], username=joining["email"], email=joining["email"])
        links[joining["name"]] = entry.make_link(user_id=user.pk, at=datetime.now(UTC))
    return links


def staff(at: datetime) -> None:
    from makegood.brands import actions as brands
    from makegood.kernel.actors import SYSTEM
    from tests import cast

    for joining in (cast.PRIYA, cast.MARA, cast.JOE):
        brands.add_member(**joining, by=SYSTEM, at=at)


def _doors(mailbox: dict[str, str], at: datetime) -> dict[str, dict[str, str]]:
    from makegood.api import doors
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM
    from tests import cast

    settings = {**mailbox, "from_name": cast.BRIGHTSIDE["name"]}
    connecting.add_channel(kind="email", name="E-mail", address=cast.HELP_EMAIL, settings=settings, by=SYSTEM, at=at)
    posts = connecting.add_channel(kind="webhook", name="Posts", address="posts", settings={}, by=SYSTEM, at=at)
    shop = doors.open_door(kind=doors.SHOP, by=SYSTEM, at=at)
    public = doors.open_door(kind=doors.MESSAGES, channel_id=posts, by=SYSTEM, at=at)
    return {
        "shop": {"path": shop.url_path, "secret": shop.secret},
        "posts": {"path": public.url_path, "secret": public.secret},
    }


def give_means(shop_url: str, secret: str, at: datetime) -> None:
    """The shop connected, 50.00 in the purse, twenty small bags of sweets on the shelf. In an open brand."""
    from makegood.gestures.actions import purses, shelf
    from makegood.gestures.types import GestureKind, Payer
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.money import Money
    from makegood.orders.actions import connecting as shops
    from tests import cast

    shops.connect_shop(url=f"{shop_url}/commands", secrets=[secret], courier_address=COURIERS, by=SYSTEM, at=at)
    purses.open_budget(name="Kindness", limit=Money(5_000, "GBP"), by=SYSTEM, at=at)
    shelf.add_item(
        code=cast.SWEETS_CODE,
        kind=GestureKind.SURPRISE,
        name="A small bag of sweets",
        face_value=Money(150, "GBP"),
        real_cost=Money(60, "GBP"),
        payer=Payer.BRAND,
        stock=20,
        sku=cast.SWEETS_SKU,
        by=SYSTEM,
        at=at,
    )


if __name__ == "__main__":
    main()
