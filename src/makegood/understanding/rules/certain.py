"""The certain patterns: texts of which the tables know enough, and that no learned model is asked about."""

from makegood.understanding.rules import spam
from makegood.understanding.rules.acts import SURELY_SPAM
from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.rules.feelings import praised_repair

GRAVE = ("safety", "legal")  # urgencies whose words in the tables are taken seriously whatever the chances say


def is_certain(evidence: Evidence) -> bool:
    """Automatic mail, spam by named phrases, praise of a repair, and a text without a single word."""
    return (
        not evidence.length
        or "automatic" in evidence.hits
        or praised_repair(evidence)
        or ("spam" in evidence.hits and spam.probability(evidence) >= SURELY_SPAM)
    )
