"""Where somebody may have told us a need in a message: a hint for a member, who asks and decides. Pure; keeps nothing, and is sure of nothing."""

import re

from makegood.needs.rules import meanings

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_TELLS = re.compile(r"\b(?:i|we|my|me|ich|wir|mein\w*|mir)\b", re.IGNORECASE)  # of themselves
_STATES = re.compile(
    r"\bbroken (?:wrist|arm|leg|hand|foot|ankle)|\bin plaster|\bin a cast|\bon crutches|\ballerg\w+ (?:to|gegen)|\bpregnant|\bschwanger|\bim gips"
    r"|\bgebrochen\w* (?:handgelenk|arm|bein|hand|fuß)|\b(?:handgelenk|arm|bein|hand|fuß)\b.{0,15}\bgebrochen|\bauf krücken",
    re.IGNORECASE,
)
LONGEST = 200


def spot(text: str) -> str:
    """The first sentence in which somebody speaks of themselves and of something to keep in mind; '' where there is none."""
    for found in _SENTENCE.findall(text[:20_000]):
        sentence = " ".join(found.split())
        if _TELLS.search(sentence) and (_STATES.search(sentence) or meanings.read(sentence)):
            return sentence[:LONGEST]
    return ""
