"""The rules of listening and speaking: who may join a conversation by a reference, and whether, and when, words may leave.

Pure: values in, verdict out. Nothing here knows a channel by name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.channels.types import Abilities
from makegood.people.types import Purpose

QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # local; automatic words wait for the morning
AUTOMATIC_PER_DAY = 3  # to one person, over all channels and programmes
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_PRIVATE = {
    "an e-mail address": re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]{2,}"),
    "a telephone number": re.compile(r"(?<![\w/])\+?\d[\d ()/-]{7,}\d(?!\w)"),
    "an amount of money": re.compile(r"[£$€¥]\s?\d|\b\d+([.,]\d{2})?\s?(?:GBP|EUR|USD|pounds?|euros?)\b", re.IGNORECASE),
    "an order number": re.compile(
        r"\b(?:order|bestellung|parcel|tracking)\s*(?:no\.?|number|nr\.?)?\s*#?\s*[A-Z]*-?\d{3,}", re.IGNORECASE
    ),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to say, as far as the gate must know it."""

    purpose: Purpose
    automatic: bool
    public: bool
    text: str
    answers_them: bool  # they wrote last, and this answers it
    answers_automatic: bool  # what it answers was written by a machine
    last_from_them: datetime | None
    length: int | None = None  # as the network counts it; None: in characters
    acknowledges: bool = False  # it only says that what they wrote arrived


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate knows about the person just now. `consent` None: they never said."""

    consent: bool | None
    automatic_last_day: int
    hold_because: str
    hold_until: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class Leave:
    """It may leave, at once or not before `after`; `because` says why it waits."""

    after: datetime
    because: str = ""


@dataclass(frozen=True, slots=True)
class Never:
    """It may not be said at all."""

    code: str
    sentence: str


def may_we_speak(wish: Wish, gate: Gate, abilities: Abilities, *, at: datetime) -> Leave | Never:
    """Whether the words may leave, and when.

    An answer to what they wrote is a service they asked for: only their own withdrawal stops it. What goes beyond an answer needs
    more: relationship and marketing need a yes, automatic words keep quiet hours (21:00 to 8:00 in the person's zone) and a cap of
    three a day, and holds put it off. A word that only says that theirs arrived comes at once, while they are awake, or never.
    """
    never = _never(wish, gate, abilities, at)
    if never is not None:
        return never
    if gate.hold_until is not None and gate.hold_until > at and not wish.answers_them:
        return Leave(gate.hold_until, gate.hold_because)
    if wish.acknowledges:
        return Leave(at)
    if wish.automatic and gate.automatic_last_day >= AUTOMATIC_PER_DAY:
        return Leave(at + timedelta(days=1), f"{AUTOMATIC_PER_DAY} automatic messages went to them within a day.")
    morning = end_of_quiet(at, gate.zone) if wish.automatic else at
    return Leave(morning, "It is night where they are." if morning > at else "")


def private_things(text: str) -> tuple[str, ...]:
    """What in these words has no place in public, named for the member who wrote them."""
    return tuple(name for name, pattern in _PRIVATE.items() if pattern.search(text))


def mailbox(address: str) -> str:
    """The mailbox in which mail to this address ends: without a tag ("tom+1@"), and without dots where the provider ignores them."""
    local, _, domain = address.strip().casefold().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in _DOTLESS else local}@{domain}"


def within_cap(vouched: Sequence[bool], *, said: Sequence[bool], per_hour: int) -> list[bool]:
    """Which of these may still be told within this hour, in their order. `said` are those who were told in it; of both, True says that
    somebody vouches for the sender. Those for whom nobody does share a tenth of the cap, at least one."""
    left, doubtful = per_hour - len(said), max(1, per_hour // 10) - sum(not one for one in said)
    allowed = []
    for one in vouched:
        may = left > 0 and (one or doubtful > 0)
        left, doubtful = left - may, doubtful - (may and not one)
        allowed.append(may)
    return allowed


def without_addresses(reason: str) -> str:
    """What a mail server said, without the addresses that servers put into it."""
    return _PRIVATE["an e-mail address"].sub("…", reason)


def end_of_quiet(at: datetime, zone: str) -> datetime:
    """The instant itself outside quiet hours, else the next 8:00 in that zone."""
    local = at.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, ZoneInfo(zone)).astimezone(at.tzinfo)


def may_join(*, public: bool, author: str, parties: Sequence[str], by_token: bool) -> bool:
    """Whether a message that refers to a conversation belongs to it.

    In private only an address that already took part, or one that holds our own signed reply address; anybody in public. A forged
    reference by a stranger starts a conversation of its own and reads nothing (CVE-2024-49193 teaches it).
    """
    return public or by_token or author in parties


def _never(wish: Wish, gate: Gate, abilities: Abilities, at: datetime) -> Never | None:
    if wish.automatic and wish.answers_automatic:
        return Never("automatic_to_automatic", "A machine wrote that. Nothing is ever answered to it automatically.")
    if wish.acknowledges and gate.automatic_last_day >= AUTOMATIC_PER_DAY:
        return Never("too_many", f"{AUTOMATIC_PER_DAY} automatic messages went to them within a day.")
    if gate.consent is False:
        return Never("consent_withdrawn", "They asked us not to write to them here about this.")
    if gate.consent is None and wish.purpose is not Purpose.SERVICE:
        return Never("no_consent", "They never agreed to hear from us about this. Ask them first.")
    if wish.public:
        return _never_in_public(wish, abilities)
    return _never_by_ability(wish, abilities, at)


def _never_in_public(wish: Wish, abilities: Abilities) -> Never | None:
    if not abilities.public:
        return Never("not_public", "This channel has no public side.")
    found = private_things(wish.text)
    if found:
        return Never("private_in_public", f"Everybody can read this, and it holds {' and '.join(found)}. Say that in private.")
    return _too_long(wish, abilities)


def _never_by_ability(wish: Wish, abilities: Abilities, at: datetime) -> Never | None:
    window = abilities.reply_window_hours
    if window is not None and (wish.last_from_them is None or at - wish.last_from_them > timedelta(hours=window)):
        return Never("window_closed", f"This channel only lets us answer within {window} hours of their last message.")
    return _too_long(wish, abilities)


def _too_long(wish: Wish, abilities: Abilities) -> Never | None:
    length = len(wish.text) if wish.length is None else wish.length
    if abilities.max_length is not None and length > abilities.max_length:
        return Never("too_long", f"text: {length} characters; this channel takes {abilities.max_length}.")
    return None
