"""What the desk shows of contacts that nobody asked for: what was not sent and why, the brand's rules for it, and how somebody wishes to be written
to. Looks, and what a member may change there; each look with a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands.types import Brand, Member
from makegood.channels import contacts
from makegood.channels.actions import contacts as doing
from makegood.channels.contacts import HeldBack, HouseRules, Suppressed, Waiting
from makegood.flows.guest_pages import OutOfSight
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Clock, Consent, Person, PersonId, Purpose

SHOWN, DAYS = 100, 30
MEDIA = ("email", "phone", "post", "sms", "whatsapp")  # of which a member may write down what somebody said


@dataclass(frozen=True, slots=True)
class Line:
    """A contact that was not made, and whose it was to be."""

    what: Suppressed
    name: str
    person_id: PersonId | None


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A contact that waits for its time, and whose it is to be."""

    what: Waiting
    name: str
    person_id: PersonId | None


@dataclass(frozen=True, slots=True)
class NotSentPage:
    """`waiting` is what may not leave yet, over the caps or held; `reasons` with how many of the last thirty days each stopped; `chosen` is the one that the lines show, '' for all."""

    lines: tuple[Line, ...]
    reasons: tuple[tuple[str, int], ...]
    total: int
    chosen: str
    rules: HouseRules
    older: UUID | None
    waiting: tuple[WaitingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OfPerson:
    """How somebody is written to: what they agreed to, by which clock they live, what is held, and what was not sent."""

    person: Person
    clock: Clock
    consents: tuple[Consent, ...]
    holds: tuple[HeldBack, ...]
    left_in_peace_until: datetime | None
    not_sent: tuple[Suppressed, ...]
    rules: HouseRules


def not_sent(*, reason: str, before: UUID | None, away: OutOfSight, at: datetime) -> NotSentPage:
    """The latest that was not sent, of one reason alone where it is given, and on the first page what waits; without people who are `away` for whoever
    looks. Five queries."""
    found = contacts.suppressed(reason=reason, before=before, limit=SHOWN + 1)
    waits = [] if reason or before else away.without(contacts.waiting(limit=SHOWN), lambda one: one.identity_id)
    who = people.persons_of(identity_ids=[*(one.identity_id for one in found), *(one.identity_id for one in waits)])
    seen = away.without(found[:SHOWN], lambda one: one.identity_id)
    lines = tuple(Line(one, _name(who, one.identity_id), _person_id(who, one.identity_id)) for one in seen)
    waiting = tuple(WaitingLine(one, _name(who, one.identity_id), _person_id(who, one.identity_id)) for one in waits)
    counted = contacts.reasons(since=at - timedelta(days=DAYS), but=away.identities)
    older = found[SHOWN - 1].id if len(found) > SHOWN else None
    return NotSentPage(lines, counted, sum(count for _, count in counted), reason, contacts.house_rules(), older, waiting)


def of_person(*, person_id: UUID, brand: Brand, at: datetime) -> OfPerson:
    """How somebody is written to. Refuses ("no_person"). Six queries."""
    person = people.person(person_id=person_id)
    ids = [one.id for one in person.identities]
    holds = contacts.holds_of(identity_ids=ids, at=at)
    peace = [one.until for one in holds if one.cause == contacts.HoldCause.NO_CONTACT and one.until]
    return OfPerson(
        person,
        people.clocks_of_persons(persons=[person], otherwise=brand.zone)[person.id],
        people.consents_of(identity_ids=ids),
        holds,
        max(peace, default=None),
        contacts.suppressed_of(identity_ids=ids),
        contacts.house_rules(),
    )


def set_rules(*, quiet_from: str, quiet_until: str, per_week: str, per_month: str, member: Member, at: datetime) -> None:
    """The brand's quiet hours and caps, as typed. Refuses what is no hour and no number."""
    rules = HouseRules(
        _hour(quiet_from, "quiet_from"),
        _hour(quiet_until, "quiet_until"),
        _whole(per_week, "per_week"),
        _whole(per_month, "per_month"),
    )
    doing.set_rules(rules=rules, by=actors.member(member.id), at=at)


def set_clock(*, person_id: UUID, zone: str, quiet_from: str, quiet_until: str, member: Member, at: datetime) -> None:
    """By which clock somebody lives and when they wish for quiet, as they told a member; empty hours: as the brand has it."""
    first = people.person(person_id=person_id).identities[0].id
    by = actors.member(member.id)
    if zone.strip():
        noting.note_zone(identity_id=first, zone=zone.strip(), by=by, at=at)
    hours = (_hour(quiet_from, "quiet_from"), _hour(quiet_until, "quiet_until")) if quiet_from or quiet_until else None
    noting.note_quiet(identity_id=first, hours=hours, by=by, at=at)


def leave_in_peace(*, person_id: UUID, until: str, why: str, brand: Brand, member: Member, at: datetime) -> None:
    """Nothing unasked goes to somebody up to and with a day of the brand's; '' takes it back."""
    person = people.person(person_id=person_id)
    end = _end_of(until, brand.zone) if until else None
    for one in person.identities if end is None else person.identities[:1]:
        doing.no_contact(identity_id=one.id, until=end, why=why, by=actors.member(member.id), at=at)


def note_spoken(*, person_id: UUID, channel: str, purpose: str, granted: bool, words: str, member: Member, at: datetime) -> None:
    """What somebody said to a member about being written to."""
    if channel not in MEDIA or purpose not in list(Purpose):
        raise Refusal("consent_malformed", "channel: choose by which way, and what about.", {"channel": "unknown"})
    identity_id = people.person(person_id=person_id).identities[0].id
    noting.note_spoken(
        identity_id=identity_id,
        channel=channel,
        purpose=Purpose(purpose),
        granted=granted,
        words=words,
        by=actors.member(member.id),
        at=at,
    )


def _name(who: dict[UUID, Person], identity_id: UUID) -> str:
    return who[identity_id].name if identity_id in who else ""


def _person_id(who: dict[UUID, Person], identity_id: UUID) -> PersonId | None:
    return who[identity_id].id if identity_id in who else None


def _hour(told: str, field: str) -> time:
    try:
        return time.fromisoformat(told)
    except ValueError:
        raise Refusal("quiet_malformed", f"{field}: give an hour, as in 21:00.", {field: "no hour"}) from None


def _whole(told: str, field: str) -> int:
    if not (told.isascii() and told.isdigit()):
        raise Refusal("bad_cap", f"{field}: give a whole number.", {field: "no number"})
    return int(told)


def _end_of(told: str, zone: str) -> datetime:
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise Refusal("bad_time", "until: give a day.", {"until": "no day"}) from None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
