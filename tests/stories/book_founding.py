"""Founds Pageturner Books in a fresh database, as the winter before the launch finds it: run by its story as a process of its own.

Reads what it is told as JSON from stdin and writes what it made as JSON: `python -m tests.stories.book_founding < told.json`.
"""

import json
import sys
from typing import Any

import django

HELP_EMAIL, HANDLE = "help@pageturner.example", "pageturner.example"
RUNGS = """
[[make_up]]
name  = "A book that missed its day"
if    = ["time was lost", "day was missed"]
share = "32 %"
also  = ["free-delivery"]

[[rule]]
name        = "For a day that was missed"
give        = ["money", "time"]
when        = ["late"]
who         = ["agent", "lead", "owner"]
up_to       = "25.00"
up_to_share = "40 %"
"""


def main() -> None:
    django.setup()
    told = json.load(sys.stdin)
    json.dump(found(told), sys.stdout)


def found(told: dict[str, Any]) -> dict[str, Any]:
    """The brand with its team, a mailbox, its account on the social network, the shop, and the rung of its policy for a day that was missed."""
    from makegood.api import doors
    from makegood.brands import actions as brands
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM
    from makegood.orders.actions import connecting as shops
    from makegood.platform import tenancy
    from tests import cast
    from tests.stories import founding

    at = cast.later(days=-365)
    links = founding.accounts()
    brand_id = brands.found(**cast.PAGETURNER, at=at)
    with tenancy.brand(brand_id):
        founding.staff(at)
        mail = {**told["mailbox"], "from_name": cast.PAGETURNER["name"]}
        connecting.add_channel(kind="email", name="E-mail", address=HELP_EMAIL, settings=mail, by=SYSTEM, at=at)
        account = {"handle": HANDLE, "app_password": told["password"], "service": told["network"], "private_messages": "yes"}
        connecting.add_channel(kind="bluesky", name="Bluesky", address=HANDLE, settings=account, by=SYSTEM, at=at)
        shop = doors.open_door(kind=doors.SHOP, by=SYSTEM, at=at)
        shops.connect_shop(url=f"{told['shop_url']}/commands", secrets=[shop.secret], by=SYSTEM, at=at)
        _give_means(at)
    return {
        "slug": cast.PAGETURNER["slug"],
        "links": links,
        "shop": {"path": shop.url_path, "secret": shop.secret},
    }


def _give_means(at: Any) -> None:
    """100.00 in the purse, free delivery in the catalogue, and a policy whose rung answers a book that missed its day."""
    from importlib.resources import files

    from makegood.gestures.actions import policies, purses, shelf
    from makegood.gestures.types import GestureKind, Payer
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.money import Money

    shipped = files("makegood.gestures").joinpath("policies/default.toml").read_text()
    policies.set_policy(text=shipped + RUNGS, by=SYSTEM, at=at)
    purses.open_budget(name="Kindness", limit=Money(10_000, "GBP"), by=SYSTEM, at=at)
    delivery = Money(290, "GBP")
    shelf.add_item(
        code="free-delivery",
        kind=GestureKind.TIME,
        name="Free delivery",
        face_value=delivery,
        real_cost=delivery,
        payer=Payer.BRAND,
        stock=None,
        by=SYSTEM,
        at=at,
    )


if __name__ == "__main__":
    main()
