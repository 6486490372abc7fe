"""The command `makegood`: finds the part that was asked for and says in one sentence what went wrong.

A command is a module in this folder with `add_arguments(parser)` and `run(arguments) -> exit code`, and one line in COMMANDS. Only the
module that was asked for is imported, because Django must not load before the database's address is known.
Exit codes: 0 done, 1 trouble, 2 refused.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec

from makegood.kernel.refusals import Refusal, Trouble

COMMANDS = {
    "up": ("makegood.commands.up", "Start everything here: database, pages, live updates, worker. Ctrl-C stops it."),
    "web": ("makegood.commands.web", "Serve the pages and the API."),
    "live": ("makegood.commands.live", "Serve the live updates."),
    "worker": ("makegood.commands.worker", "Do the work that messages, timers and people leave."),
    "db": ("makegood.commands.db", "Prepare, migrate or open the database."),
    "demo": ("makegood.commands.demo.command", "Make the demonstration brand, take it through its story, or take it away."),
    "brand": ("makegood.commands.brand", "Found a brand."),
    "member": ("makegood.commands.member", "Take somebody into a team, and let them in."),
    "channel": ("makegood.commands.channel", "Connect a mailbox or another place to listen and speak."),
    "shop": ("makegood.commands.shop", "Say where the shop takes commands."),
    "door": ("makegood.commands.door", "Open an address for machines that tell us something."),
    "token": ("makegood.commands.token", "Make, list or revoke a token for the API."),
    "webhook": ("makegood.commands.webhook", "Tell other systems of what happens here."),
    "policy": ("makegood.commands.policy", "Show or set what may be given."),
    "budget": ("makegood.commands.budget", "Open the purse for extras, fill it again, or say what is left."),
    "catalogue": ("makegood.commands.catalogue", "Say what can be given on top, what it costs, and how many there are."),
    "import": ("makegood.commands.importing.command", "Take in what another system exported."),
    "raw": ("makegood.commands.raw", "Look after what arrived and could not be read."),
    "alike": ("makegood.commands.alike", "Look after what finds cases that are like others."),
    "views": ("makegood.commands.views", "Make the desk's lists anew."),
    "reports": ("makegood.commands.reports", "Count every day of a brand anew."),
    "analyse": ("makegood.commands.analyse", "Go over everything of a brand in DuckDB or on Spark, by jobs written once."),
    "reader": ("makegood.commands.judging.command", "Hold the reader against a file that somebody labelled."),
    "doctor": ("makegood.commands.doctor", "Say what is missing, and how to mend it."),
}


STOPPED = 130  # by Ctrl-C, as shells count it


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. Refusals and troubles become one sentence on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser, known = _outer_parser()
    if not words:
        parser.print_help(sys.stderr)
        return 2
    name = parser.parse_args(words[:1]).command
    module = import_module(known[name][0])
    inner = argparse.ArgumentParser(prog=f"makegood {name}", description=known[name][1])
    module.add_arguments(inner)
    try:
        return int(module.run(inner.parse_args(words[1:])))
    except Refusal as refusal:
        print(f"makegood: {refusal.sentence}", file=sys.stderr)
        return 2
    except Trouble as trouble:
        print(f"makegood: {trouble.sentence}", file=sys.stderr)
        return 1
    except Exception as failed:
        if not _is_the_databases(failed):
            raise
        said = str(failed).strip().partition("\n")[0].rstrip(".")
        print(f"makegood: The database failed: {said}. `makegood doctor` says what to mend.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nmakegood: Stopped.", file=sys.stderr)
        return STOPPED


def _is_the_databases(failed: Exception) -> bool:
    """Whether the server went away or ran out of something, rather than a fault of ours. Django is not loaded for it."""
    django = sys.modules.get("django.db.utils")
    return django is not None and isinstance(failed, django.OperationalError)


def _outer_parser() -> tuple[argparse.ArgumentParser, dict[str, tuple[str, str]]]:
    known = {name: entry for name, entry in COMMANDS.items() if find_spec(entry[0]) is not None}
    lines = "\n".join(f"  {name:<9} {text}" for name, (_, text) in known.items())
    parser = argparse.ArgumentParser(
        prog="makegood",
        description="Puts things right for one person at a time, and remembers it.",
        epilog=f"commands:\n{lines}\n\n`makegood COMMAND --help` says more about one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Makegood {version('makegood')}")
    parser.add_argument("command", choices=known, metavar="COMMAND")
    return parser, known


if __name__ == "__main__":
    sys.exit(main())
