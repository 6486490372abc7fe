"""Who goes, who buys, and what others are told, by named phrases alone: for a house without the small transformer's weights.

The chances are set by hand, from reading some hundred messages; where the joins are there, they answer in place of this.
"""

from makegood.understanding.rules.doubt import Thresholds, decide
from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.types import Advocacy, Finding, Leaving

ONE_PHRASE = 0.7
EACH_FURTHER = 0.1
MOST = 0.9
NOTHING_NAMED = 0.9
_NO_POINT = frozenset(("point", "pointless"))
_STAYS = Finding(str(Leaving.NO), str(Leaving.NO), NOTHING_NAMED)
_TELLS_NOBODY = Finding(str(Advocacy.NONE), str(Advocacy.NONE), NOTHING_NAMED)


def leaving(evidence: Evidence, thresholds: Thresholds, complains: float) -> Finding:
    """A named farewell of somebody who is rather let down than not is a risk. Never `yes`: a phrase alone does not tell a threat from a farewell."""
    if "going" in evidence.talk and complains >= 0.5:
        return decide(Leaving.RISK, _chance(evidence, "going"), evidence.words("going"), thresholds, "leaving")
    return _STAYS


def without_point(evidence: Evidence, learned: Finding) -> Finding:
    """Whoever sees no point in ordering again may go, also where what was learned hears a mere complaint: it has seen too few who say it so. A
    sentence that asks “if” counts for nothing."""
    plain = [
        hit.words for hit in evidence.talk.get("going", ()) if _NO_POINT & set(hit.words.lower().split()) and not hit.supposed
    ]
    if not plain or learned.label in (Leaving.RISK, Leaving.YES):
        return learned
    return Finding(str(Leaving.RISK), str(Leaving.RISK), ONE_PHRASE, tuple(dict.fromkeys(plain)))


def advocacy(evidence: Evidence, thresholds: Thresholds) -> Finding:
    """What others are told; where both are named, the later word counts."""
    if not evidence.talk:
        return _TELLS_NOBODY
    named = {signal: evidence.talk[signal][-1].position for signal in ("warns", "recommends") if signal in evidence.talk}
    if not named:
        return _TELLS_NOBODY
    last = max(named, key=lambda signal: named[signal])
    return decide(Advocacy(last), _chance(evidence, last), evidence.words(last), thresholds, "advocacy")


def _chance(evidence: Evidence, signal: str) -> float:
    return min(MOST, ONE_PHRASE + EACH_FURTHER * (len(evidence.talk[signal]) - 1))
