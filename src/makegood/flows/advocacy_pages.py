"""What the desk shows of what people do for us unpaid, and what a member does there. Each look has a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.advocacy import queries as advocacy
from makegood.advocacy.actions import bringing, ledger, linking
from makegood.advocacy.types import Counts, Credit, Entry, Link, Place, Referral, ReferralState, Wanted
from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.config import environment
from makegood.flows import by_hand, referrals, standing
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.gestures import queries as gestures
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform.asking import Question
from makegood.touchpoints import queries as touchpoints
from makegood.understanding import queries as readings

DAYS = (28, 84, 365)
MOST = 500  # lines that a page and its file show
MOST_WAITING = 20  # kind words put to a member at once
MOST_WORDS = 50  # of who brought somebody, that wait for a member
CALM = 0.05  # chance of a complaint above which the words are read before anybody is thanked


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger with what it is about. `words` are theirs, '' where there are none; `gesture` is what was given, by its name on the shelf; `read_first` where they may hold a complaint."""

    entry: Entry
    person: Person
    words: str
    case_number: int | None
    place: str
    earned: tuple[Credit, ...]
    read_first: bool
    gesture: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A newcomer's word of which nobody knows who is meant."""

    referral: Referral
    person: Person


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """`more` where there are lines beyond those shown. `waiting` are kind words of which a member shall say whether they are praise, of any time."""

    wanted: Wanted
    days: int
    counts: Counts
    lines: tuple[Line, ...]
    more: bool
    waiting: tuple[Line, ...]
    words: tuple[Word, ...]
    referrals: Mapping[ReferralState, int]
    shop_url: str


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What somebody did for us, whom they brought, by whom they came, and their link."""

    lines: tuple[Line, ...]
    brought: Mapping[ReferralState, int]
    came_by: tuple[tuple[Referral, Person | None], ...]
    link: Link | None
    address: str
    followed: int


@dataclass(frozen=True, slots=True)
class AskedOfPerson:
    """The questions behind somebody's part."""

    identity_ids: tuple[UUID, ...]
    entries: Question[tuple[Entry, ...]]
    referrals: Question[tuple[Referral, ...]]
    links: Question[tuple[Link, ...]]


def page(*, wanted: Wanted, days: int, away: OutOfSight = EVERYBODY_SEEN) -> LedgerPage:
    """The ledger of a stretch of time, without lines of people who are `away` for whoever looks; the counts are everybody's. About fifteen queries,
    whatever the number of lines."""
    found = advocacy.entries(wanted=wanted, limit=MOST + 1)
    told = advocacy.referrals(state=ReferralState.UNKNOWN, limit=MOST_WORDS)
    words = away.without(told, lambda one: one.newcomer_id)
    who = people.persons_of(identity_ids=[one.newcomer_id for one in words])
    return LedgerPage(
        wanted=wanted,
        days=days,
        counts=advocacy.counts(wanted=wanted),
        lines=_lines(away.without(found[:MOST], lambda one: one.identity_id)),
        more=len(found) > MOST,
        waiting=_lines(away.without(advocacy.waiting(limit=MOST_WAITING), lambda one: one.identity_id)),
        words=tuple(Word(one, who[one.newcomer_id]) for one in words if one.newcomer_id in who),
        referrals=advocacy.how_many_referrals(),
        shop_url=advocacy.shop_url(),
    )


def ask_of_person(*, identity_ids: Sequence[UUID]) -> AskedOfPerson:
    """What `of_person` needs, to be asked together with others."""
    return AskedOfPerson(
        tuple(identity_ids),
        advocacy.ask_entries_of(identity_ids=identity_ids),
        advocacy.ask_referrals_of(identity_ids=identity_ids),
        advocacy.ask_links_of(identity_ids=identity_ids),
    )


def of_person(asked: AskedOfPerson) -> OfPerson:
    """Somebody's part of it. Beside what was asked no query where there is nothing, about ten where there is."""
    told, links = asked.referrals.answer, asked.links.answer
    brought = [one for one in told if one.advocate_id in asked.identity_ids]
    came_by = [one for one in told if one.newcomer_id in asked.identity_ids]
    named = [one.advocate_id for one in came_by if one.advocate_id]
    who = people.persons_of(identity_ids=named) if named else {}
    return OfPerson(
        lines=_lines(asked.entries.answer),
        brought={state: n for state in ReferralState if (n := sum(one.state is state for one in brought))},
        came_by=tuple((one, who.get(one.advocate_id) if one.advocate_id else None) for one in came_by),
        link=links[0] if links else None,
        address=address(links[0]) if links else "",
        followed=sum(one.followed for one in links),
    )


def address(link: Link) -> str:
    """Where a link leads first: our own page of it."""
    return f"{environment.settings().base_url}/by/{brands.current().slug}/{link.code}/"


