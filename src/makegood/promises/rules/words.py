"""Finds what we promise in our own words: "I will call you on Friday", "wir melden uns bis morgen Mittag". Pure; English and German.

A promise is somebody of us, doing something, by a time. Where one of the three is missing, or the sentence asks, denies, tells of the past or makes it
depend on something ("if", "unless", "falls"), nothing is found: it is better to find too little, because a member sees each and keeps it by a click. A weekday is
the next one that comes, today not among them; a time of day that has passed is tomorrow's.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.promises.rules import due as due_rules
from makegood.promises.types import Due, PromiseKind

MOST = 5  # of one letter
_SENTENCE = re.compile(r"(?:[^.!?\n]|(?<=\d)\.(?!\s*$|\s*\n))+[.!?]?")
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "montag"),
            ("tuesday", "dienstag"),
            ("wednesday", "mittwoch"),
            ("thursday", "donnerstag"),
            ("friday", "freitag"),
            ("saturday", "samstag", "sonnabend"),
            ("sunday", "sonntag"),
        )
    )
    for name in names
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "januar"),
            ("february", "februar"),
            ("march", "märz"),
            ("april",),
            ("may", "mai"),
            ("june", "juni"),
            ("july", "juli"),
            ("august",),
            ("september",),
            ("october", "oktober"),
            ("november",),
            ("december", "dezember"),
        ),
        1,
    )
    for name in names
}
_WE = re.compile(
    r"\b(?:(?:i|we)(?:['’]ll| will| shall)|(?:i['’]m|i am|we['’]re|we are) (?:going to|calling|sending|coming)|you(?:['’]ll| will) (?:hear|have|get|receive)"
    r"|(?:my |our )?colleagues? will|(?:ich|wir) (?:werden?|rufe?n?|melden?|schicken?|senden?|schreiben?|kommen?|überweisen?|erstatten?|antworten?|liefern?|bringen?|sagen?|geben?)"
    r"|(?:rufe|melde|schicke|sende|schreibe|komme|antworte|rufen|melden|schicken|senden|schreiben|kommen|antworten) (?:ich|wir)|werden? (?:ich|wir)"
    r"|sie (?:hören|bekommen|erhalten))\b"
)
_NOT = re.compile(
    r"\b(?:not|never|won['’]t|can['’]t|cannot|unless|if|would|might|could|hope|try|nicht|nie|kein\w*|falls|wenn|würden?|könnten?|hoffe\w*|versuche\w*|sobald|as soon as|once)\b"
)
_KINDS = (
    (PromiseKind.REFUND, re.compile(r"\b(?:refund|pay (?:it |you |this )?back|money back|überweis\w*|erstatt\w*|geld zurück)\b")),
    (
        PromiseKind.VISIT,
        re.compile(
            r"\b(?:come (?:by|to you|round|over|and)|coming (?:by|to you)|visit|technician|kommen? (?:bei|zu) (?:ihnen|dir)|vorbei)\b"
        ),
    ),
    (
        PromiseKind.DELIVERY,
        re.compile(r"\b(?:send|sending|ship|deliver\w*|replacement|dispatch|schick\w*|send\w*|liefer\w*|bring\w*)\b"),
    ),
    (PromiseKind.CALL, re.compile(r"\b(?:call|calling|ring|phone|ruf\w*|anruf\w*|telefon\w*)\b")),
    (
        PromiseKind.ANSWER,
        re.compile(
            r"\b(?:write|e-?mail|answer|reply|let you know|get back|be in touch|hear|update|tell you|come back to you|meld\w*|schreib\w*|antwort\w*|hör\w*|bescheid|sag\w*)\b"
        ),
    ),
)
_NOON, _EVENING = time(12), time(18)
_PARTS = {
    "noon": _NOON,
    "midday": _NOON,
    "mittag": _NOON,
    "mittags": _NOON,
    "morning": _NOON,
    "vormittag": _NOON,
    "afternoon": _EVENING,
    "nachmittag": _EVENING,
    "evening": time(22),
    "abend": time(22),
    "tonight": time(22),
}
_HOUR = re.compile(
    r"\b(?:at|by|before|until|um|bis|gegen|vor)\s+(?:about )?(\d{1,2})(?:[:.](\d{2}))?\s*(am\b|pm\b|a\.m\.|p\.m\.|o['’]clock|uhr)?"
)
_WITHIN = re.compile(
    r"\b(?:within|in|innerhalb von|binnen)\s+(?:the next |den nächsten )?(an?|one|two|three|einer?|einem|zwei|drei|\d{1,2})\s+(working days?|business days?|hours?|days?|weeks?|werktagen?|stunden?|tagen?|tages?|wochen?)\b"
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "ein": 1, "eine": 1, "einer": 1, "einem": 1, "two": 2, "zwei": 2, "three": 3, "drei": 3}
_DATE_EN = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? (" + "|".join(_MONTHS) + r")(?: (\d{4}))?\b")
_DATE_US = re.compile(r"\b(" + "|".join(_MONTHS) + r") (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?")
_DATE_DE = re.compile(r"\b(\d{1,2})\.\s*(?:(" + "|".join(_MONTHS) + r")|(\d{1,2})\.)\s*(\d{4})?")
_WEEKDAY = re.compile(r"\b(next |nächsten? |kommenden? )?(" + "|".join(_DAYS) + r")(?:s|abend|nachmittag|vormittag|mittag)?\b")


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A promise in a letter of ours: the sentence, what is promised, and by when. `key` names it within the letter."""

    words: str
    kind: PromiseKind
    due: Due

    @property
    def key(self) -> str:
        return f"{self.kind.value}:{self.due.at.isoformat()}"


