"""May a layer, a change or a way to wake somebody be kept? Pure."""

import re
from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.rota.types import LayerIn, Stretch, Way

MOST_MEMBERS, MOST_STRETCHES = 60, 50
LONGEST_CHANGE = timedelta(days=92)
WAIT_MINUTES = range(1, 121)
LONGEST_TEXT = 1_000
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STRETCH = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)\w*\s+(\d{1,2})[:.](\d\d)\s*(?:-|–|to)\s*(\d{1,2})[:.](\d\d)", re.IGNORECASE)


def check_layer(told: LayerIn, *, team: Collection[UUID]) -> None:
    """Refuses ("layer_malformed") a layer without a name or members, with strangers, or with stretches that end before they begin."""
    strangers = [one for one in told.members if one not in team]
    wrong = {
        "name": "" if 0 < len(told.name.strip()) <= 80 else "give it a name of at most 80 letters",
        "members": "" if told.members and len(told.members) <= MOST_MEMBERS else f"choose 1 to {MOST_MEMBERS} members",
        "covers": _covers(told.covers),
    }
    if strangers:
        wrong["members"] = "somebody in it is no member here"
    _refuse("layer_malformed", wrong)


def check_change(*, from_at: datetime, until_at: datetime, at: datetime) -> None:
    """Refuses ("change_malformed") a stretch that ends before it begins, lies in the past, or lasts longer than three months."""
    wrong = {"until": ""}
    if until_at <= from_at:
        wrong["until"] = "this ends before it begins"
    elif until_at <= at:
        wrong["until"] = "this is past; what was cannot be changed"
    elif until_at - from_at > LONGEST_CHANGE:
        wrong["until"] = "this lasts longer than three months; change the layer instead"
    _refuse("change_malformed", wrong)


def check_contact(*, way: Way, address: str) -> None:
    """Refuses ("contact_malformed") an address that cannot be of this way."""
    good = {
        Way.MAIL: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address)),
        Way.SMS: bool(re.fullmatch(r"\+[0-9 ()/-]{7,24}", address)),
        Way.WEBHOOK: bool(re.fullmatch(r"https?://\S{4,400}", address)),
    }[way]
    how = {
        Way.MAIL: "write a mail address",
        Way.SMS: "write a number with its country, such as +44 7700 900123",
        Way.WEBHOOK: "write an address that begins with https://",
    }
    _refuse("contact_malformed", {"address": "" if good and len(address) <= 400 else how[way]})


def check_settings(*, wait_minutes: int, texts: Collection[tuple[str, str]]) -> None:
    """Refuses ("after_hours_malformed") a wait that is not 1 to 120 minutes, and words that are too long."""
    wrong = {"wait_minutes": "" if wait_minutes in WAIT_MINUTES else "give a whole number of minutes from 1 to 120"}
    wrong |= {f"text_{kind}": f"at most {LONGEST_TEXT:,} letters" for kind, text in texts if len(text) > LONGEST_TEXT}
    _refuse("after_hours_malformed", wrong)


def read_stretches(text: str) -> tuple[Stretch, ...]:
    """Stretches as they are typed, one a line: “Mon 17:00–24:00”. Refuses ("layer_malformed") a line that is none."""
    found = []
    for line in filter(None, (line.strip() for line in text.replace(",", "\n").splitlines())):
        match = _STRETCH.fullmatch(line)
        hours = [int(one) for one in match.groups()[1:]] if match else []
        if not match or hours[0] > 23 or hours[2] > 24 or hours[1] > 59 or hours[3] > 59 or (hours[2] == 24 and hours[3]):
            _refuse("layer_malformed", {"covers": f"“{line[:40]}” is not written like “Mon 17:00–24:00”"})
            continue
        day = DAYS.index(match[1][:3].lower())
        found.append(Stretch(day, time(hours[0], hours[1]), time(hours[2] % 24, hours[3])))
    return tuple(found)


def write_stretches(covers: Collection[Stretch]) -> str:
    """As `read_stretches` reads them, one a line."""
    return "\n".join(
        f"{DAYS[one.weekday].capitalize()} {one.begins:%H:%M}–{'24:00' if one.until == time(0) else f'{one.until:%H:%M}'}"
        for one in covers
    )


def _covers(covers: Collection[Stretch]) -> str:
    if len(covers) > MOST_STRETCHES:
        return f"at most {MOST_STRETCHES} stretches"
    for one in covers:
        if one.weekday not in range(7) or one.begins >= one.until != time(0):
            return "a stretch ends before it begins; a night is written as two"
    return ""


def _refuse(code: str, wrong: dict[str, str]) -> None:
    found = {field: why for field, why in wrong.items() if why}
    if found:
        raise Refusal(code, " ".join(f"{field}: {why}." for field, why in found.items()), found)
