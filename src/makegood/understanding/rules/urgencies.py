"""How urgent it is: safety before law and press, before people who are stranded, before deadlines. Leans towards too urgent."""

from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.rules.feelings import praised_repair
from makegood.understanding.types import Finding, Urgency

_LADDER = ((Urgency.SAFETY, 0.9), (Urgency.LEGAL, 0.85), (Urgency.STRANDED, 0.85), (Urgency.DEADLINE, 0.75))
NOTHING_NAMED = 0.9
LEAST_UNCERTAIN = 0.55


def read(evidence: Evidence) -> Finding:
    """The most urgent step that the text names. Never UNSURE: a doubt is answered by the more urgent step, with a low probability."""
    if "automatic" in evidence.hits or evidence.spam > 0:
        return Finding(str(Urgency.NORMAL), str(Urgency.NORMAL), NOTHING_NAMED)
    for step, probability in _LADDER:
        if step in evidence.hits and not (step is Urgency.DEADLINE and praised_repair(evidence)):
            certain = probability if not praised_repair(evidence) else LEAST_UNCERTAIN
            return Finding(str(step), str(step), certain, evidence.words(step)[:5])
    return Finding(str(Urgency.NORMAL), str(Urgency.NORMAL), NOTHING_NAMED)
