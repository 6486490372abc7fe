"""What an incident is called before a member has named it: a sentence of words that several people used in this order. Pure.

As in the words of a burst, nothing stands in it that fewer than three people wrote, so that nobody's own words are shown; no numbers, addresses or links.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from makegood.alike.rules import shared

LEAST_PEOPLE, LONGEST, SHORTEST = 3, 7, 3  # people; words of a phrase
IN_MANY_WORDS = "More people write than usual, in many different words"
_MATTERS: Mapping[str, str] = {
    "late": "People wait for what is late",
    "lost": "Parcels do not come",
    "faulty": "Things arrive broken or do not work",
    "wrong_item": "People got the wrong thing",
    "billing": "Something is wrong with what people paid",
    "staff": "People are unhappy with how they were treated",
    "outage": "The shop does not work for people",
    "quality": "Things are not as good as they should be",
    "privacy": "People are worried about their data",
    "safety": "Something is dangerous",
}
_SENTENCE = re.compile(r"[.!?;:,()\n\"“”„]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HIDDEN = re.compile(r"\S*(?:@|://|www\.|\d)\S*")
_MAY_BEGIN = frozenset(
    {"the", "your", "my", "our", "no", "not", "cannot", "die", "der", "das", "ihr", "ihre", "eure", "kein", "keine", "nicht"}
)


def sentence(texts: Sequence[str], words: Sequence[str], *, happened: Sequence[str] = ()) -> str:
    """“People say: your checkout is down”; where no phrase is shared “The shop does not work for people: page, cart”, or “People write of page, cart”;
    `IN_MANY_WORDS` where not even words are. `texts`: one of each person; `words`: what is telling of them, the most telling first; `happened`: what
    each of them was read as complaining of."""
    said = phrase(texts, words)
    if said:
        return f"People say: {said}"
    of, matter = ", ".join(words), _matter(happened)
    if matter:
        return f"{matter}: {of}" if of else matter
    return f"People write of {of}" if of else IN_MANY_WORDS


def plainly(words: Sequence[str]) -> str:
    """What a machine counts, by the name that it has."""
    named = ", ".join(words)
    return f"{named[:1].upper()}{named[1:]}" if named else IN_MANY_WORDS


def phrase(texts: Sequence[str], words: Sequence[str]) -> str:
    """The words in a row that say most: those of most people, times how long they are; with a telling word among them. '' for none."""
    telling = {word.casefold() for word in words}
    people = Counter(row for text in texts for row in set(_rows(text, telling)))
    shared_by_some = [(count * len(row), row) for row, count in people.items() if count >= LEAST_PEOPLE]
    return " ".join(max(shared_by_some)[1]) if shared_by_some else ""


def _matter(happened: Sequence[str]) -> str:
    """What at least half of them, and three, complain of; as a sentence."""
    for kind, people in Counter(happened).most_common(1):
        if people >= LEAST_PEOPLE and people * 2 >= len(happened):
            return _MATTERS.get(kind, "")
    return ""


def _rows(text: str, telling: set[str]) -> Iterator[tuple[str, ...]]:
    for part in _SENTENCE.split(_HIDDEN.sub(" | ", text)):
        for clause in part.split("|"):
            said = [word.casefold() for word in _WORD.findall(clause)]
            for begin in range(len(said)):
                for end in range(begin + SHORTEST, min(begin + LONGEST, len(said)) + 1):
                    row = tuple(said[begin:end])
                    if telling.intersection(row) and _stands_alone(row):
                        yield row


def _stands_alone(row: tuple[str, ...]) -> bool:
    """It neither ends in a word that leads on nor begins in one that leads back."""
    return not shared.says_nothing(row[-1]) and (row[0] in _MAY_BEGIN or not shared.says_nothing(row[0]))
