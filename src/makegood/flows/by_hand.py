"""What members write down and promise themselves: somebody called, stood at the counter or wrote a letter; somebody is to be called back.

A note is a message of that person like any other: stored, understood, put into a case. Never guesses who it was: where several might be
meant, the member chooses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import called as call_queries
from makegood.cases import queries as case_queries
from makegood.cases.actions import calling, working
from makegood.cases.types import Call, CallResult, Case
from makegood.channels import queries as channels
from makegood.channels.actions import connecting, intake
from makegood.channels.adapters.counter.adapter import CounterAdapter, How, envelope
from makegood.channels.rules import files as file_rules
from makegood.channels.types import AttachmentIn, ChannelId, MessageId
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.orders import queries as orders
from makegood.people import by_name
from makegood.people import queries as people
from makegood.people.rules import addresses
from makegood.people.types import Address, Identity, IdentityKind, Person, PersonId
from makegood.views import queries as views

MOST_CANDIDATES = 8
LONGEST_NOTE = 20_000
_AHEAD = timedelta(minutes=5)  # clocks differ: what happened "just now" is not to come
LONG_AGO = timedelta(days=366)
_BY_NAME_ALONE = "counter:"  # of people who gave nothing but a name: the address by which we know them again
_NOBODYS = UUID("6b3c7a52-6f0b-4b39-9a3a-0a6f1f1f2d10")  # names people who gave nothing but a name


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might be meant."""

    person_id: PersonId
    name: str
    shown: str  # how we know them: addresses; '' for a mere name
    because: str  # what the member's words fit


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call in a list, with whose it is and about what."""

    call: Call
    name: str
    person_id: PersonId
    case_number: int
    case_title: str
    owner_name: str


def candidates(*, who: str, at: datetime) -> tuple[Candidate, ...]:
    """Who might be meant by a name, a number, an address or an order; at most eight, whoever fits exactly alone; those with a case before the others
    of that name. Writes nothing."""
    who = who.strip()
    if not who:
        return ()
    exact = _exactly(who)
    if exact is not None:
        return (exact,)
    rows = views.inbox(which="all", owner_id=None, search=who, limit=40, at=at).rows
    found: dict[PersonId, Candidate] = {}
    for row in rows:
        person_id = PersonId(row.person_id)
        if person_id not in found and len(found) < MOST_CANDIDATES:
            found[person_id] = _candidate(people.person(person_id=person_id), row.title)
    for person in by_name.named(words=who, limit=MOST_CANDIDATES):
        if len(found) < MOST_CANDIDATES:
            found.setdefault(person.id, _candidate(person, ""))
    return tuple(found.values())


def note(
    *,
    who: str,
    person_id: UUID | None,
    how: How,
    words: str,
    happened_at: datetime,
    key: str,
    member: Member,
    at: datetime,
    files: Sequence[AttachmentIn] = (),
    case_number: int | None = None,
) -> MessageId:
    """Keeps what somebody said to a member. `person_id` is who it was; None: somebody new, known by what `who` holds (a telephone number,
    a mail address, else a mere name). With a case, it belongs to that case. A `key` keeps one note however often it is pressed.

    Refuses no words, nobody, an hour to come, and files that are too many or too large.
    """
    brand_rules.require(member.role, Permission.ANSWER)
    words = words.strip().replace("\x00", "")
    if not words:
        raise Refusal("nothing_said", "words: write down what they said.", {"words": "empty"})
    if len(words) > LONGEST_NOTE:
        raise Refusal("too_long", f"words: at most {LONGEST_NOTE:,} letters.", {"words": "too long"})
    if happened_at > at + _AHEAD:
        raise Refusal("to_come", "at: this hour is still to come. Say when it happened.", {"at": "is to come"})
    if happened_at < at - LONG_AGO:
        raise Refusal(
            "long_ago", "at: this is more than a year ago. Bring history in with makegood import.", {"at": "too long ago"}
        )
    file_rules.check(files, room=file_rules.NOTED)
    author = _author(who, person_id, how, key)
    told = envelope(key=key, how=how, author=author, words=words, at=happened_at, files=tuple(files))
    (message_id,) = intake.store_messages(
        channel_id=_counter(at, member), envelopes=[told], by=actors.member(member.id), at=min(happened_at, at)
    )
    if case_number is not None:
        _keep_with(case_number, message_id, member, at)
    return message_id


def plan_call(
    *, number: int, phone: str, due_at: datetime, about: str, mine: bool, key: str, member: Member, at: datetime
) -> UUID:
    """Promises the person of a case a call. Refuses a number that is none, naming how to write it, and a time that is past."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    called = _telephone(phone)
    owner = member.id if mine else None
    by = actors.member(member.id)
    return calling.plan(
        case_id=case.id,
        identity_id=case.identity_id,
        number=called,
        due_at=due_at,
        about=about,
        owner_id=owner,
        key=key,
        by=by,
        at=at,
    )


def call_missed(*, number: int, call_id: UUID, again_at: datetime, member: Member, at: datetime) -> None:
    """Nobody picked up; it is tried again."""
    _of_this_case(number, call_id, member)
    calling.miss(call_id=call_id, again_at=again_at, by=actors.member(member.id), at=at)


