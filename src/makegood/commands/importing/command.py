"""`makegood import`: takes in what another system exported: people, orders, parcels, messages, a contest's entrants and followers, from CSV, Parquet, JSON lines, and the shapes
of docs/webhooks.md. What is known already changes nothing; history triggers nothing. docs/import.md says more.

Exit codes: 0 done, 1 trouble, 2 refused, 3 done, but some rows were bad and stand in the report.
"""

import argparse
import glob
import os
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from makegood.commands import asking
from makegood.kernel.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from makegood.brands.types import Brand
    from makegood.commands.importing.mapping import Mapping
    from makegood.commands.importing.sources import Source
    from makegood.commands.importing.taking import Job, Outcome

WITH_BAD_ROWS = 3
CHANNEL = "Imported messages"
_KINDS = ("people", "orders", "parcels", "messages", "entrants", "followers")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=_KINDS)
    parser.add_argument(
        "file", nargs="+", help="CSV, Parquet, JSON lines or JSON, packed or not; a pattern like 'exports/*.csv' may be quoted"
    )
    asking.brand_option(parser)
    parser.add_argument(
        "--mapping", metavar="FILE", help="says which column is what (docs/import.md); without it that is guessed and shown"
    )
    parser.add_argument(
        "--write-mapping", metavar="FILE", help="write the guessed mapping there, to be mended, and take nothing in"
    )
    parser.add_argument("--yes", action="store_true", help="take the guessed mapping without asking")
    parser.add_argument("--dry-run", action="store_true", help="check and count everything, write nothing")
    parser.add_argument("--again", action="store_true", help="look at every row again, also of a file that was taken in before")
    parser.add_argument("--report", metavar="FILE", help="where bad rows are listed; FILE.bad.csv in this folder where not given")
    parser.add_argument("--encoding", default="", help="utf-8, utf-8-sig, cp1252 or latin-1, where the guess is wrong")
    parser.add_argument("--delimiter", default="", help="of a CSV file, where the guess is wrong")
    parser.add_argument(
        "--currency", default="", help="of amounts, where neither mapping nor file says it; the brand's own if not given"
    )
    parser.add_argument(
        "--channel", default=CHANNEL, metavar="NAME", help=f"of messages: the channel they belong to; “{CHANNEL}” if not given"
    )
    parser.add_argument(
        "--contest", default="", metavar="NAME", help="of entrants and followers: the contest that they belong to"
    )
    parser.add_argument(
        "--spread", default="", metavar="FROM..TO", help="of messages without times: spread over this period in their order"
    )
    parser.add_argument("--no-read", dest="read", action="store_false", help="of messages: do not read what they say")


def run(arguments: argparse.Namespace) -> int:
    paths = _paths(arguments.file)
    if arguments.report and len(paths) > 1:
        sentence = "--report: name one for a single file; of several, each has its own FILE.bad.csv."
        raise Refusal("one_report", sentence, {"report": "for one file alone"})
    bad = 0
    with asking.database_and_brand(arguments.brand) as brand_id:
        from makegood.brands import queries as brands
        from makegood.platform import clock, tenancy

        with tenancy.brand(brand_id):
            brand = brands.current()
            contest_id = _contest(arguments)
        for path in paths:
            bad += _take(arguments, brand, path, contest_id, clock.now())
    return WITH_BAD_ROWS if bad else 0


def _contest(arguments: argparse.Namespace) -> "UUID | None":
    """The contest of entrants and followers, by its name: with it they agreed to its words. Refuses ("no_such_contest")."""
    from makegood.commands.importing.fields import OF_CONTESTS
    from makegood.contests import queries as contests

    if arguments.what not in OF_CONTESTS:
        return None
    there = {one.name: one.id for one in contests.contests()}
    if arguments.contest not in there:
        named = ", ".join(f"“{name}”" for name in there) or "none; write one down first, on the desk under Contests"
        sentence = f"contest: say which contest they belong to, with --contest NAME. There are: {named}."
        raise Refusal("no_such_contest", sentence, {"contest": "unknown"})
    return there[arguments.contest]


def _paths(given: list[str]) -> list[Path]:
    """The files, patterns resolved; each once, in the order given."""
    found: list[str] = []
    for name in given:
        there = [name] if os.path.exists(os.path.expanduser(name)) else sorted(glob.glob(os.path.expanduser(name)))
        if not there:
            raise Refusal("unreadable_file", f"file: there is no {name}.", {"file": "not there"})
        found += there
    return [Path(name) for name in dict.fromkeys(found)]


