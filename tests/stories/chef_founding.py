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
    from tests import cast
    from tests.stories import founding

    at = cast.later(days=-365)
    return founding.a_house_with_mail(told, slug=SLUG, name=NAME, address=HELP_EMAIL, at=at, also=["own_page"])


if __name__ == "__main__":
    main()
