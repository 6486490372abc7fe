"""The labelled messages: ids, labels and weights from labels/, and the way back from an id to its text in the data folder.

The texts are under a licence that forbids trade, so they are never kept here and never shipped. Ids: `tweets:<tweet_id>` of
brand_tweets_with_times, `airline:<row>:<nth turn of the customer>` of airline_conversations, `<file>:<row>` of the reviews.
"""

import bz2
import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = Path(__file__).with_name("labels")
DATA = Path(__file__).resolve().parents[3] / "shared/data"
REVIEWS = ("trustpilot_banks", "product_reviews_3150", "brand_product_tweets")
LONGEST = 1_200  # characters of a review
SHORTEST = 15  # a review of fewer characters is left out
ONE_OF = ("act", "feeling", "urgency", "leaving", "advocacy")
SEVERAL = ("happened", "asked")
QUESTIONS = (*ONE_OF, *SEVERAL)
_TURN = re.compile(r"<cust__(.*?)__cust>", re.DOTALL)
_SPACE = re.compile(r"\s+")
_TEXTUAL = ("text", "review", "tweet", "content", "sentence")
Labels = dict[str, frozenset[str]]  # by question; of the questions with one answer, one


@dataclass(frozen=True)
class Given:
    """One labeller's answers to one message. `turn` says whether the message was theirs or was given to them as the second."""

    id: str
    labeller: str
    turn: str
    labels: Labels
    unsure: frozenset[str]


@dataclass(frozen=True)
class Agreed:
    """What counts: the only label, the one that two gave, or the one that was settled where two differed (`by`)."""

    id: str
    stratum: str
    by: str
    cell: str
    labels: Labels
    unsure: frozenset[str]
    weight: float  # how many messages of the natural mix it stands for; mean 1


def given() -> list[Given]:
    """Every label as it was given, blind, before anything was settled."""
    return [Given(row["id"], row["labeller"], row["turn"], _labels(row), _set(row["unsure"])) for row in _rows("given")]


def agreed() -> list[Agreed]:
    """One row per message, in the file's order."""
    weights = {row["cell"]: float(row["weight"]) for row in _rows("cells")}
    return [
        Agreed(row["id"], row["stratum"], row["by"], row["cell"], _labels(row), _set(row["unsure"]), weights[row["cell"]])
        for row in _rows("agreed")
    ]


def texts(folder: Path = DATA) -> dict[str, str]:
    """The text of every labelled message, by id. Raises FileNotFoundError where the data folder is not at hand."""
    wanted = {row["id"] for row in _rows("agreed")}
    return {name: text for name, text in every_text(folder) if name in wanted}


def every_text(folder: Path) -> Iterator[tuple[str, str]]:
    """All messages that could have been drawn, tidied of line breaks, in a fixed order: tweets, airline turns, reviews."""
    yield from _tweets(folder / "support_tweets/brand_tweets_with_times.csv.gz")
    yield from _airline(folder / "support_tweets/airline_conversations.csv.bz2")
    for name in REVIEWS:
        yield from _reviews(name, folder / f"reviews/{name}.csv.gz")


def _rows(name: str) -> list[dict[str, str]]:
    with (LABELS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _set(cell: str) -> frozenset[str]:
    return frozenset(cell.split())


def _labels(row: dict[str, str]) -> Labels:
    return {question: _set(row[question]) for question in QUESTIONS}


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _tweets(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["inbound"].lower() == "true":
                yield f"tweets:{row['tweet_id']}", _clean(row["text"])


def _airline(path: Path) -> Iterator[tuple[str, str]]:
    """The first turn of each customer, and the second of every fifth conversation."""
    with bz2.open(path, "rt", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for number, row in enumerate(rows):
            turns = _TURN.findall(" ".join(row))
            for nth, turn in enumerate(turns[: 2 if number % 5 == 0 else 1]):
                yield f"airline:{number}:{nth}", _clean(turn)


def _reviews(name: str, path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        for number, row in enumerate(csv.DictReader(file)):
            found = [cell for head, cell in row.items() if head and cell and any(word in head.lower() for word in _TEXTUAL)]
            text = _clean(max(found, key=len)) if found else ""
            if len(text) > SHORTEST:
                yield f"{name}:{number}", text[:LONGEST]
