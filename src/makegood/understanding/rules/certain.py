"""The certain patterns: texts of which the tables know enough, and that no learned model is asked about."""

from makegood.understanding.rules import spam
from makegood.understanding.rules.acts import SURELY_SPAM, complaint
from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.rules.feelings import praised_repair

HARM_TOLD = 0.6  # what a complaint by the tables alone must reach (docs/model-card.md: right in 85 of 100)
LANGUAGES = ("en", "de", "es", "fr", "pt")  # those of which the learned steps have seen letters
GRAVE = ("safety", "legal")  # urgencies whose words in the tables are taken seriously whatever the chances say


def is_certain(evidence: Evidence) -> bool:
    """Automatic mail, spam by named phrases, praise of a repair, and a text without a single word."""
    return (
        not evidence.length
        or "automatic" in evidence.hits
        or praised_repair(evidence)
        or ("spam" in evidence.hits and spam.probability(evidence) >= SURELY_SPAM)
    )


def harm_told(evidence: Evidence) -> float:
    """The chance of a complaint by the tables, where they name a danger, or any harm in a language that nothing learned has seen; else 0. Who
    tells calmly of sparks and asks whether that is dangerous is let down.

    Below HARM_TOLD it is 0 too: the learned steps know no worse then."""
    if not evidence.harmed or (evidence.language in LANGUAGES and "safety" not in evidence.hits):
        return 0.0
    chance = complaint(evidence)
    return chance if chance >= HARM_TOLD else 0.0
