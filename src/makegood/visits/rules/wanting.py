"""When somebody can be visited, read from what they said: “after work”, “at home”, “mornings”. Pure; a readable rule and no guess: what is not
said here is not understood, and the words stand beside the offer.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import time

from makegood.visits.types import Wanted, Where

AFTER_WORK, NOON, EVENING = time(17), time(12), time(17)
_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|uhr|h)?"
_NOT_BEFORE = re.compile(rf"\b(?:not before|after|from|nicht vor|nach|ab)\s+{_CLOCK}\b", re.IGNORECASE)
_NOT_AFTER = re.compile(rf"\b(?:not after|before|until|by|nicht nach|vor|bis)\s+{_CLOCK}\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never|nicht|kein\w*|nie)\s+(?:on\s+|am\s+|an\s+|in the\s+)?$", re.IGNORECASE)
_DAYS = (
    r"mondays?|montags?",
    r"tuesdays?|dienstags?",
    r"wednesdays?|mittwochs?",
    r"thursdays?|donnerstags?",
    r"fridays?|freitags?",
    r"saturdays?|samstags?|sonnabends?",
    r"sundays?|sonntags?",
)
_RULES = (
    (
        r"after (?:her |my |his |their )?work|after (?:office )?hours at work|nach (?:der |ihrer |meiner )?arbeit|nach feierabend",
        "after_work",
    ),
    (r"(?:in the )?mornings?\b|vormittags?\b|morgens\b", "morning"),
    (r"(?:in the )?afternoons?\b|nachmittags?\b", "afternoon"),
    (r"(?:in the )?evenings?\b|abends\b", "evening"),
    (r"week-?ends?\b|wochenendes?\b|am wochenende", "weekend"),
    (r"at (?:my |her |his |their )?(?:home|house|place)\b|zu ?hause\b|bei (?:mir|ihr|ihm)\b", "home"),
)


def read(texts: Iterable[str]) -> Wanted:
    """What these words say, all together; later words narrow what earlier ones said."""
    wanted = Wanted()
    for text in texts:
        wanted = _read_one(" ".join(text.split()), wanted)
    return wanted


def fits(wanted: Wanted, *, begins: time, ends: time, weekday: int) -> bool:
    """Whether a visit at these local times is what they asked for. One that ends at midnight ends at 24:00."""
    if wanted.weekdays is not None and weekday not in wanted.weekdays:
        return False
    if wanted.workdays_only and weekday >= 5:
        return True
    if wanted.earliest is not None and begins < wanted.earliest:
        return False
    return wanted.latest is None or (ends != time(0) and ends <= wanted.latest)


def in_words(wanted: Wanted, language: str) -> str:
    """The rule as it was understood, to be read beside the offer; '' where nothing was said."""
    told = _SAID.get(language, _SAID["en"])
    parts = []
    if wanted.earliest is not None:
        parts.append(told["earliest"].format(at=f"{wanted.earliest:%H:%M}"))
    if wanted.latest is not None:
        parts.append(told["latest"].format(at=f"{wanted.latest:%H:%M}"))
    if wanted.workdays_only and parts:
        parts[-1] += told["workdays"]
    if wanted.weekdays is not None:
        days = told["days"].split()
        parts.append(", ".join(days[one] for one in sorted(wanted.weekdays)))
    if wanted.where is Where.THEIRS:
        parts.append(told["home"])
    return " · ".join(parts)


_SAID = {
    "en": {
        "earliest": "not before {at}", "latest": "not after {at}", "workdays": " (Monday to Friday)", "home": "at home",
        "days": "Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays",
    },
    "de": {
        "earliest": "nicht vor {at}", "latest": "nicht nach {at}", "workdays": " (Montag bis Freitag)", "home": "zu Hause",
        "days": "montags dienstags mittwochs donnerstags freitags samstags sonntags",
    },
}  # fmt: skip


def _read_one(text: str, wanted: Wanted) -> Wanted:
    words = list(wanted.words)
    for pattern, what in _RULES:
        for found in re.finditer(rf"\b(?:{pattern})", text, re.IGNORECASE):
            negated = bool(_NOT.search(text[: found.start()]))
            wanted, kept = _apply(wanted, what, negated)
            words += [found.group().lower()] if kept else []
            break
    for number, pattern in enumerate(_DAYS):
        for found in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
            wanted = _day(wanted, number, negated=bool(_NOT.search(text[: found.start()])))
            words.append(found.group().lower())
    for found in _NOT_BEFORE.finditer(text):
        clock = _clock(found)
        if clock is not None and not (wanted.latest and clock >= wanted.latest):
            wanted = replace(wanted, earliest=max(clock, wanted.earliest or clock), workdays_only=False)
            words.append(found.group().lower())
    for found in _NOT_AFTER.finditer(text):
        clock = _clock(found)
        if clock is not None and not (wanted.earliest and clock <= wanted.earliest):
            wanted = replace(wanted, latest=min(clock, wanted.latest or clock), workdays_only=False)
            words.append(found.group().lower())
    return replace(wanted, words=tuple(dict.fromkeys(words)))


def _apply(wanted: Wanted, what: str, negated: bool) -> tuple[Wanted, bool]:
    if what == "home":
        return (wanted, False) if negated else (replace(wanted, where=Where.THEIRS), True)
    if what == "weekend":
        days = frozenset(range(5)) if negated else frozenset({5, 6})
        return replace(wanted, weekdays=days if wanted.weekdays is None else wanted.weekdays & days or days), True
    bounds = {
        "after_work": (AFTER_WORK, None),
        "morning": (None, NOON),
        "afternoon": (NOON, EVENING),
        "evening": (EVENING, None),
    }[what]
    if negated:
        turned = {"morning": (NOON, None), "evening": (None, EVENING)}.get(what)
        return (replace(wanted, earliest=turned[0], latest=turned[1]), True) if turned else (wanted, False)
    return replace(wanted, earliest=bounds[0], latest=bounds[1], workdays_only=what == "after_work"), True


def _day(wanted: Wanted, number: int, *, negated: bool) -> Wanted:
    if negated:
        days = (wanted.weekdays if wanted.weekdays is not None else frozenset(range(7))) - {number}
    else:
        days = (
            (wanted.weekdays or frozenset()) | {number}
            if wanted.weekdays is None or len(wanted.weekdays) < 7
            else frozenset({number})
        )
    return replace(wanted, weekdays=days or None)


def _clock(found: "re.Match[str]") -> time | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half == "pm" and hour < 12:
        hour += 12
    if not half and not found[2] and hour < 6:
        return None  # “after 2” is an hour of the day to nobody
    return time(hour, minute) if hour < 24 and minute < 60 else None
