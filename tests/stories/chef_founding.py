"""Founds The Long Table, a restaurant, in a fresh database: run by its story as a process of its own.

Reads what it is told as JSON from stdin and writes what it made as JSON: `python -m tests.stories.chef_founding < told.json`.
"""

import json
import sys
from typing import Any

import django

HELP_EMAIL, NAME, SLUG = "table@longtable.example", "The Long Table", "longtable"


def main() -> None:
    django.setup()
    told = json.load(sys.stdin)
    json.dump(found(told), sys.stdout)


def found(told: dict[str, Any]) -> dict[str, Any]:
    """The house with its team, a mailbox, pages of their own for its guests, and the shop that every story has beside it."""
    from makegood.api import doors
    from makegood.brands import actions as brands
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from tests import cast
    from tests.stories import founding

    at = cast.later(days=-365)
    links = founding.accounts()
    brand_id = brands.found(**{**cast.PAGETURNER, "slug": SLUG, "name": NAME}, at=at)
    with tenancy.brand(brand_id):
        founding.staff(at)
        mail = {**told["mailbox"], "from_name": NAME}
        connecting.add_channel(kind="email", name="E-mail", address=HELP_EMAIL, settings=mail, by=SYSTEM, at=at)
        connecting.add_channel(kind="own_page", name="Own pages", address="mine", settings={}, by=SYSTEM, at=at)
        shop = doors.open_door(kind=doors.SHOP, by=SYSTEM, at=at)
    return {"slug": SLUG, "links": links, "shop": {"path": shop.url_path, "secret": shop.secret}}


if __name__ == "__main__":
    main()
