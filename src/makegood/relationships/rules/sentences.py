"""A programme's rule read aloud, and the words of an occasion. Pure. Whole sentences; nothing is built from pieces that a language may order otherwise."""

import re
from datetime import date

from makegood.kernel.calendar import MONTHS
from makegood.relationships.rules import feasts
from makegood.relationships.types import About, ProgrammeIn, Rhythm, Rule, Since, Step, StepKind
from makegood.segments.rules import reading

_SINCE = {Since.ORDER: "an order", Since.DELIVERY: "a delivery", Since.VISIT: "a visit", Since.CASE: "a case was put right"}
_LAST = {
    Since.ORDER: "their last order",
    Since.DELIVERY: "their last delivery",
    Since.VISIT: "their last visit",
    Since.CASE: "their last case was put right",
}
_DOES = {
    StepKind.MESSAGE: "we write",
    StepKind.CALL: "we call",
    StepKind.CARD: "we send a card",
    StepKind.GIFT: "we give a small thing",
}
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")  # an id of ours: it says nothing to anybody


def when(rule: Rule) -> str:
    """“On their birthday”, “Every 10,000 kilometres, 14 days before”."""
    match rule.rhythm:
        case Rhythm.BIRTHDAY:
            said = "On their birthday (29 February is kept on 28 February in other years)"
        case Rhythm.FEAST:
            names = [feasts.BY_NAME[one].en for one in rule.feasts]
            said = f"At {_listed(names)}, where they chose to be greeted then"
        case Rhythm.MONTHS:
            said = f"Every {_many(rule.every, 'month')} since {_LAST[rule.since or Since.VISIT]}"
        case Rhythm.KILOMETRES:
            said = f"Every {rule.every:,} kilometres, by what their odometer showed"
        case Rhythm.AFTER:
            said = f"{_many(rule.days, 'day').capitalize()} after {_SINCE[rule.since or Since.ORDER]}"
        case Rhythm.CUSTOMER:
            said = "On the day on which they first bought from us, each year"
    return f"{said}, {_many(rule.ahead, 'day')} before" if rule.ahead else said


def sentence(told: ProgrammeIn, *, segment: str = "") -> str:
    """The whole programme as one or two sentences."""
    who = f" Only for people of the segment “{segment}”." if segment else ""
    who = " Only for people of one saved segment." if told.audience.segment_id and not segment else who
    who = f" Only for people who {reading.phrase(told.audience.fact, has=True)}." if told.audience.fact else who
    does = _listed([_DOES[step.kind] for step in told.steps]) or "nothing is done"
    runs = "It runs by itself." if told.alone else "Each one waits for a member of the team."
    return f"{when(told.rule)}, at {told.hour}:00 where they are, {does}.{who} {runs}"


def occasion(rhythm: Rhythm, about: About, on: date, programme: str, language: str = "en") -> str:
    """What it is, in a few words: “Birthday”, “60,000 km, between 3 March and 2 April”, “Easter”."""
    german = language.startswith("de")
    match rhythm:
        case Rhythm.BIRTHDAY:
            return "Geburtstag" if german else "Birthday"
        case Rhythm.FEAST:
            feast = feasts.BY_NAME.get(about.feast)
            return (feast.de if german else feast.en) if feast else programme
        case Rhythm.KILOMETRES:
            return f"{programme}: {'rund' if german else 'about'} {number(about.km, language)} km"
        case Rhythm.CUSTOMER:
            years = about.years
            if german:
                return f"{years} Jahre Kunde" if years > 1 else "Ein Jahr Kunde"
            return f"{years} years a customer" if years > 1 else "A year a customer"
        case Rhythm.MONTHS | Rhythm.AFTER:
            del on
            return f"{programme} ({about.of})" if about.of and not _ID.search(about.of) else programme


def day(on: date, language: str = "en") -> str:
    """“3 March 2027”, „3. März 2027“."""
    german = language.startswith("de")
    month = MONTHS["de" if german else "en"][on.month - 1]
    return f"{on.day}. {month} {on.year}" if german else f"{on.day} {month} {on.year}"


def steps(done: tuple[Step, ...]) -> str:
    return _listed([_DOES[step.kind] for step in done])


def number(value: int, language: str = "en") -> str:
    """“60,000”, „60.000“."""
    return f"{value:,}".replace(",", ".") if language.startswith("de") else f"{value:,}"


def _many(many: int, what: str) -> str:
    return what if many == 1 and what == "month" else f"{many} {what}{'' if many == 1 else 's'}"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
