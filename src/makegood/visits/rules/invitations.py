"""A visit for their calendar: iCalendar (RFC 5545) by the scheduling of RFC 5546. Pure.

The UID stays the same as long as the visit lives, SEQUENCE grows with each change, a cancelled visit says so by METHOD:CANCEL. Instants are
written in UTC, so that no calendar must know our zone.
"""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from makegood.visits.types import Invitation

MEDIA_TYPE = "text/calendar"
FILE_NAME = "invite.ics"


def write(told: Invitation) -> bytes:
    """The calendar as bytes, lines folded and ended as RFC 5545 asks. The same values give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Makegood//visits//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", told.method)
    event = Event()
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstamp", _second(told.stamped_at))
    event.add("dtstart", _second(told.from_at))
    event.add("dtend", _second(told.until_at))
    event.add("summary", told.summary)
    if told.description:
        event.add("description", told.description)
    if told.location:
        event.add("location", told.location)
    event.add("organizer", _party(told.organizer, told.organizer_name))
    event.add("attendee", _party(told.attendee, told.attendee_name, asks=told.method == "REQUEST"), encode=False)
    event.add("status", "CANCELLED" if told.method == "CANCEL" else "CONFIRMED")
    event.add("transp", "OPAQUE")
    for minutes in told.reminders if told.method == "REQUEST" else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", told.summary)
        alarm.add("trigger", timedelta(minutes=-minutes))
        event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def media_type(method: str) -> str:
    """The media type of the part, with its method, as RFC 6047 asks."""
    return f"{MEDIA_TYPE}; method={method}"


def method_of(media_type: str) -> str:
    """The method that a media type names; '' where it is no calendar with one."""
    kind, _, rest = media_type.partition(";")
    name, _, value = rest.strip().partition("=")
    good = kind.strip().lower() == MEDIA_TYPE and name.lower() == "method" and value.isalpha()
    return value.upper() if good else ""


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _party(mail: str, name: str, *, asks: bool = False) -> vCalAddress:
    party = vCalAddress(f"mailto:{mail}")
    if name:
        party.params["CN"] = vText(name)
    if asks:
        party.params["ROLE"] = vText("REQ-PARTICIPANT")
        party.params["PARTSTAT"] = vText("NEEDS-ACTION")
        party.params["RSVP"] = vText("TRUE")
    return party
