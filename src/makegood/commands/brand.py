"""`makegood brand`: founds a brand with its first owner, lists the brands that are here, and says what each of them wants."""

import argparse
import re
from datetime import time

from makegood.brands.types import Opening, Role
from makegood.commands import asking, large_model
from makegood.config import environment
from makegood.kernel.refusals import Refusal

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STRETCH = re.compile(r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?\s+(?P<opens>\d{1,2}:\d{2})-(?P<closes>\d{1,2}:\d{2})")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    found = parts.add_parser("found", help="found a brand with its first owner")
    found.add_argument("--slug", required=True, help="its address on the desk: small letters, digits, hyphens")
    found.add_argument("--name", required=True)
    found.add_argument("--zone", required=True, help="like Europe/London")
    found.add_argument("--currency", required=True, help="like GBP")
    found.add_argument("--language", default="en", help="of letters to people, where theirs is not known")
    found.add_argument("--open", action="append", metavar="HOURS", help="like “mon-fri 09:00-17:00”; may be given again")
    found.add_argument("--holidays", default="", metavar="COUNTRY", help="whose public holidays are days off: GB, GB-ENG")
    found.add_argument("--first-reply", type=int, default=60, metavar="MINUTES", help="promised, in business time")
    found.add_argument("--resolution", type=int, default=480, metavar="MINUTES", help="promised, in business time")
    found.add_argument("--owner-name", required=True)
    found.add_argument("--owner-email", required=True)
    parts.add_parser("list", help="the brands that are here")
    told = parts.add_parser("acknowledge", help="say by itself that a mail arrived, and when a person answers; or stop saying it")
    told.add_argument("switch", choices=("on", "off"))
    told.add_argument(
        "--per-hour", type=int, default=200, metavar="NUMBER", help="how many may leave within an hour, 1 to 10,000"
    )
    asking.brand_option(told)
    under = parts.add_parser("signature", help="what stands under letters of members who have no signature of their own")
    under.add_argument("text", help="\\n begins a new line, {name} is the member's name; empty for nothing")
    asking.brand_option(under)
    large_model.add_arguments(
        parts.add_parser("large-model", help="let a large model of yours read what the house's own reader leaves open")
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.part == "large-model":
        return large_model.run(arguments)
    if arguments.part == "acknowledge":
        with asking.open_brand(arguments.brand):
            return _acknowledge(arguments)
    if arguments.part == "signature":
        with asking.open_brand(arguments.brand):
            return _sign(arguments)
    with asking.database():
        return _found(arguments) if arguments.part == "found" else _list()


def _found(told: argparse.Namespace) -> int:
    from makegood.brands import actions as brands
    from makegood.brands import rules
    from makegood.commands import accounts, entry
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock, tenancy

    rules.check_member(name=told.owner_name, email=told.owner_email)
    at = clock.now()
    brand_id = brands.found(
        slug=told.slug,
        name=told.name,
        zone=told.zone,
        currency=told.currency,
        language=told.language,
        openings=openings(told.open or ["mon-fri 09:00-17:00"]),
        holidays_country=told.holidays,
        first_reply_minutes=told.first_reply,
        resolution_minutes=told.resolution,
        at=at,
    )
    owner = accounts.account_for(told.owner_email)
    with tenancy.brand(brand_id):
        brands.add_member(user_id=owner.pk, name=told.owner_name, email=told.owner_email, role=Role.OWNER, by=SYSTEM, at=at)
    base = environment.settings().base_url
    print(f"{told.name} is founded: {base}/b/{told.slug}/")
    print(f"{told.owner_name} signs in once with {base}{entry.link_for(owner)}")
    return 0


def _sign(told: argparse.Namespace) -> int:
    from makegood.brands import actions as brands
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    brands.set_signature(signature=told.text.replace("\\n", "\n"), by=SYSTEM, at=clock.now())
    print("This stands under letters from now on." if told.text.strip() else "Nothing stands under letters from now on.")
    return 0


def _acknowledge(told: argparse.Namespace) -> int:
    from makegood.channels.actions import acknowledging
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    on = told.switch == "on"
    acknowledging.switch(on=on, per_hour=told.per_hour, by=SYSTEM, at=clock.now())
    if on:
        print(f"Whoever writes by mail is told that it arrived: once a day each, at most {told.per_hour} within an hour.")
    else:
        print("Nobody is told by itself any more that a mail arrived.")
    return 0


def _list() -> int:
    from makegood.brands import queries as brands
    from makegood.platform import tenancy

    there = brands.all_brand_ids()
    if not there:
        print("There is no brand yet: makegood brand found makes yours, makegood demo makes one to look at.")
    for brand_id in there:
        with tenancy.brand(brand_id):
            brand = brands.current()
            print(f"{brand.slug}  {brand.name}{'  (demonstration)' if brand.demo else ''}")
    return 0


def openings(texts: list[str]) -> tuple[Opening, ...]:
    """A week out of texts like “mon-fri 09:00-17:00”. Refuses what cannot be read, naming it."""
    return tuple(opening for text in texts for opening in _stretch(text))


def _stretch(text: str) -> list[Opening]:
    match = _STRETCH.fullmatch(text.strip().lower())
    first, last = (match["first"], match["last"] or match["first"]) if match else ("", "")
    if match is None or first not in _DAYS or last not in _DAYS or _DAYS.index(last) < _DAYS.index(first):
        raise _unreadable(text)
    try:
        opens, closes = (time.fromisoformat(match[name].rjust(5, "0")) for name in ("opens", "closes"))
    except ValueError:
        raise _unreadable(text) from None
    return [Opening(weekday, opens, closes) for weekday in range(_DAYS.index(first), _DAYS.index(last) + 1)]


def _unreadable(text: str) -> Refusal:
    return Refusal("bad_hours", f"--open: “{text}” cannot be read. Write it like “mon-fri 09:00-17:00”.", {"open": "unreadable"})