def found(text: str, *, zone: str, at: datetime) -> tuple[OwnWord, ...]:
    """The promises in these words as they are written at an instant, in the order of the letter, each time and kind once; at most five."""
    here = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    kept: dict[str, OwnWord] = {}
    for sentence in _SENTENCE.findall(_own(text)):
        one = _in(sentence.strip(), zone, here, at)
        if one is not None:
            kept.setdefault(one.key, one)
    return tuple(kept.values())[:MOST]


def _own(text: str) -> str:
    """Without what is quoted."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def _in(sentence: str, zone: str, here: datetime, at: datetime) -> OwnWord | None:
    low = " ".join(sentence.lower().split())
    if low.endswith("?") or _NOT.search(low) or not _WE.search(low):
        return None
    kind = next((kind for kind, words in _KINDS if words.search(low)), None)
    due = _due(low, zone, here) if kind else None
    if kind is None or due is None or due.at <= at or due.at - at > due_rules.LONGEST:
        return None
    return OwnWord(" ".join(sentence.split())[:300], kind, due)


def _due(low: str, zone: str, here: datetime) -> Due | None:
    within = _WITHIN.search(low)
    if within is not None:
        return _within(within[1], within[2], zone, here)
    day, hour = _day(low, here.date()), _hour(low)
    if day is None and hour is None:
        return None
    if hour is None:
        return due_rules.by_end_of(day or here.date(), zone)
    moment = datetime.combine(day or here.date(), hour)
    if day is None and moment <= here:
        moment += timedelta(days=1)
    return due_rules.by_instant(moment, zone)


def _within(number: str, unit: str, zone: str, here: datetime) -> Due | None:
    many = _NUMBERS.get(number) or (int(number) if number.isdigit() else 0)
    if not many:
        return None
    if unit.startswith(("hour", "stunde")):
        return due_rules.by_instant(here.replace(second=0, microsecond=0) + timedelta(hours=many), zone)
    if unit.startswith(("week", "woche")):
        return due_rules.by_end_of(here.date() + timedelta(weeks=many), zone)
    if unit.startswith(("working", "business", "werk")):
        return due_rules.by_end_of(_working_days(here.date(), many), zone)
    return due_rules.by_end_of(here.date() + timedelta(days=many), zone)


def _working_days(day: date, many: int) -> date:
    while many:
        day += timedelta(days=1)
        many -= day.weekday() < 5
    return day


def _day(low: str, today: date) -> date | None:
    written = _date(low, today)
    if written is not None:
        return written
    if re.search(r"\b(?:day after tomorrow|übermorgen)\b", low):
        return today + timedelta(days=2)
    if re.search(r"\b(?:tomorrow|morgen)\b", low) and not re.search(r"\b(?:guten|heute|gestern) morgen\b", low):
        return today + timedelta(days=1)
    weekday = _WEEKDAY.search(low)
    if weekday is not None:
        ahead = (_DAYS[weekday[2]] - today.weekday()) % 7 or 7
        return today + timedelta(days=ahead)
    if re.search(r"\b(?:today|tonight|heute|end of the day|close of business|this (?:morning|afternoon|evening))\b", low):
        return today
    if re.search(r"\b(?:end of the week|ende der woche|this week|diese woche|wochenende)\b", low):
        return today + timedelta(days=(4 - today.weekday()) % 7)
    if re.search(r"\b(?:next week|nächste[rn]? woche)\b", low):
        return today + timedelta(days=11 - today.weekday())
    return None


def _date(low: str, today: date) -> date | None:
    for pattern, place in ((_DATE_EN, (1, 2, 3)), (_DATE_US, (2, 1, 3))):
        there = pattern.search(low)
        if there is not None:
            return _real(int(there[place[0]]), _MONTHS[there[place[1]]], there[place[2]], today)
    there = _DATE_DE.search(low)
    if there is not None:
        return _real(int(there[1]), _MONTHS[there[2]] if there[2] else int(there[3]), there[4], today)
    return None


def _real(day: int, month: int, year: str | None, today: date) -> date | None:
    """The date, the next one that comes where no year is named; None where the calendar has no such day."""
    try:
        there = date(int(year) if year else today.year, month, day)
        return there if year or there >= today else there.replace(year=today.year + 1)
    except ValueError:
        return None


def _hour(low: str) -> time | None:
    there = _HOUR.search(low)
    if there is not None and (there[2] or there[3]):
        hour = int(there[1]) % 12 + 12 if (there[3] or "").startswith("p") else int(there[1])
        minute = int(there[2] or 0)
        return time(hour, minute) if hour < 24 and minute < 60 else None
    part = re.search(r"(?:\b|(?<=tag))(" + "|".join(_PARTS) + r")\b", low)
    return _PARTS[part[1]] if part and "guten" not in low and "good" not in low else None
