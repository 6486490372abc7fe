"""`makegood import`: takes in what another system exported, in the shapes of docs/webhooks.md. What is known already changes nothing."""

import argparse
import json
from collections.abc import Iterator
from uuid import UUID

from makegood.commands import asking
from makegood.kernel.refusals import Refusal

_LONGEST = 500_000_000  # bytes of a file
_AT_ONCE = 500  # as many as a door takes in one request
_LISTS = {"orders": "orders", "parcels": "events"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=tuple(_LISTS))
    parser.add_argument("file", help='JSON as the doors take it: {"orders": […]} or {"events": […]}; of any length')
    asking.brand_option(parser)


def run(arguments: argparse.Namespace) -> int:
    content = asking.content_of(arguments.file, field="file", longest=_LONGEST)
    name, taken = _LISTS[arguments.what], 0
    parts = list(_parts(content, name))
    with asking.database_and_brand(arguments.brand) as brand_id:
        for start, part in parts:
            try:
                taken += _take(brand_id, arguments.what, part)
            except Refusal as refusal:
                sentence = f"From {name}[{start}] on: {refusal.sentence} The {taken} before were taken."
                raise Refusal(refusal.code, sentence, refusal.fields) from refusal
    print(f"{taken} {arguments.what} taken.")
    return 0


def _parts(content: bytes, name: str) -> Iterator[tuple[int, bytes]]:
    """Where each part of the list begins, and the part as a request of its own."""
    try:
        whole = json.loads(content)
        entries = whole[name]
    except (ValueError, KeyError, TypeError):
        raise Refusal("not_json", f'file: it must hold {{"{name}": […]}} in JSON.', {"file": "malformed"}) from None
    if not isinstance(entries, list) or set(whole) != {name}:
        raise Refusal("not_json", f"file: “{name}” must be a list and stand alone.", {"file": "malformed"})
    for start in range(0, len(entries), _AT_ONCE):
        yield start, json.dumps({name: entries[start : start + _AT_ONCE]}).encode()


def _take(brand_id: UUID, what: str, part: bytes) -> int:
    """One part, in one transaction."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    from makegood.orders.actions import ordering, parcels
    from makegood.platform import clock, tenancy

    at = clock.now()
    with tenancy.brand(brand_id):
        if what == "orders":
            return len(ordering.take_orders(orders=import_string(settings.READ_ORDERS)(part), at=at))
        events = import_string(settings.READ_PARCEL_EVENTS)(part)
        parcels.take_parcel_events(events=events, at=at)
        return len(events)
