"""What they may tell so that we think of them: birthday, feasts, what the odometer shows. Each may be left out, changed and taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from makegood.flows import own_page_rhythms
from makegood.flows.own_page_rhythms import OwnRhythms
from makegood.kernel.calendar import MONTHS
from makegood.kernel.refusals import Refusal
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words
from makegood.relationships.rules import feasts, sentences


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list: its value, its name, and whether it is chosen."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """`birthday` in words, '' where none is known; `reading` and `service` likewise."""

    birthday: str
    day: str
    months: tuple[Choice, ...]
    asks_birthday: bool
    feasts: tuple[Choice, ...]
    drives: bool
    reading: str
    service: tuple[str, ...]
    silent: bool


class Rhythms:
    """So that we think of you."""

    key: ClassVar[str] = "rhythms"
    template: ClassVar[str] = "portal/mine/parts/rhythms.html"
    actions: ClassVar[frozenset[str]] = frozenset({"birthday", "forget", "feasts", "reading"})
    says: ClassVar[frozenset[str]] = frozenset({"kept", "forgotten", "read"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "So that we think of you",
            "intro": "Tell us what you like, leave out the rest. We use it for nothing but this, keep no year of birth, and forget it as soon as you say so here.",
            "silent": "You have not told us yet that we may write greetings to you: until you do, below, nothing of this is written.",
            "birthday": "Your birthday",
            "is": "We have noted {day}.",
            "day": "Day",
            "month": "Month",
            "keep": "Keep it",
            "forget": "Forget it",
            "feasts": "Feasts at which we may greet you",
            "feasts_help": "We guess nobody’s feasts: only those that you choose.",
            "reading": "What your odometer shows",
            "last": "The last we know is {km} km, {day}.",
            "reading_help": "Then we can tell you in time when the next service is near.",
            "km": "Kilometres",
            "tell": "Tell us",
            "service": "{what}, about {day}",
            "kept": "Noted.",
            "forgotten": "Forgotten.",
            "read": "Thank you. We have worked it out anew.",
            "wrong_day": "There is no such day in any year.",
            "wrong_km": "Write whole kilometres, as 61200.",
        },
        "de": {
            "title": "Damit wir an Sie denken",
            "intro": "Sagen Sie uns, was Sie mögen, und lassen Sie das Übrige weg. Wir verwenden es für nichts anderes, merken uns kein Geburtsjahr und vergessen es, sobald "
            "Sie es hier sagen.",
            "silent": "Sie haben uns noch nicht erlaubt, Ihnen Grüße zu schreiben: Bis Sie es weiter unten tun, schreiben wir nichts davon.",
            "birthday": "Ihr Geburtstag",
            "is": "Wir haben den {day} notiert.",
            "day": "Tag",
            "month": "Monat",
            "keep": "So behalten",
            "forget": "Vergessen",
            "feasts": "Feste, zu denen wir Sie grüßen dürfen",
            "feasts_help": "Wir raten von niemandem, was er feiert: nur die, die Sie wählen.",
            "reading": "Was Ihr Kilometerzähler zeigt",
            "last": "Zuletzt wissen wir von {km} km, {day}.",
            "reading_help": "Dann können wir Ihnen rechtzeitig sagen, wann der nächste Service naht.",
            "km": "Kilometer",
            "tell": "Mitteilen",
            "service": "{what}, etwa {day}",
            "kept": "Notiert.",
            "forgotten": "Vergessen.",
            "read": "Danke. Wir haben neu gerechnet.",
            "wrong_day": "Diesen Tag gibt es in keinem Jahr.",
            "wrong_km": "Schreiben Sie ganze Kilometer, etwa 61200.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> Shown | None:
        """No section where no programme of the brand would use it and nothing is known."""
        found = own_page_rhythms.of_person(person=who.person, at=at)
        return _shown(found, who, words_of(self, who.language)) if found.is_anything else None

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:
        """Keeps what they told, or forgets it. May be repeated."""
        told = words_of(self, who.language)
        if action == "forget":
            own_page_rhythms.forget_birthday(identity=who.identity, at=at)
            return "forgotten"
        if action == "feasts":
            chosen = [one for one in posted.lists.get("feast", ()) if one in feasts.BY_NAME]
            own_page_rhythms.choose_feasts(identity=who.identity, names=chosen, at=at)
            return "kept"
        if action == "birthday":
            _asked(
                lambda: own_page_rhythms.tell_birthday(
                    identity=who.identity, month=_whole(posted.get("month")), day=_whole(posted.get("day")), at=at
                ),
                "day",
                told["wrong_day"],
            )
            return "kept"
        km = _whole(posted.get("km").replace(".", "").replace(",", "").replace(" ", ""))
        _asked(lambda: own_page_rhythms.tell_reading(identity=who.identity, km=km, key=posted.key, at=at), "km", told["wrong_km"])
        return "read"


def _asked(does: Callable[[], None], field: str, sentence: str) -> None:
    try:
        does()
    except Refusal as no:
        raise NotSo(no.code, sentence, {field: sentence}) from no


def _whole(text: str) -> int:
    clean = text.strip()
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) <= 9 else 0


def _shown(found: OwnRhythms, who: Who, told: Words) -> Shown:
    german = who.language.startswith("de")
    months = MONTHS["de" if german else "en"]
    month, day = found.told.birthday or (0, 0)
    names = [one for one in feasts.ALL if one.name in {*found.feasts, *found.told.feasts}]
    said = (f"{day}. {months[month - 1]}" if german else f"{day} {months[month - 1]}") if month else ""
    return Shown(
        birthday=told["is"].format(day=said) if said else "",
        day=str(day) if day else "",
        months=tuple(Choice(str(nth), name, nth == month) for nth, name in enumerate(months, 1)),
        asks_birthday=found.birthdays or bool(said),
        feasts=tuple(Choice(one.name, one.de if german else one.en, one.name in found.told.feasts) for one in names),
        drives=found.drives,
        reading=_reading(found, who, told),
        service=tuple(
            told["service"].format(what=_what(one.programme, one.about.km, who), day=_day(one.on, who)) for one in found.coming
        ),
        silent=not found.greeted,
    )


def _reading(found: OwnRhythms, who: Who, told: Words) -> str:
    if found.reading is None:
        return ""
    return told["last"].format(km=sentences.number(found.reading.km, who.language), day=_day(found.reading.on, who))


def _what(programme: str, km: int, who: Who) -> str:
    return f"{programme}: {sentences.number(km, who.language)} km"


def _day(on: date, who: Who) -> str:
    return sentences.day(on, who.language)