def span(days: int, at: datetime) -> tuple[datetime, datetime]:
    """The stretch that ends now."""
    return at - timedelta(days=days), at + timedelta(seconds=1)


def judge(*, entry_id: UUID, counts: bool, because: str, member: Member, at: datetime) -> Entry:
    """A member says whether a praise counts; its author's standing follows. Refuses who may not answer, and as `ledger.judge` does."""
    brand_rules.require(member.role, Permission.ANSWER)
    kept = ledger.judge(entry_id=entry_id, counts=counts, because=because, by=actors.member(member.id), at=at)
    _settle(kept.identity_id, at)
    return kept


def name(*, referral_id: UUID, who: str, member: Member, at: datetime) -> Referral:
    """A member says who was meant: by a name, a number, an address or a code. Refuses ("who_is_it") where that is nobody, or several."""
    brand_rules.require(member.role, Permission.ANSWER)
    told = advocacy.referral(referral_id=referral_id)
    kept = bringing.name(referral_id=referral_id, advocate_id=_meant(who, at))
    referrals.settle([told.newcomer_id], at=at)
    return advocacy.referral(referral_id=kept.id)


def put_aside(*, referral_id: UUID, member: Member) -> Referral:
    """Nobody can be meant. Refuses who may not answer."""
    brand_rules.require(member.role, Permission.ANSWER)
    return bringing.put_aside(referral_id=referral_id)


def give_link(*, person_id: UUID, member: Member, at: datetime) -> Link:
    """A member has a link made for somebody. Refuses who may not answer. May be repeated."""
    brand_rules.require(member.role, Permission.ANSWER)
    person = people.person(person_id=person_id)
    ids = [one.id for one in person.identities]
    return linking.give_link(identity_id=ids[0], identity_ids=ids, by=actors.member(member.id), at=at)


def told_by(*, person_id: UUID, said: str, place: Place, key: str, member: Member, at: datetime) -> Referral:
    """Somebody told a member who had told them of us. Kept once under its key, judged at once. Refuses who may not answer, and no words."""
    brand_rules.require(member.role, Permission.ANSWER)
    newcomer_id = people.person(person_id=person_id).identities[0].id
    by = actors.member(member.id)
    kept = referrals.tell(newcomer_id=newcomer_id, told_by=said, place=place, key=key, by=by, at=at)
    referrals.settle([newcomer_id], at=at)
    return advocacy.referral(referral_id=kept.id)


def lead_to(*, shop_url: str, member: Member, at: datetime) -> None:
    """Where links lead. Refuses who may not set the policy, and what is no address."""
    brand_rules.require(member.role, Permission.SET_POLICY)
    linking.lead_to(shop_url=shop_url, by=actors.member(member.id), at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _lines(entries: Sequence[Entry]) -> tuple[Line, ...]:
    if not entries:
        return ()
    who = people.persons_of(identity_ids=[one.identity_id for one in entries])
    ids = [one.message_id for one in entries if one.message_id]
    said: dict[UUID, str] = {one.id: one.said for one in channels.messages(message_ids=ids)} if ids else {}
    read = readings.readings(message_ids=ids) if ids else {}
    numbers: dict[UUID, int] = {
        one.id: one.number for one in cases.heads(case_ids=[one.tie.case_id for one in entries if one.tie.case_id])
    }
    places, earned = touchpoints.names(), advocacy.earned(entry_ids=[one.id for one in entries])
    things = {item.code: item.name for item in gestures.catalogue()} if any(one.tie.gesture for one in entries) else {}
    found = []
    for one in entries:
        if one.identity_id not in who:
            continue
        reading = read.get(one.message_id) if one.message_id else None
        doubt = reading.complains if reading is not None and reading.complains is not None else 1.0 if one.message_id else 0.0
        found.append(
            Line(
                entry=one,
                person=who[one.identity_id],
                words=said.get(one.message_id, "") if one.message_id else "",
                case_number=numbers.get(one.tie.case_id) if one.tie.case_id else None,
                place=places.get(one.tie.touchpoint, one.tie.touchpoint),
                earned=earned.get(one.id, ()),
                read_first=doubt > CALM,
                gesture=things.get(one.tie.gesture, one.tie.gesture),
            )
        )
    return tuple(found)


def _meant(who: str, at: datetime) -> UUID:
    found = by_hand.candidates(who=who, at=at)
    if len(found) != 1:
        sentence = "who: write their address, a number of theirs, or an order: so that it is one person."
        raise Refusal("who_is_it", sentence, {"who": "nobody, or several"})
    return people.person(person_id=found[0].person_id).identities[0].id


def _settle(identity_id: UUID, at: datetime) -> None:
    person = people.persons_of(identity_ids=[identity_id])[identity_id]
    standing.settle_all([standing.Look(person)], at=at)
