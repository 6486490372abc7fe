"""What becomes of one letter: who answers when, what is made good, whether it helps, what comes back. Builds values; writes nothing.

A tale is told forward and stops at `now`: what would come later has not happened, and the case stands as it stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import BusinessHours, Member, Role
from makegood.cases.actions.past import PastCase, PastMessage, PastReply, PastSegment
from makegood.cases.types import Placed, Turn
from makegood.channels.actions.past import Heard, Place, Said
from makegood.channels.types import Envelope
from makegood.commands.demo.crowd import letters, rhythm, team
from makegood.commands.demo.crowd.memory import Known
from makegood.commands.demo.crowd.plan import Contact
from makegood.kernel.ids import new_id
from makegood.makegoods.types import Proposal

FIRST_REPLY_MIN = 17.0  # median, in minutes of business time
LEFT_LYING = 0.05  # of the letters of the last two days: nobody has answered yet
WAITS, NEVER_BACK = 0.13, 0.4  # of plain answers ask something back; of those asked never answer
THANKS, AGAIN, AWAY = 0.22, 0.04, 0.02
RECENT = timedelta(days=2, hours=4)
PATIENCE = timedelta(days=4)  # then a case that waits for them is closed


@dataclass
class Tale:
    """One letter and everything that followed. `order` is the number it is about, '' for none."""

    contact: Contact
    known: Known
    identity_id: UUID
    place: Place
    order: str
    now: datetime
    chance: Random
    envelope: Envelope
    message_id: UUID = field(default_factory=new_id)
    conversation_id: UUID = field(default_factory=new_id)
    heard: list[Heard] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    segments: list[PastSegment] = field(default_factory=list)
    messages: list[PastMessage] = field(default_factory=list)
    waits: list[tuple[datetime, Turn, UUID | None]] = field(default_factory=list)
    turn: Turn = Turn.OURS
    owner: Member | None = None
    owned_at: datetime | None = None

    @property
    def public(self) -> bool:
        return self.envelope.public

    def begin(self) -> Heard:
        """The first message, as it is kept before it is read."""
        return Heard(
            id=self.message_id,
            conversation_id=self.conversation_id,
            place=self.place,
            identity_id=self.identity_id,
            envelope=self.envelope,
            set_aside=self.envelope.spam_likely,
        )

    def writes_back(self, kind: str, at: datetime, placed: Placed | None) -> None:
        """They write again, in the same conversation; `placed` None where a case takes no note of it."""
        last = self.said[-1]
        envelope = letters.further_letter(
            self.contact,
            kind,
            self.order,
            at,
            self.chance,
            to=last.text,
            subject=self.envelope.subject,
            member=self.owner.name.split()[0] if self.owner and last.by_member == self.owner.id else "",
            nth=len(self.heard) + 1,
        )
        self._hears(envelope, placed)

    def is_away(self, at: datetime) -> None:
        """Their mail program answers our answer."""
        self._hears(letters.away_note(self.contact, at, self.envelope.subject, self.chance), None)

    def says(self, text: str, at: datetime, member: Member | None, *, key: str, automatic: bool = False) -> UUID:
        """We write. A member's words stop the clock of the first reply, and make the case theirs."""
        subject = self.envelope.subject
        said = Said(
            id=new_id(),
            conversation_id=self.conversation_id,
            place=self.place,
            identity_id=self.identity_id,
            to=self.envelope.author,
            subject=subject if subject.startswith("Re:") or self.public else f"Re: {subject}",
            text=text,
            at=at,
            key=key,
            in_reply_to=self.heard[-1].id if self.heard else self.message_id,
            by_member=member.id if member else None,
            automatic=automatic,
            public=self.public,
        )
        self.said.append(said)
        if not automatic and member is not None:
            self._owned(member, at)
            self._change(first_replied_at=self.segments[-1].first_replied_at or at)
        return said.id

    def rests(self, at: datetime, turn: Turn, member: Member | None) -> None:
        """The case waits for them, or for a parcel."""
        self.turn = turn
        if turn is Turn.THEIRS:
            self._change(waiting_since=at)
        else:
            self.waits.append((at, turn, member.id if member else None))

    def goes_on(self, at: datetime, hours: BusinessHours) -> None:
        """What we waited for has come: the clock of the resolution runs again."""
        segment = self.segments[-1]
        if segment.waiting_since is not None:
            seconds = brand_rules.business_seconds_between(start=segment.waiting_since, end=at, hours=hours)
            self._change(waiting_since=None, waited=segment.waited + seconds // 60)

    def ends(self, at: datetime, member: Member | None, how: str) -> None:
        self._change(resolved_at=at, resolved_by=member.id if member else None, how=how, waiting_since=None)
        self.turn = Turn.THEIRS

    def case(
        self,
        case_id: UUID,
        *,
        title: str,
        harm: str,
        urgency: str,
        feeling: str,
        leaving: str,
        order_number: str,
        automatic: set[UUID],
    ) -> PastCase:
        """The case as it came out; `automatic` are the words that left by themselves."""
        replies = tuple(
            PastReply(one.id, one.at, None if one.automatic else one.by_member, one.id in automatic) for one in self.said
        )
        return PastCase(
            id=case_id,
            conversation_id=self.conversation_id,
            title=title,
            turn=self.turn,
            identity_id=self.identity_id,
            harm=harm,
            urgency=urgency,
            feeling=feeling,
            leaving=leaving,
            order_number=order_number,
            messages=tuple(self.messages),
            segments=tuple(self.segments),
            replies=replies,
            owner_id=self.owner.id if self.owner else None,
            owned_at=self.owned_at,
            waits=tuple(self.waits),
        )

    def opens(self) -> None:
        self.messages.append(PastMessage(self.message_id, Placed.OPENED, self.contact.at))
        self.segments.append(PastSegment(self.contact.at))

    def belongs_to(self, member: Member, at: datetime) -> None:
        self._owned(member, at)

    def _owned(self, member: Member, at: datetime) -> None:
        if self.owner is None:
            self.owner, self.owned_at = member, at

    def _change(self, **fields: object) -> None:
        self.segments[-1] = replace(self.segments[-1], **fields)  # type: ignore[arg-type]

    def _hears(self, envelope: Envelope, placed: Placed | None) -> None:
        one = Heard(new_id(), self.conversation_id, self.place, self.identity_id, envelope, begins=False)
        self.heard.append(one)
        if placed is not None:
            self.messages.append(PastMessage(one.id, placed, envelope.sent_at))
        if placed is Placed.REOPENED:
            self.segments.append(PastSegment(envelope.sent_at))
            self.turn = Turn.OURS


@dataclass(frozen=True, slots=True)
class Decision:
    """What a member did with a proposal, when, and which one they took; `asked` where they first asked something back."""

    at: datetime
    member: Member
    proposal: Proposal | None = None
    declined: str = ""


_DECLINED = (
    "She only wants to know how it works; I explain it.",
    "Not broken: the bulb was not screwed in. I have written to them.",
    "They found it themselves meanwhile.",
    "It is not our parcel; the neighbour has it.",
    "Too early: it is promised for tomorrow.",
    "I would rather call them first.",
)


class Teller:
    """Tells tales for one brand: knows the team and its hours."""

    def __init__(self, members: dict[str, Member], hours: BusinessHours, now: datetime) -> None:
        self.members, self.hours, self.now = members, hours, now

    def decided(self, tale: Tale, proposals: Sequence[Proposal]) -> Decision | None:
        """Who looks at a proposal first and what they do; None while nobody has. May ask something back before."""
        at = self._first_look(tale)
        if at is None:
            return None
        luck = tale.chance.random()
        member = self._member(at, tale)
        if tale.public or luck < 0.08:
            return Decision(
                at, member, None, "Asked in public for a private way first." if tale.public else tale.chance.choice(_DECLINED)
            )
        if luck < 0.13:
            back = self._asks(tale, at, member)
            if back is None:
                return None
            at = back
        others = [one for one in proposals[1:] if not one.name.startswith(proposals[0].name.partition("-with-")[0])]
        chosen = tale.chance.choice(others) if others and luck > 0.93 else proposals[0]
        return Decision(at, self._allowed(member, chosen), chosen)

    def plain(self, tale: Tale) -> None:
        """Answered in words: at once, or after something was asked back."""
        at = self._first_look(tale)
        if at is None:
            return
        member = self._member(at, tale)
        if tale.public or tale.chance.random() < WAITS:
            back = self._asks(tale, at, member)
            if back is None:
                return
            at = back
        self.answers(tale, at, member)

    def answers(self, tale: Tale, at: datetime, member: Member) -> None:
        """The answer that settles it, and what may come after."""
        key = f"crowd:{tale.contact.number}:answer{len(tale.said)}"
        tale.says(letters.answer(tale.contact, tale.order, member.name, tale.chance), at, member, key=key)
        tale.ends(at, member, "Answered.")
        self.afterwards(tale, at)

    def afterwards(self, tale: Tale, at: datetime) -> None:
        """They thank, or write again because it did not help; or a machine of theirs answers."""
        luck, language = tale.chance.random(), tale.contact.who.language
        if tale.public:
            return
        if luck < AWAY and language == "en":
            self._if_past(at + timedelta(seconds=40), tale.is_away)
        elif luck < AWAY + THANKS:
            later = at + timedelta(minutes=tale.chance.lognormvariate(4.6, 1.0))
            self._if_past(_by_day(later), lambda then: tale.writes_back("thanks", then, None))
        elif luck < AWAY + THANKS + AGAIN and language in ("en", "de") and tale.contact.kind not in ("praise", "question"):
            self._comes_back(tale, _by_day(at + timedelta(hours=tale.chance.uniform(20, 70))))

    def _comes_back(self, tale: Tale, at: datetime) -> None:
        if at > self.now:
            return
        tale.writes_back("again", at, Placed.REOPENED)
        then = self._in_business(at, team.minutes(FIRST_REPLY_MIN * 1.4, at, tale.chance), tale.chance)
        if then <= self.now:
            member = tale.owner or self._member(then, tale)
            tale.says(
                letters.answer(tale.contact, tale.order, member.name, tale.chance),
                then,
                member,
                key=f"crowd:{tale.contact.number}:again",
            )
            tale.ends(then, member, "Answered.")

    def _asks(self, tale: Tale, at: datetime, member: Member) -> datetime | None:
        """Asks something back. → when it can go on; None where the tale has ended for now."""
        text = letters.answer(tale.contact, tale.order, member.name, tale.chance, asks=True)
        tale.says(text, at, member, key=f"crowd:{tale.contact.number}:ask")
        tale.rests(at, Turn.THEIRS, member)
        if tale.public or tale.chance.random() < NEVER_BACK:
            closing = self._in_business(at + PATIENCE, tale.chance.randint(5, 200), tale.chance)
            if closing <= self.now:
                tale.ends(closing, member, "They did not come back to us.")
            return None
        back = _by_day(at + timedelta(minutes=tale.chance.lognormvariate(5.2, 1.1)))
        if back > self.now:
            return None
        knows = "detail" if tale.contact.who.language in ("en", "de") else "thanks"
        tale.writes_back(knows, back, Placed.JOINED)
        tale.goes_on(back, self.hours)
        tale.turn = Turn.OURS
        then = self._in_business(back, team.minutes(FIRST_REPLY_MIN * 2, back, tale.chance), tale.chance)
        return then if then <= self.now else None

    def _first_look(self, tale: Tale) -> datetime | None:
        """When somebody takes it up; None where nobody has."""
        contact = tale.contact
        if contact.at > self.now - RECENT and tale.chance.random() < LEFT_LYING:
            if tale.chance.random() < 0.5:
                later = self._in_business(contact.at, 20, tale.chance)
                if later <= self.now:
                    tale.belongs_to(self._member(later, tale), later)
            return None
        median = FIRST_REPLY_MIN * (1.8 if contact.kind in rhythm.POSTED else 1.0)
        at = self._in_business(contact.at, team.minutes(median, contact.at, tale.chance), tale.chance)
        return at if at <= self.now else None

    def _member(self, at: datetime, tale: Tale) -> Member:
        return self.members[team.who_answers(at, tale.contact.who.language, tale.chance).who]

    def _allowed(self, member: Member, proposal: Proposal) -> Member:
        """Where an agent may not approve it, the lead does."""
        return self.members["mara"] if proposal.needs_approval and member.role is Role.AGENT else member

    def _in_business(self, at: datetime, minutes: int, chance: Random) -> datetime:
        later = brand_rules.add_business_time(start=at, minutes=minutes, hours=self.hours)
        return team.a_little_later(later, chance, most=50)

    def _if_past(self, at: datetime, act: Callable[[datetime], None]) -> None:
        if at <= self.now:
            act(at)


def _by_day(at: datetime) -> datetime:
    """Nobody writes back in the small hours."""
    return at + timedelta(hours=7) if at.hour < 6 else at
