"""The words of the desk for stored labels and states, translated as wholes. No sentence is built from pieces here.

Never decides anything: a label that is not listed is shown as it is.
"""

from functools import lru_cache

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from makegood.desk.labels import LABELS

_NUMBERS = (
    lazy("no"), lazy("one"), lazy("two"), lazy("three"), lazy("four"), lazy("five"), lazy("six"),
    lazy("seven"), lazy("eight"), lazy("nine"), lazy("ten"), lazy("eleven"), lazy("twelve"),
)  # fmt: skip

_CLOCK = {  # what → (while it holds, once it is broken)
    "first_reply": (lazy("reply in %(span)s"), lazy("reply late by %(span)s")),
    "resolution": (lazy("put right in %(span)s"), lazy("late by %(span)s")),
}

_IN_A = (
    (1, lazy("about %(n)s an hour")), (24, lazy("about %(n)s a day")),
    (7 * 24, lazy("about %(n)s a week")), (30 * 24, lazy("about %(n)s a month")),
)  # fmt: skip


def label(kind: str, value: str) -> str:
    """The word for a stored label of this kind, or the label with its underscores taken out."""
    return _label(kind, value, get_language())


def options(kind: str) -> list[tuple[str, str]]:
    """(label, word) of a kind, in their order: for choices in forms."""
    return [(value, str(words)) for value, words in LABELS[kind].items()]


def corrections() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What a member may put right in a reading: every question, its words, its choices."""
    fields = (
        ("act", _("What it is")),
        ("feeling", _("Feeling")),
        ("happened", _("What happened")),
        ("asked", _("Asked for")),
        ("urgency", _("Urgency")),
        ("leaving", _("Staying")),
        ("advocacy", _("What others hear")),
    )
    return [(name, words, [one for one in options(name) if one[0] != "unsure"]) for name, words in fields]


def number(count: int) -> str:
    """Up to twelve in words."""
    return str(_NUMBERS[count]) if 0 <= count < len(_NUMBERS) else str(count)


def usual(an_hour: float) -> str:
    """How many are usual, as one says it: in the shortest of hour, day, week and month in which there is about one; below half a one a month
    “hardly any”."""
    for hours, words in _IN_A:
        many = int(an_hour * hours + 0.5)  # not to the even one
        if many:
            return words % {"n": number(many)}
    return _("hardly any")


def clock_words(what: str, span: str, *, broken: bool) -> str:
    """“reply in 40 min” or, once broken, “reply late by 2 h”."""
    holds, late = _CLOCK.get(what, _CLOCK["resolution"])
    return str(late if broken else holds) % {"span": span}


def clock_at_rest(what: str) -> str:
    """What a clock says that does not run."""
    return _("their turn") if what == "paused" else _("put right")


def greeting(hour: int, name: str) -> str:
    """By the local hour of the brand."""
    if hour < 12:
        return _("Good morning, %(name)s.") % {"name": name}
    if hour < 18:
        return _("Good afternoon, %(name)s.") % {"name": name}
    return _("Good evening, %(name)s.") % {"name": name}


def sentence(words: str) -> str:
    """With a capital at its start."""
    return capfirst(words)


@lru_cache(maxsize=4096)
def _label(kind: str, value: str, _language: str | None) -> str:
    return str(LABELS.get(kind, {}).get(value) or value.replace("_", " "))
