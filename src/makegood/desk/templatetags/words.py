"""Words for people: time spans, instants, states. Presentation only; decides nothing and asks nothing of storage."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from makegood.desk import readings, vocabulary
from makegood.understanding.types import Feeling, Reading

register = template.Library()

CALM_BELOW, FURIOUS_ABOVE = 0.3, 0.7  # of a feeling's strength, 0 calm to 1 furious
SOON = timedelta(minutes=30)  # a promise that breaks within this is "at risk" on the screen
_PAUSED = ("done", "paused")
_MADE_FOR_US = re.compile(r"[0-9a-f]{32}")  # by which somebody is known again who gave nothing but a name
_HANDLE = re.compile(r"(?<!\S)[a-z]+:\S*[^\s.,;!?]")  # network:name; what ends a sentence is not of it
_KEPT = 8192  # words that were written once are kept so many: a team looks at the same instants all day


@register.simple_tag
def clock(what: str, due_at: datetime | None, at: datetime) -> SafeString:
    """The promise that runs, in words and with a shape: “reply in 40 min”; the exact instant on hover."""
    if what in _PAUSED or due_at is None:
        return format_html(
            '<span class="clock clock--{}">{}</span>', "rest" if what == "paused" else "done", vocabulary.clock_at_rest(what)
        )
    left = due_at - at
    mood = "broken" if left <= timedelta() else "risk" if left <= SOON else "kept"
    return _clock(what, due_at, span(abs(left)), mood, timezone.get_current_timezone(), get_language())


@register.simple_tag
def moment(instant: datetime | None, at: datetime) -> SafeString | str:
    """An instant as people say it: “10:02”, “yesterday, 10:02”, “Thu 26 Feb, 10:02”; the exact instant on hover."""
    if instant is None:
        return ""
    zone = timezone.get_current_timezone()
    return _moment(instant, at.astimezone(zone).date(), zone, get_language())


@register.simple_tag
def day(instant: datetime, at: datetime) -> SafeString:
    """The day of an instant: “today”, “yesterday”, “Thursday 26 February”."""
    here, now = timezone.localtime(instant), timezone.localtime(at)
    apart = (now.date() - here.date()).days
    words = {0: _("Today"), 1: _("Yesterday")}.get(apart) or date_format(here, "l j F" if here.year == now.year else "j F Y")
    return format_html('<time datetime="{}" title="{}">{}</time>', instant.isoformat(), exact(instant), words)


@register.simple_tag
def hour(instant: datetime) -> SafeString:
    """The time of day of an instant; nothing for midnight, which is a day without an hour. The exact instant on hover."""
    here = instant.astimezone(timezone.get_current_timezone())
    if not (here.hour or here.minute):
        return format_html("<span></span>")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', here.isoformat(), _exact(here, get_language()), f"{here:%H:%M}"
    )


@register.filter
def exact(instant: datetime) -> str:
    """The whole instant with its zone: “Monday 2 March 2026, 10:02:00 GMT”."""
    return _exact(instant.astimezone(timezone.get_current_timezone()), get_language())


def said(instant: datetime, at: datetime) -> str:
    """An instant as people say it, in the active zone."""
    zone = timezone.get_current_timezone()
    return _said(instant.astimezone(zone), at.astimezone(zone).date())


def span(length: timedelta) -> str:
    """A length of time in one unit: “40 min”, “3 h”, “2 days”. Never shows 0: the shortest is 1 min."""
    minutes = max(1, int(length.total_seconds()) // 60)
    if minutes < 100:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        return ngettext("%(n)d h", "%(n)d h", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@register.filter
def in_words(number: int) -> str:
    """A small number as a word, a larger one as digits: three, 14."""
    return vocabulary.number(number)


@register.filter
def usual(an_hour: float) -> str:
    """How many an hour are usual, as one says it: “about one a day”."""
    return vocabulary.usual(an_hour)


@register.filter
def label(value: object, kind: str) -> str:
    """The word that people read for a stored label: `{{ reading.act.label|label:"act" }}`. An unknown one is shown as it is."""
    return vocabulary.label(kind, str(value))


@register.filter
def tone(reading: Reading) -> str:
    """How they feel and how strongly they say it: “unhappy, but calm”."""
    words = vocabulary.label("feeling", reading.feeling.label)
    if reading.feeling.label != Feeling.NEGATIVE:
        return words
    if reading.strength < CALM_BELOW:
        return _("%(feeling)s, but calm") % {"feeling": words}
    return _("%(feeling)s, and very much so") % {"feeling": words} if reading.strength > FURIOUS_ABOVE else words


@register.filter
def marked(text: str, reading: Reading | None) -> SafeString | str:
    """A message's words, those that carried its reading set apart."""
    return readings.marked(text, reading)


