"""Everybody whom it concerns is told what a statement says: once, on the channel they prefer, through the one gate; and whoever is not told is
listed with why.

Each person is a row and a piece of work of their own (`statements.actions.telling`). The words and the row change in one transaction, so that
killed at any instant it goes on where it was. A way that fails is followed by the next one. Who they are is looked up when the words leave: of two
addresses that became one person's meanwhile, one is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Brand, Member, Permission
from makegood.channels import queries as channels
from makegood.channels import reached
from makegood.channels.actions import recalling
from makegood.channels.messages import OutgoingState
from makegood.flows import reaching, saying_statement
from makegood.flows.reaching import Reached
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import live, work
from makegood.platform.work import Item, Taken
from makegood.statements import queries
from makegood.statements.actions import telling
from makegood.statements.rules import once
from makegood.statements.rules.ways import Way
from makegood.statements.types import Recipient, Statement, Told, ToldCounts, ToldState, Why

WORK, SUBSCRIBERS, NOT_DELIVERED, SAME = "statement_tell", "statement_subscribers", "statement_not_delivered", "statement_person"
BATCH = 100  # people of one transaction
AT_ONCE = 1_000  # people who are looked up at once


@dataclass(frozen=True, slots=True)
class Example:
    """What one person would read, and where. `kind` '' where they would not be told, and `because` then says why."""

    name: str
    kind: str
    public: bool
    text: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be told by which kind of channel ("email", "bluesky in public"), how many by none, and a few as they would read it."""

    people: int
    by_channel: Mapping[str, int]
    not_told: Mapping[str, int]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands now, in people: `left` what is out, `held` what the gate keeps for later, `failed` what did not arrive and had no other
    way, `taken_back` what was withdrawn before it left."""

    counts: ToldCounts
    left: int
    going: int
    held: int
    failed: int
    taken_back: int


# A member's words -----------------------------------------------------------------------------------------------------


def preview(*, statement_id: UUID, identity_ids: Sequence[UUID], nth: int = 0, most: int = 3) -> Preview:
    """What would happen if these were told now. Looks only; the gate may still hold or refuse when it comes to it."""
    there, brand = queries.statement(statement_id=statement_id), brands.current()
    by_channel: Counter[str] = Counter()
    not_told: Counter[str] = Counter()
    first: dict[str, tuple[Reached, Way | None]] = {}  # one for each way first, because they differ most
    others: list[tuple[Reached, Way | None]] = []
    seen: set[UUID] = set()
    for person, one in _reached(identity_ids):
        if person.id in seen:
            continue
        seen.add(person.id)
        way = None if person.is_company else next(iter(one.ways()), None)
        name = _because(one) if way is None else f"{way.kind} in public" if way.public else way.kind
        (not_told if way is None else by_channel)[name] += 1
        if name not in first:
            first[name] = one, way
        elif len(others) < most:
            others.append((one, way))
    shown = tuple(_example(there, nth, brand, *each) for each in (*first.values(), *others)[:most])
    return Preview(len(seen), dict(by_channel.most_common()), dict(not_told.most_common()), shown)


def begin(*, statement_id: UUID, cohort: Iterable[Recipient], member: Member, nth: int = 0, at: datetime) -> int:
    """A member says: tell them. → how many addresses are new in this round. May be repeated, also with people who joined later.

    Refuses whoever may not approve, and what is not published.
    """
    business.require(member.role, Permission.APPROVE)
    return _begin(statement_id, cohort, nth, Why.AFFECTED, actors.member(member.id), at)


def go_on(*, statement_id: UUID, member: Member, nth: int = 0, at: datetime) -> int:
    """Those who were stopped or had no way are tried once more, and those whose words were taken back. → how many. May be repeated."""
    business.require(member.role, Permission.APPROVE)
    ids = reached.withdrawn_among(outgoing_ids=queries.outgoing_ids(statement_id=statement_id, nth=nth))
    telling.note_recalled(outgoing_ids=list(ids), at=at)
    found = telling.tell_again(statement_id=statement_id, nth=nth, by=actors.member(member.id), at=at)
    _leave(found, at)
    return len(found)


def stop(*, statement_id: UUID, member: Member, nth: int = 0, at: datetime) -> int:
    """Stops what has not left. → how many people are not told because of it. May be repeated."""
    business.require(member.role, Permission.APPROVE)
    by = actors.member(member.id)
    before = queries.told(statement_id=statement_id, nth=nth).stopped
    ids = telling.stop(statement_id=statement_id, nth=nth, by=by, at=at)
    telling.note_recalled(outgoing_ids=recalling.recall(outgoing_ids=ids, by=by, at=at), at=at)
    return queries.told(statement_id=statement_id, nth=nth).stopped - before


def standing(*, statement_id: UUID, nth: int = 0) -> Standing:
    """How a round stands. Three queries."""
    counts = queries.told(statement_id=statement_id, nth=nth)
    states = reached.how_they_stand(outgoing_ids=queries.outgoing_ids(statement_id=statement_id, nth=nth))
    return Standing(
        counts=counts,
        left=states.get(OutgoingState.SENT, 0),
        going=states.get(OutgoingState.QUEUED, 0) + states.get(OutgoingState.LEAVING, 0),
        held=states.get(OutgoingState.HELD, 0),
        failed=states.get(OutgoingState.FAILED, 0),
        taken_back=states.get(OutgoingState.WITHDRAWN, 0),
    )


def tell_those_told(*, statement_id: UUID, nth: int, member: Member, at: datetime) -> int:
    """An update goes to everybody who was told the statement. → how many. May be repeated."""
    after, found = None, 0
    while rows := queries.told_rows(statement_id=statement_id, state=ToldState.TOLD, after=after, limit=AT_ONCE):
        cohort = [Recipient(one.identity_id) for one in rows if one.why is Why.AFFECTED]
        found += begin(statement_id=statement_id, cohort=cohort, member=member, nth=nth, at=at)
        after = rows[-1].id
    return found


# Work -----------------------------------------------------------------------------------------------------------------


def say(items: Sequence[Taken], at: datetime) -> None:
    """Tells each of these: through the gate, by the first way that is open."""
    rows = telling.take_up(told_ids=[UUID(item.key) for item in items])
    rounds: dict[tuple[UUID, int], list[Told]] = defaultdict(list)
    for row in rows:
        rounds[row.statement_id, row.round].append(row)
    for (statement_id, nth), those in rounds.items():
        saying_statement.say_round(queries.statement(statement_id=statement_id), nth, those, at)
        live.announce(f"statement:{statement_id}")


def tell_subscribers(items: Sequence[Taken], at: datetime) -> None:
    """Something new stands on the status page: whoever wants to hear is told. May be repeated."""
    for item in items:
        statement_id, nth = UUID(item.payload["statement_id"]), int(item.payload.get("update", 0))
        after = None
        while found := queries.subscribers(after=after, limit=AT_ONCE):
            cohort = [Recipient(one.identity_id) for one in found]
            _begin(statement_id, cohort, nth, Why.SUBSCRIBER, SYSTEM, at)
            after = found[-1].id


def not_delivered(items: Sequence[Taken], at: datetime) -> None:
    """What did not arrive is said by the next way, where there is one."""
    failed = queries.told_by(outgoing_ids=[UUID(item.key) for item in items])
    _leave([one.id for one in failed if telling.did_not_arrive(told=one)], at)


def same_person(items: Sequence[Taken], at: datetime) -> None:
    """Addresses were said to be one person's, or not to be. Of one person's words, the later are taken back where they have not left; whoever was
    told only at somebody else's address waits for words of their own."""
    named = {UUID(item.payload[field]) for item in items for field in ("identity_id", "other_identity_id")}
    persons = people.persons_of(identity_ids=sorted(named))
    whose: dict[UUID, UUID] = {identity.id: person.id for person in persons.values() for identity in person.identities}
    rows = queries.of_identities(identity_ids=sorted(whose))
    if not rows:
        return
    groups: dict[tuple[UUID, int, UUID], list[Told]] = defaultdict(list)
    for row in rows:
        groups[row.statement_id, row.round, whose[row.identity_id]].append(row)
    for those in groups.values():
        _once_each(those, whose, at)


