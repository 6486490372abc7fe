"""A message was read anew, by a member's correction or by a slower reader: everything that was concluded from it is concluded again.

The same steps as for a message that arrives, on what is there already. Takes nothing back that left the house. May be repeated.
"""

from collections.abc import Sequence
from dataclasses import replace
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
    """Draws the conclusions of a message anew, that was read as `before` until now. Nothing where it says the same."""
    after = readings.readings(message_ids=[message_id])[message_id]
    found = [one for one in channels.messages(message_ids=[message_id]) if one.direction is Direction.IN]
    if after == before or not found or found[0].identity_id is None:
        return
    authors = {message_id: IdentityId(found[0].identity_id)}
    was, now = (message_arrived.as_heard(found, authors, {message_id: one}, at, released=True)[0] for one in (before, after))
    if message_arrived.counts(now):
        _remember(now, at)
    _case(was, now, by, at)
    if now.customer:
        standing.settle_all([standing.Look(now.person)], at=at)
    inbox_rows.of_conversations([now.message.conversation_id], at)


# ---------------------------------------------------------------------------------------------------------------------


def _remember(one: Heard, at: datetime) -> None:
    """What the message does not tell any more is forgotten, what it tells now is kept."""
    message = one.message
    noting.withdraw_fact(kinds=["complained"], subject=str(message.id))
    noting.note_fact(facts=message_arrived.complaints([one]))
    loyalty.note_anew(loyalty.Word(message.id, one.identity_id, message.at, one.reading), at=at)
    if guards.may_thank(one.reading):
        praise.heard([KindWord(message, one.identity_id, one.person)], at=at)
        praise.read_anew(message.id, one.person, at=at)
    else:
        noting.withdraw_fact(kinds=["praised"], subject=str(message.id))
        outcomes.withdraw_praise(message_id=message.id)
        ledger.forget(sources=[advocates.source_of(message.id)])


def _case(was: Heard, now: Heard, by: Actor, at: datetime) -> None:
    case_id = case_queries.case_of_message(message_id=now.message.id)
    if case_id is None:
        (placement,) = cases.open_or_join(arrivals=[message_arrived.arrival(now)], at=at)
        case_id = placement.case_id
    else:
        _say_anew(case_id, was, now, by, at)
    if case_id is not None:
        proposing.propose_all([message_arrived.as_matter(now, case_id)], at=at)
        if message_arrived.counts(now) or now.message.overheard:
            touched.read_anew(message_arrived.as_seen(now, case_id), at=at)


def _say_anew(case_id: CaseId, was: Heard, now: Heard, by: Actor, at: datetime) -> None:
    case = case_queries.case(case_id=case_id)
    ids = case_queries.messages_of_cases(case_ids=[case_id])[case_id]
    each = readings.readings(message_ids=ids)
    after = [each[one] for one in ids if one in each]
    before = [was.reading if one == was.message.id else each[one] for one in ids if one in each]
    first = ids[0] == now.message.id
    titles = [message_arrived.arrival(one).title if first else case.title for one in (was, now)]
    rereading.say_anew(case_id=case_id, was=_says(titles[0], before), now=_says(titles[1], after), by=by, at=at)
    if _waits_after_all(case, was, now):
        working.reopen(case_id=case_id, by=by, at=at)


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
