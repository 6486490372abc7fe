"""Writes the crowd's days down, one day at a time, by the packages' own actions for what is past: a fixed number of statements a day.

What people wrote is read by the reader as always, and what would be good is proposed by the rules as always; only the doing is told and
not done. Nothing here leaves the house, and nobody is asked anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import rules as case_rules
from makegood.cases.actions import past as past_cases
from makegood.cases.types import Arrival
from makegood.channels import queries as channels
from makegood.channels.actions import past as past_words
from makegood.channels.actions.past import Place
from makegood.channels.types import Envelope
from makegood.commands.demo.crowd import letters, trade
from makegood.commands.demo.crowd.ahead import Ahead
from makegood.commands.demo.crowd.memory import Known, Memory
from makegood.commands.demo.crowd.plan import Contact
from makegood.commands.demo.crowd.proposing import Proposer
from makegood.commands.demo.crowd.remedies import Carried, Remedy, only_proposed
from makegood.commands.demo.crowd.tales import Tale, Teller
from makegood.commands.demo.crowd.trade import Purchase
from makegood.flows import advocates, lots, matter, meaning
from makegood.flows.matter import Matter
from makegood.gestures.actions import past as past_gifts
from makegood.gestures.types import GestureKind, PastGesture
from makegood.kernel.ids import new_id
from makegood.makegoods.actions import past as past_makegoods
from makegood.makegoods.actions.past import PastMakegood
from makegood.makegoods.types import Proposal, Situation, StepKind
from makegood.orders.actions import history as past_orders
from makegood.outcomes import actions as outcomes
from makegood.outcomes.types import PastPraise, PastStanding
from makegood.people import queries as people
from makegood.people.actions import history as past_people
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId, Recognised, Sighting
from makegood.platform import work
from makegood.platform.work import Item
from makegood.understanding import actions as understanding
from makegood.understanding.rules import guards
from makegood.understanding.types import LET_DOWN, Reading

THEIR_ACCOUNT = 3  # every third account that posts is known to be a customer's
UNSEEN = timedelta(hours=30)  # thanks of these last hours have not been seen yet


class Keeper:
    """Keeps the weeks of one brand, in its open transactions."""

    def __init__(self, *, mail: Place, posts: Place, members: dict[str, Member], now: datetime) -> None:
        self.mail, self.posts, self.members, self.now = mail, posts, members, now
        self.ahead = Ahead()
        self.memory = Memory()
        self.case_ids: list[UUID] = []
        self.numbered = Numbered()

    def keep_orders(self, purchases: Iterable[Purchase], *, first_number: int) -> list[Purchase]:
        """What was bought, with its parcels as they are now. → the orders with their numbers"""
        numbered = [one.until(self.now) for one in trade.with_numbers(list(purchases), first_number)]
        self.numbered.learn(numbered)
        self.take(numbered)
        return numbered

    def keep_day(self, contacts: Sequence[Contact]) -> list[Purchase]:
        """One day's letters and all that came of them; what they are about was kept before. → the replacements that were sent"""
        told = [self.numbered.told(contact) for contact in contacts]
        writers = self._writers([contact for contact, _ in told], [envelope for _, envelope in told])
        tales = [self._tale(*one, *writer) for one, writer in zip(told, writers, strict=True)]
        past_words.keep_heard(heard=[tale.begin() for tale in tales])
        readings = self.read([(tale.message_id, tale.envelope.subject, tale.envelope.visible) for tale in tales])
        day = _Day(self, tales, readings)
        day.tell()
        return day.write()

    def take(self, purchases: Sequence[Purchase]) -> None:
        """Orders, parcels and who bought."""
        past_orders.take_past_orders(orders=[trade.as_order(one) for one in purchases])
        past_orders.take_past_parcels(told=[event for one in purchases for event in trade.as_events(one)])
        seen = [(Sighting((one.who.by_mail,), source="order"), one.placed_at) for one in purchases]
        found = past_people.recognise_past(seen=seen)
        self.memory.learn((one.who, _id(who)) for one, who in zip(purchases, found, strict=True))
        for one in purchases:
            self.memory.of(one.who).bought.append(one)

    def _tale(self, contact: Contact, envelope: Envelope, known: Known, identity_id: UUID) -> Tale:
        return Tale(
            contact=contact,
            known=known,
            identity_id=identity_id,
            place=self.posts if envelope.public else self.mail,
            order=contact.purchase.number if contact.purchase else "",
            now=self.now,
            chance=letters.chance_of(contact),
            envelope=envelope,
        )

    def _writers(self, contacts: Sequence[Contact], envelopes: Sequence[Envelope]) -> list[tuple[Known, UUID]]:
        """Who wrote, and by which address. Some accounts are known to be a customer's; the others stay accounts."""
        theirs = [
            envelope.public and contact.number % THEIR_ACCOUNT == 0 for contact, envelope in zip(contacts, envelopes, strict=True)
        ]
        tied = [
            (Sighting((contact.who.by_mail, contact.who.by_account), strong=True, source="their account here"), contact.at)
            for contact, known in zip(contacts, theirs, strict=True)
            if known
        ]
        if tied:
            past_people.recognise_past(seen=tied)
        mails = [(Sighting((one.who.by_mail,), source="mail"), one.at) for one in contacts]
        ids = [_id(who) for who in past_people.recognise_past(seen=mails)] if contacts else []
        self.memory.learn((one.who, known) for one, known in zip(contacts, ids, strict=True))
        seen = [(Sighting((envelope.author,), source="webhook"), envelope.sent_at) for envelope in envelopes]
        authors = [_id(who) for who in past_people.recognise_past(seen=seen)] if seen else []
        writers = []
        for contact, envelope, author, known in zip(contacts, envelopes, authors, theirs, strict=True):
            one = self.memory.of(contact.who)
            if envelope.public:
                one.account_id, one.account_is_theirs = author, known
            writers.append((one, author))
        return writers

    def read(self, texts: Sequence[tuple[UUID, str, str]]) -> dict[UUID, Reading]:
        """What these messages (id, subject, words) say."""
        said = self.ahead.read([(subject, text) for _, subject, text in texts])
        return understanding.keep(readings={key: reading for (key, _, _), reading in zip(texts, said, strict=True)}, at=self.now)


