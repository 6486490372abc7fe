"""`makegood views rebuild`: makes the desk's lists anew from what they are read from. Changes nothing else; may be repeated."""

import argparse

from makegood.commands import asking


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    asking.brand_option(parts.add_parser("rebuild", help="make the inbox's rows and counters anew"))


def run(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        from makegood.views import actions as views

        rows = views.rebuild()
    print(f"{rows} rows made anew.")
    return 0
