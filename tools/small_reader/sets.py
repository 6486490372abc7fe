"""The texts of the small transformer's training: what each set teaches, its folds, and what is kept out to judge. Never trains."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from reader_data import FEELINGS, SEED, Labelled, Pool, distinct
from sklearn.model_selection import StratifiedKFold

from makegood.understanding.readers.first.words import tidy
from makegood.understanding.types import Act, Advocacy, Asked, Feeling, Happened, Leaving, Urgency

FOLDS = 10
QUESTIONS: dict[str, tuple[str, ...]] = {
    "act": tuple(Act),
    "happened": tuple(Happened),
    "asked": tuple(Asked),
    "urgency": tuple(Urgency),
    "leaving": tuple(Leaving),
    "advocacy": tuple(Advocacy),
}
SEVERAL = ("happened", "asked")
COMMONEST: dict[str, Any] = {
    "act": "information", "feeling": "neutral", "happened": [], "asked": [], "urgency": "normal", "leaving": "no", "advocacy": "none", "lang": "en",
}  # fmt: skip
TRAIN, HELD, TEST = 0, 1, 2
Marks = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Set:
    """Texts with marks for one or several heads; rows of `split` HELD choose thresholds, TEST only judges. `fold` is −1 where there is none."""

    name: str
    texts: list[str]
    marks: dict[str, Marks]  # by head, (texts × labels)
    split: npt.NDArray[np.int8]
    fold: npt.NDArray[np.int8]
    group: list[str] = field(default_factory=list)


def written_by_us(folder: Path, complaints: Labelled) -> Set:
    """Our own texts, and our labels of complaint tweets (labels only: the texts come from the data folder)."""
    folds = _tweet_folds(complaints)  # a tweet is kept out of both sets at once
    rows = [json.loads(line) for path in sorted(folder.glob("own_*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    for path in sorted(folder.glob("labels_complaints*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            number = row["row"]
            rows.append(
                {**row, "text": complaints.texts[number], "group": f"tweet:{complaints.groups[number]}", "fold": folds[number]}
            )
    kept = distinct([row["text"] for row in rows], set())
    rows = [{**COMMONEST, **rows[i]} for i in kept]
    marks = {head: np.stack([_mark(row[head], labels) for row in rows]) for head, labels in QUESTIONS.items()}
    marks["feeling"] = np.stack([_mark(row["feeling"], tuple(Feeling)) for row in rows])
    drawn = np.random.default_rng(SEED).integers(0, FOLDS, len(rows))
    fold = np.array([row.get("fold", drawn[number]) for number, row in enumerate(rows)], dtype=np.int8)
    group = [row.get("group", row["lang"]) for row in rows]
    return Set("own", [tidy(row["text"]) for row in rows], marks, np.zeros(len(rows), np.int8), fold, group)


def _mark(said: str | Sequence[str], labels: Sequence[str]) -> Marks:
    chosen = {said} if isinstance(said, str) else set(said)
    unknown = chosen - set(labels)
    if unknown:
        raise SystemExit(f"A label that the guide does not know: {', '.join(sorted(unknown))}")
    return np.array([float(label in chosen) for label in labels], dtype=np.float32)


def public(pool: Pool, folder: Path) -> list[Set]:
    """The public sets, in a fixed order."""
    return [_feeling(pool), _complaint(pool), *_intents(folder), _stars(folder)]


def _feeling(pool: Pool) -> Set:
    texts = [*pool.feeling.texts, *pool.feeling_test.texts]
    labels = np.concatenate([pool.feeling.labels, pool.feeling_test.labels])
    split = [HELD if group == "held_out" else TRAIN for group in pool.feeling.groups] + [TEST] * len(pool.feeling_test.texts)
    return Set("feeling", texts, {"feeling": _one_hot(labels, len(FEELINGS))}, np.array(split, np.int8), _none(len(texts)))


def _complaint(pool: Pool) -> Set:
    """Complaint tweets in ten folds, and letters, mails and glad tweets beside them, which only teach."""
    own, besides = pool.complaints, pool.besides
    fold = np.concatenate([_tweet_folds(own), _none(len(besides.texts))])
    labels = np.concatenate([own.labels, besides.labels])
    texts = [*own.texts, *besides.texts]
    group = [*own.groups, *["besides"] * len(besides.texts)]
    return Set("complaint", texts, {"complaint": _one_hot(labels, 2)}, np.zeros(len(texts), np.int8), fold, group)


def _tweet_folds(complaints: Labelled) -> npt.NDArray[np.int8]:
    fold = _none(len(complaints.texts))
    for number, (_, out) in enumerate(
        StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(complaints.texts, complaints.labels)
    ):
        fold[out] = number
    return fold


def _intents(folder: Path) -> list[Set]:
    banking = pd.read_csv(folder / "intents/banking77_train.csv.gz")
    clinc = pd.read_csv(folder / "intents/clinc150.csv.gz")
    clinc = clinc[(clinc["split"] != "test") & (clinc["intent"] != "oos")]
    return [
        _by_name("intents", banking["text"], banking["category"], 0.1),
        _by_name("clinc", clinc["text"], clinc["intent"], 0.05),
    ]


def _stars(folder: Path) -> Set:
    """Comments of a Brazilian shop's buyers, low (1 and 2 stars) or not. Non-commercial: never taught to what ships, only to measure the loss."""
    rows = pd.read_parquet(folder / "olist/order_reviews.parquet").dropna(subset=["review_comment_message"])
    texts = [tidy(text) for text in rows["review_comment_message"]]
    kept = [i for i in distinct(texts) if len(texts[i]) > 3]
    low = (rows["review_score"].astype(int).to_numpy() <= 2).astype(np.int64)[kept]
    split = np.where(np.random.default_rng(SEED).random(len(kept)) < 0.4, TEST, TRAIN).astype(np.int8)
    return Set("stars", [texts[i] for i in kept], {"stars": _one_hot(low, 2)}, split, _none(len(kept)))


def _by_name(name: str, texts: "pd.Series[str]", named: "pd.Series[str]", held: float) -> Set:
    tidied = [tidy(text) for text in texts]
    kept = distinct(tidied)
    names = sorted(set(named))
    labels = np.array([names.index(each) for each in named])[kept]
    split = (np.random.default_rng(SEED).random(len(kept)) < held).astype(np.int8)
    return Set(name, [tidied[i] for i in kept], {name: _one_hot(labels, len(names))}, split, _none(len(kept)), names)


def _one_hot(labels: npt.NDArray[np.int64], count: int) -> Marks:
    return np.eye(count, dtype=np.float32)[labels]


def _none(count: int) -> npt.NDArray[np.int8]:
    return np.full(count, -1, dtype=np.int8)
