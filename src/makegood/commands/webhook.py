"""`makegood webhook`: says whom a brand tells of what happens here (docs/webhooks.md), and looks after what was sent."""

import argparse
from uuid import UUID

from makegood.commands import asking
from makegood.kernel.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    adding = parts.add_parser("add", help="tell an address; its secret is shown once")
    adding.add_argument("name", help="what the team calls it: “Data warehouse”")
    adding.add_argument("url", help="an https address")
    adding.add_argument(
        "--kinds", required=True, metavar="LIST", help="what it is told, by commas: cases.CaseOpened,people.*; or *"
    )
    listing = parts.add_parser("list", help="show them, and how they are")
    kinds = parts.add_parser("kinds", help="show all that one can be told of")
    log = parts.add_parser("log", help="show what was sent to one, the latest first")
    rotating = parts.add_parser("rotate", help="make a new secret; the old one signs as well for 24 hours")
    testing = parts.add_parser("test", help="send a delivery that says only that it is a test")
    resending = parts.add_parser("resend", help="send all again that failed")
    off = parts.add_parser("off", help="tell it nothing more")
    on = parts.add_parser("on", help="tell it again, from now on")
    removing = parts.add_parser("remove", help="take it away, with its log")
    for part in (log, rotating, testing, resending, off, on, removing):
        part.add_argument("name", help="the webhook's name")
    for part in (adding, listing, kinds, log, rotating, testing, resending, off, on, removing):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        doing = {"add": _add, "list": _list, "kinds": _kinds, "log": _log, "rotate": _rotate, "test": _test, "resend": _resend}
        return doing.get(arguments.part, _switch)(arguments)


def _add(told: argparse.Namespace) -> int:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock
    from makegood.webhooks.actions import subscribing

    _, secret = subscribing.add(name=told.name, url=told.url, kinds=told.kinds.split(","), by=SYSTEM, at=clock.now())
    print(f"secret   {secret}")
    print("The secret is not shown again. docs/webhooks.md says how to check with it who speaks.")
    return 0


def _list(_told: argparse.Namespace) -> int:
    from makegood.webhooks import queries as webhooks

    there = webhooks.webhooks()
    for one in there:
        state = f"failing since {one.failing_since:%Y-%m-%d %H:%M}" if one.failing_since else "well"
        if not one.active:
            state = f"switched off. {one.off_because}".strip()
        print(f"{one.name}  {one.url}  {', '.join(one.kinds)}  {one.waiting} waiting, {one.failed} failed: {state}")
    if not there:
        print("There is none yet: makegood webhook add NAME URL --kinds LIST")
    return 0


def _kinds(_told: argparse.Namespace) -> int:
    from makegood.webhooks import queries as webhooks

    for kind, sentence in webhooks.known_kinds().items():
        print(f"{kind:<40} {sentence}")
    return 0


def _log(told: argparse.Namespace) -> int:
    from makegood.webhooks import queries as webhooks

    for one in webhooks.deliveries(webhook_id=_named(told.name), limit=50):
        answer = one.last_status or one.last_trouble or "not tried yet"
        print(f"{one.made_at:%Y-%m-%d %H:%M:%S}  {one.kind}  {one.message_id}  {one.state}, {one.tries} tries, {answer}")
    return 0


def _rotate(told: argparse.Namespace) -> int:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock
    from makegood.webhooks.actions import subscribing

    print(f"secret   {subscribing.rotate_secret(webhook_id=_named(told.name), by=SYSTEM, at=clock.now())}")
    print("It is not shown again. For 24 hours the old one signs as well.")
    return 0


def _test(told: argparse.Namespace) -> int:
    from makegood.brands import queries as brands
    from makegood.platform import clock
    from makegood.webhooks.actions import sending

    sending.send_test(webhook_id=_named(told.name), brand=brands.current().slug, at=clock.now())
    print("A test is on its way. `makegood webhook log` shows what became of it.")
    return 0


def _resend(told: argparse.Namespace) -> int:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock
    from makegood.webhooks.actions import sending

    print(f"{sending.resend_failed(webhook_id=_named(told.name), by=SYSTEM, at=clock.now())} are on their way again.")
    return 0


def _switch(told: argparse.Namespace) -> int:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock
    from makegood.webhooks.actions import subscribing

    does = {"on": subscribing.switch_on, "off": subscribing.switch_off, "remove": subscribing.remove}[told.part]
    does(webhook_id=_named(told.name), by=SYSTEM, at=clock.now())
    said = {"on": "It is told again.", "off": "It is told nothing more.", "remove": "It is gone, and its log with it."}
    print(said[told.part])
    return 0


def _named(name: str) -> UUID:
    """The id of the open brand's webhook of this name. Refuses an unknown one, naming those there are."""
    from makegood.webhooks import queries as webhooks

    there = {one.name: one.id for one in webhooks.webhooks()}
    if name not in there:
        names = ", ".join(there) or "none yet"
        raise Refusal("no_webhook", f"name: there is no webhook “{name}”. There are: {names}.", {"name": "unknown"})
    return there[name]
