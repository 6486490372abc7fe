"""Who goes, who buys, and what others are told, by named phrases alone: for a house without the small transformer's weights.

The chances are set by hand, from reading some hundred messages; where the joins are there, they answer in place of this.
"""

from makegood.understanding.rules import acts
from makegood.understanding.rules.doubt import Thresholds, decide
from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.types import Advocacy, Finding, Leaving

ONE_PHRASE = 0.7
EACH_FURTHER = 0.1
MOST = 0.9
NOTHING_NAMED = 0.9


def leaving(evidence: Evidence, thresholds: Thresholds) -> Finding:
    """A named farewell of somebody who is rather let down than not is a risk. Never `yes`: a phrase alone does not tell a threat from a farewell."""
    if "going" in evidence.talk and acts.complaint(evidence) >= 0.5:
        return decide(Leaving.RISK, _chance(evidence, "going"), evidence.words("going"), thresholds, "leaving")
    return decide(Leaving.NO, NOTHING_NAMED, (), thresholds, "leaving")


def advocacy(evidence: Evidence, thresholds: Thresholds) -> Finding:
    """What others are told; where both are named, the later word counts."""
    named = {signal: evidence.talk[signal][-1].position for signal in ("warns", "recommends") if signal in evidence.talk}
    if not named:
        return decide(Advocacy.NONE, NOTHING_NAMED, (), thresholds, "advocacy")
    last = max(named, key=lambda signal: named[signal])
    return decide(Advocacy(last), _chance(evidence, last), evidence.words(last), thresholds, "advocacy")


def _chance(evidence: Evidence, signal: str) -> float:
    return min(MOST, ONE_PHRASE + EACH_FURTHER * (len(evidence.talk[signal]) - 1))