@register.filter
def percent(share: float) -> str:
    """0.87 as “87 %”, never 0 or 100 for what is only nearly so."""
    return pgettext("percentage", "%(n)d %%") % {"n": min(99, max(1, round(share * 100)))}


@register.filter
def grouped(count: int) -> str:
    """A large number as people write it: 4,200."""
    return str(number_format(count, use_l10n=True, force_grouping=True))


@register.filter
def file_size(count: int) -> str:
    """Bytes for people: “3 kB”, “1.2 MB”."""
    if count < 1_000_000:
        return _("%(n)d kB") % {"n": max(1, round(count / 1000))}
    return _("%(n).1f MB") % {"n": count / 1_000_000}


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """A value by its key, or ''."""
    return mapping.get(key, "")


@register.filter
def initials(name: str) -> str:
    """Up to two letters for a person's round mark."""
    parts = [part for part in name.replace("@", " ").split() if part[0].isalnum()]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper() or "·"


@register.filter
def placed(shown: str) -> str:
    """An address as people say it: “@tom.example (Bluesky)” for a handle that carries its network, “Visitor 3f2a (chat)”; any other as it is."""
    network, colon, name = shown.partition(":")
    place = vocabulary.label("channel", network)
    if not colon or not name or not network.isalnum() or place == network:
        return shown
    if _MADE_FOR_US.fullmatch(name):
        return str(place)
    return f"{name if ' ' in name or name.startswith(('@', 'did:')) else f'@{name}'} ({place})"


@register.filter
def placed_within(sentence: str) -> str:
    """A sentence in which each handle that carries its network is said as `placed` says it; every other word stays."""
    return _HANDLE.sub(lambda found: placed(found[0]), sentence)


@register.filter
def at_key(values: Mapping[Any, Any] | str, key: object) -> Any:
    """What lies under a key, or None; also where there is nothing to look into."""
    return values.get(key) if isinstance(values, Mapping) else None


@register.filter
def first_name(name: str) -> str:
    """What a person is called in a sentence: the first word of the name, or all of an address."""
    return name.split()[0] if name.split() else name


# ---------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=_KEPT)
def _clock(what: str, due_at: datetime, length: str, mood: str, zone: tzinfo, language: str | None) -> SafeString:
    words = vocabulary.clock_words(what, length, broken=mood == "broken")
    return format_html(
        '<time class="clock clock--{}" datetime="{}" title="{}">{}</time>',
        mood,
        due_at.isoformat(),
        _exact(due_at.astimezone(zone), language),
        words,
    )


@lru_cache(maxsize=_KEPT)
def _moment(instant: datetime, today: date, zone: tzinfo, language: str | None) -> SafeString:
    here = instant.astimezone(zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', instant.isoformat(), _exact(here, language), _said(here, today)
    )


def _said(here: datetime, today: date) -> str:
    time = f"{here:%H:%M}"
    apart = (today - here.date()).days
    if apart == 0:
        return time
    if apart == 1:
        return _("yesterday, %(time)s") % {"time": time}
    if apart == -1:
        return _("tomorrow, %(time)s") % {"time": time}
    month = str(MONTHS_3[here.month]).title()
    return (
        f"{WEEKDAYS_ABBR[here.weekday()]} {here.day} {month}, {time}"
        if here.year == today.year
        else f"{here.day} {month} {here.year}"
    )


def _exact(here: datetime, language: str | None) -> str:
    return f"{_day_in_full(here.date(), language)}, {here:%H:%M:%S} {here.tzname() or ''}".strip()


@lru_cache(maxsize=_KEPT)
def _day_in_full(on: date, _language: str | None) -> str:
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month]} {on.year:04}"
