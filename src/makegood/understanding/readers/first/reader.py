"""The first reader: named phrases and patterns by table, a linear model over hashed n-grams, small models that join both.

English is read by all three. German and texts of unknown language are read by the tables and by weights that English
taught for the same signals. Pure: same texts, same readings; order kept; never raises on any text; at most words.LONGEST
characters of a message are read.
"""

from collections.abc import Sequence

import numpy as np

from makegood.understanding.readers.first import grams as hashed
from makegood.understanding.readers.first import linear, patterns
from makegood.understanding.readers.first.language import language
from makegood.understanding.readers.first.lexicon import lexicon, tables_version, talk
from makegood.understanding.readers.first.linear import Doubles
from makegood.understanding.readers.first.words import cut, tidy
from makegood.understanding.rules import acts, evidence, feelings, loyalties, matters, spam, urgencies
from makegood.understanding.rules.doubt import Thresholds
from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.types import UNSURE, Reading, TextIn

BATCH = 256  # texts that are hashed together
RULES = 3  # raise it with any change of the rules that changes readings
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
        return self.weigh_grams(written)[0]

    def weigh_grams(self, written: Sequence[str]) -> tuple[list[Evidence], hashed.Grams]:
        """The same, and the hashed grams for whoever reads on."""
        grams = hashed.grams(written)
        return learn(self._weights, [look(text) for text in written], grams), grams

    def reading(self, text: str, found: Evidence, version: str = "") -> Reading:
        """What the rules make of the evidence in a tidy text; told under this reader's version, or under that of the cascade it serves."""
        unwanted = spam.probability(found)
        felt = feelings.probabilities(found)
        complains = acts.complaint(found, unwanted)
        feeling = feelings.read(found, self._thresholds, felt)
        act = acts.read(found, self._thresholds, complains)
        open_questions = tuple(name for name, finding in (("feeling", feeling), ("act", act)) if finding.label == UNSURE)
        return Reading(
            feeling=feeling,
            act=act,
            happened=matters.happened(found, act, self._thresholds),
            asked=matters.asked(found, self._thresholds),
            urgency=urgencies.read(found),
            language=found.language,
            named=patterns.named(text),
            spam=unwanted,
            version=version or self.version,
            strength=feelings.strength(found, felt),
            unsure_about=open_questions,
            leaving=loyalties.leaving(found, self._thresholds, complains),
            advocacy=loyalties.advocacy(found, self._thresholds),
            complains=round(complains, 4),
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
        sentences=words.sentences,
        exclamations=text.count("!"),
        shouting=patterns.shouting(words.shown),
        length=len(words.plain) - len(words.ends) - words.plain.count(","),
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
    best = feeling.argmax(axis=1)
    complaint_words = _carriers(parts[:, weights.head("complaint")], grams)
    columns = np.array([weights.head(name) for name in FEELINGS])[best]
    feeling_words = _carriers(parts[np.arange(len(grams.rows)), columns[grams.rows]], grams)
    request, spammy = scores[:, weights.head("request")] * english, np.where(english, scores[:, weights.head("spam")], spam.PRIOR)
    rows = zip(
        found, complaint.tolist(), feeling.tolist(), best.tolist(), request.tolist(), spammy.tolist(), complaint_words, feeling_words,
        strict=True,
    )  # fmt: skip
    return [
        each.learned(
            complaint=complains,
            feelings=(felt[0], felt[1], felt[2]),
            request=asks,
            spam=unwanted,
            complaint_words=by_complaint if each.language == "en" else (),
            feeling_words={FEELINGS[likeliest]: by_feeling} if each.language == "en" else {},
        )
        for each, complains, felt, likeliest, asks, unwanted, by_complaint, by_feeling in rows
    ]


def _carriers(parts: linear.Floats, grams: hashed.Grams) -> list[tuple[str, ...]]:
    """The words of each text that carried its score most."""
    return linear.top_words(linear.per_word(parts, grams), grams)


def _joined(weights: linear.Linear, name: str, counted: Doubles, scores: Doubles, english: linear.Bools) -> Doubles:
    with_words = linear.stacked(weights.stacks[f"{name}_en"], np.hstack([counted, scores]))
    by_signals = linear.stacked(weights.stacks[f"{name}_any"], counted)
    return np.where(english[:, None], with_words, by_signals)
