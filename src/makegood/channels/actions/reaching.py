"""Asks the one gate about a contact that no channel carries: a call that a member makes, a card that somebody puts into a postbox.

The rules are those of words (`rules.gate`): purpose, consent, holds, quiet hours by the person's own clock, caps over everything that goes by itself.
Nothing is said here; what is written is that it counts, or why it was not made.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.channels.actions import contacts as discipline
from makegood.channels.actions import gatekeeping
from makegood.channels.messages import Speech
from makegood.channels.rules import gate as rules
from makegood.channels.types import Abilities, ChannelId
from makegood.people.types import Purpose

PHONE, POST = "phone", "post"
_NOWHERE = ChannelId(UUID(int=0))
_BY_HAND = Abilities(threads=False, attachments=True, public=False, private=True, max_length=None, reply_window_hours=None)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody is to be reached by hand. `medium` is under what they agree to it: PHONE or POST. `key` is its natural key."""

    key: str
    identity_id: UUID
    medium: str
    purpose: Purpose
    programme: str = ""
    priority: int = 0
    start: datetime | None = None  # it shall take place no earlier
    occasion: str = ""  # what it is about, as whoever plans it calls that


def weigh(*, contacts: Sequence[Contact], at: datetime) -> list[rules.Leave | rules.Never]:
    """What the gate says to each of these at `at`: not before when, and why; or never. As many queries as the gate needs for words, whatever the
    number. Those that may take place count for the caps from here on (`forget` takes them back); of the others it is kept that they were not
    made, and why. May be repeated: a key counts once."""
    verdicts = look(contacts=contacts, at=at)
    for one, verdict in zip(contacts, verdicts, strict=True):
        speech = _as_speech(one)
        if isinstance(verdict, rules.Leave):
            discipline.note_by_hand(speeches=[speech], medium=one.medium, times=[verdict.after])
        elif discipline.is_kept(verdict.code):
            discipline.keep(not_said=[discipline.NotSaid(speech, one.medium, verdict.code, verdict.sentence)], at=at)
    return verdicts


def look(*, contacts: Sequence[Contact], at: datetime) -> list[rules.Leave | rules.Never]:
    """The same answers; nothing is written."""
    if not contacts:
        return []
    speeches = [_as_speech(one) for one in contacts]
    known = gatekeeping.look(speeches, at)
    return [
        _weighed(one, gatekeeping.gate_of(speech, one.medium, known), at) for one, speech in zip(contacts, speeches, strict=True)
    ]


def forget(*, keys: Collection[str]) -> None:
    """These do not take place after all: the caps count them no more. May be repeated."""
    discipline.forget_by_hand(keys=keys)


def _weighed(one: Contact, gate: rules.Gate, at: datetime) -> rules.Leave | rules.Never:
    """A card wakes nobody: it is weighed as at noon, and what lets it go then lets it go now."""
    moment = at if one.medium == PHONE else _noon(at, gate.zone)
    verdict = rules.may_we_speak(_wish(one), gate, _BY_HAND, at=moment)
    return rules.Leave(at) if isinstance(verdict, rules.Leave) and verdict.after == moment else verdict


def _noon(at: datetime, zone: str) -> datetime:
    return datetime.combine(at.astimezone(ZoneInfo(zone)).date(), time(12), ZoneInfo(zone))


def _as_speech(one: Contact) -> Speech:
    return Speech(
        one.key,
        _NOWHERE,
        one.identity_id,
        one.purpose,
        "",
        "",
        automatic=True,
        send_after=one.start,
        programme=one.programme,
        priority=one.priority,
        occasion=one.occasion,
    )


def _wish(one: Contact) -> rules.Wish:
    return rules.Wish(
        purpose=one.purpose,
        automatic=True,
        public=False,
        text="",
        answers_them=False,
        answers_automatic=False,
        last_from_them=None,
        programme=one.programme,
        priority=one.priority,
        start=one.start,
    )
