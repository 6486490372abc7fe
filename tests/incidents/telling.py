"""How tests tell of incidents: people who write, a candidate, a confirmed one, and who belongs to it. Made through the real packages."""

from datetime import datetime
from uuid import UUID, uuid4

from makegood.brands.types import Member
from makegood.incidents import actions
from makegood.incidents.types import IncidentId, MemberIn, Reason
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.cases import telling

TITLE = "The checkout does not open"


def candidate(*, burst_id: UUID | None = None, topics: tuple[UUID, ...] = (), at: datetime = cast.AT) -> IncidentId:
    """What a machine noticed."""
    return actions.open_candidate(
        burst_id=burst_id, topic_ids=topics, facets=("outage",), title=TITLE, began_at=cast.later(minutes=-40), by=SYSTEM, at=at,
        noticed=actions.Noticed(people=38, usual=1.0),
    )  # fmt: skip


def confirmed(by: Member, *, topics: tuple[UUID, ...] = (), at: datetime = cast.AT) -> IncidentId:
    """An incident that a member said is one."""
    made = candidate(burst_id=uuid4(), topics=topics, at=at)
    actions.confirm(incident_id=made, by=actors.member(by.id), at=at)
    return made


def address(number: int) -> Address:
    """Somebody, by mail."""
    return Address(IdentityKind.EMAIL, f"person{number}@customers.example", f"Person {number}")


def writes(
    channel_id: UUID,
    number: int,
    *,
    at: datetime = cast.AT,
    words: str = "I cannot get to the checkout",
    reason: Reason = Reason.ALIKE,
) -> MemberIn:
    """Somebody writes; as a member of an incident, with the case that it opened."""
    arrival = telling.arrives(words, channel_id=channel_id, who=address(number), thread=uuid4().hex, at=at, happened=("outage",))
    placed = telling.place(arrival)
    likeness = 0.81 if reason is Reason.ALIKE else None
    return MemberIn(arrival.message_id, placed.case_id, arrival.identity_id, reason, likeness)


def joined(incident_id: IncidentId, *members: MemberIn, at: datetime = cast.AT) -> tuple[UUID, ...]:
    """A machine puts these to it."""
    return actions.join(incident_id=incident_id, members=members, by=SYSTEM, at=at)
