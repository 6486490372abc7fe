"""`makegood policy`: shows the policy file that is in force, and puts another one in force. Every version stays."""

import argparse
import sys

from makegood.commands import asking

_LONGEST = 400_000  # bytes; the reader itself takes 100,000 characters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    show = parts.add_parser("show", help="print the policy in force; it can be kept, changed and set again")
    change = parts.add_parser("set", help="put a policy file in force (docs/policy.md)")
    change.add_argument("file")
    for part in (show, change):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    text = asking.text_of(arguments.file, field="file", longest=_LONGEST) if arguments.part == "set" else ""
    with asking.open_brand(arguments.brand):
        return _set(text) if arguments.part == "set" else _show()


def _show() -> int:
    from makegood.gestures import queries as gestures

    sys.stdout.write(gestures.policy().text)
    return 0


def _set(text: str) -> int:
    from makegood.gestures.actions import policies
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    version = policies.set_policy(text=text, by=SYSTEM, at=clock.now())
    print(f"Policy {version} is in force. What was decided under earlier ones stays as it was.")
    return 0
