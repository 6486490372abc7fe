"""`makegood reader`: `judge` holds the reader in use against a file that somebody else labelled; it opens no database, keeps nothing, sends nothing.
What members set right is in `commands/corrections.py`."""

import argparse
import time
from pathlib import Path

from makegood.commands import corrections
from makegood.commands.judging import answers, judgement, labelled, shipped
from makegood.kernel.refusals import Refusal

_EPILOG = """
Examples, with files that you have:
  makegood reader judge semeval-test.csv --text text --label label --question feeling --map 0=negative,1=neutral,2=positive
  makegood reader judge complaints.jsonl --text text --label complaint --question complaint --map 0=no,1=yes
  makegood reader judge banking77-test.csv --text text --label category --question intent
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    judge = parts.add_parser(
        "judge",
        help="hold the reader against a labelled file",
        description="Reads every text of a labelled file and says how far the reader agrees with its labels.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    judge.add_argument("file", metavar="FILE", type=Path, help="CSV, Parquet or JSON lines; may be packed (gz, bz2, xz)")
    judge.add_argument("--text", required=True, metavar="COLUMN", help="the column of the texts")
    judge.add_argument(
        "--label", required=True, metavar="COLUMN", help="the column of the labels; several are parted by spaces or commas"
    )
    judge.add_argument("--question", required=True, choices=answers.QUESTIONS, help="which question the labels answer")
    judge.add_argument(
        "--map", action="append", default=[], metavar="THEIRS=OURS,…", help="what their labels are called here; OURS may be -"
    )
    judge.add_argument("--limit", type=int, default=0, metavar="ROWS", help="judge the first rows alone")
    judge.add_argument(
        "--reader", choices=shipped.NAMES, default="", help="the first step alone or both; the best that runs here"
    )
    corrections.add_parts(parts)


def run(arguments: argparse.Namespace) -> int:
    if arguments.part in corrections.PARTS:
        return corrections.run(arguments)
    if arguments.limit < 0:
        raise Refusal("bad_limit", "limit: give the number of rows, or leave it out for all.", {"limit": "less than nothing"})
    reader = shipped.reader(arguments.reader)
    found = labelled.taken(
        arguments.file,
        text=arguments.text,
        label=arguments.label,
        known=answers.labels_of(reader, arguments.question),
        several=arguments.question in answers.SEVERAL,
        names=labelled.mapping(arguments.map),
        limit=arguments.limit,
    )
    began = time.process_time()
    told = answers.Told(reader, found.texts)
    told.read(arguments.question)
    taken = time.process_time() - began
    aside = f", {found.left_out:,} left out" if found.left_out else ""
    print(f"{arguments.file.name}: {len(found.texts):,} texts{aside}; question: {arguments.question}")
    print(f"reader {reader.version}; {len(found.texts) / max(taken, 1e-9):,.0f} texts per CPU second\n")
    print("\n".join(judgement.shown(judgement.judge(told, arguments.question, found.labels))))
    return 0
