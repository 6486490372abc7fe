"""When a label may be said and when the honest answer is *unsure*. Thresholds come from held-out data, or are stated as set by hand."""

from collections.abc import Mapping

from makegood.understanding.types import UNSURE, Finding

Thresholds = Mapping[str, float]  # "question.label" → least probability at which the label may be said
LEAST_UNMEASURED = 0.5
MOST_WORDS = 5


def decide(label: str, probability: float, words: tuple[str, ...], thresholds: Thresholds, question: str) -> Finding:
    """The label, or UNSURE where its probability lies below the threshold of that label."""
    sure = probability >= thresholds.get(f"{question}.{label}", LEAST_UNMEASURED)
    kept = tuple(dict.fromkeys(words))[:MOST_WORDS] if words else ()
    return Finding(str(label) if sure else UNSURE, str(label), round(probability, 4), kept)
