"""`makegood budget`: opens the purse out of which extras are given, fills it again, and says what is left. Never takes anything out."""

import argparse

from makegood.commands import asking
from makegood.kernel import money
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    opened = parts.add_parser("open", help="open a purse with so much in it; the same name again changes nothing")
    opened.add_argument("amount", help="in the brand's currency, like 500.00")
    opened.add_argument("--name", default="Kindness")
    more = parts.add_parser("refill", help="put more into the purse")
    more.add_argument("amount", help="in the brand's currency, like 200.00")
    more.add_argument("--name", default="", help="which purse; not needed where there is only one")
    more.add_argument("--key", default="", help="counted once, however often it is said; without one every time counts")
    listed = parts.add_parser("list", help="the purses, and what is left in them")
    for part in (opened, more, listed):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        if arguments.part == "list":
            return _list()
        return _open(arguments) if arguments.part == "open" else _refill(arguments)


def _open(told: argparse.Namespace) -> int:
    from makegood.brands import queries as brands
    from makegood.gestures.actions import purses
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    limit = money.parse(told.amount, brands.current().currency)
    purse = purses.open_budget(name=told.name, limit=limit, by=SYSTEM, at=clock.now())
    print(f"“{purse.name}” is open: {purse.left} of {purse.limit} left.")
    return 0


def _refill(told: argparse.Namespace) -> int:
    from makegood.brands import queries as brands
    from makegood.gestures import queries as gestures
    from makegood.gestures.actions import purses
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    there = [one for one in gestures.budgets() if told.name in ("", one.name)]
    if len(there) != 1:
        why = (
            "say which one" if there else "there is none of this name" if told.name else "there is none yet: makegood budget open"
        )
        raise Refusal("which_budget", f"--name: {why}.", {"name": why})
    amount = money.parse(told.amount, brands.current().currency)
    purse = purses.refill(budget_id=there[0].id, amount=amount, key=told.key or str(new_id()), by=SYSTEM, at=clock.now())
    print(f"“{purse.name}”: {purse.left} of {purse.limit} left.")
    return 0


def _list() -> int:
    from makegood.gestures import queries as gestures

    there = gestures.budgets()
    for one in there:
        print(f"“{one.name}”: {one.left} of {one.limit} left, {one.spent} given, {one.held} set aside")
    if not there:
        print("No budget is open: nothing extra can be given until there is one (makegood budget open).")
    return 0
