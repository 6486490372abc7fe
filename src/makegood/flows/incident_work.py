"""What members do with incidents, where it takes several packages: each inside the open brand transaction, each checks that the member may.

Whoever answers people brings in and takes out, and says what it is called and when it was; a lead says whether it is one, whether it is over, whom
it affected, and what everybody reads.
"""

from datetime import datetime
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import Member as Colleague
from makegood.brands.types import Permission
from makegood.bursts import actions as bursts
from makegood.bursts import queries as noticed
from makegood.bursts.types import BurstId, BurstState
from makegood.cases import queries as cases
from makegood.flows import incident_joining, speaking
from makegood.incidents import actions, queries
from makegood.incidents.types import CohortId, Fault, Gives, Incident, MemberIn, Reason, Rule
from makegood.kernel import actors
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal

JUDGES = Permission.APPROVE  # it decides for hundreds of cases at once
WORKS = Permission.ANSWER


def confirm(*, number: int, member: Colleague, at: datetime) -> int:
    """It is an incident: what was said of it so far belongs to it from now on, and what comes joins by itself. → how many messages joined. A
    second yes changes nothing; refuses ("incident_settled") where somebody said meanwhile that it is none."""
    brand_rules.require(member.role, JUDGES)
    one, by = queries.by_number(number=number), actors.member(member.id)
    if not actions.confirm(incident_id=one.id, by=by, at=at):
        return 0
    _judge(one, by, confirmed=True, at=at)
    incident_joining.tell(())
    return incident_joining.join_earlier(one, at=at)


def dismiss(*, number: int, because: str, member: Colleague, at: datetime) -> None:
    """It is none, and why; the watch learns from it. The cases are what they were."""
    brand_rules.require(member.role, JUDGES)
    one, by = queries.by_number(number=number), actors.member(member.id)
    held = queries.attached_cases(incident_id=one.id)
    if not actions.dismiss(incident_id=one.id, because=because, by=by, at=at):
        return
    _judge(one, by, confirmed=False, at=at)
    incident_joining.tell(held)


def write_down(*, title: str, began_at: datetime, ended_at: datetime | None, member: Colleague, at: datetime) -> Incident:
    """An incident that no machine noticed."""
    brand_rules.require(member.role, JUDGES)
    by = actors.member(member.id)
    made = actions.open_by_hand(title=title, began_at=began_at, ended_at=ended_at, by=by, at=at)
    incident_joining.tell(())
    return queries.incident(incident_id=made)


def over(*, number: int, member: Colleague, at: datetime) -> None:
    """It does not go on."""
    brand_rules.require(member.role, JUDGES)
    actions.over(incident_id=queries.by_number(number=number).id, by=actors.member(member.id), at=at)
    incident_joining.tell(())


def reopen(*, number: int, member: Colleague, at: datetime) -> None:
    """It goes on after all."""
    brand_rules.require(member.role, JUDGES)
    actions.reopen(incident_id=queries.by_number(number=number).id, by=actors.member(member.id), at=at)
    incident_joining.tell(())


def describe(*, number: int, title: str, cause: str, fault: Fault, supplier: str, member: Colleague, at: datetime) -> None:
    """What it is called, its cause, and whose fault it was."""
    brand_rules.require(member.role, WORKS)
    actions.describe(
        incident_id=queries.by_number(number=number).id, title=title, cause_words=cause, by_whose_fault=fault, supplier=supplier,
        by=actors.member(member.id), at=at,
    )  # fmt: skip


def set_span(*, number: int, began_at: datetime, ended_at: datetime | None, member: Colleague, at: datetime) -> None:
    """When it began and ended; what its topics said in a stretch that begins earlier belongs as well."""
    brand_rules.require(member.role, WORKS)
    one, by = queries.by_number(number=number), actors.member(member.id)
    actions.set_span(incident_id=one.id, began_at=began_at, ended_at=ended_at, by=by, at=at)
    if one.is_confirmed and began_at < one.began_at:
        incident_joining.join_earlier(queries.incident(incident_id=one.id), at=at)


def take_out(*, number: int, message_id: UUID, because: str, member: Colleague, at: datetime) -> None:
    """A message does not belong: no machine joins it again, and its case is what it was."""
    brand_rules.require(member.role, WORKS)
    one = queries.by_number(number=number)
    actions.take_out(incident_id=one.id, message_id=message_id, because=because, by=actors.member(member.id), at=at)
    held = cases.cases_of_messages(message_ids=[message_id])
    incident_joining.tell(held.values())


def bring_in(*, number: int, case_number: int, member: Colleague, at: datetime) -> None:
    """A case is part of it: by what its person wrote last. A repeat changes nothing; what had been taken out comes back. Refuses
    ("nothing_to_bring_in") a case in which nobody wrote."""
    brand_rules.require(member.role, WORKS)
    one, case = queries.by_number(number=number), cases.by_number(number=case_number)
    said = speaking.their_messages(case)
    if not said:
        why = "nobody wrote in this case yet, so there is nothing that could belong"
        raise Refusal("nothing_to_bring_in", f"case: {why}.", {"case": why})
    last = said[-1]
    brought = MemberIn(last.id, case.id, last.identity_id or case.identity_id, Reason.HAND, said_at=last.at)
    actions.join(incident_id=one.id, members=[brought], by=actors.member(member.id), at=at)
    incident_joining.tell([case.id])


def set_apart(*, number: int, case_number: int, apart: bool, member: Colleague) -> None:
    """A case is answered by itself, or with the others after all."""
    brand_rules.require(member.role, WORKS)
    one, case = queries.by_number(number=number), cases.by_number(number=case_number)
    actions.set_apart(incident_id=one.id, case_id=case.id, apart=apart, by=actors.member(member.id))


def freeze(*, number: int, rule: Rule, gives: Gives, member: Colleague, at: datetime) -> CohortId:
    """Settles whom it affected."""
    brand_rules.require(member.role, JUDGES)
    one, by = queries.by_number(number=number), actors.member(member.id)
    frozen = actions.freeze(incident_id=one.id, rule=rule, gives=gives, by=by, at=at)
    incident_joining.tell(())
    return frozen


# ---------------------------------------------------------------------------------------------------------------------


def _judge(one: Incident, by: Actor, *, confirmed: bool, at: datetime) -> None:
    """What a member says of an incident goes for every burst that it was noticed by: the first, and those of its other topics."""
    ids = {burst.id for burst in noticed.bursts(state=BurstState.RAISED) if burst.topic_id in one.topic_ids}
    for burst_id in sorted(ids | ({BurstId(one.burst_id)} if one.burst_id else set())):
        bursts.judge(burst_id=burst_id, confirmed=confirmed, by=by, at=at)
