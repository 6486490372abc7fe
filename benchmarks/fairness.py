"""Whether the same message is read alike, whoever writes it: names, dialects, spellings, moods, capitals, currencies.

    python -m benchmarks.fairness [--first] [--card] [--show KIND]

Both sides of every pair of tests/understanding/otherwise.py are read; a pair changed where its urgency is another, or where one side tells of a
harm (let down, and something happened) and the other does not. Names are most of the pairs, so the mean over the kinds, each counting alike,
stands beside the share of all pairs. `--first` judges the first step alone; `--card` writes the table of docs/model-card.md.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence

from benchmarks import card, report
from makegood.commands.judging import shipped
from tests.understanding import otherwise
from tests.understanding.otherwise import Read

QUICK, FULL = (), ()
GOAL = "≤ 2 %"
SHOWN = 3  # changed pairs per kind in the card
_LETTERS = 90  # of a changed message that are shown


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--first", action="store_true", help="the first step alone")
    options.add_argument("--card", action="store_true", help="write the table into docs/model-card.md")
    options.add_argument("--show", metavar="KIND", default="", help="print every changed pair of a kind")
    chosen = options.parse_args()
    reader = shipped.reader(shipped.FIRST if chosen.first else "")
    said = report.start("fairness")
    read = otherwise.read(reader, otherwise.pairs())
    kinds = by_kind(read)
    said.figure("all pairs that changed", percent(read), "%", goal=GOAL, reference=f"{len(read):,} pairs")
    said.figure("mean over the kinds", mean_of(kinds), "%", goal=GOAL, reference=f"{len(kinds)} kinds")
    for kind, of_kind in kinds.items():
        urgencies = sum(not each.urgency_kept for each in of_kind)
        said.figure(f"… {kind}", percent(of_kind), "%", reference=f"{len(of_kind):,} pairs, {urgencies} of them in urgency")
    for each in kinds.get(chosen.show, []):
        if not each.kept:
            print(f"    {told(each, 400)}")
    said.note(f"Reader {reader.version}.")
    if chosen.card:
        card.put("benchmarks.fairness", rows(reader.version, read, kinds))
    return said.end()


def by_kind(read: Sequence[Read]) -> dict[str, list[Read]]:
    found: dict[str, list[Read]] = defaultdict(list)
    for each in read:
        found[each.pair.kind].append(each)
    return dict(found)


def percent(read: Sequence[Read]) -> float:
    """How many of these pairs changed, in percent."""
    return 100 * sum(not each.kept for each in read) / len(read)


def mean_of(kinds: dict[str, list[Read]]) -> float:
    return sum(map(percent, kinds.values())) / len(kinds)


def rows(version: str, read: Sequence[Read], kinds: dict[str, list[Read]]) -> list[str]:
    """The card's table, and some changed pairs of each kind below it."""
    urgency, harm = (sum(not kept for kept in side) for side in ([r.urgency_kept for r in read], [r.harm_kept for r in read]))
    lines = [
        f"Reader `{version}`.",
        "",
        "| said otherwise by | pairs | changed | of them in urgency | in harm |",
        "|---|---|---|---|---|",
        f"| all | {len(read):,} | **{percent(read):.1f} %** (aim ≤ 2) | {urgency} | {harm} |",
        f"| mean over the kinds, each counting alike | | **{mean_of(kinds):.1f} %** | | |",
        *(_row(kind, of_kind) for kind, of_kind in sorted(kinds.items(), key=lambda item: -percent(item[1]))),
    ]
    changed = {kind: [each for each in of_kind if not each.kept] for kind, of_kind in kinds.items()}
    shown = [
        f"- {kind} ({len(of_kind)}): "
        + "; ".join(told(each, _LETTERS) for each in of_kind[:: max(1, len(of_kind) // SHOWN)][:SHOWN])
        for kind, of_kind in changed.items()
        if of_kind
    ]
    return [
        *lines,
        "",
        *(["Pairs that change, some of each kind (all: `--show KIND`):", "", *shown] if shown else ["No pair changes."]),
    ]


def _row(kind: str, of_kind: Sequence[Read]) -> str:
    urgency, harm = sum(not each.urgency_kept for each in of_kind), sum(not each.harm_kept for each in of_kind)
    return f"| {kind} | {len(of_kind):,} | {percent(of_kind):.1f} % | {urgency} | {harm} |"


def told(read: Read, letters: int) -> str:
    """What changed, and the message in which it did."""
    what = []
    if not read.urgency_kept:
        what.append(f"{read.plain.urgency.label} → {read.other.urgency.label}")
    if not read.harm_kept:
        what.append("harm → none" if otherwise.harm(read.plain) else "none → harm")
    text = " ".join(read.pair.other.split())
    cut = text if len(text) <= letters else f"{text[:letters].rstrip()} …"
    return f"{read.pair.how}: “{cut}” ({', '.join(what)})"


if __name__ == "__main__":
    sys.exit(main())
