"""What people say in the house: short lines of plain letters, from real public support talk where it lies beside the checkout, else our own."""

import csv
import gzip
import itertools
import random
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3] / "shared/data/support_tweets/brand_tweets_with_times.csv.gz"
LONGEST = 80  # characters of one line; a message has two
_NOT_WORDS = re.compile(r"@\S+|https?://\S+|&\w+;|[^\x20-\x7e]|[<>&\"\\]")
_WHO = ("The lamp", "My order", "The parcel", "The torch", "Your last letter", "The replacement", "The second box", "The invoice")
_WHAT = ("came", "is still missing", "does not work", "was wrong", "arrived broken", "is not what I ordered", "was charged twice")
_WHEN = ("since Monday", "after two weeks", "this morning", "again", "before the birthday", "as you said it would not", "at last")
_THEN = (
    "Please look into it.",
    "What happens now?",
    "Thank you for your patience with me.",
    "I would like my money back.",
    "Can you help?",
)


def phrases(most: int = 4000) -> list[str]:
    """Lines without line breaks, double blanks, accents or marks of HTML; the same at every call."""
    found = _real(most) if SOURCE.exists() else []
    return found if len(found) >= 100 else _own(most)


def whence() -> str:
    """Where the words come from, for the report."""
    return "words of real public support talk" if SOURCE.exists() else "our own word lists"


def _real(most: int) -> list[str]:
    with gzip.open(SOURCE, "rt", encoding="utf-8", newline="") as file:
        lines = (_plain(row["text"]) for row in itertools.islice(csv.DictReader(file), most * 3))
        return list(dict.fromkeys(line for line in lines if len(line) >= 20))[:most]


def _own(most: int) -> list[str]:
    whole = [" ".join(parts) for parts in itertools.product(_WHO, _WHAT, _WHEN, _THEN)]
    random.Random(7).shuffle(whole)
    return whole[:most]


def _plain(text: str) -> str:
    line = " ".join(_NOT_WORDS.sub(" ", text).split())
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0]
