"""How an end is said and explained, in English and German: whole sentences, never built from pieces. Pure.

Every instant that counts is said with the day and the place, so that nobody has to reckon.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.kernel import calendar
from makegood.sales.rules import zones
from makegood.sales.rules.readings import Doubt, How, Meant
from makegood.sales.types import Sale, Terms

_SAID = {"en": "{time} {zone} on {day}", "de": "{time} Uhr {zone} am {day}"}
_HERE = {"en": "{time} on {day} by the clocks in {place}", "de": "{time} Uhr am {day} nach den Uhren in {place}"}
_EXPLAINED: dict[str, dict[str, str]] = {
    "en": {
        "letter": "{said}: that is {here}. “{zone}” is not what clocks there show that day; read by those clocks it would be {sooner} earlier. "
        "Of two readings you get the later.",
        "clocks": "{said}: that is {here}. “{zone}” is not what clocks there show that day; read to the letter it would be {sooner} earlier. "
        "Of two readings you get the later.",
        "countries": "{said}: “{zone}” is said in several countries. Of all readings you get the latest: {here}.",
        "twice": "{said}: clocks go back that night and show it twice. You get the second time: {here}.",
        "skipped": "{said}: clocks go forward that night and skip it. You get the later reading: {here}.",
        "elsewhere": "{said}: that is {here}.",
        "plain": "{said}.",
    },
    "de": {
        "letter": "{said}: das ist {here}. „{zone}“ zeigen die Uhren dort an diesem Tag nicht; nach den Uhren gelesen wäre es {sooner} früher. "
        "Von zwei Lesarten gilt die spätere.",
        "clocks": "{said}: das ist {here}. „{zone}“ zeigen die Uhren dort an diesem Tag nicht; wörtlich gelesen wäre es {sooner} früher. "
        "Von zwei Lesarten gilt die spätere.",
        "countries": "{said}: „{zone}“ sagt man in mehreren Ländern. Von allen Lesarten gilt die späteste: {here}.",
        "twice": "{said}: in dieser Nacht gehen die Uhren zurück und zeigen es zweimal. Es gilt das zweite Mal: {here}.",
        "skipped": "{said}: in dieser Nacht gehen die Uhren vor und überspringen es. Es gilt die spätere Lesart: {here}.",
        "elsewhere": "{said}: das ist {here}.",
        "plain": "{said}.",
    },
}
_CHANGED: dict[str, dict[str, str]] = {
    "en": {
        "title_longer": "“{name}” runs longer than we told you",
        "title_wider": "There is more in “{name}” than we told you",
        "before": "We told you that “{name}” runs until {end}.",
        "ends": "“{name}” now ends later. {explained}",
        "scope": "On sale: {words}.",
        "next": "There is nothing that you have to do.",
    },
    "de": {
        "title_longer": "„{name}“ läuft länger, als wir Ihnen gesagt haben",
        "title_wider": "Bei „{name}“ gibt es mehr, als wir Ihnen gesagt haben",
        "before": "Wir haben Ihnen gesagt, dass „{name}“ bis {end} läuft.",
        "ends": "„{name}“ endet nun später. {explained}",
        "scope": "Im Angebot: {words}.",
        "next": "Sie müssen nichts tun.",
    },
}
_SPANS = {
    "en": (("an hour", "{n} hours"), ("a minute", "{n} minutes"), "{hours} and {minutes}"),
    "de": (("eine Stunde", "{n} Stunden"), ("eine Minute", "{n} Minuten"), "{hours} und {minutes}"),
}


def said(local: datetime, zone: str, *, language: str = "en") -> str:
    """A local time as people say it: "11:59:59 pm CST on Wednesday 26 March 2008"; the clocks of a place are said by its name."""
    tongue = _tongue(language)
    name = _place(zone) if "/" in zone else zone
    if "/" in zone:
        return _HERE[tongue].format(time=_time(local, tongue), day=_day(local, tongue), place=name)
    return _SAID[tongue].format(time=_time(local, tongue), zone=name, day=_day(local, tongue))


def explained(meant: Meant, *, home: str, language: str = "en") -> str:
    """One or two sentences for everybody: what was said, what it is by the clocks of the place that is meant (else the brand's own), and where
    words have two readings, that the later counts and by how much."""
    tongue = _tongue(language)
    place = meant.counts.place or home
    return _EXPLAINED[tongue][_case(meant, place)].format(
        said=said(meant.local, meant.zone, language=language),
        here=by_clocks(meant.at, place, language=language),
        zone=meant.zone,
        sooner=_span(meant.by_how_much, tongue),
    )


def by_clocks(at: datetime, place: str, *, language: str = "en") -> str:
    """An instant by the clocks of a place: "12:59:59 am on Thursday 27 March 2008 by the clocks in Chicago"."""
    tongue = _tongue(language)
    there = at.astimezone(zones.place_of(place) if "/" in place else None)
    return _HERE[tongue].format(time=_time(there, tongue), day=_day(there, tongue), place=_place(place))


def changed(sale: Sale, terms: Sequence[Terms], *, language: str = "en") -> tuple[str, tuple[str, str, str, str]]:
    """What is said to those who know older terms: a title, and the four parts of a statement (regret, what happened, what we do, what comes next).
    `terms` are all of the sale's, the first in front."""
    tongue = _tongue(language)
    told = _CHANGED[tongue]
    first, now = terms[0], terms[-1]
    longer, wider = now.ends_at != first.ends_at, now.scope != first.scope
    does = [told["ends"].format(name=sale.name, explained=now.explained)] if longer else []
    does += [told["scope"].format(words=now.scope.words)] if wider else []
    title = told["title_longer" if longer else "title_wider"].format(name=sale.name)
    return title, ("", told["before"].format(name=sale.name, end=first.said_as), " ".join(does), told["next"])


def _case(meant: Meant, place: str) -> str:
    if meant.doubt is Doubt.NOT_IN_FORCE:
        return "letter" if meant.counts.how is How.TO_THE_LETTER else "clocks"
    if meant.doubt is not Doubt.NONE:
        return meant.doubt.value
    there = meant.at.astimezone(zones.place_of(place)).replace(tzinfo=None) if "/" in place else meant.local
    return "plain" if there == meant.local else "elsewhere"


def _tongue(language: str) -> str:
    return "de" if language.partition("-")[0] == "de" else "en"


def _place(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _day(local: datetime, tongue: str) -> str:
    weekday, month = calendar.WEEKDAYS[tongue][local.weekday()], calendar.MONTHS[tongue][local.month - 1]
    return f"{weekday} {local.day} {month} {local.year}" if tongue == "en" else f"{weekday}, {local.day}. {month} {local.year}"


def _time(local: datetime, tongue: str) -> str:
    seconds = f":{local.second:02}" if local.second else ""
    if tongue == "de":
        return f"{local.hour}:{local.minute:02}{seconds}"
    hour = local.hour % 12 or 12
    return f"{hour}:{local.minute:02}{seconds} {'am' if local.hour < 12 else 'pm'}"


def _span(much: timedelta, tongue: str) -> str:
    (hour, hours), (minute, minutes), both = _SPANS[tongue]
    whole, rest = divmod(int(much.total_seconds()) // 60, 60)
    said_hours = hour if whole == 1 else hours.format(n=whole)
    said_minutes = minute if rest == 1 else minutes.format(n=rest)
    if whole and rest:
        return both.format(hours=said_hours, minutes=said_minutes)
    return said_hours if whole else said_minutes
