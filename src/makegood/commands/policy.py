"""`makegood policy`: shows the policy file that is in force, looks another one over, tries it on past cases, and puts it in force. Every version
stays."""

import argparse
import sys
from datetime import timedelta

from makegood.commands import asking

_LONGEST = 400_000  # bytes; the reader itself takes 100,000 characters
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    show = parts.add_parser("show", help="print the policy in force; it can be kept, changed and set again")
    check = parts.add_parser("check", help="look a policy file over: mistakes, contradictions, holes; changes nothing")
    check.add_argument("file")
    trial = parts.add_parser("try", help="what a policy file would have proposed for past cases, and its cost; changes nothing")
    trial.add_argument("file")
    trial.add_argument("--days", type=int, default=90, help="how far back (90)")
    change = parts.add_parser("set", help="put a policy file in force (docs/policy.md)")
    change.add_argument("file")
    for part in (show, check, trial, change):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    text = asking.text_of(arguments.file, field="file", longest=_LONGEST) if arguments.part != "show" else ""
    with asking.open_brand(arguments.brand):
        if arguments.part == "check":
            return _check(text)
        if arguments.part == "try":
            return _try(text, days=arguments.days)
        return _set(text) if arguments.part == "set" else _show()


def _show() -> int:
    from makegood.gestures import queries as gestures

    sys.stdout.write(gestures.policy().text)
    return 0


def _check(text: str) -> int:
    """Each finding in a sentence; 1 where something contradicts itself or can never count."""
    from makegood.brands import queries as brands
    from makegood.gestures.rules import lint, policy_file

    found = lint.look_over(policy_file.read_policy(text, currency=brands.current().currency))
    for one in found:
        print(f"{one.sort}: {one.words}")
    if not found:
        print("It can be read, contradicts itself nowhere, and every rule can count.")
    return 1 if any(one.sort != "hole" for one in found) else 0


def _try(text: str, *, days: int) -> int:
    from makegood.flows import policy_trial
    from makegood.kernel.refusals import Refusal
    from makegood.platform import clock

    if not 1 <= days <= 3_650:
        raise Refusal("bad_days", "days: a whole number from 1 to 3,650.", {"days": "1 to 3,650"})
    trial = policy_trial.on_past_cases(text=text, since=clock.now() - timedelta(days=days))
    waiting_now, waiting_then = trial.waiting
    print(f"{len(trial.tried)} cases of {days} days; {len(trial.differing)} would have been proposed otherwise.")
    print(
        f"All first proposals together: {trial.cost_now} now, {trial.cost_then} then. A second yes: {waiting_now} now, {waiting_then} then."
    )
    for one in trial.differing[:_SHOWN]:
        print(f"  now {one.now.title} ({one.now.cost}); it would have proposed {one.then.title} ({one.then.cost})")
    if len(trial.differing) > _SHOWN:
        print(f"  … and {len(trial.differing) - _SHOWN} more")
    return 0


def _set(text: str) -> int:
    from makegood.gestures.actions import policies
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    version = policies.set_policy(text=text, by=SYSTEM, at=clock.now())
    print(f"Policy {version} is in force. What was decided under earlier ones stays as it was.")
    return 0
