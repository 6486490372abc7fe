"""What a reader would miss in a statement, and what should not stand in it: notes for whoever says yes, never a ban. Pure.

The four parts after public apologies that were believed: an expression of regret, an explanation, what is done about it, and what comes
next. Words that hide who did it are named, because a reader hears them.
"""

import re
from collections.abc import Iterator, Mapping

from makegood.channels import privacy
from makegood.statements.rules import when
from makegood.statements.types import Note, Parts, Wording

_SAME_WORDS = 3  # so many words in a row are no name of something
LONGEST_SENTENCE = 35  # words: one that is longer is read twice
_SORRY = {
    "en": re.compile(r"\b(?:sorry|apologi[sz]e|apolog(?:y|ies)|regret|forgive)\b", re.I),
    "de": re.compile(r"\b(?:tut\s+(?:uns|mir)\s+(?:\w+\s+){0,3}leid|entschuldig\w*|bedauern|verzeih\w*)", re.I),
}
_CONDITIONAL = {
    "en": re.compile(r"\b(?:sorry|apologi[sz]e|apolog(?:y|ies)|regret)\b[^.!?]{0,25}\b(?:if|any|may have|might have)\b", re.I),
    "de": re.compile(r"\b(?:leid|entschuldig\w*|bedauern)\b[^.!?]{0,25}\b(?:falls|sollten|etwaige\w*|eventuelle\w*)\b", re.I),
}
_EMPTY = {
    "en": re.compile(
        r"\b(?:inconveniences?|valued customers?|technical (?:difficult\w+|issues?|problems?)|please be advised)\b", re.I
    ),
    "de": re.compile(
        r"\b(?:unannehmlichkeit\w*|werte\w? kund\w*|technische\w? (?:schwierigkeit\w*|problem\w*|störung\w*))", re.I
    ),
}
_HIDING = {
    "en": re.compile(
        r"\b(?:mistakes? (?:was|were) made|there (?:was|were) (?:an? )?(?:issues?|problems?|errors?)|it has come to our attention)\b",
        re.I,
    ),
    "de": re.compile(r"\b(?:es kam (?:leider )?zu|kam es (?:leider )?zu|wurden? fehler gemacht|ist es zu \w+ gekommen)\b", re.I),
}
_WHEN = re.compile(
    r"\d{1,2}[:.]\d{2}|\d{1,2}\.? ?(?:jan|feb|mar|mär|apr|ma[iy]|ju[nl]|aug|sep|o[ck]t|nov|de[cz])|\b(?:today|tonight|tomorrow|heute|morgen|noon|mittag|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b|\b(?:within|in|binnen|innerhalb(?: von)?) (?:\w+ )?(?:\d+|an?|one|two|three|eine[rm]?|zwei|drei) (?:minut|hour|day|stunde|tag)",
    re.I,
)
_WORDS = re.compile(r"\w+")
_BODY = ("sorry", "what_happened", "what_we_do", "what_comes_next")
_ALLOWED = frozenset({"an amount of money"})  # what is given to everybody may be said to everybody


def notes(parts: Parts, language: str) -> tuple[Note, ...]:
    """What to look at before saying yes, in the order of the parts. Nothing is a promise that all is well."""
    said = {name: getattr(parts, name).strip() for name in _BODY}
    return (*_missing(said, when.known(language)), *_better_not(said, when.known(language)), *_private(said))


def untranslated(wording: Wording, own: Wording) -> tuple[Note, ...]:
    """What still stands in another language's words: the title, or sentences with it in them; and whatever of three words or more stands in the same part
    letter for letter, such as the cause."""
    title = own.title.strip().rstrip(".")
    found = [("title", title)] if title and title.casefold() in f"{wording.title}\n{wording.parts.as_text()}".casefold() else []
    for name in _BODY:
        there = set(_pieces(getattr(wording.parts, name)))
        found += [(name, one) for one in dict.fromkeys(_pieces(getattr(own.parts, name))) if one in there and one != title]
    return tuple(
        Note("untranslated", name, f"“{one}” still stands here in the other language: say it anew.") for name, one in found
    )


def _pieces(text: str) -> list[str]:
    """What stands between full stops and colons, where it is three words or more."""
    cut = (one.strip(" .!?") for one in re.split(r"[.!?:]\s|\n", text))
    return [one for one in cut if len(one.split()) >= _SAME_WORDS]


def _missing(said: Mapping[str, str], language: str) -> Iterator[Note]:
    if not _SORRY[language].search(said["sorry"]):
        yield Note("no_sorry", "sorry", "It does not say that we are sorry.")
    elif _CONDITIONAL[language].search(said["sorry"]):
        yield Note("conditional", "sorry", "It says sorry under a condition: they know already that it happened.")
    if len(_WORDS.findall(said["what_happened"])) < 5:
        yield Note("no_cause", "what_happened", "It does not say what happened, from when to when.")
    if len(_WORDS.findall(said["what_we_do"])) < 4:
        yield Note("no_deed", "what_we_do", "It does not say what we do for them.")
    if not _WHEN.search(said["what_comes_next"]):
        yield Note("no_date", "what_comes_next", "It does not say when they hear from us next.")


def _better_not(said: Mapping[str, str], language: str) -> Iterator[Note]:
    for name, text in said.items():
        for one in _EMPTY[language].finditer(text):
            yield Note("empty_words", name, f"“{one[0]}” says nothing: name what it was.")
        for one in _HIDING[language].finditer(text):
            yield Note("hiding", name, f"“{one[0]}” hides who did it: say who.")
        if any(len(_WORDS.findall(sentence)) > LONGEST_SENTENCE for sentence in re.split(r"[.!?]\s", text)):
            yield Note("long_sentence", name, f"A sentence has more than {LONGEST_SENTENCE} words: make two of it.")


def _private(said: Mapping[str, str]) -> Iterator[Note]:
    for name, text in said.items():
        found = [one for one in privacy.find(text) if one.what not in _ALLOWED]
        if found:
            yield Note("private", name, f"Everybody reads this, and it holds {privacy.in_words(found)}.")
