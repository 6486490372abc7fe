"""The caller's list: whom to ring up now, what to know before, and what comes of each call.

Looks in a fixed number of queries for a list and for a call; each deed works inside the open brand transaction, and a refused one changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.calls import actions
from makegood.calls import queries as calls
from makegood.calls import rules as hours
from makegood.calls.types import MEDIUM, MOST_TRIES, Again, Call, CallIn, Result
from makegood.cases import queries as cases
from makegood.cases.actions import arriving, working
from makegood.cases.types import Arrival, Case, CaseState, Placed
from makegood.channels import queries as channels
from makegood.channels.actions import reaching
from makegood.channels.adapters.counter.adapter import How
from makegood.channels.rules.gate import Never
from makegood.flows import by_hand, matter
from makegood.flows.guest_pages import OutOfSight
from makegood.kernel import actors, clock
from makegood.kernel.refusals import Refusal
from makegood.needs import queries as needs
from makegood.needs.types import DESK, Need
from makegood.people import queries as people
from makegood.people.types import Person, PersonId
from makegood.platform.work import Taken
from makegood.understanding.types import Act, Feeling, Urgency
from makegood.views import queries as views
from makegood.views.types import TimelineEntry

WORK = "call_unwanted"
SHOWN, TOLD = 200, 6
_LONGEST = 160  # of a case's line


@dataclass(frozen=True, slots=True)
class Line:
    """A call in the list. `there` is the hour by their own clock; `wait` says why they are not called now, '' where they may be."""

    call: Call
    name: str
    person_id: PersonId
    number: str
    language: str
    there: datetime
    wait: str = ""


@dataclass(frozen=True, slots=True)
class Hour:
    """The calls that are due within one hour of the brand's clock."""

    begins: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The caller's day: what is due, by hours; who waits and why; what was promised in cases; what was done today. `languages` are those spoken on
    the list, each with how many."""

    hours: tuple[Hour, ...]
    waiting: tuple[Line, ...]
    promised: tuple[by_hand.CallShown, ...]
    done: tuple[Line, ...]
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CallPage:
    """One call with all that its caller should know: what to say first, what they need, what is open, and what happened last."""

    line: Line
    person: Person
    opening: str
    needs: tuple[Need, ...]
    cases: tuple[Case, ...]
    told: tuple[TimelineEntry, ...]
    tries_left: int


def day(*, member: Member, until: datetime, since: datetime, language: str = "", away: OutOfSight, at: datetime) -> Day:
    """The list up to `until`, of one language where it is named, with what ended from `since` on; without people who are `away` for whoever looks. A
    fixed number of queries."""
    due = away.without(calls.due(until=until, limit=SHOWN), lambda one: one.identity_id)
    lines = _lines(due, at, asks=True)
    spoken = tuple(
        sorted({one: sum(line.language == one for line in lines) for one in {line.language for line in lines}}.items())
    )
    shown = [one for one in lines if not language or one.language == language]
    groups: dict[datetime, list[Line]] = {}
    for one in shown:
        if not one.wait:
            groups.setdefault(clock.full_hour(max(one.call.due_at, since)), []).append(one)
    return Day(
        hours=tuple(Hour(begins, tuple(found)) for begins, found in sorted(groups.items())),
        waiting=tuple(one for one in shown if one.wait),
        promised=tuple(away.without(by_hand.calls_due(member=member, until=until), lambda one: one.person_id)),
        done=_lines(away.without(calls.ended_since(since=since), lambda one: one.identity_id), at),
        languages=spoken,
    )


def page(*, call_id: UUID, member: Member, at: datetime) -> CallPage:
    """One call. Refuses ("no_such_call")."""
    (line,) = _lines([calls.call(call_id=call_id)], at, asks=True)
    person = people.persons_of(identity_ids=[line.call.identity_id])[line.call.identity_id]
    ids = [one.id for one in person.identities]
    told, _cursor = views.timeline(identity_ids=ids, limit=TOLD * 2)
    named = hours.opening(line.language, name=person.name, caller=member.name, brand=brands.current().name)
    return CallPage(
        line=line,
        person=person,
        opening=line.call.opening or named,
        needs=needs.for_audience(identity_ids=ids, audience=DESK, at=at),
        cases=tuple(one for one in cases.cases_of(identity_ids=ids) if one.state is not CaseState.RESOLVED),
        told=told[:TOLD],
        tries_left=MOST_TRIES - line.call.tries,
    )


def following(*, after: UUID, language: str = "", away: OutOfSight, until: datetime, at: datetime) -> UUID | None:
    """The next call that may be made by `until`, but for this one; None where the list is done."""
    due = away.without(calls.due(until=until, limit=SHOWN), lambda one: one.identity_id)
    lines = _lines([one for one in due if one.id != after], at, asks=True)
    return next((one.call.id for one in lines if not one.wait and (not language or one.language == language)), None)


def plan(*, person_id: UUID, why: str, due_at: datetime, key: str, member: Member, at: datetime) -> Call:
    """A member puts a call to somebody on the list. Refuses what `calls.actions.plan` refuses, and no sentence why."""
    brand_rules.require(member.role, Permission.ANSWER)
    person = people.person(person_id=person_id)
    wanted = CallIn(identity_id=person.identities[0].id, why=why, due_at=due_at, key=f"member {key}")
    return actions.plan(call=wanted, by=actors.member(member.id), at=at)


def ended(*, call_id: UUID, result: Result, words: str, member: Member, at: datetime) -> int | None:
    """How the call went. What they said is kept as their word; where it is not fine, it opens or rejoins a case, whose number is returned. May be
    repeated. Refuses “not fine” without a word of what is wrong."""
    brand_rules.require(member.role, Permission.ANSWER)
    call, words = calls.call(call_id=call_id), words.strip()
    if result is Result.NOT_FINE and not words:
        raise Refusal("nothing_said", "words: write down what is not fine, in their words.", {"words": "empty"})
    actions.end(call_id=call_id, result=result, by=actors.member(member.id), at=at)
    if not words or result in (Result.CALLED_OFF, Result.WRONG_NUMBER):
        return None
    person = people.persons_of(identity_ids=[call.identity_id])[call.identity_id]
    there = _there_already(call, person) if result is Result.NOT_FINE else None
    message_id = by_hand.note(
        who="",
        person_id=person.id,
        how=How.PHONE,
        words=words,
        happened_at=at,
        key=f"follow-up {call_id}",
        member=member,
        at=at,
        case_number=there.number if there else None,
    )
    if there is not None:
        working.reopen(case_id=there.id, by=actors.member(member.id), at=at)
    return _case_of(message_id, person, words, at) if result is Result.NOT_FINE else None


def missed(*, call_id: UUID, tries: int, member: Member, at: datetime) -> Again:
    """Nobody picked up. `tries` is how many there were when the caller looked."""
    brand_rules.require(member.role, Permission.ANSWER)
    return actions.miss(call_id=call_id, tries=tries, by=actors.member(member.id), at=at)


def reword(*, call_id: UUID, opening: str, member: Member) -> None:
    """A member writes another opening."""
    brand_rules.require(member.role, Permission.ANSWER)
    actions.reword(call_id=call_id, opening=opening)


def unwanted(items: Sequence[Taken], at: datetime) -> None:
    """Somebody said, wherever it was, that they are not to be called: every call to them leaves the list. May be repeated."""
    for item in items:
        identity_id = UUID(item.key)
        person = people.persons_of(identity_ids=[identity_id]).get(identity_id)
        ids = [one.id for one in person.identities] if person else [identity_id]
        verdicts = reaching.look(contacts=[_contact(one) for one in _open(ids)], at=at)
        if any(isinstance(verdict, Never) for verdict in verdicts):
            actions.call_off(identity_ids=ids, because="they asked us not to call", by=actors.SYSTEM, at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _there_already(call: Call, person: Person) -> Case | None:
    """The case that a call was about, else the only one of theirs that is open: among several nobody guesses, and it is a new one."""
    theirs = cases.cases_of(identity_ids=[one.id for one in person.identities])
    about = [one for one in theirs if call.occasion_kind == "case" and one.id == call.occasion_id]
    open_ = [one for one in theirs if one.state is not CaseState.RESOLVED]
    return about[0] if about else open_[0] if len(open_) == 1 else None


def _case_of(message_id: UUID, person: Person, words: str, at: datetime) -> int | None:
    """The case of what they said on the phone. The message keeps this place whatever is read in it later."""
    (said,) = channels.messages(message_ids=[message_id])
    line = " ".join(words.split())
    arrival = Arrival(
        message_id=message_id,
        conversation_id=said.conversation_id,
        identity_id=said.identity_id or person.identities[0].id,
        person_identity_ids=tuple(one.id for one in person.identities),
        at=at,
        act=Act.COMPLAINT,
        feeling=Feeling.NEGATIVE,
        happened=(),
        urgency=Urgency.NORMAL,
        title=matter.title(name=person.name, act=Act.COMPLAINT, harm="", line=None, subject=line[:_LONGEST]),
        words=line[:_LONGEST],
        public=False,
        asks_something=True,
        opens=True,
    )
    (placement,) = arriving.open_or_join(arrivals=[arrival], at=at)
    if placement.case_id is None or placement.placed is Placed.NONE:
        return None
    return cases.numbers(case_ids=[placement.case_id])[0]


def _lines(found: Sequence[Call], at: datetime, *, asks: bool = False) -> tuple[Line, ...]:
    """With `asks` the gate is asked whether each may be made now: a complaint may have come since it was planned."""
    persons = people.persons_of(identity_ids=[one.identity_id for one in found])
    usual = brands.current().language
    verdicts = reaching.look(contacts=[_contact(one) for one in found], at=at) if asks else [None] * len(found)
    return tuple(
        Line(
            call=one,
            name=persons[one.identity_id].name,
            person_id=persons[one.identity_id].id,
            number=next((each.shown for each in persons[one.identity_id].identities if each.id == one.phone_id), ""),
            language=(one.language or usual)[:2],
            there=one.due_at.astimezone(ZoneInfo(one.zone)),
            wait=_wait(verdict, at),
        )
        for one, verdict in zip(found, verdicts, strict=True)
    )


def _wait(verdict: object, at: datetime) -> str:
    if isinstance(verdict, Never):
        return verdict.sentence
    because, after = str(getattr(verdict, "because", "")), getattr(verdict, "after", at)
    return because if after > at + timedelta(minutes=1) else ""


def _contact(one: Call) -> reaching.Contact:
    about = str(one.occasion_id or "")
    return reaching.Contact(
        f"call:{one.key}", one.identity_id, MEDIUM, one.purpose, one.programme, one.priority, one.due_at, about
    )


def _open(identity_ids: Sequence[UUID]) -> list[Call]:
    return [one for one in calls.of_identities(identity_ids=identity_ids) if one.result is None]
