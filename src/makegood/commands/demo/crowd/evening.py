"""The evening on which nobody could pay: customers of the crowd complain of one cause, the team owns it, and what came of it until now.

What they wrote is written down as past (as `keeping` does) and read by the real reader; the watch, the incident, the statement, the coupons and the
discussion go by the packages' own actions with the story's clock. Nothing is sent: the letters that told people are written down as gone.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Any
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.actions import past as past_cases
from makegood.cases.actions.past import PastCase, PastMessage, PastReply, PastSegment
from makegood.cases.types import Placed, Turn
from makegood.channels.actions import past as past_words
from makegood.channels.actions.past import Heard, Said
from makegood.channels.types import Envelope
from makegood.commands.demo.crowd.people import Customer
from makegood.commands.demo.crowd.trade import Purchase
from makegood.commands.demo.crowd.weeks import Weeks
from makegood.commands.demo.days import ZONE, Days
from makegood.commands.demo.scenes import Scene
from makegood.commands.demo.stage import Stage
from makegood.flows import incident_work, matter, meaning, noticing, status_links
from makegood.incidents import actions as incidents
from makegood.incidents import queries
from makegood.incidents.types import Fault, MemberIn, Reason, State
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.people.actions import history as past_people
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId, Recognised, Sighting
from makegood.platform import tenancy, work
from makegood.platform.work import Item
from makegood.statements.rules import letters, when
from makegood.statements.types import Parts, Wording
from makegood.understanding.types import Reading

TITLE = "Our checkout refused every payment"
CAUSE = "We put in a new certificate for payments in the afternoon, and the bank did not accept it."
FIRST = 1  # the number of its statement: the demonstration's first
FROM, LASTED = "18:40", timedelta(minutes=90)
SILENT = 26  # who were refused, or left a basket, and never said a word
TOLD, SOURCE = "09:25", "the shop’s checkout"
_BACK = range(10, 15)  # working days
_PORTIONS = (12, 24, 46, 88)  # minutes: what was written by then is heard at once
_WATCHED = timedelta(minutes=2)
_SEED = 1859


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """What was said that evening, and after it."""
    return tomllib.loads(resources.files("makegood.commands.demo.crowd").joinpath("evening.toml").read_text(encoding="utf-8"))


@dataclass
class Voice:
    """One customer whom it concerned; `text` '' where they never wrote. `identity_id` is known once they were heard or seen."""

    who: Customer
    at: datetime
    place: past_words.Place
    nth: int
    posted: bool = False
    subject: str = ""
    text: str = ""
    identity_id: UUID = field(default_factory=lambda: UUID(int=0))
    message_id: UUID = field(default_factory=new_id)
    conversation_id: UUID = field(default_factory=new_id)
    outgoing_id: UUID = field(default_factory=new_id)

    @property
    def key(self) -> str:
        return f"evening-{self.nth}@{'posts' if self.posted else 'mail'}"

    def envelope(self) -> Envelope:
        link = f"https://social.example/{self.who.handle.partition(':')[2]}/evening-{self.nth}" if self.posted else ""
        return Envelope(
            external_id=self.key,
            author=self.who.by_account if self.posted else self.who.by_mail,
            text=self.text,
            visible=self.text,
            sent_at=self.at,
            subject=self.subject,
            thread_key=self.key,
            public=self.posted,
            link=link,
            reach=40 + 17 * self.nth if self.posted else None,
        )

    def sighting(self) -> Sighting:
        return Sighting((self.envelope().author,), source="webhook" if self.posted else "mail")


class Evening:
    """Its scenes, for a crowd that is there already."""

    def __init__(self, crowd: Weeks, days: Days) -> None:
        self.crowd, self.days = crowd, days
        back = next((n for n in _BACK if _next_day_works(days, n)), _BACK[0])
        self.began = days.on(-back, FROM)
        self.ended = self.began + LASTED
        self.told_at = days.on(1 - back, TOLD)
        self.number = 0
        chosen = _Chosen(crowd, self.began, self.told_at)
        self.voices = list(self._voices(chosen))
        self.silent = [
            Voice(who, self.began + timedelta(minutes=5 + 3 * n), crowd.keeper.mail, 100 + n)
            for n, who in enumerate(chosen.take(SILENT))
        ]
        self.returning = chosen.returning

    def scenes(self) -> list[Scene]:
        """In the order of the evening."""
        heard = [Scene(self._minute(n), self._hearing(n)) for n in _PORTIONS]
        pauses = [Scene(scene.at + n * _WATCHED, _nothing) for scene in heard for n in (1, 2)]
        return [
            *heard,
            *pauses,
            Scene(self._minute(30), self._own_it),
            Scene(self.ended + timedelta(minutes=3), self._it_is_over),
        ]

    def _minute(self, n: int) -> datetime:
        return self.began + timedelta(minutes=n)

    def member(self, stage: Stage, who: str) -> Member:
        return stage.team[who]

    def _voices(self, chosen: "_Chosen") -> Iterator[Voice]:
        """Who writes; as many as there are people for in that language."""
        for nth, one in enumerate(told()["letters"], 1):
            found = chosen.take(1, language=one.get("language", "en"))
            if found:
                posted = one.get("posted", False)
                place = self.crowd.keeper.posts if posted else self.crowd.keeper.mail
                at = self.began + timedelta(minutes=one["after"])
                yield Voice(found[0], at, place, nth, posted, one.get("subject", ""), one["text"])

    def _hearing(self, until: int) -> "_Hearing":
        before = max((n for n in _PORTIONS if n < until), default=0)
        since, to = self.began + timedelta(minutes=before), self.began + timedelta(minutes=until)
        return _Hearing(self, [one for one in self.voices if since < one.at <= to], first=not before)

    def seen(self, voices: Sequence[Voice]) -> None:
        """These people are known, and the shop told that their payment was refused, or that they had something in the basket."""
        found = past_people.recognise_past(seen=[(one.sighting(), one.at) for one in voices])
        for voice, who in zip(voices, found, strict=True):
            if isinstance(who, Recognised):
                voice.identity_id = who.identity_id
        noting.note_fact(facts=[_refused(one) if one.nth % 3 else _basket(one, self.ended) for one in voices if not one.posted])

    def keep(self, stage: Stage, voices: Sequence[Voice]) -> None:
        """What they wrote, read as everything is, with a case for each, and the letter that answered it the next morning."""
        keeper = self.crowd.keeper
        past_words.keep_heard(
            heard=[Heard(one.message_id, one.conversation_id, one.place, one.identity_id, one.envelope()) for one in voices]
        )
        owner = self.member(stage, "mara")
        past_words.keep_said(said=[letter(one, self.began, self.told_at, owner.id) for one in voices])
        readings = keeper.read([(one.message_id, one.subject, one.text) for one in voices])
        kept = [self._case(stage, one, readings[one.message_id]) for one in voices]
        past_cases.keep_cases(cases=kept)
        keeper.case_ids += [case.id for case in kept]
        noting.note_fact(
            facts=[
                Fact(
                    IdentityId(one.identity_id),
                    "complained",
                    str(one.message_id),
                    one.at,
                    {"public": one.posted, "harm": case.harm},
                )
                for one, case in zip(voices, kept, strict=True)
                if meaning.is_let_down(readings[one.message_id])
            ]
        )
        work.leave(noticing.WORK, [Item(key=str(one.message_id), due_at=stage.now) for one in voices])

    def _case(self, stage: Stage, voice: Voice, reading: Reading) -> PastCase:
        """As it is now: answered and put right by what everybody was told the next morning."""
        harm, owner = meaning.harm(reading), self.member(stage, "mara")
        name = voice.who.by_account.name if voice.posted else voice.who.name
        subject = voice.subject or voice.text[:80]
        return PastCase(
            id=new_id(),
            conversation_id=voice.conversation_id,
            title=matter.title(name=name, act=meaning.act(reading), harm=harm, line=None, subject=subject),
            turn=Turn.THEIRS,
            identity_id=voice.identity_id,
            harm=harm,
            urgency=reading.urgency.label,
            feeling=reading.feeling.label,
            order_number="",
            messages=(PastMessage(voice.message_id, Placed.OPENED, voice.at),),
            segments=(
                PastSegment(
                    voice.at, first_replied_at=self.told_at, resolved_at=self.told_at, resolved_by=owner.id, how="told with all"
                ),
            ),
            replies=(PastReply(voice.outgoing_id, self.told_at, owner.id),),
            owner_id=owner.id,
            owned_at=self.told_at,
        )

    def _own_it(self, stage: Stage) -> None:
        """Mara says that it is one. Where the watch did not lay it before her, she writes it down."""
        mara = self.member(stage, "mara")
        with tenancy.brand(stage.brand_id):
            found = [one for one in queries.incidents(state=State.CANDIDATE) if one.opened_at >= self.began]
            if found:
                self.number = found[0].number
                incident_work.confirm(number=self.number, member=mara, at=stage.now)
            else:
                made = incident_work.write_down(title=TITLE, began_at=self.began, ended_at=None, member=mara, at=stage.now)
                self.number = made.number
            incident_work.describe(
                number=self.number, title=TITLE, cause=CAUSE, fault=Fault.OURS, supplier="", member=mara, at=stage.now
            )
            incident_work.set_span(number=self.number, began_at=self.began, ended_at=None, member=mara, at=stage.now)

    def _it_is_over(self, stage: Stage) -> None:
        """The till works; Bea brings in what no machine joined, and what the shop counted stands beside it."""
        mara, bea = (actors.member(self.member(stage, who).id) for who in ("mara", "bea"))
        with tenancy.brand(stage.brand_id):
            one = queries.by_number(number=self.number)
            there = {member.message_id for member in queries.members(incident_id=one.id, limit=1_000)}
            wrote = {one.message_id: one for one in self._members()}
            incidents.join(
                incident_id=one.id,
                members=[member for message_id, member in wrote.items() if message_id not in there],
                by=bea,
                at=stage.now,
            )
            refused = Counter(each.at.replace(second=0) for each in (*self.voices, *self.silent) if _was_refused(each))
            incidents.attach_signal(
                incident_id=one.id, kind="refused_checkouts", source=SOURCE, from_at=self.began, until_at=self.ended,
                counts=sorted(refused.items()), by=SYSTEM, at=stage.now,
            )  # fmt: skip
            incidents.over(incident_id=one.id, by=mara, at=stage.now, ended_at=self.ended)

    def _members(self) -> Iterator[MemberIn]:
        held = cases.cases_of_messages(message_ids=[one.message_id for one in self.voices])
        for one in self.voices:
            yield MemberIn(one.message_id, held.get(one.message_id), one.identity_id, Reason.HAND, said_at=one.at)


class _Hearing:
    """A scene: so many letters have come."""

    def __init__(self, evening: Evening, voices: Sequence[Voice], *, first: bool) -> None:
        self._evening, self._voices, self._first = evening, voices, first

    def __call__(self, stage: Stage) -> None:
        with tenancy.brand(stage.brand_id):
            if self._first:
                self._evening.seen(self._evening.silent)
            self._evening.seen(self._voices)
            self._evening.keep(stage, self._voices)


class _Chosen:
    """Customers whom it concerns, in an order that is the same each time: each bought before, and those first who came back afterwards."""

    def __init__(self, crowd: Weeks, began: datetime, told_at: datetime) -> None:
        plan = crowd.plan
        bought = [*plan.quiet, *(one.purchase for one in (*plan.contacts, *plan.live) if one.purchase)]
        before = {one.who.email: one.who for one in bought if one.placed_at < began}
        wrote = {one.who.email for one in plan.live}
        self.returning: dict[str, Purchase] = {}
        for one in sorted(bought, key=lambda each: each.placed_at):
            if one.placed_at > told_at + timedelta(hours=2) and one.who.email in before:
                self.returning.setdefault(one.who.email, one)
        self._left = [who for email, who in sorted(before.items()) if email not in wrote]
        Random(_SEED).shuffle(self._left)  # noqa: S311 - a story, no secret
        self._left.sort(key=lambda who: who.email not in self.returning)

    def take(self, count: int, *, language: str = "en") -> list[Customer]:
        found = [who for who in self._left if who.language == language][:count]
        self._left = [who for who in self._left if who not in found]
        return found


def _next_day_works(days: Days, back: int) -> bool:
    return (days.on(1 - back, FROM) - days.on(-back, FROM)).days == 1


def _was_refused(one: Voice) -> bool:
    return not one.posted and bool(one.nth % 3)


def _refused(one: Voice) -> Fact:
    value: dict[str, object] = {"minor": 1_990 + 130 * (one.nth % 40), "currency": "GBP", "session": one.key}
    return Fact(IdentityId(one.identity_id), "checkout_refused", one.key, one.at - timedelta(minutes=1), value)


def _basket(one: Voice, ended: datetime) -> Fact:
    value: dict[str, object] = {
        "minor": 2_450 + 90 * (one.nth % 40),
        "currency": "GBP",
        "session": one.key,
        "until": ended.isoformat(),
    }
    return Fact(IdentityId(one.identity_id), "basket_held", one.key, one.at - timedelta(minutes=8), value)


def _nothing(stage: Stage) -> None:
    """A moment in which the watch looks at the minutes that are over."""


def wordings(began: datetime) -> dict[str, Wording]:
    """What the statement says, by language."""
    places = {"began": clock(began), "next": clock(began + timedelta(hours=2))}
    found = {}
    for language, words in told()["statement"].items():
        said = {name: text.format(**places) for name, text in words.items()}
        found[language] = Wording(said.pop("title"), Parts(**said))
    return found


def letter(one: Voice, began: datetime, at: datetime, member_id: UUID | None) -> Said:
    """What tells them, as it left."""
    brand = brands.current()
    spoken = when.known(one.who.language)
    wording, link = wordings(began)[spoken], status_links.statement(brand.slug, FIRST)
    named = letters.letter(wording, spoken, name=one.who.first, brand=brand.name, link=link)
    return Said(
        id=one.outgoing_id,
        conversation_id=one.conversation_id,
        place=one.place,
        identity_id=one.identity_id,
        to=one.envelope().author,
        subject="" if one.posted else wording.title,
        text=letters.answer_in_public(spoken, link=link) if one.posted else named,
        at=at,
        key=f"told {one.key}",
        in_reply_to=one.message_id if one.text else None,
        by_member=member_id,
        public=one.posted,
    )


def clock(at: datetime) -> str:
    """The time of day, as the shop's people read it."""
    return f"{at.astimezone(ZONE):%H:%M}"
