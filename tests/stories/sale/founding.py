"""Founds Tandem Tees in a fresh database and lets it live for four weeks: run by the story as a process of its own.

Reads what it is told as JSON from stdin and writes what it made as JSON: `python -m tests.stories.sale.founding < told.json`.
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django


def main() -> None:
    django.setup()
    told = json.load(sys.stdin)
    json.dump(found(told), sys.stdout)


def found(told: dict[str, Any]) -> dict[str, Any]:
    """The brand, its doors, the shop connected, and everything that was said before the outage, understood."""
    from makegood.api import doors, tokens
    from makegood.kernel.actors import SYSTEM
    from makegood.orders.actions import connecting as shops
    from makegood.platform import tenancy
    from tests.stories import founding
    from tests.stories.sale import calendar, evening, house

    at = calendar.LIFE_FROM - timedelta(days=30)
    links = founding.accounts()
    made = house.found(told, at=at)
    with tenancy.brand(made.brand_id):
        shop = doors.open_door(kind=doors.SHOP, by=SYSTEM, at=at)
        shops.connect_shop(url=f"{told['shop_url']}/commands", secrets=[shop.secret], by=SYSTEM, at=at)
        scopes = ("signals:write", "coupons:read", "coupons:write")
        token = tokens.make(name="The shop", scopes=scopes, per_minute=5_000, by=SYSTEM, at=at).token
    world = evening.evening(evening.STORY)
    house.live(made, (one for one in world.said if one.at < calendar.OUTAGE_FROM))
    return {"slug": house.SLUG, "links": links, "shop": {"path": shop.url_path, "secret": shop.secret}, "token": token}


if __name__ == "__main__":
    main()