def _take(arguments: argparse.Namespace, brand: "Brand", path: Path, contest_id: "UUID | None", at: datetime) -> int:
    """One file. → how many rows were bad"""
    from makegood.commands.importing import documented, sources
    from makegood.commands.importing.taking import Job

    source = sources.look(path, encoding=arguments.encoding, delimiter=arguments.delimiter)
    print(source.says())
    ours = documented.is_ours(source, arguments.what) and not arguments.mapping
    if ours:
        documented.check(source, arguments.what)
    mapping = None if ours else _mapping(arguments, brand, source)
    if mapping is None and not ours:
        return 0
    job = Job(
        brand=brand,
        what=arguments.what,
        source=source,
        mapping=mapping,
        report=Path(arguments.report or f"{path.name}.bad.csv"),
        channel=arguments.channel,
        read=arguments.read,
        dry=arguments.dry_run,
        again=arguments.again,
        contest_id=contest_id,
    )
    return _said(job, _taken(job, at))


def _mapping(arguments: argparse.Namespace, brand: "Brand", source: "Source") -> "Mapping | None":
    """The mapping that was given, or the guess once somebody agreed to it. None where it was only to be written down."""
    from makegood.commands.importing import guessing, mapping, rows, showing
    from makegood.commands.importing.joining import Lookups

    header = rows.header(source)
    if arguments.mapping:
        found = mapping.read(Path(arguments.mapping), what=arguments.what, zone=brand.zone)
        found = replace(found, spread=arguments.spread) if arguments.spread else found
        mapping.check_columns(found, {*header, *Lookups(found, source.path.parent).names})
        return _with_period(found)
    sample = next(rows.batches(source, columns=header, size=1000), None)
    if sample is None:
        raise Refusal("empty_file", f"file: {source.path} has a header and no rows.", {"file": "no rows"})
    currency = arguments.currency or brand.currency
    found = guessing.guess(arguments.what, header, sample, currency=currency, zone=brand.zone)
    found = replace(found, spread=arguments.spread) if arguments.spread else found
    print(f"Which column is what, guessed from the header:\n{showing.mapping_table(found, sample, header)}")
    if arguments.write_mapping:
        Path(arguments.write_mapping).expanduser().write_text(mapping.written(found), encoding="utf-8")
        print(f"Written to {arguments.write_mapping}. Mend it there, then: --mapping {arguments.write_mapping}")
        return None
    _agree(arguments)
    return _with_period(found)


def _with_period(found: "Mapping") -> "Mapping":
    from makegood.commands.importing.mapping import period

    if found.spread:
        period(found.spread, found.times.zone)
    elif found.what == "messages" and not found.has("at"):
        sentence = "spread: the file says no times. Say over which period its rows are spread: --spread 2024-01-01..2024-12-31"
        raise Refusal("no_times", sentence, {"spread": "missing"})
    return found


def _agree(arguments: argparse.Namespace) -> None:
    if arguments.yes or arguments.dry_run:
        return
    if not sys.stdin.isatty():
        sentence = "mapping: nobody is here to look at the guess. Say --yes, or write it down with --write-mapping and give it with --mapping."
        raise Refusal("not_confirmed", sentence, {"mapping": "not confirmed"})
    if _said_to("Is this right? [y/N] ").strip().casefold() not in ("y", "yes", "j", "ja"):
        sentence = (
            "mapping: nothing was taken in. Write the guess down with --write-mapping, mend it, and give it with --mapping."
        )
        raise Refusal("not_confirmed", sentence, {"mapping": "not confirmed"})


def _said_to(question: str) -> str:
    """What somebody types; '' where they end the input instead (Ctrl-D)."""
    try:
        return input(question)
    except EOFError:
        print()
        return ""


def _taken(job: "Job", at: datetime) -> "Outcome":
    from makegood.commands.importing import showing, taking

    bars: list[showing.Bar] = []

    def begun(row: int) -> None:
        if row:
            print(f"Goes on after row {row:,}, where it was left.")
        bars.append(showing.Bar(sys.stderr, total=job.source.rows, done=row))

    outcome = taking.take(job, at=at, show=lambda done: bars[0].show(done), begun=begun)
    if bars:
        bars[0].close(outcome.counts["rows"])
    return outcome


def _said(job: "Job", outcome: "Outcome") -> int:
    from makegood.commands.importing import showing

    if outcome.before is not None:
        day = outcome.before.strftime("%-d %B %Y")
        earlier = showing.summary(Counter(outcome.counts), dry=False)
        print(f"Nothing to do: this file was taken in on {day} with this mapping, and nothing was changed now. Then: {earlier}")
        print("To look at every row again: --again")
        return 0
    if job.dry:
        print("Dry run: nothing was written.")
    print(showing.summary(outcome.counts, dry=job.dry))
    print(showing.bad_rows(outcome.counts["bad rows"], str(job.report)))
    return outcome.counts["bad rows"]