class Numbered:
    """Orders by who placed them when, with the numbers that they were given."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, datetime], Purchase] = {}

    def learn(self, purchases: Iterable[Purchase]) -> None:
        self._found.update({(one.who.email, one.placed_at): one for one in purchases})

    def told(self, contact: Contact) -> tuple[Contact, Envelope]:
        """The contact with its order as it was numbered, and what they write."""
        asked = contact.purchase
        purchase = self._found.get((contact.who.email, asked.placed_at)) if asked else None
        known = replace(contact, purchase=purchase) if purchase else contact
        return known, letters.first_letter(known, purchase.number if purchase else "", letters.chance_of(contact))


class _Day:
    """The tales of one day, told and then written down."""

    def __init__(self, keeper: Keeper, tales: Sequence[Tale], readings: dict[UUID, Reading]) -> None:
        self.keeper, self.tales, self.readings = keeper, tales, readings
        self.brand = brands.current()
        self.teller = Teller(keeper.members, self.brand.hours, keeper.now)
        self.proposer = Proposer(self.brand)
        self.cases: list[past_cases.PastCase] = []
        self.makegoods: list[PastMakegood] = []
        self.remedies: dict[UUID, Remedy] = {}  # by the tale's first message
        self.case_of: dict[UUID, UUID] = {}
        self.praises: list[PastPraise] = []
        self.standings: list[PastStanding] = []
        self.facts: list[Fact] = []
        self.decided: list[lots.Decided] = []
        self.persons = people.persons_of(identity_ids=[tale.identity_id for tale in tales])
        self.drawn = self._draw()

    def _draw(self) -> lots.Drawn:
        share, at = self.proposer.policy.without_share, max((tale.contact.at for tale in self.tales), default=self.keeper.now)
        return lots.draw(persons=list({one.id: one for one in self.persons.values()}.values()), without_share=share, at=at)

    def tell(self) -> None:
        for tale in self.tales:
            reading = self.readings[tale.message_id]
            about = self._matter(tale, reading)
            arrival = _arrival(tale, reading, about)
            if tale.envelope.spam_likely:
                continue
            if case_rules.wants_something(arrival):
                self._told(tale, reading, about, arrival)
            if guards.may_thank(reading):
                self._praised(tale, tale.message_id, tale.envelope.visible, tale.contact.at, public=tale.public)

    def write(self) -> list[Purchase]:
        """Everything of the day, each table once; the second letters are read before what they say is weighed. → the replacements"""
        further = [one for tale in self.tales for one in tale.heard]
        past_words.keep_heard(heard=further)
        past_words.keep_said(said=[one for tale in self.tales for one in tale.said])
        wrote = self.keeper.read([(one.id, "", one.envelope.visible) for one in further if one.envelope.automatic is None])
        for tale in self.tales:
            for one in tale.heard:
                if one.id in wrote and guards.may_thank(wrote[one.id]):
                    self._praised(tale, one.id, one.envelope.visible, one.envelope.sent_at, public=False)
        past_cases.keep_cases(cases=self.cases)
        past_makegoods.keep_makegoods(makegoods=self.makegoods)
        if self.proposer.budget is not None:
            grants = [grant for remedy in self.remedies.values() for grant in remedy.grants]
            past_gifts.keep_grants(budget_id=self.proposer.budget.id, grants=grants)
        sent = [remedy.replacement.until(self.keeper.now) for remedy in self.remedies.values() if remedy.replacement]
        self.keeper.take(sent)
        outcomes.keep_praise(praises=self.praises)
        work.leave(advocates.PAST, [Item(advocates.PAST, self.keeper.now)] if self.praises else [])
        outcomes.keep_standings(steps=self.standings)
        noting.note_fact(facts=self.facts)
        lots.keep(
            self.drawn, self.decided, brand=self.brand, at=max((tale.contact.at for tale in self.tales), default=self.keeper.now)
        )
        self.keeper.case_ids += [case.id for case in self.cases]
        return sent

    def _matter(self, tale: Tale, reading: Reading) -> Matter:
        lines = tale.known.lines(tale.contact.at) if not tale.public or tale.known.account_is_theirs else []
        return matter.find(reading, f"{tale.envelope.subject}\n{tale.envelope.visible}", lines)

    def _told(self, tale: Tale, reading: Reading, about: Matter, arrival: Arrival) -> None:
        """A case, and what was done about it."""
        case_id = new_id()
        self.case_of[tale.message_id] = case_id
        tale.opens()
        harm = case_rules.main_harm(arrival)
        if meaning.is_let_down(reading):
            value: dict[str, object] = {"public": tale.public, "harm": harm}
            self.facts.append(Fact(IdentityId(tale.identity_id), "complained", str(tale.message_id), tale.contact.at, value))
        if harm:
            tale.known.failures.append(tale.contact.at)
        if meaning.may_be_put_right(reading):
            person = self.persons[tale.identity_id]
            lot = self.drawn.of(person)
            situation, found = self.proposer.propose(tale, case_id, reading, about, arrival.title, lot)
            self.decided.append(lots.Decided(person, tale.identity_id, "case", case_id, found[0].drawn, situation.harm))
            self._made_good(tale, situation, found)
        else:
            self.teller.plain(tale)
        remedy = self.remedies.get(tale.message_id)
        self._settle(tale, tale.contact.at, None, open_complaints=1 if harm else 0)
        self.cases.append(
            tale.case(
                case_id,
                title=arrival.title,
                harm=harm,
                urgency=case_rules.more_urgent(arrival.urgency, "normal"),
                feeling=arrival.feeling,
                leaving=arrival.leaving,
                order_number=arrival.order_number,
                automatic=remedy.by_itself if remedy else set(),
            )
        )

    def _made_good(self, tale: Tale, situation: Situation, proposals: tuple[Proposal, ...]) -> None:
        decision = self.teller.decided(tale, proposals)
        if decision is None or decision.proposal is None:
            self.makegoods.append(only_proposed(tale, situation, proposals, declined=decision))
            if decision is not None:
                self.teller.answers(tale, decision.at, decision.member)
            return
        if self.proposer.runs_low(decision.proposal):
            decision = replace(decision, proposal=_without_extras(proposals, decision.proposal))
        original = next((p for p in tale.known.bought if situation.line and p.number == situation.line.order_number), None)
        remedy = Carried(tale, situation, proposals, decision).remedy(self.proposer.shelf, original)
        self.remedies[tale.message_id] = remedy
        self.makegoods.append(remedy.makegood)
        self.proposer.spend(remedy.makegood.taken)
        tale.known.given += [
            PastGesture(grant.item.code, GestureKind(grant.item.kind), grant.held_at, grant.cost)
            for grant in remedy.grants
            if grant.item
        ]
        resolved = tale.segments[-1].resolved_at
        if resolved is not None:
            self.teller.afterwards(tale, max(resolved, tale.said[-1].at))

    def _praised(self, tale: Tale, message_id: UUID, words: str, at: datetime, *, public: bool) -> None:
        """A kind word: credited where we know who said it, and passed on to who earned it."""
        known, remedy = tale.known, self.remedies.get(tale.message_id)
        credited = bool(known.orders(at)) and (not public or known.account_is_theirs)
        member = tale.owner or (self.keeper.members["mara"] if remedy is None and credited and not public else None)
        gesture = _gesture(remedy.makegood) if remedy else ""
        self.facts.append(Fact(IdentityId(tale.identity_id), "praised", str(message_id), at, {"public": public}))
        self.praises.append(
            PastPraise(
                id=new_id(),
                message_id=message_id,
                identity_id=tale.identity_id,
                words=words,
                at=at,
                public=public,
                link=tale.envelope.link if public else "",
                reach=tale.envelope.reach if public else None,
                credited=credited,
                case_id=self.case_of.get(tale.message_id) if credited else None,
                makegood_id=remedy.makegood.id if remedy and credited else None,
                gesture=gesture if credited else "",
                thanked=(member.id, member.name) if member and tale.owner and credited else None,
                seen_at=at + timedelta(hours=2) if at < self.keeper.now - UNSEEN else None,
            )
        )
        if credited:
            known.public_praises += public
            known.private_thanks += not public
            self._settle(tale, at, message_id, open_complaints=0)

    def _settle(self, tale: Tale, at: datetime, message_id: UUID | None, *, open_complaints: int) -> None:
        if not tale.known.orders(at) or (tale.public and not tale.known.account_is_theirs):
            return
        for was, now, since, because in tale.known.settle(at, open_complaints=open_complaints):
            self.standings.append(PastStanding(tale.known.identity_id, was, now, since, because, message_id))


def place_of(name: str) -> Place:
    """The channel of this name."""
    found = next(channel for channel in channels.channels() if channel.name == name)
    return Place(found.id, found.name, found.address)


def _arrival(tale: Tale, reading: Reading, about: Matter) -> Arrival:
    """As far as a case looks at it; called as the flow for arriving messages calls it."""
    act, happened = meaning.act(reading), meaning.harms(reading)
    words = " ".join(tale.envelope.visible.split())
    name = tale.contact.who.name if not tale.public or tale.known.account_is_theirs else tale.envelope.author.name
    title = matter.title(
        name=name,
        act=act,
        harm=(happened[0] if happened else "") if act in LET_DOWN else "",
        line=about.line,
        subject=tale.envelope.subject or words[:80],
    )
    return Arrival(
        message_id=tale.message_id,
        conversation_id=tale.conversation_id,
        identity_id=tale.identity_id,
        person_identity_ids=(tale.identity_id,),
        at=tale.contact.at,
        act=act,
        feeling=reading.feeling.label,
        happened=happened,
        urgency=reading.urgency.label,
        title=title,
        words=words[:160],
        public=tale.public,
        asks_something=meaning.asks_something(reading),
        opens=True,
        order_number=about.order_number,
        leaving=meaning.leaving(reading),
    )


def _without_extras(proposals: Sequence[Proposal], taken: Proposal) -> Proposal:
    """The same course and nothing on top."""
    course = taken.name.partition("-with-")[0]
    return next((one for one in proposals if one.name == course), proposals[-1])


def _gesture(makegood: PastMakegood) -> str:
    gives = (step.planned for step in makegood.steps if step.planned.kind is StepKind.GIVE)
    return next((step.params["code"] for step in gives if step.params.get("code")), "")


def _id(found: object) -> UUID:
    if not isinstance(found, Recognised):
        raise TypeError(f"nobody was recognised: {found}")
    return found.identity_id
