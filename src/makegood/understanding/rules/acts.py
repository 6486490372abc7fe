"""What the writer does: complain, praise, ask, request or inform."""

from math import exp

from makegood.understanding.rules import spam
from makegood.understanding.rules.doubt import Thresholds, decide
from makegood.understanding.rules.evidence import HARMS, Evidence
from makegood.understanding.rules.feelings import praised_repair
from makegood.understanding.types import Act, Finding

# The score of a complaint is learned; the steps below move it (in log odds) where no public text could teach it.
STEP_PRAISED_REPAIR = -5.0
STEP_GLAD = -1.0  # times how much gladder than cross the whole text is
STEP_GLAD_LAST_WORD = -2.0
STEP_SARCASM_OVER_HARM = 2.5
STEP_AUTOMATIC = -6.0
STEP_HARM_TOLD = 1.2  # a mail that tells of harm complains, however politely
STEP_ASKS_ONLY = -0.4
STEP_INFORMS_ONLY = -1.5
STEP_ASKS_ABOUT_A_BILL = -4.0
STEP_THREAT = 1.5
SURELY_SPAM = 0.5
SURELY_GLAD = 0.7
STEP_BUT_AFTER_THANKS = 1.0
_WANTED = frozenset(("refund", "replacement", "call", "apology", "cancel", "document"))
_CARRIED_BY = {
    Act.PRAISE: ("loyalty", "recovered", "strong_positive", "thanks", "positive"),
    Act.QUESTION: ("information",),
    Act.REQUEST: ("request", "cancel", "call", "replacement", "refund"),
    Act.INFORMATION: ("automatic", "inform"),
    Act.LEAVING: ("going", "furious"),
    Act.BUYING: ("buying",),
    Act.COMPLAINT: (
        "faulty", "late", "lost", "wrong_item", "billing", "staff", "outage", "quality", "privacy", "safety", "furious", "sarcasm", "negative",
    ),
}  # fmt: skip


def complaint(evidence: Evidence, unwanted: float | None = None) -> float:
    """The probability that the text complains; `unwanted` is that of spam, where it is known already."""
    score = evidence.complaint
    told = evidence.harmed or "turned" in evidence.hits
    score += STEP_GLAD * max(0.0, evidence.feelings[2] - evidence.feelings[0])
    if "automatic" in evidence.hits or (spam.probability(evidence) if unwanted is None else unwanted) >= SURELY_SPAM:
        score += STEP_AUTOMATIC
    elif praised_repair(evidence):
        score += STEP_PRAISED_REPAIR
    elif "sarcasm" in evidence.hits and (told or "negative" in evidence.hits):
        score += STEP_SARCASM_OVER_HARM
    elif evidence.put_right and evidence.feelings[2] > SURELY_GLAD:
        score += STEP_GLAD_LAST_WORD
    elif told:
        score += STEP_HARM_TOLD
    if evidence.but_after_good and told:
        score += STEP_BUT_AFTER_THANKS
    score += STEP_THREAT * ("legal" in evidence.hits) + _only(evidence, told)
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, score))))


def _only(evidence: Evidence, told: bool) -> float:
    """What speaks against a complaint in a text that only asks, requests or informs."""
    if "negative" in evidence.hits or "furious" in evidence.hits:
        return 0.0
    if not told:
        return (
            STEP_INFORMS_ONLY if "inform" in evidence.hits else STEP_ASKS_ONLY * bool(evidence.asks or "request" in evidence.hits)
        )
    harms = [harm for harm in HARMS if harm in evidence.hits] if evidence.asks else []
    only_questions = evidence.asks == evidence.sentences and "turned" not in evidence.hits
    return STEP_ASKS_ABOUT_A_BILL if harms == ["billing"] and only_questions else 0.0


def probabilities(evidence: Evidence, complains: float | None = None) -> dict[Act, float]:
    """Each act's probability; sum 1. A complaint's is learned; the others share the rest by points set by hand."""
    points = {
        Act.PRAISE: _praise(evidence),
        Act.QUESTION: _question(evidence),
        Act.REQUEST: _request(evidence),
        Act.INFORMATION: _information(evidence),
    }
    weights = {act: exp(point) for act, point in points.items()}
    total = sum(weights.values())
    complains = complaint(evidence) if complains is None else complains
    return {Act.COMPLAINT: complains, **{act: (1.0 - complains) * weight / total for act, weight in weights.items()}}


def read(evidence: Evidence, thresholds: Thresholds, complains: float | None = None) -> Finding:
    chances = probabilities(evidence, complains)
    best = max(chances, key=lambda act: chances[act])
    told = best is Act.COMPLAINT and evidence.harmed
    return decide(best, chances[best], carried(evidence, best), thresholds, "act_where_harm_is_told" if told else "act")


def carried(evidence: Evidence, act: Act) -> tuple[str, ...]:
    """The words of the text that speak for this act."""
    words = evidence.words(*_CARRIED_BY[act])
    return (*words, *evidence.complaint_words) if act is Act.COMPLAINT else words


def _praise(evidence: Evidence) -> float:
    if "automatic" in evidence.hits:
        return -3.0
    glad = evidence.feelings[2]
    points = 1.0 * evidence.count("strong_positive") + 0.5 * evidence.count("positive") + 1.5 * evidence.count("loyalty")
    thanked = 1.2 * evidence.count("thanks") if glad > 0.35 or points else 0.3
    asking = evidence.asks or "request" in evidence.hits or "cancel" in evidence.hits
    return (
        points
        + 1.2 * evidence.count("recovered")
        + thanked
        + 2.0 * glad
        - (2.0 if asking and not praised_repair(evidence) else 0.0)
    )


def _question(evidence: Evidence) -> float:
    return (
        3.0 * min(evidence.plain_asks, 1)
        + 0.6 * evidence.count("information")
        - 0.3 * evidence.request
        - 1.0 * (not evidence.asks)
    )


def _request(evidence: Evidence) -> float:
    wanted = len(_WANTED & evidence.hits.keys())
    return 1.5 * min(evidence.count("request"), 2) + 1.5 * wanted + 0.3 * evidence.request


def _information(evidence: Evidence) -> float:
    return 0.8 + 4.0 * evidence.count("automatic") + 2.5 * evidence.count("inform") + 1.0 * evidence.count("spam")
