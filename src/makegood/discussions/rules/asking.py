"""What may be asked in public: how long, how often, what has no place there, and what a member must look at first. Pure.

An amount of money alone says nothing of who somebody is, and discounts are what people ask about: it may stand. All else that
`channels.privacy` finds is refused, in questions and in answers alike, because everybody reads them.
"""

import re

from makegood.channels import privacy
from makegood.discussions.types import HeldFor
from makegood.kernel.refusals import Refusal
from makegood.visitors.types import Rate

SHORTEST, LONGEST, LONGEST_NAME, LONGEST_ANSWER = 8, 600, 60, 4_000

# Figures of our own: a person has a handful of questions in an hour; an office or a school shares one address; a vote is a click.
QUESTIONS_OF_ONE = Rate(most=4, seconds=600)
QUESTIONS_OF_AN_ADDRESS = Rate(most=20, seconds=600)
QUESTIONS_OF_A_BRAND = Rate(most=300, seconds=600)
VOTES_OF_ONE = Rate(most=40, seconds=60)
VOTES_OF_AN_ADDRESS = Rate(most=200, seconds=60)
NEW_OF_AN_ADDRESS = Rate(most=40, seconds=600)  # browsers that nobody has seen, from one network address

_ALLOWED = "an amount of money"
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|(?<![\w@.])(?:[a-z0-9-]{2,}\.)+(?:com|net|org|info|biz|io|co|de|uk|fr|es|br|pt|eu|ru|cn|xyz|top|shop|site|online)\b(?:/[^\s<>\"]*)?",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Without what cannot be seen, each line's spaces folded, at most one empty line between two others."""
    lines = [" ".join(line.split()) for line in text.replace("\x00", "").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def check(*, name: str, text: str) -> None:
    """Refuses what is too short or too long ("question_malformed"), and what is private ("private_words"), naming the field."""
    if len(text) < SHORTEST:
        raise Refusal("question_malformed", "text: write what you would like to know.", {"text": "too short"})
    if len(text) > LONGEST:
        raise Refusal("question_malformed", f"text: at most {LONGEST} characters.", {"text": "too long"})
    if len(name) > LONGEST_NAME:
        raise Refusal("question_malformed", f"name: at most {LONGEST_NAME} characters.", {"name": "too long"})
    refuse_private("name", name)
    refuse_private("text", text)


def check_answer(text: str) -> None:
    """Refuses an empty answer, one that is too long, and what has no place in public."""
    if not text:
        raise Refusal("empty_answer", "text: write something first.", {"text": "empty"})
    if len(text) > LONGEST_ANSWER:
        raise Refusal("answer_too_long", f"text: at most {LONGEST_ANSWER:,} characters.", {"text": "too long"})
    refuse_private("text", text)


def refuse_private(field: str, text: str) -> None:
    """Refuses ("private_words") what everybody would read and nobody should, and says what it is."""
    found = [one for one in privacy.find(text) if one.what != _ALLOWED]
    if found:
        what = privacy.in_words(found)
        sentence = f"{field}: {what} stands in it, and everybody can read this. Take it out, or write to us in private."
        raise Refusal("private_words", sentence, {field: what})


def links(text: str) -> tuple[str, ...]:
    """The addresses of pages in it, in their order."""
    return tuple(found.rstrip(".,;:!?)") for found in _LINK.findall(text))


def without_links(text: str) -> str:
    """The same words, each link as "(…)"."""
    return _LINK.sub("(…)", text)


def held_for(text: str, *, look_first: bool, doubtful: bool) -> HeldFor:
    """Why a member has to look at it, the gravest reason."""
    if doubtful:
        return HeldFor.DOUBT
    if look_first:
        return HeldFor.FIRST
    return HeldFor.LINK if links(text) else HeldFor.NOTHING


def is_seen_meanwhile(held: HeldFor) -> bool:
    """Whether it is shown before a member has looked: with a link in it, without the link."""
    return held in (HeldFor.NOTHING, HeldFor.LINK)