# ---------------------------------------------------------------------------------------------------------------------


def _begin(statement_id: UUID, cohort: Iterable[Recipient], nth: int, why: Why, by: Actor, at: datetime) -> int:
    found = telling.tell(statement_id=statement_id, cohort=cohort, nth=nth, why=why, by=by, at=at)
    _leave(found, at)
    return len(found)


def _leave(told_ids: Sequence[UUID], at: datetime) -> None:
    work.leave(WORK, [Item(key=str(one), due_at=at) for one in told_ids])


def _once_each(rows: list[Told], whose: Mapping[UUID, UUID], at: datetime) -> None:
    """One person's rows of one round."""
    astray = [
        row
        for row in rows
        if row.state is ToldState.TOLD and whose.get(row.to_identity_id or row.identity_id) != whose[row.identity_id]
    ]
    told = [row for row in rows if row.state is ToldState.TOLD and row not in astray]
    if len(told) > 1:
        later = {row.outgoing_id: row for row in once.too_many(told) if row.outgoing_id}
        for outgoing_id in recalling.recall(outgoing_ids=list(later), by=SYSTEM, at=at):
            telling.note_another(told_ids=[later[outgoing_id].id], at=at)
    elif told:
        telling.belongs_to(told=told[0], person_id=whose[told[0].identity_id])
    if told or any(row.state is ToldState.WAITING for row in rows):
        return
    left_out = [*astray, *(row for row in rows if row.state is ToldState.ANOTHER)][:1]
    telling.wait_again(told=left_out)
    _leave([row.id for row in left_out], at)


def _reached(identity_ids: Sequence[UUID]) -> Iterator[tuple[Person, Reached]]:
    for start in range(0, len(identity_ids), AT_ONCE):
        some = identity_ids[start : start + AT_ONCE]
        persons = people.persons_of(identity_ids=list(some))
        ways = reaching.of(persons=list(persons.values()))
        for identity_id in some:
            if person := persons.get(identity_id):
                yield person, ways[person.id]


def _because(one: Reached) -> str:
    return saying_statement.COMPANY if one.person.is_company else saying_statement.NO_WAY


def _example(there: Statement, nth: int, brand: Brand, one: Reached, way: Way | None) -> Example:
    if way is None:
        return Example(one.person.name, "", False, "", _because(one))
    config = channels.channel(channel_id=way.channel_id)
    _subject, text = saying_statement.words(there, nth, brand, one.language, one.name, way, config)
    return Example(one.person.name, way.kind, way.public, text)
