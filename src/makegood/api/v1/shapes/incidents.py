"""Shapes of incidents."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.values import Instant, MemberAddress, Told, Whole, full_line
from makegood.incidents.types import Cohort, Fault, Incident, Members, Reason, State
from makegood.incidents.types import Member as MemberValue


class IncidentJudgedIn(Told):
    """In whose name it is said."""

    member: MemberAddress


class IncidentReasonIn(IncidentJudgedIn):
    because: Annotated[str, full_line(400)] = Field(description="Why; it stands beside it on the desk.")


class IncidentCaseIn(IncidentJudgedIn):
    case: Annotated[Whole, Field(ge=1, le=2**31 - 1)] = Field(description="The case's number, as people say it.")


class IncidentIn(IncidentJudgedIn):
    title: Annotated[str, full_line(200)] = Field(description="What happens to people.")
    began_at: Instant
    ended_at: Instant | None = Field(None, description="Absent while it goes on.")


class IncidentCountsOut(Schema):
    """How much belongs to it."""

    messages: int
    cases: int
    taken_out: int = Field(description="Messages that a member took out again.")


class IncidentOut(Schema):
    id: UUID
    number: int = Field(description="As people say it.")
    title: str
    state: State = Field(description="A candidate is a machine's notice; a member confirms or dismisses it.")
    began_at: datetime
    ended_at: datetime | None = Field(description="Null while it goes on.")
    opened_at: datetime = Field(description="When Makegood learned of it.")
    confirmed_at: datetime | None
    facets: list[str]
    cause: str = Field(description="What is known of the cause, in the brand's own words; may be empty.")
    by_whose_fault: Fault = Field(description="Empty while nobody knows.")
    supplier: str = Field(description="Who is at fault, where it is a supplier.")
    people_noticed: int = Field(description="So many spoke when the watch raised it; 0 where no machine did.")
    usual_per_hour: float


class IncidentCohortOut(Schema):
    """Whom it affected, as it was settled: one for each person."""

    id: UUID
    rule: str = Field(description="Whom it holds, as a sentence.")
    people: int
    never_complained: int
    gives: str = Field(description="What each of them gets, in words; may be empty.")
    settled_at: datetime


class IncidentWhole(IncidentOut):
    counts: IncidentCountsOut
    cohorts: list[IncidentCohortOut] = Field(description="The one settled last first.")


class IncidentMemberOut(Schema):
    """A message that belongs, and why."""

    message_id: UUID
    identity_id: UUID
    case_number: int | None
    reason: Reason = Field(
        description="It says alike words, is about the same product, region, carrier or channel, or a member brought it in."
    )
    likeness: float | None = Field(description="From 0 to 1, where it says alike words.")
    said_at: datetime
    joined_at: datetime


def incident(one: Incident) -> IncidentOut:
    return IncidentOut(**_told(one))


def whole(one: Incident, counts: Members, cohorts: tuple[Cohort, ...]) -> IncidentWhole:
    return IncidentWhole(
        **_told(one),
        counts=IncidentCountsOut(messages=counts.messages, cases=counts.cases, taken_out=counts.taken_out),
        cohorts=[
            IncidentCohortOut(
                id=cohort.id,
                rule=cohort.sentence,
                people=cohort.people,
                never_complained=cohort.silent,
                gives=cohort.gives.words,
                settled_at=cohort.frozen_at,
            )
            for cohort in cohorts
        ],
    )


def member(one: MemberValue, case_number: int | None) -> IncidentMemberOut:
    return IncidentMemberOut(
        message_id=one.message_id,
        identity_id=one.identity_id,
        case_number=case_number,
        reason=one.reason,
        likeness=one.likeness,
        said_at=one.said_at,
        joined_at=one.joined_at,
    )


def _told(one: Incident) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "title": one.title,
        "state": one.state,
        "began_at": one.began_at,
        "ended_at": one.ended_at,
        "opened_at": one.opened_at,
        "confirmed_at": one.confirmed_at,
        "facets": list(one.facets),
        "cause": one.cause_words,
        "by_whose_fault": one.by_whose_fault,
        "supplier": one.supplier,
        "people_noticed": one.people,
        "usual_per_hour": one.usual,
    }
