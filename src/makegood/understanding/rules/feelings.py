"""How the writer feels, and how strongly. Numbers in, verdict out."""

from math import exp

from makegood.understanding.rules.doubt import Thresholds, decide
from makegood.understanding.rules.evidence import HARMS, Evidence
from makegood.understanding.types import Feeling, Finding

ORDER = (Feeling.NEGATIVE, Feeling.NEUTRAL, Feeling.POSITIVE)
LEAST_AFTER_RECOVERY = 0.9  # what went wrong was put right and is praised: the writer is glad, whatever the earlier words were
LEAST_WHEN_SARCASTIC = 0.85
STEP_PER_HARM = 0.8  # in log odds
STEP_GRAVE = 2.3
STEP_BUT = 1.4
_HARMS = frozenset(HARMS)
GRAVE = ("staff", "safety", "privacy", "legal", "stranded", "lost")
_GRAVE = frozenset(GRAVE)
_CARRIED_BY: dict[Feeling, tuple[str, ...]] = {
    Feeling.POSITIVE: ("loyalty", "strong_positive", "recovered", "positive", "thanks"),
    Feeling.NEUTRAL: (),
    Feeling.NEGATIVE: ("furious", "sarcasm", "negative", "staff", "faulty", "late", "lost", "quality", "safety"),
}


def probabilities(evidence: Evidence) -> tuple[float, float, float]:
    """Negative, neutral, positive; sum 1. The learned ones, moved by what tweets cannot teach: praise of a repair, sarcasm, automatic mail."""
    learned = evidence.feelings
    if "automatic" in evidence.hits:
        return _toward(learned, 1, 0.9)
    if "sarcasm" in evidence.hits and (evidence.harmed or "negative" in evidence.hits):
        return _toward(learned, 0, LEAST_WHEN_SARCASTIC)
    if praised_repair(evidence):
        return _toward(learned, 2, LEAST_AFTER_RECOVERY)
    return _upset(evidence)


def praised_repair(evidence: Evidence) -> bool:
    """Something had gone wrong, it was put right, and the last word is a kind one."""
    repaired = "recovered" in evidence.hits or "loyalty" in evidence.hits
    return evidence.harmed and repaired and evidence.put_right


def read(evidence: Evidence, thresholds: Thresholds, felt: tuple[float, float, float] | None = None) -> Finding:
    chances = felt or probabilities(evidence)
    place = chances.index(max(chances))
    best = ORDER[place]
    return decide(best, chances[place], carried(evidence, best), thresholds, "feeling")


def carried(evidence: Evidence, feeling: Feeling) -> tuple[str, ...]:
    """The words of the text that speak for this feeling."""
    named = _CARRIED_BY[feeling]
    return (*(evidence.words(*named) if named else ()), *evidence.feeling_words.get(feeling, ()))


def strength(evidence: Evidence, chances: tuple[float, float, float] | None = None) -> float:
    """0 calm to 1 furious or overjoyed. Strong words, capitals and exclamation marks raise it; "not a big thing" halves it.

    `chances` of negative, neutral, positive; without them those of `probabilities`. The weights are set by hand: no public text is labelled
    with how strongly it is meant.
    """
    negative, _, positive = chances or probabilities(evidence)
    moved = max(negative, positive)
    strong = "furious" if negative >= positive else "strong_positive"
    raised = (
        0.25 * moved
        + 0.17 * evidence.count(strong)
        + 0.15 * (negative >= positive) * ("legal" in evidence.hits)
        + 0.06 * min(evidence.exclamations, 4)
        + 0.5 * min(evidence.shouting, 0.5)
        + 0.05 * (negative >= positive) * evidence.count("negative")
        + 0.1 * (negative >= positive) * ("sarcasm" in evidence.hits)
    )
    calmed = 0.5 if "soft" in evidence.hits else 1.0
    return round(min(1.0, raised * calmed), 3)


def _upset(evidence: Evidence) -> tuple[float, float, float]:
    """Tweets teach little about harm told in plain words: each kind of harm makes a negative feeling likelier, a grave one more so."""
    negative, neutral, positive = evidence.feelings
    if evidence.put_right:
        return evidence.feelings
    kinds = len(_HARMS & evidence.hits.keys())
    grave = not _GRAVE.isdisjoint(evidence.hits)
    step = STEP_PER_HARM * min(kinds, 2) + STEP_GRAVE * grave + STEP_BUT * evidence.but_after_good
    moved = exp(step * (0.5 if "soft" in evidence.hits else 1.0))
    raised, lowered = negative * moved, positive / moved
    total = raised + neutral + lowered
    return (raised / total, neutral / total, lowered / total)


def _toward(learned: tuple[float, float, float], index: int, least: float) -> tuple[float, float, float]:
    if learned[index] >= least:
        return learned
    rest = 1.0 - learned[index]
    share = [(1.0 - least) * chance / rest for chance in learned]
    share[index] = least
    return (share[0], share[1], share[2])
