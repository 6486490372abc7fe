"""`makegood alike`: makes the vectors of past messages now, lays pgvector's index where the server has come to have it, says how things stand."""

import argparse
import time
from uuid import UUID

from makegood.commands import asking
from makegood.config import environment
from makegood.kernel.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    asking.brand_option(parts.add_parser("rebuild", help="make what is missing of the past now; may be stopped and repeated"))
    asking.brand_option(parts.add_parser("status", help="how many there are, by which embedder, and how near ones are found"))
    parts.add_parser("index", help="lay pgvector's index, where the server has the extension")


def run(arguments: argparse.Namespace) -> int:
    if arguments.part == "index":
        return _index()
    with asking.database_and_brand(arguments.brand) as brand_id:
        from makegood.platform import tenancy

        if arguments.part == "rebuild":
            return _rebuild(brand_id)
        with tenancy.brand(brand_id):
            return _status()


def _rebuild(brand_id: UUID) -> int:
    from makegood.flows import alike_messages
    from makegood.platform import tenancy

    begun, looked, place = time.monotonic(), 0, None
    while True:
        with tenancy.brand(brand_id):  # a transaction for each stretch: what is made is kept, whatever happens next
            place = alike_messages.go_on(before=place)
        if place is None:
            break
        looked += 1
        if looked % 50 == 0:
            print(f"{looked * alike_messages.CASES:,} cases looked through, {time.monotonic() - begun:.0f} s")
    with tenancy.brand(brand_id):
        return _status()


def _status() -> int:
    from makegood.alike import actions, queries

    version = actions.version()
    print(f"The embedder is {version}.")
    for name, count in queries.how_many().items():
        print(f"Vectors by {name}{'' if name == version else ' (no longer compared)'}: {count:,}.")
    print("Near ones are found by pgvector." if queries.has_index() else "Near ones are found without pgvector.")
    return 0


def _index() -> int:
    with asking.database():
        from django.db import connections

        if not environment.settings().owner_database_url:
            sentence = (
                "MAKEGOOD_OWNER_DATABASE_URL is not set, and only the owner may lay an index. Give its address and try again."
            )
            raise Refusal("no_owner", sentence, {"MAKEGOOD_OWNER_DATABASE_URL": "is not set"})
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT alike_lay_index()")
            (there,) = cursor.fetchone()
    if there:
        print("pgvector's index is there.")
        return 0
    print("The server has no pgvector 0.8 or newer: run makegood db init once it has. Until then near ones are found without it.")
    return 0
