"""A survey read aloud: its rules in a sentence, and the question that people are asked where the brand has no words of its own. Pure."""

from collections.abc import Mapping

from makegood.surveys.rules import scales
from makegood.surveys.types import After, SurveyIn, SurveyKind

_WHOM = {
    After.DELIVERY: "Everybody whose order was delivered",
    After.CASE: "Everybody whose case was resolved",
    After.VISIT: "Everybody whom we visited, or who came to us",
    After.ONCE: "Everybody of “{segment}”",
    After.TOLD: "Whoever another system names",
}
_ASKED = {
    SurveyKind.CSAT: "how satisfied they are (1 to 5)",
    SurveyKind.CES: "how easy it was (1 to 7)",
    SurveyKind.NPS: "whether they would recommend us (0 to 10)",
    SurveyKind.OPEN: "one open question",
}
_ABOUT: Mapping[str, Mapping[After, str]] = {
    "en": {
        After.DELIVERY: "your order {about}",
        After.CASE: "how we settled what you wrote to us about",
        After.VISIT: "the visit",
        After.ONCE: "us",
        After.TOLD: "us",
    },
    "de": {
        After.DELIVERY: "Ihrer Bestellung {about}",
        After.CASE: "dem, wie wir Ihr Anliegen gelöst haben",
        After.VISIT: "dem Besuch",
        After.ONCE: "uns",
        After.TOLD: "uns",
    },
}
_EASY: Mapping[str, Mapping[After, str]] = {
    "en": {
        After.DELIVERY: "to get what you ordered",
        After.CASE: "to get it settled with us",
        After.VISIT: "to arrange the visit with us",
        After.ONCE: "to do business with us",
        After.TOLD: "to do business with us",
    },
    "de": {
        After.DELIVERY: "zu bekommen, was Sie bestellt haben",
        After.CASE: "Ihr Anliegen mit uns zu lösen",
        After.VISIT: "den Besuch mit uns zu vereinbaren",
        After.ONCE: "mit uns zu tun zu haben",
        After.TOLD: "mit uns zu tun zu haben",
    },
}
_QUESTIONS: Mapping[str, Mapping[SurveyKind, str]] = {
    "en": {
        SurveyKind.CSAT: "How satisfied are you with {what}?",
        SurveyKind.CES: "How easy was it {doing}?",
        SurveyKind.NPS: "How likely are you to recommend {brand} to a friend?",
        SurveyKind.OPEN: "What should we do better?",
    },
    "de": {
        SurveyKind.CSAT: "Wie zufrieden sind Sie mit {what}?",
        SurveyKind.CES: "Wie leicht war es, {doing}?",
        SurveyKind.NPS: "Wie wahrscheinlich ist es, dass Sie {brand} Freunden empfehlen?",
        SurveyKind.OPEN: "Was sollten wir besser machen?",
    },
}
_WAIT = {24: "a day", 48: "two days", 72: "three days", 168: "a week"}
_DAYS = {1: "day", 7: "week", 30: "month", 365: "year"}


def sentence(told: SurveyIn, *, segment: str = "") -> str:
    """The rules in a sentence or three. `segment` is the name of whom it is for, '' where it is for everybody."""
    whom = _WHOM[told.after].format(segment=segment)
    if segment and told.after is not After.ONCE:
        whom = f"{whom} and who is of “{segment}”"
    if told.only_agreed and told.after is not After.ONCE:
        whom = f"{whom}, and who agreed to hear from us,"
    drawn = "" if told.share == 10_000 else f", {_percent(told.share)} of them by lot,"
    hours = "" if told.after is After.ONCE else f" {_WAIT.get(told.wait_hours, f'{told.wait_hours} hours')} later"
    often = "once" if told.after is After.ONCE else f"at most once a {_DAYS[told.again_days]}" if told.again_days in _DAYS else ""
    often = often or f"at most once in {told.again_days} days"
    first = f"{whom}{drawn} is asked{hours} {_ASKED[told.kind]}, {often}."
    reminded = (
        "Nobody is reminded." if not told.remind_days else f"Who says nothing is reminded once, after {_days(told.remind_days)}."
    )
    low = (
        ""
        if told.low is None
        else f" An answer of {told.low} or less opens a case."
        if told.low
        else " An answer of 0 opens a case."
    )
    return f"{first} {reminded}{low}"


def question(told: SurveyIn, *, language: str, about: str, brand: str) -> str:
    """The question in a language ("de", else English): the brand's own words where it has them in that language, else the usual ones."""
    spoken = "de" if language == "de" else "en"
    own = told.question.get(spoken, "")
    if own:
        return own
    what = _ABOUT[spoken][told.after].format(about=about).strip()
    return _QUESTIONS[spoken][told.kind].format(what=what, doing=_EASY[spoken][told.after], brand=brand)


def ends(kind: SurveyKind, language: str) -> tuple[str, str]:
    """What the least and the most of a scale mean, for whoever answers; two empty words for an open question."""
    return _ENDS["de" if language == "de" else "en"].get(kind, ("", "")) if scales.of(kind) else ("", "")


_ENDS: Mapping[str, Mapping[SurveyKind, tuple[str, str]]] = {
    "en": {
        SurveyKind.CSAT: ("very dissatisfied", "very satisfied"),
        SurveyKind.CES: ("very hard", "very easy"),
        SurveyKind.NPS: ("not at all likely", "extremely likely"),
    },
    "de": {
        SurveyKind.CSAT: ("sehr unzufrieden", "sehr zufrieden"),
        SurveyKind.CES: ("sehr schwer", "sehr leicht"),
        SurveyKind.NPS: ("gar nicht", "ganz sicher"),
    },
}


def _percent(share: int) -> str:
    return f"{share / 100:g} %"


def _days(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"
