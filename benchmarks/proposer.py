"""How often the proposer puts first what a care team judged by hand, part by part, and every difference.

    python -m benchmarks.proposer [--card]

The harms are tests/makegoods/gold; they were written before the rules. `--card` writes the tables into docs/proposer.md.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from benchmarks import report
from tests.makegoods.gold import book

QUICK, FULL = (), ()
GOAL = "≥ 90 %"
PARTS = (
    "fix",
    "own",
    "writes",
    "kind",
    "money on top",
    "money owed",
    "touch",
    "back",
    "call",
    "evidence",
    "second_look",
    "never",
)
_PAGE = Path(__file__).parent.parent / "docs" / "proposer.md"
_BEGIN, _END = "<!-- benchmarks.proposer -->", "<!-- end -->"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--card", action="store_true", help="write the tables into docs/proposer.md")
    chosen = options.parse_args()
    said = report.start("proposer")
    found = judged()
    alike = sum(not differences for _, differences in found)
    said.figure(
        "first proposals as judged in every part", 100 * alike / len(found), "%", goal=GOAL, reference=f"{len(found)} harms"
    )
    of = Counter(part for _, differences in found for part, _ in differences)
    for part in PARTS:
        said.figure(f"… {part}", 100 * (len(found) - of[part]) / len(found), "%", reference=f"{of[part]} differ")
    for harm, differences in found:
        if differences:
            print(f"  {harm.id}: {'; '.join(words for _, words in differences)}")
    if chosen.card:
        _write(table(found))
    return said.end()


def judged() -> list[tuple[book.Harm, list[tuple[str, str]]]]:
    """Each harm with its differences: the part, and the whole sentence."""
    from tests.makegoods.gold import agreement

    return [(harm, [(one.part, str(one)) for one in agreement.differences(harm)]) for harm in book.harms()]


def table(found: list[tuple[book.Harm, list[tuple[str, str]]]]) -> list[str]:
    alike, of = sum(not differences for _, differences in found), Counter(part for _, d in found for part, _ in d)
    houses = Counter(harm.house for harm, _ in found)
    good = Counter(harm.house for harm, differences in found if not differences)
    return [
        "| part | as judged |",
        "| --- | --- |",
        f"| **every part** | **{alike} of {len(found)}** ({100 * alike / len(found):.1f} %) |",
        *(f"| {part.replace('_', ' ')} | {len(found) - of[part]} of {len(found)} |" for part in PARTS),
        *(f"| every part, {house} | {good[house]} of {houses[house]} |" for house in book.HOUSES),
        "",
        "The differences:",
        "",
        *(f"- **{harm.id}** {harm.told} {'; '.join(words for _, words in d)}." for harm, d in found if d),
    ]


def _write(lines: list[str]) -> None:
    before, _, rest = _PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    _PAGE.write_text(f"{before}{_BEGIN}\n" + "\n".join(lines) + f"\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
