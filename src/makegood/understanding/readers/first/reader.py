"""The first reader: named phrases and patterns by table, a linear model over hashed n-grams, small models that join both.

English is read by all three. German and texts of unknown language are read by the tables and by weights that English
taught for the same signals. Pure: same texts, same readings; order kept; never raises on any text; at most words.LONGEST
characters of a message are read.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from makegood.understanding.readers.first import grams as hashed
from makegood.understanding.readers.first import linear, patterns
from makegood.understanding.readers.first.language import language
from makegood.understanding.readers.first.lexicon import lexicon, tables_version, talk
from makegood.understanding.readers.first.linear import Doubles
from makegood.understanding.readers.first.words import ENDS, Words, cut, tidy
from makegood.understanding.rules import acts, evidence, feelings, loyalties, matters, spam, urgencies
from makegood.understanding.rules.doubt import Thresholds
from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.types import UNSURE, Reading, TextIn

BATCH = 256  # texts that are hashed together
RULES = 1  # raise it with any change of the rules that changes readings
FEELINGS = ("negative", "neutral", "positive")


class FirstReader:
    """Reads with the shipped weights, or with those given (training and tests)."""

    def __init__(self, weights: linear.Linear | None = None) -> None:
        self._weights = weights or linear.shipped()
        self._thresholds: Thresholds = self._weights.thresholds
        self.version = f"first-{RULES}-{self._weights.version}-{tables_version()}"

    def read(self, texts: list[TextIn]) -> list[Reading]:
        """One reading per text, in the same order."""
        readings: list[Reading] = []
        for start in range(0, len(texts), BATCH):
            written = [whole(each) for each in texts[start : start + BATCH]]
            found = self.weigh(written)
            readings += [self.reading(text, each) for text, each in zip(written, found, strict=True)]
        return readings

    def weigh(self, written: Sequence[str]) -> list[Evidence]:
        """The evidence in tidy texts, learned scores included."""
        return learn(self._weights, [look(text) for text in written], hashed.grams(written))

    def reading(self, text: str, found: Evidence, version: str = "") -> Reading:
        """What the rules make of the evidence in a tidy text; told under this reader's version, or under that of the cascade it serves."""
        feeling = feelings.read(found, self._thresholds)
        act = acts.read(found, self._thresholds)
        open_questions = tuple(name for name, finding in (("feeling", feeling), ("act", act)) if finding.label == UNSURE)
        return Reading(
            feeling=feeling,
            act=act,
            happened=matters.happened(found, act, self._thresholds),
            asked=matters.asked(found, self._thresholds),
            urgency=urgencies.read(found),
            language=found.language,
            named=patterns.named(text),
            spam=spam.probability(found),
            version=version or self.version,
            strength=feelings.strength(found),
            unsure_about=open_questions,
            leaving=loyalties.leaving(found, self._thresholds),
            advocacy=loyalties.advocacy(found, self._thresholds),
            complains=round(acts.complaint(found), 4),
        )


def whole(text: TextIn) -> str:
    """Subject and text as one tidy text, the subject as a paragraph of its own."""
    return tidy(f"{text.subject}\n\n{text.text}" if text.subject.strip() else text.text)


def look(text: str) -> Evidence:
    """What the tables and the shape of a tidy text show, before any learned score."""
    words = cut(text)
    code = language(words.plain)
    return evidence.gather(
        hits=lexicon(code).hits(words),
        asks=words.asks,
        sentences=len(set(words.sentence)),
        exclamations=text.count("!"),
        shouting=patterns.shouting(words.shown),
        length=_length(words),
        language=code,
        talk=talk().hits(words),
    )


def learn(weights: linear.Linear, found: Sequence[Evidence], grams: hashed.Grams) -> list[Evidence]:
    """The evidence with the learned scores in it, and the words that carried them."""
    scores, parts, _ = weights.scores(grams)
    counted = np.array([evidence.counted(each) for each in found]).reshape(len(found), len(evidence.NAMES))
    english = np.array([each.language == "en" for each in found], dtype=bool)
    complaint = _joined(weights, "complaint", counted, scores[:, : 1 + len(FEELINGS)], english)[:, 0]
    feeling = linear.softmax(_joined(weights, "feeling", counted, scores[:, : 1 + len(FEELINGS)], english))
    carried = {name: linear.per_word(parts[:, weights.head(name)], grams) for name in ("complaint", *FEELINGS)}
    request, spammy = scores[:, weights.head("request")] * english, np.where(english, scores[:, weights.head("spam")], spam.PRIOR)
    return [
        replace(
            each,
            complaint=float(complaint[row]),
            feelings=(float(feeling[row, 0]), float(feeling[row, 1]), float(feeling[row, 2])),
            request=float(request[row]),
            spam=float(spammy[row]),
            complaint_words=linear.top_words(carried["complaint"], grams, row) if english[row] else (),
            feeling_words=_feeling_words(carried, feeling[row], grams, row) if english[row] else {},
        )
        for row, each in enumerate(found)
    ]


def _joined(weights: linear.Linear, name: str, counted: Doubles, scores: Doubles, english: linear.Bools) -> Doubles:
    with_words = linear.stacked(weights.stacks[f"{name}_en"], np.hstack([counted, scores]))
    by_signals = linear.stacked(weights.stacks[f"{name}_any"], counted)
    return np.where(english[:, None], with_words, by_signals)


def _feeling_words(carried: dict[str, Doubles], chances: Doubles, grams: hashed.Grams, row: int) -> dict[str, tuple[str, ...]]:
    best = FEELINGS[int(chances.argmax())]
    return {best: linear.top_words(carried[best], grams, row)}


def _length(words: Words) -> int:
    return sum(word not in ENDS and word != "," for word in words.plain)
