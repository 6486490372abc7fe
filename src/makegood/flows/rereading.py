"""A message was read anew, by a member's correction or by a slower reader: everything that was concluded from it is concluded again.

The same steps as for a message that arrives, on what is there already. Takes nothing back that left the house. May be repeated.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from makegood.advocacy.actions import ledger
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.cases import rules as case_rules
from makegood.cases.actions import arriving as cases
from makegood.cases.actions import rereading, working
from makegood.cases.types import Case, CaseId, CaseState, Says
from makegood.channels import queries as channels
from makegood.channels.types import Direction
from makegood.flows import advocates, inbox_rows, loyalty, meaning, message_arrived, praise, proposing, standing, touched
from makegood.flows.message_arrived import Heard
from makegood.flows.praise import KindWord
from makegood.kernel import actors
from makegood.kernel.actors import Actor
from makegood.outcomes import actions as outcomes
from makegood.people.actions import noting
from makegood.people.types import IdentityId
from makegood.understanding import actions as understanding
from makegood.understanding import queries as readings
from makegood.understanding.rules import guards
from makegood.understanding.types import Reading


def correct(*, message_id: UUID, field: str, now: str, member: Member, at: datetime) -> None:
    """A member says what a message means: the reading, the case, the lists and what we remember of the person follow at once, and the
    correction is kept for the next training. Refuses who may not answer, and as `understanding.correct` does."""
    brand_rules.require(member.role, Permission.ANSWER)
    before = readings.readings(message_ids=[message_id]).get(message_id)
    by = actors.member(member.id)
    understanding.correct(message_id=message_id, field=field, now=now, by=by, at=at)
    if before is not None:
        follow(message_id=message_id, before=before, by=by, at=at)


def follow(*, message_id: UUID, before: Reading, by: Actor, at: datetime) -> None:
    """`follow_all` for one message."""
    follow_all(before={message_id: before}, by=by, at=at)


def follow_all(*, before: Mapping[UUID, Reading], by: Actor, at: datetime) -> None:
    """Draws the conclusions of messages anew, that were read as `before` until now. Nothing where one says the same. A fixed number of queries,
    and some for each case that is put elsewhere or opened again, and for each kind word."""
    after = readings.readings(message_ids=list(before))
    changed = [key for key, was in before.items() if key in after and after[key] != was]
    found = [one for one in channels.messages(message_ids=changed) if one.direction is Direction.IN and one.identity_id]
    if not found:
        return
    authors: dict[UUID, IdentityId] = {one.id: IdentityId(one.identity_id) for one in found if one.identity_id}
    was, now = (message_arrived.as_heard(found, authors, read, at, released=True) for read in (before, after))
    both = [Reread(*each) for each in zip(was, now, strict=True)]
    _remember([one.now for one in both if message_arrived.counts(one.now)], at)
    _put_to_cases(both, by, at)
    standing.settle_all([standing.Look(one.now.person) for one in both if one.now.customer], at=at)
    inbox_rows.of_conversations([one.now.message.conversation_id for one in both], at)


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reread:
    """One message as it was heard and as it is heard now."""

    was: Heard
    now: Heard


def _remember(heard: Sequence[Heard], at: datetime) -> None:
    """What the messages do not tell any more is forgotten, what they tell now is kept."""
    noting.withdraw_facts(kinds=["complained"], subjects=[str(one.message.id) for one in heard])
    noting.note_fact(facts=message_arrived.complaints(heard))
    loyalty.note_all_anew([loyalty.Word(one.message.id, one.identity_id, one.message.at, one.reading) for one in heard], at=at)
    kind = [one for one in heard if guards.may_thank(one.reading)]
    praise.heard([KindWord(one.message, one.identity_id, one.person) for one in kind], at=at)
    for one in kind:
        praise.read_anew(one.message.id, one.person, at=at)
    unkind = [one.message.id for one in heard if not guards.may_thank(one.reading)]
    noting.withdraw_facts(kinds=["praised"], subjects=[str(one) for one in unkind])
    outcomes.withdraw_praises(message_ids=unkind)
    ledger.forget(sources=[advocates.source_of(one) for one in unkind])


def _put_to_cases(both: Sequence[Reread], by: Actor, at: datetime) -> None:
    placed: dict[UUID, CaseId | None] = {**case_queries.cases_of_messages(message_ids=[one.now.message.id for one in both])}
    _say_anew([(placed[one.now.message.id], one) for one in both if one.now.message.id in placed], by, at)
    homeless = [one.now for one in both if one.now.message.id not in placed]
    opened = cases.open_or_join(arrivals=[message_arrived.arrival(one) for one in homeless], at=at)
    placed |= {one.message_id: one.case_id for one in opened}
    held = [(case_id, one) for one in both if (case_id := placed[one.now.message.id]) is not None]
    for some in _in_turn(held):
        proposing.propose_all([message_arrived.as_matter(one.now, case_id) for case_id, one in some], at=at)
    touched.read_anew(
        [
            (message_arrived.as_seen(one.was, case_id), message_arrived.as_seen(one.now, case_id))
            for case_id, one in held
            if message_arrived.counts(one.now) or one.now.message.overheard
        ],
        at=at,
    )


def _in_turn(held: Sequence[tuple[CaseId, Reread]]) -> list[list[tuple[CaseId, Reread]]]:
    """All at once, but of each case one message after the other: where the first leads to no proposal, the next may."""
    turns: list[list[tuple[CaseId, Reread]]] = []
    seen: Counter[CaseId] = Counter()
    for case_id, one in held:
        if seen[case_id] == len(turns):
            turns.append([])
        turns[seen[case_id]].append((case_id, one))
        seen[case_id] += 1
    return turns


def _say_anew(placed: Sequence[tuple[CaseId | None, Reread]], by: Actor, at: datetime) -> None:
    """Each case says of itself what is read in it now."""
    anew: defaultdict[CaseId, list[Reread]] = defaultdict(list)
    for case_id, one in placed:
        if case_id is not None:
            anew[case_id].append(one)
    if not anew:
        return
    ids = case_queries.messages_of_cases(case_ids=list(anew))
    each = readings.readings(message_ids=[one for some in ids.values() for one in some])
    there = {case.id: case for case in case_queries.cases(case_ids=list(anew))}
    says = {case_id: _was_and_now(there[case_id], some, ids[case_id], each) for case_id, some in anew.items()}
    rereading.say_anew(says=says, by=by, at=at)
    for case_id, some in anew.items():
        if any(_waits_after_all(there[case_id], one.was, one.now) for one in some):
            working.reopen(case_id=case_id, by=by, at=at)


def _was_and_now(case: Case, changed: Sequence[Reread], ids: Sequence[UUID], each: Mapping[UUID, Reading]) -> tuple[Says, Says]:
    earlier: dict[UUID, Reading] = {one.was.message.id: one.was.reading for one in changed}
    first = next((one for one in changed if one.now.message.id == ids[0]), None)
    was, now = [message_arrived.arrival(one).title for one in (first.was, first.now)] if first else [case.title] * 2
    read = [one for one in ids if one in each]
    return _says(was, [earlier.get(one, each[one]) for one in read]), _says(now, [each[one] for one in read])


def _says(title: str, read: Sequence[Reading]) -> Says:
    """What a case says of itself that took in messages read so, in their order: as `cases.rules` has it."""
    says = Says(title, "", "normal", "", "")
    for one in read:
        says = replace(
            says,
            harm=says.harm or meaning.harm(one),
            urgency=case_rules.more_urgent(says.urgency, one.urgency.label),
            feeling=one.feeling.label,
            leaving=case_rules.more_leaving(says.leaving, meaning.leaving(one)),
        )
    return says


def _waits_after_all(case: Case, was: Heard, now: Heard) -> bool:
    """Their latest word was taken for mere thanks, which move no turn, and is none."""
    thanked, thanks = (case_rules.is_mere_thanks(message_arrived.arrival(one)) for one in (was, now))
    return thanked and not thanks and case.state is CaseState.WAITING and case.last_at == now.message.at
