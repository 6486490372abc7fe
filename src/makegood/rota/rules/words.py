"""Gaps in words, and a member's duty as a calendar. Pure."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from makegood.kernel import calendar
from makegood.rota.types import Span

_GAP = {"en": "Nobody is on call {stretch}.", "de": "{stretch} hat niemand Bereitschaft."}
_ON_CALL = {"en": "On call: {brand}", "de": "Bereitschaft: {brand}"}


def gap(since: datetime, until: datetime, *, zone: str, language: str) -> str:
    """“Nobody is on call Sunday 02:00–08:00.” The second day is named where it is another one."""
    told = _GAP.get(language, _GAP["en"])
    first, last = since.astimezone(ZoneInfo(zone)), until.astimezone(ZoneInfo(zone))
    midnight = last.time() == last.min.time() and (last.date() - first.date()).days == 1
    if midnight or first.date() == last.date():
        stretch = f"{_day(first, language)} {first:%H:%M}–{'24:00' if midnight else f'{last:%H:%M}'}"
    else:
        stretch = f"{_day(first, language)} {first:%H:%M} – {_day(last, language)} {last:%H:%M}"
    return told.format(stretch=stretch)


def mine(found: Iterable[Span], member_id: UUID) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches in which this member is on call in any layer, joined where they touch."""
    joined: list[tuple[datetime, datetime]] = []
    for span in found:
        if any(duty.member_id == member_id for duty in span.duties):
            if joined and joined[-1][1] == span.from_at:
                joined[-1] = (joined[-1][0], span.until_at)
            else:
                joined.append((span.from_at, span.until_at))
    return tuple(joined)


def feed(duties: Iterable[tuple[datetime, datetime]], *, brand: str, key: str, language: str, at: datetime) -> bytes:
    """An iCalendar (RFC 5545) of one member's duties, to subscribe to. `key` makes the UIDs, which stay the same as long as a duty begins at the
    same instant."""
    told = Calendar()
    told.add("prodid", "-//Makegood//on call//EN")
    told.add("version", "2.0")
    name = _ON_CALL.get(language, _ON_CALL["en"]).format(brand=brand)
    told.add("x-wr-calname", name)
    told.add("refresh-interval", "PT1H", parameters={"VALUE": "DURATION"}, encode=False)
    for since, until in duties:
        event = Event()
        event.add("uid", f"{key}-{since:%Y%m%dT%H%M%SZ}@makegood")
        event.add("dtstamp", at)
        event.add("dtstart", since)
        event.add("dtend", until)
        event.add("summary", name)
        event.add("transp", "TRANSPARENT")
        told.add_component(event)
    return bytes(told.to_ical())


def _day(at: datetime, language: str) -> str:
    return calendar.WEEKDAYS.get(language, calendar.WEEKDAYS["en"])[at.weekday()]
