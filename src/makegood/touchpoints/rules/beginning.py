"""The touchpoints with which every brand begins, and how a key is made. Pure.

What stands here is what a brand has until it says otherwise. A sentence is never reworded here for brands that are there already: a better
one is added under another key, or offered.
"""

import re
import unicodedata
from collections.abc import Mapping

from makegood.touchpoints.types import Measure, Standard, Touchpoint

ELSEWHERE = "answering"  # where nothing says more
KEPT = 95  # percent of the promises at a place; chosen by hand, to be changed by each brand
_ALIASES = {"answers": "answering"}  # what promises call a place otherwise than we do
_LONGEST = 60

_Said = tuple[str, Measure, int | None]
_LOOK = Measure.WORDS
_SET: Mapping[str, tuple[tuple[str, tuple[_Said, ...]], tuple[str, tuple[_Said, ...]]]] = {
    "browse": (
        ("Browse and ask", (("Whoever asks before buying gets a straight answer, also where it is that something else suits them better.", _LOOK, None),)),
        ("Umsehen und fragen", (("Wer vor dem Kauf fragt, bekommt eine ehrliche Antwort, auch wenn etwas anderes besser passt.", _LOOK, None),)),
    ),
    "out-of-hours": (
        ("Phone and out of hours", (("Whoever needs us outside our hours learns at once when we are back, and hears from us first thing then.", _LOOK, None),)),
        ("Telefon und außerhalb der Zeiten", (("Wer uns außerhalb unserer Zeiten braucht, erfährt sofort, wann wir wieder da sind, und hört dann als Erstes von uns.", _LOOK, None),)),
    ),
    "order": (
        ("Order", (("What is paid is what was shown: no price, fee or day changes after the click.", _LOOK, None),)),
        ("Bestellung", (("Bezahlt wird, was zu sehen war: Preis, Gebühren und Tag ändern sich nach dem Klick nicht.", _LOOK, None),)),
    ),
    "pre-order-delivery": (
        ("Pre-order delivery", (("A pre-order comes on the day for which it was promised.", Measure.KEPT, KEPT),)),
        ("Lieferung von Vorbestelltem", (("Vorbestelltes kommt an dem Tag, für den es versprochen war.", Measure.KEPT, KEPT),)),
    ),
    "delivery": (
        ("Delivery", (("What was ordered comes on the day, and in the hours, that were said.", Measure.KEPT, KEPT),)),
        ("Lieferung", (("Bestelltes kommt an dem Tag und in den Stunden, die gesagt wurden.", Measure.KEPT, KEPT),)),
    ),
    "replacement-delivery": (
        ("Replacement delivery", (("A replacement comes at least as fast as what it replaces.", Measure.KEPT, KEPT),)),
        ("Lieferung von Ersatz", (("Ersatz kommt mindestens so schnell wie das, was er ersetzt.", Measure.KEPT, KEPT),)),
    ),
    "goods": (
        ("The goods", (("What we send is what was ordered, whole and working.", _LOOK, None),)),
        ("Die Ware", (("Was wir schicken, ist das Bestellte, heil, und es funktioniert.", _LOOK, None),)),
    ),
    "returns": (
        ("Returns", (("Sending something back is as easy as buying it, and the money follows within five working days.", _LOOK, None),)),
        ("Rückgabe", (("Zurückgeben ist so leicht wie kaufen, und das Geld folgt binnen fünf Werktagen.", _LOOK, None),)),
    ),
    "answering": (
        (
            "Answering",
            (
                ("Whoever writes hears from a person within {within} of our working hours.", Measure.FIRST_REPLY, None),
                ("When we say that we call or write by a time, we do.", Measure.KEPT, KEPT),
            ),
        ),
        (
            "Antworten",
            (
                ("Wer schreibt, hört binnen {within} unserer Arbeitszeit von einem Menschen.", Measure.FIRST_REPLY, None),
                ("Wenn wir sagen, dass wir uns bis dann melden, tun wir es.", Measure.KEPT, KEPT),
            ),
        ),
    ),
    "visit": (
        ("Visit and counter", (("Whoever comes to us is greeted, served in turn, and leaves with what they came for or a way to it.", _LOOK, None),)),
        ("Besuch und Theke", (("Wer zu uns kommt, wird begrüßt, der Reihe nach bedient und geht mit dem, was er wollte, oder einem Weg dahin.", _LOOK, None),)),
    ),
    "bill": (
        ("The bill", (("A bill can be understood without asking, and what was wrong on it is set right at once.", _LOOK, None),)),
        ("Die Rechnung", (("Eine Rechnung versteht man ohne Nachfrage, und was darauf falsch war, wird sofort berichtigt.", _LOOK, None),)),
    ),
    "job-interview": (
        ("Job interview", (("Every candidate hears from us, yes or no, within a week: they may be a customer too.", _LOOK, None),)),
        ("Bewerbung", (("Wer sich bewirbt, hört binnen einer Woche von uns, ja oder nein: er kann auch Kunde sein.", _LOOK, None),)),
    ),
}  # fmt: skip
KEYS = tuple(_SET)


def touchpoints(*, language: str, first_reply_minutes: int) -> tuple[Touchpoint, ...]:
    """The set in a brand's language (German, else English), with its own time for first replies (working minutes)."""
    german = language.partition("-")[0] == "de"
    return tuple(
        Touchpoint(key, name, tuple(_standard(i, said, german, first_reply_minutes) for i, said in enumerate(standards, 1)))
        for key, (name, standards) in ((key, both[german]) for key, both in _SET.items())
    )


def slug(words: str) -> str:
    """The key that a name makes: small letters, digits and hyphens, at most 60; '' where nothing is left."""
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")


def key_of(place: str) -> str:
    """The key of a touchpoint that a promise names in words ("pre-order delivery"). What we do not know keeps a key of its own, so that it is
    shown and not lost."""
    return _ALIASES.get(place, slug(place) or ELSEWHERE)


def spoken(key: str) -> str:
    """The key as one says it: "pre-order delivery"."""
    return key.replace("-", " ").replace("pre order", "pre-order")


def within(minutes: int, *, german: bool) -> str:
    """A time in words: "one hour", "90 minutes", "8 hours"."""
    hours, rest = divmod(minutes, 60)
    if rest:
        return f"{minutes} {'Minuten' if german else 'minutes'}"
    if hours == 1:
        return "einer Stunde" if german else "one hour"
    return f"{hours} {'Stunden' if german else 'hours'}"


def _standard(number: int, said: _Said, german: bool, minutes: int) -> Standard:
    words, measure, target = said
    target = minutes if measure is Measure.FIRST_REPLY else target
    return Standard(number, 1, words.format(within=within(minutes, german=german)), measure, target)
