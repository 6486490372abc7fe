"""Tandem Tees as the story finds it: a shirt shop in Chicago with its team, its channels and a shop, and four weeks of ordinary life behind it.

Everything that is made here goes through the product's own actions, in a brand of its own, at the instants of the story. Importing it needs no
database: what touches one is imported inside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from makegood.brands.types import Opening
from tests import cast
from tests.stories.sale import calendar, voices
from tests.stories.sale.evening import Said

HELP_EMAIL, HANDLE, SLUG, NAME = "help@tandemtees.example", "tandemtees.example", "tandemtees", "Tandem Tees"
SHOP_PAGES, FORM_AT = "https://shop.tandemtees.example", "contact"
MAIL, POSTS, FORM = "E-mail", "Bluesky", "Contact form"
SUBJECTS = "An order; The shop; Something else"
NEVER_HERE = frozenset({"hear", "deliver"})  # while the past is lived nobody listens outside and nothing leaves

BRAND: cast.Founding = {
    "slug": SLUG,
    "name": NAME,
    "zone": calendar.ZONE,
    "currency": "USD",
    "language": "en",
    "openings": tuple(Opening(weekday=day, opens=time(9), closes=time(22)) for day in range(7)),
    "holidays_country": "US",
    "first_reply_minutes": 120,
    "resolution_minutes": 960,
}


@dataclass(frozen=True, slots=True)
class Founded:
    """The brand, and its channels by name."""

    brand_id: UUID
    channels: Mapping[str, UUID]


def found(told: Mapping[str, Any], *, at: datetime) -> Founded:
    """The brand with its team and three channels: a mailbox, an account on a social network, a contact form that the shop's pages carry."""
    from makegood.brands import actions as brands
    from makegood.channels.actions import connecting, intake
    from makegood.channels.adapters.bluesky.place import Place
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from tests.stories import founding

    brand_id = brands.found(**BRAND, at=at)
    account = {"handle": HANDLE, "app_password": told["password"], "service": told["network"], "private_messages": "no"}
    pages = {"subjects": "", "origins": SHOP_PAGES, "order_number": "no", "files": "no"}
    with tenancy.brand(brand_id):
        founding.staff(at)
        ways = (
            ("email", MAIL, HELP_EMAIL, {**told["mailbox"], "from_name": NAME}),
            ("bluesky", POSTS, HANDLE, account),
            ("contact_form", FORM, FORM_AT, pages),
        )
        channels = {
            name: connecting.add_channel(kind=kind, name=name, address=address, settings=settings, by=SYSTEM, at=at)
            for kind, name, address, settings in ways
        }
        read_so_far = Place(since=at).write()  # the account was connected then, and not at this machine's own hour
        intake.store_raw(channel_id=channels[POSTS], items=[], cursor=read_so_far, at=at)
    return Founded(brand_id, channels)


def live(founded: Founded, said: Iterable[Said]) -> None:
    """Lets days pass as they were: what was said in each is taken in and understood before the next."""
    for _, some in groupby(sorted(said, key=lambda one: one.at), key=lambda one: one.at.date()):
        heard = list(some)
        hears(founded, heard)
        turn_to(founded.brand_id, heard[-1].at + timedelta(seconds=1))


def hears(founded: Founded, said: Sequence[Said]) -> None:
    """Puts messages into the channels that they came by, each at its own instant, as the adapters read them."""
    from makegood.channels.actions import intake
    from makegood.platform import tenancy

    with tenancy.brand(founded.brand_id):
        for one in said:
            channel_id = founded.channels[{"mail": MAIL, "posts": POSTS, "form": FORM}[one.door]]
            intake.store_messages(channel_id=channel_id, envelopes=[voices.envelope(one)], at=one.at)


def turn_to(brand_id: UUID, at: datetime, *, leaving_out: frozenset[str] = NEVER_HERE) -> None:
    """Does everything that is due by then in this process, what it causes included, as the worker would."""
    from makegood.platform import draining, jobs, tenancy, work

    kinds = {kind: consumer for kind, consumer in jobs.known().items() if kind not in leaving_out}
    for _ in range(50):
        with tenancy.brand(brand_id):
            due = work.due_here(at=at) & kinds.keys()
        if not due:
            return
        for kind, consumer in kinds.items():
            if kind in due:
                draining.drain(brand_id, consumer, at=at)
