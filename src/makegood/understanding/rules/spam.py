"""How likely a text is unwanted advertising or a trick. A customer's words speak against it."""

from math import exp

from makegood.understanding.rules.evidence import Evidence

PRIOR = -3.0  # log odds where no learned score is at hand (German, unknown language)
PER_PHRASE = 1.3
PER_CUSTOMER_SIGN = 1.0
LEARNED_WEIGHT = 0.7  # the learned score comes from old mails: it may add, the phrases decide

_CUSTOMER_SIGNS = frozenset(("late", "lost", "faulty", "wrong_item", "staff", "refund", "replacement", "courtesy"))


def probability(evidence: Evidence) -> float:
    """0 to 1. Without a single named spam phrase it stays below one half, because a customer turned away is worse than a spam read."""
    phrases = len(set(evidence.words("spam"))) if "spam" in evidence.hits else 0
    customer = len(_CUSTOMER_SIGNS & evidence.hits.keys())
    score = LEARNED_WEIGHT * max(-6.0, min(6.0, evidence.spam)) + PER_PHRASE * phrases - PER_CUSTOMER_SIGN * customer
    score += 0.4 * min(evidence.exclamations, 3) * (phrases > 0)
    if not phrases:
        score = min(score, -0.5)
    return round(1.0 / (1.0 + exp(-score)), 4)
