"""Who reads in benchmarks.reading: the product's reader, VADER, TextBlob, and TF-IDF with logistic regression taught by the same texts.

Each answers what it can about the same texts; what it was never made for it leaves out. VADER and TextBlob know feelings alone; their
negative is taken for a complaint, as people use them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, make_union

from makegood.commands.judging import answers
from makegood.commands.judging.answers import COMPLAINT, ONE_OF, SEVERAL, Answers
from makegood.commands.judging.figures import Bools, Doubles
from makegood.understanding.types import Reader

FEELINGS = ONE_OF["feeling"]  # negative, neutral, positive
VADER_LIMIT = 0.05  # of its compound score, by its authors


class Said(Protocol):
    """What somebody says about some texts, question by question; None to a question that they cannot answer."""

    def one(self, question: str) -> Answers | None: ...
    def several(self, question: str) -> Bools | None: ...
    def weight_of(self, question: str, labels: Sequence[str]) -> Doubles | None: ...


class Contestant(Protocol):
    name: str

    def on(self, texts: Sequence[str]) -> Said: ...


class Once:
    """The same answers, each reckoned once, however often a bootstrap asks."""

    def __init__(self, said: Said) -> None:
        self._said, self._known = said, dict[tuple[str, ...], Answers | Bools | Doubles | None]()

    def one(self, question: str) -> Answers | None:
        return self._kept(("one", question), lambda: self._said.one(question))  # type: ignore[return-value]

    def several(self, question: str) -> Bools | None:
        return self._kept(("several", question), lambda: self._said.several(question))  # type: ignore[return-value]

    def weight_of(self, question: str, labels: Sequence[str]) -> Doubles | None:
        return self._kept(("weight", question, *labels), lambda: self._said.weight_of(question, labels))  # type: ignore[return-value]

    def _kept(
        self, key: tuple[str, ...], found: Callable[[], Answers | Bools | Doubles | None]
    ) -> Answers | Bools | Doubles | None:
        if key not in self._known:
            self._known[key] = found()
        return self._known[key]


class Ours:
    """A reader of the product."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self.name = reader, reader.version.split("-")[0]
        self.version = reader.version

    def on(self, texts: Sequence[str]) -> Said:
        return Once(_OurSaid(answers.Told(self._reader, texts)))


class _OurSaid:
    def __init__(self, told: answers.Told) -> None:
        self.told = told

    def one(self, question: str) -> Answers:
        return answers.answers(self.told, question)

    def several(self, question: str) -> Bools:
        return answers.several(self.told, question)

    def weight_of(self, question: str, labels: Sequence[str]) -> Doubles:
        return answers.weight_of(self.told, question, labels)


class Vader:
    name = "VADER"

    def __init__(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self._analyser = SentimentIntensityAnalyzer()

    def on(self, texts: Sequence[str]) -> Said:
        return _Scored(np.array([self._analyser.polarity_scores(text)["compound"] for text in texts]), VADER_LIMIT)


class Blob:
    name = "TextBlob"

    def on(self, texts: Sequence[str]) -> Said:
        from textblob import TextBlob

        return _Scored(np.array([TextBlob(text).sentiment.polarity for text in texts]), 0.0)


class _Scored:
    """A polarity from −1 to 1; beyond ±limit it is a feeling. Its size is all that can stand for a probability."""

    def __init__(self, polarity: Doubles, limit: float) -> None:
        self._polarity, self._limit = polarity, limit

    def one(self, question: str) -> Answers | None:
        glad, cross = self._polarity >= max(self._limit, 1e-9), self._polarity <= -max(self._limit, 1e-9)
        if question == "feeling":
            said = np.where(cross, 0, np.where(glad, 2, 1)).astype(np.int64)
            chance = np.where(said == 1, 1 - np.abs(self._polarity), np.abs(self._polarity))
            return Answers(FEELINGS, said, chance, np.ones(len(said), bool))
        if question == COMPLAINT:
            return Answers(("no", "yes"), cross.astype(np.int64), np.abs(self._polarity), np.ones(len(cross), bool))
        return None

    def several(self, question: str) -> None:
        return None

    def weight_of(self, question: str, labels: Sequence[str]) -> None:
        return None


class Linear:
    """Word and character TF-IDF with logistic regression, one model a question, taught by exactly the given texts."""

    name = "TF-IDF + LR"

    def __init__(self, texts: Sequence[str], labels: Mapping[str, Sequence[frozenset[str]]]) -> None:
        self._grams = grams()
        seen = self._grams.fit_transform(list(texts))
        self._models = {question: _fit(question, seen, found) for question, found in labels.items()}

    def on(self, texts: Sequence[str]) -> Said:
        return Once(_LinearSaid(self._models, self._grams.transform(list(texts))))


class _LinearSaid:
    def __init__(self, models: Mapping[str, OneVsRestClassifier], seen: Any) -> None:
        self._models, self._seen = models, seen

    def one(self, question: str) -> Answers | None:
        if question not in self._models:
            return None
        table, labels = self._chances(question), ONE_OF[question]
        said = np.array([labels.index(name) for name in self._models[question].classes_], dtype=np.int64)[table.argmax(axis=1)]
        return Answers(labels, said, table.max(axis=1), np.ones(len(said), bool))

    def several(self, question: str) -> Bools | None:
        return self._chances(question) >= 0.5 if question in self._models else None

    def weight_of(self, question: str, labels: Sequence[str]) -> Doubles | None:
        if question not in self._models:
            return None
        columns = [i for i, name in enumerate(self._models[question].classes_) if name in labels]
        return np.asarray(self._chances(question)[:, columns].sum(axis=1))

    def _chances(self, question: str) -> Doubles:
        return np.asarray(self._models[question].predict_proba(self._seen))


def grams() -> FeatureUnion:
    """Words, word pairs and runs of 2 to 5 letters, sublinear, as in the yardsticks of the model card."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
    return make_union(words, letters)


def model() -> LogisticRegression:
    return LogisticRegression(C=4.0, solver="liblinear", class_weight="balanced", tol=1e-3)


def _fit(question: str, seen: Any, labels: Sequence[frozenset[str]]) -> OneVsRestClassifier:
    if question in SEVERAL:
        truth = np.array([[name in each for name in SEVERAL[question]] for each in labels], dtype=int)
        return OneVsRestClassifier(model()).fit(seen, truth)
    return OneVsRestClassifier(model()).fit(seen, [next(iter(each)) for each in labels])
