"""What a burst is called: words that many of its people use and others seldom do. Pure.

A word counts where at least three people wrote it, so that nobody's own words are shown; names of those who wrote, numbers, addresses and links never do.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence

from makegood.alike.rules import shared

MOST = 4
LEAST_PEOPLE = 3
_LEAST_SHARE = 0.12
_HIDDEN = re.compile(r"\S*(?:@|://|www\.|\d)\S*")
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’-][^\W\d_]+)*")


def title_words(texts: Sequence[str], others: Sequence[str], *, names: Collection[str] = ()) -> tuple[str, ...]:
    """Up to four words, the most telling first. `texts`: one of each person of the burst; `others`: of people who spoke of anything else; `names`: what
    those who wrote are called."""
    hidden = {part.casefold() for name in names for part in _WORD.findall(name)}
    here, there = _people(texts), _people(others)
    least = max(LEAST_PEOPLE, _LEAST_SHARE * len(texts))
    told = [
        (here[word] / len(texts) * _weight(here[word], len(texts), there[word], len(others)), word)
        for word in here
        if here[word] >= least and word not in hidden and not shared.says_nothing(word)
    ]
    ranked = [word for value, word in sorted(told, key=lambda pair: (-pair[0], pair[1])) if value > 0]
    return tuple(ranked[:MOST])


def _people(texts: Sequence[str]) -> Counter[str]:
    """In how many of the texts each word stands."""
    return Counter(word for text in texts for word in {one.casefold() for one in _WORD.findall(_HIDDEN.sub(" ", text))})


def _weight(here: int, of: int, there: int, of_others: int) -> float:
    """The logarithm of how much oftener it is used here, each side with one person more and one less."""
    return math.log(((here + 0.5) / (of + 1)) / ((there + 0.5) / (of_others + 1)))
