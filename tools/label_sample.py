"""Draws the messages that were labelled, and counts what each of them stands for; writes tests/understanding/labels/cells.csv.

    python tools/label_sample.py [--data ../shared/data] [--check]

Drawn by chance: 700 messages and 250 reviews; from the rest of the same shuffle the first 430 that hold a word of danger, law or being
stuck (stratum "hot"), then the first 220 that hold a word of the wider list ("warm"). A cell is what a message's own words make it
(hot, warm, calm, or a review), so within a cell every message was as likely to be drawn as any other, and the cell's size over its number
drawn is what one message stands for. The natural mix is that of the 950: 700 messages to 250 reviews. Never labels anything.
"""

import argparse
import csv
import random
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.understanding import labelled  # noqa: E402

SEED = 20261122
MESSAGES, REVIEWS, HOT, WARM = 700, 250, 430, 220
_NOT_LETTERS = re.compile(r"https?://\S+|@\w+|[^a-z]+")
_HOTTER = re.compile(
    r"\b(injur|hurt|burn|fire\b|smok|fumes|gas leak|allerg|hospital|ambulance|emergency|unsafe|danger|safety|brakes?|bleed|poison|faint|dying|suicid|wheelchair|medic|insulin|lawyer|attorney|court|sue\b|suing|legal|ombudsman|police|discriminat|racis|harass|assault|stranded|stuck|overnight|locked out|tarmac|journalist)",
    re.IGNORECASE,
)
_HOT = re.compile(
    r"\b(injur|hurt|burn|fire\b|smok|fumes|gas leak|allerg|hospital|ambulance|emergency|unsafe|danger|safety|brakes?|bleed|sick|vomit|poison|faint|died|dying|death|kill|suicid|disab|wheelchair|medic|insulin|child|baby|elderly|pregnan|lawyer|attorney|court|sue\b|suing|legal|ombudsman|regulator|police|discriminat|racis|harass|assault|abuse|fraud|stolen|hack|breach|data prot|gdpr|press\b|journalist|newspaper|news\b|bbc|cnn|dot\b|faa|caa|stranded|stuck|sleep|overnight|hotel|missed|locked out|no money|tarmac|closed|gate\b|abroad|tonight|tomorrow|today|wedding|funeral|birthday|exam|interview|deadline|last minute|leaving in|boarding|hours? left)",
    re.IGNORECASE,
)
Message = tuple[str, str]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=labelled.DATA)
    options.add_argument("--check", action="store_true", help="compare with what lies there and write nothing")
    chosen = options.parse_args()
    messages = distinct(list(labelled.every_text(chosen.data)))
    drawn = sample(messages)
    same = {name: stratum for (name, _), stratum in drawn} == strata()
    print(
        f"{len(messages):,} different messages, {len(drawn):,} drawn; the drawn ones are {'the' if same else 'NOT the'} labelled ones."
    )
    told = cells(messages, drawn)
    if chosen.check:
        same = same and told == written()
    elif same:
        write(told)
    return 0 if same else 1


def distinct(messages: list[Message]) -> list[Message]:
    """Without those that begin with the same 60 letters as an earlier one, or hold fewer than 8."""
    seen: set[str] = set()
    kept = []
    for name, text in messages:
        key = _NOT_LETTERS.sub("", text.lower())[:60]
        if len(key) >= 8 and key not in seen:
            seen.add(key)
            kept.append((name, text))
    return kept


def sample(messages: list[Message]) -> list[tuple[Message, str]]:
    """The drawn messages, each with its stratum. The same for ever: the seed is fixed."""
    by_chance = random.Random(SEED)  # noqa: S311
    tweets = [each for each in messages if is_message(each[0])]
    reviews = [each for each in messages if not is_message(each[0])]
    by_chance.shuffle(tweets)
    by_chance.shuffle(reviews)
    rest = tweets[MESSAGES:] + reviews[REVIEWS:]
    hot = [each for each in rest if _HOTTER.search(each[1])][:HOT]
    taken = {name for name, _ in hot}
    warm = [each for each in rest if each[0] not in taken and _HOT.search(each[1])][:WARM]
    base = [*tweets[:MESSAGES], *reviews[:REVIEWS]]
    return [(each, "random") for each in base] + [(each, "hot") for each in hot] + [(each, "warm") for each in warm]


def is_message(name: str) -> bool:
    return name.startswith(("tweets:", "airline:"))


def cell(message: Message) -> str:
    """What a message's own words make it."""
    name, text = message
    if not is_message(name):
        return "review"
    return "hot" if _HOTTER.search(text) else "warm" if _HOT.search(text) else "calm"


def cells(messages: list[Message], drawn: list[tuple[Message, str]]) -> list[dict[str, str]]:
    """Each cell's size among all different messages, the number drawn, and what one drawn message stands for (mean 1 over the sample)."""
    size, taken = Counter(map(cell, messages)), Counter(cell(message) for message, _ in drawn)
    all_messages = sum(count for name, count in size.items() if name != "review")
    share = {
        name: (REVIEWS if name == "review" else MESSAGES * size[name] / all_messages) / (MESSAGES + REVIEWS) for name in size
    }
    return [
        {
            "cell": name,
            "size": str(size[name]),
            "drawn": str(taken[name]),
            "weight": f"{share[name] * len(drawn) / taken[name]:.6f}",
        }
        for name in ("hot", "warm", "calm", "review")
    ]


def strata() -> dict[str, str]:
    with (labelled.LABELS / "agreed.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["stratum"] for row in csv.DictReader(file)}


def written() -> list[dict[str, str]]:
    with (labelled.LABELS / "cells.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(told: list[dict[str, str]]) -> None:
    with (labelled.LABELS / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(told[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(told)


if __name__ == "__main__":
    sys.exit(main())
