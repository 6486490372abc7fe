"""The letter to somebody whose words led to a change: "you said …, we now …". Pure; English and German.

It thanks, it names what they said and what is otherwise; it offers nothing, asks nothing and advertises nothing.
"""

import re
from datetime import date

from makegood.kernel import calendar
from makegood.kernel.refusals import Refusal

LANGUAGES = ("en", "de")
PLACES = ("name", "date", "quote")
LONGEST = 4_000
_LETTER = {
    "en": """Dear {name},

On {date} you wrote to us:

“{quote}”

You were right to say so, and we did not leave it there. This is what is different now:

%s

Thank you for telling us.

%s""",
    "de": """Guten Tag {name},

am {date} haben Sie uns geschrieben:

„{quote}“

Es war gut, dass Sie es gesagt haben, und dabei ist es nicht geblieben. Das ist jetzt anders:

%s

Danke, dass Sie es uns gesagt haben.

%s""",
}
_SUBJECT = {"en": "What came of what you told us", "de": "Was aus Ihren Worten geworden ist"}
_PLACE = re.compile(r"\{([^{}]*)\}")


def draft(language: str, *, change: str, brand: str) -> str:
    """A letter to begin with; {name}, {date} and {quote} are filled in for each."""
    return _LETTER[language] % (change.strip().replace("{", "(").replace("}", ")"), brand)


def subject(language: str) -> str:
    return _SUBJECT[language]


def language_of(told: str, *, brand: str) -> str:
    """The language of a letter: theirs where we write it, else the brand's, else English."""
    return next((one for one in (told.partition("-")[0], brand.partition("-")[0]) if one in LANGUAGES), LANGUAGES[0])


def check(text: str, *, field: str) -> str:
    """The letter in order. Refuses (`bad_letter`) an empty one, one too long, and a place that we cannot fill."""
    clean = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not clean:
        raise Refusal("bad_letter", f"{field}: write what they shall read.", {field: "missing"})
    if len(clean) > LONGEST:
        raise Refusal("bad_letter", f"{field}: at most {LONGEST:,} letters.", {field: "too long"})
    for place in _PLACE.findall(clean):
        if place not in PLACES:
            known = ", ".join(f"{{{one}}}" for one in PLACES)
            raise Refusal(
                "bad_letter", f"{field}: {{{place[:40]}}} cannot be filled in. What can: {known}.", {field: "unknown place"}
            )
    return clean


def filled(text: str, *, name: str, on: date, quote: str, language: str) -> str:
    """The letter to one of them. Whatever they wrote stays words: a brace in it fills nothing."""
    told = {"name": name, "date": day(on, language), "quote": quote}
    return _PLACE.sub(lambda found: told.get(found[1], found[0]), text)


def day(on: date, language: str) -> str:
    """ "10 March", "10. März"."""
    month = calendar.MONTHS[language][on.month - 1]
    return f"{on.day}. {month}" if language == "de" else f"{on.day} {month}"
