"""The texts that benchmarks.reading judges by, none of which taught what is judged, and those that teach the reference. Never judges."""

import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from makegood.commands.judging.answers import ONE_OF, SEVERAL
from makegood.commands.judging.figures import Doubles, Ints
from tests.understanding import labelled
from tests.understanding import plain_letters as plain

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data"
WRITTEN = ROOT / "tools/small_reader/texts"
sys.path.append(str(ROOT / "tools"))
SEED = 1
COMMONEST: dict[str, Any] = {
    "act": "information", "feeling": "neutral", "happened": [], "asked": [], "urgency": "normal", "leaving": "no", "advocacy": "none",
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """Texts with labels by question; `weights` lead back to the natural mix, `cells` are the strata in which they were drawn."""

    texts: list[str]
    labels: dict[str, list[frozenset[str]]]
    weights: Doubles
    cells: Ints

    def __len__(self) -> int:
        return len(self.texts)

    def where(self, keep: Sequence[int]) -> "Judged":
        labels = {question: [found[i] for i in keep] for question, found in self.labels.items()}
        return Judged([self.texts[i] for i in keep], labels, self.weights[list(keep)], self.cells[list(keep)])

    def truth(self, question: str) -> Ints:
        """Of a question with one right answer: its place among the labels."""
        labels = ONE_OF[question]
        return np.array([labels.index(next(iter(each))) for each in self.labels[question]], dtype=np.int64)

    def truths(self, question: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return np.array([[name in each for name in SEVERAL[question]] for each in self.labels[question]], dtype=bool)


def labelled_messages() -> tuple[Judged, list[str]]:
    """The 1,600 labelled messages and their ids; whether the writer is let down (`complaint`) follows from the act."""
    texts, agreed = labelled.texts(DATA), labelled.agreed()
    labels: dict[str, list[frozenset[str]]] = {q: [each.labels[q] for each in agreed] for q in labelled.QUESTIONS}
    labels["complaint"] = [_let_down(each) for each in labels["act"]]
    cells = np.array([("hot", "warm", "calm", "review").index(each.cell) for each in agreed], dtype=np.int64)
    weights = np.array([each.weight for each in agreed])
    return Judged([texts[each.id] for each in agreed], labels, weights, cells), [each.id for each in agreed]


def plain_letters(file: Path = plain.WRITTEN) -> tuple[Judged, list[str]]:
    """Plain letters to shops and the language of each: 300 of tests/understanding/labels/plain.jsonl, or the 354 short ones of its `INBOX`."""
    letters = plain.letters(file)
    labels = {question: [each.answers[question] for each in letters] for question in (*plain.ONE_OF, *plain.SEVERAL)}
    labels["complaint"] = [_let_down(each) for each in labels["act"]]
    count = len(letters)
    return Judged([each.text for each in letters], labels, np.ones(count), np.zeros(count, np.int64)), [
        each.language for each in letters
    ]


def some(judged: Judged, most: int) -> Judged:
    """At most so many of them, always the same; all where `most` is 0."""
    if not most or len(judged) <= most:
        return judged
    return judged.where(sorted(np.random.default_rng(SEED).permutation(len(judged))[:most].tolist()))


def even(texts: Sequence[str], **labels: Sequence[str]) -> Judged:
    """Texts of which each counts alike, with one label each by question."""
    found = {question: [frozenset({label}) for label in given] for question, given in labels.items()}
    return Judged(list(texts), found, np.ones(len(texts)), np.zeros(len(texts), dtype=np.int64))


def feelings(most: int) -> tuple[Judged, tuple[list[str], list[frozenset[str]]]]:
    """TweetEval's validation part, and the pool without what resembles it (at most so many, the first) for the reference to learn from."""
    import reader_data as data

    test = data._tweeteval(DATA)
    pool = data._semeval(DATA, apart_from=test)
    taught = [i for i, group in enumerate(pool.groups) if group == "train"][:most]
    names = data.FEELINGS
    judged = even(test.texts, feeling=[names[label] for label in test.labels])
    return judged, ([pool.texts[i] for i in taught], [frozenset({names[pool.labels[i]]}) for i in taught])


def complaints() -> tuple[Judged, list[str]]:
    """The complaint tweets without near-duplicates, and the domain of each."""
    import reader_data as data

    found = data._complaints(DATA)
    return even(found.texts, complaint=["yes" if label else "no" for label in found.labels]), found.groups


def olist() -> Judged:
    """Portuguese comments of a shop's customers, the distinct ones; 1 and 2 stars complain, more do not."""
    import pandas as pd

    rows = pd.read_parquet(next((DATA / "olist").glob("*review*")))
    rows = rows.dropna(subset=["review_comment_message"]).drop_duplicates("review_comment_message")
    texts = [" ".join(str(text).split()) for text in rows["review_comment_message"]]
    kept = [i for i, text in enumerate(texts) if len(text) > 3]
    stars = rows["review_score"].astype(int).tolist()
    return even([texts[i] for i in kept], complaint=["yes" if stars[i] <= 2 else "no" for i in kept])


def bank_reviews() -> Judged:
    """Reviews of 1 and 5 stars; 1 star complains."""
    import pandas as pd

    with gzip.open(DATA / "reviews/trustpilot_banks.csv.gz", "rt", encoding="utf-8", errors="replace") as file:
        rows = pd.read_csv(file).dropna(subset=["Review Comment", "Review Stars"])
    rows = rows[rows["Review Stars"].isin([1.0, 5.0])].drop_duplicates("Review Comment")
    return even(
        [str(text) for text in rows["Review Comment"]], complaint=["yes" if star == 1 else "no" for star in rows["Review Stars"]]
    )


def written_by_us() -> tuple[list[str], dict[str, list[frozenset[str]]]]:
    """Our own training texts with their labels, those that teach the product's reader the questions for which no public text is labelled."""
    rows = [json.loads(line) for path in sorted(WRITTEN.glob("own_*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    full = [{**COMMONEST, **row} for row in rows]
    labels = {question: [_labels(row[question]) for row in full] for question in COMMONEST}
    labels["complaint"] = [_let_down(each) for each in labels["act"]]
    return [row["text"] for row in full], labels


def _labels(given: str | list[str]) -> frozenset[str]:
    return frozenset([given] if isinstance(given, str) else given)


def _let_down(act: frozenset[str]) -> frozenset[str]:
    return frozenset({"yes" if act & {"complaint", "leaving"} else "no"})