def call_ended(*, number: int, call_id: UUID, result: CallResult, words: str, member: Member, at: datetime) -> None:
    """How it went. What they said is kept as their word in the case; where it is not fine, the case is ours again."""
    call = _of_this_case(number, call_id, member)
    by = actors.member(member.id)
    calling.end(call_id=call_id, result=result, by=by, at=at)
    if words.strip() and result is not CallResult.DROPPED:
        person_id = people.persons_of(identity_ids=[call.identity_id])[call.identity_id].id
        key = f"call:{call_id}"
        note(
            who="",
            person_id=person_id,
            how=How.PHONE,
            words=words,
            happened_at=at,
            key=key,
            member=member,
            at=at,
            case_number=number,
        )
    if result is CallResult.NOT_FINE:
        working.reopen(case_id=call.case_id, by=by, at=at)


def calls_of(*, case: Case, members: Sequence[Member]) -> tuple[tuple[Call, str], ...]:
    """The calls of a case with who makes them, those still to be made first. `members` are the brand's. One query."""
    return with_callers(call_queries.calls_of(case_id=case.id), members)


def with_callers(calls: Sequence[Call], members: Sequence[Member]) -> tuple[tuple[Call, str], ...]:
    """These calls with who makes them. `members` are the brand's. No query."""
    names: dict[UUID, str] = {member.id: member.name for member in members}
    return tuple((call, names.get(call.owner_id, "") if call.owner_id else "") for call in calls)


def calls_due(*, member: Member, until: datetime) -> tuple[CallShown, ...]:
    """Whom this member, or anybody, is to call before `until`, the earliest first."""
    return _shown(call_queries.calls_due(until=until, member_id=member.id))


# ---------------------------------------------------------------------------------------------------------------------


def _exactly(who: str) -> Candidate | None:
    """The one person at this address, or of this order."""
    for kind in IdentityKind:
        found = people.find_identity(address=Address(kind, who))
        if found is not None:
            return _candidate(people.persons_of(identity_ids=[found.id])[found.id], found.shown)
    order = orders.order_by_number(number=who.lstrip("#"))
    if order is None:
        return None
    return _candidate(people.persons_of(identity_ids=[order.identity_id])[order.identity_id], f"order {order.number}")


def _candidate(person: Person, because: str) -> Candidate:
    known = [one.shown for one in person.identities if not one.value.startswith(_BY_NAME_ALONE)]
    return Candidate(person.id, person.name, ", ".join(known[:4]), because)


def _author(who: str, person_id: UUID | None, how: How, key: str) -> Address:
    """Whoever gives nothing but a name is somebody of their own: two people called John are two."""
    if person_id is not None:
        one = _best(people.person(person_id=person_id), how)
        return Address(one.kind, one.value, one.name)
    who = " ".join(who.split())[:200]
    if not who:
        raise Refusal("nobody", "who: say who it was: a name, a number or an address.", {"who": "empty"})
    for kind in (IdentityKind.EMAIL, IdentityKind.PHONE):
        try:
            addresses.normalise(kind, who, region=people.region_for([kind]))
        except Refusal:
            continue
        return Address(kind, who)
    return Address(IdentityKind.HANDLE, f"{_BY_NAME_ALONE}{uuid5(_NOBODYS, key).hex}", who, f"{_BY_NAME_ALONE}{who}")


def _best(person: Person, how: How) -> Identity:
    """The address of theirs that fits: the telephone for a call, else whichever is surest."""
    wanted = IdentityKind.PHONE if how is How.PHONE else IdentityKind.EMAIL
    return min(person.identities, key=lambda one: (one.kind is not wanted, not one.verified, one.id))


def _counter(at: datetime, member: Member) -> ChannelId:
    there = next((channel.id for channel in channels.channels() if channel.kind == CounterAdapter.kind), None)
    return there or connecting.add_channel(
        kind=CounterAdapter.kind, name=CounterAdapter.name, address="counter", settings={}, by=actors.member(member.id), at=at
    )


def _keep_with(case_number: int, message_id: MessageId, member: Member, at: datetime) -> None:
    case = case_queries.by_number(number=case_number)
    (said,) = channels.messages(message_ids=[message_id])
    if said.conversation_id not in case.conversation_ids:
        working.link_conversation(case_id=case.id, conversation_id=said.conversation_id, by=actors.member(member.id), at=at)


def _telephone(phone: str) -> str:
    try:
        addresses.normalise(IdentityKind.PHONE, phone, region=people.region_for([IdentityKind.PHONE]))
    except Refusal as wrong:
        sentence = f"phone: “{phone.strip()[:40]}” is no telephone number. Write it with its country, such as +44 20 7946 0999."
        raise Refusal("bad_phone", sentence, {"phone": "is no telephone number"}) from wrong
    return " ".join(phone.split())[:40]


def _of_this_case(number: int, call_id: UUID, member: Member) -> Call:
    brand_rules.require(member.role, Permission.ANSWER)
    case, call = case_queries.by_number(number=number), call_queries.call(call_id=call_id)
    if call is None or call.case_id != case.id:
        raise Refusal("no_such_call", "This case has no such call.", {"call_id": "of another case"})
    return call


def _shown(calls: Sequence[Call]) -> tuple[CallShown, ...]:
    persons = people.persons_of(identity_ids=[call.identity_id for call in calls])
    cases = {head.id: head for head in case_queries.heads(case_ids=[call.case_id for call in calls])}
    names: dict[UUID, str] = {member.id: member.name for member in brands.members(former_too=True)}
    return tuple(
        CallShown(
            call=call,
            name=persons[call.identity_id].name,
            person_id=persons[call.identity_id].id,
            case_number=cases[call.case_id].number,
            case_title=cases[call.case_id].title,
            owner_name=names.get(call.owner_id, "") if call.owner_id else "",
        )
        for call in calls
    )
