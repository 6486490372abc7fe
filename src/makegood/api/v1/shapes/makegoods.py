"""Shapes of makegoods: the plan, what it costs, what else was proposed, and why."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema

from makegood.api.v1.shapes.values import Amount, MemberAddress, Told, amount, full_line, lines
from makegood.makegoods.types import Makegood, MakegoodState, Proposal, Step, StepKind, StepState


class ApprovalIn(Told):
    """Who approves. The policy, the purse and their role decide whether they may."""

    member: MemberAddress


class ChoiceIn(Told):
    """Which of the alternatives is taken in place of the plan, by its `name`, and who says so."""

    name: Annotated[str, full_line(200)]
    member: MemberAddress


class RefusalIn(Told):
    """Who declines, and why: it helps the next proposal."""

    member: MemberAddress
    reason: Annotated[str, lines(500)]


class StepOut(Schema):
    key: str
    kind: StepKind
    title: str
    cost: Amount
    state: StepState
    due_at: datetime | None
    done_at: datetime | None
    outcome: str
    trouble: str


class AlternativeOut(Schema):
    """What else was proposed, and can be chosen by its `name` while nobody has approved."""

    name: str
    title: str
    cost: Amount
    why: str


class ForbiddenOut(Schema):
    """What the policy did not allow, and why."""

    what: str
    why: str


class MakegoodOut(Schema):
    """A plan in steps that puts something right for one person."""

    id: UUID
    occasion_kind: str
    occasion_id: UUID
    identity_id: UUID
    state: MakegoodState
    name: str
    title: str
    why: str
    cost: Amount
    budget_left_after: Amount | None
    steps: list[StepOut]
    alternatives: list[AlternativeOut]
    forbidden: list[ForbiddenOut]
    needs_approval: bool
    approved_by: list[str]
    policy_version: str
    proposed_at: datetime
    approved_at: datetime | None
    approved_by_member: UUID | None
    done_at: datetime | None


def makegood(one: Makegood) -> MakegoodOut:
    return MakegoodOut(
        id=one.id,
        occasion_kind=one.occasion.kind,
        occasion_id=one.occasion.id,
        identity_id=one.identity_id,
        state=one.state,
        name=one.name,
        title=one.title,
        why=one.why,
        cost=amount(one.cost),
        budget_left_after=amount(one.budget_left_after) if one.budget_left_after is not None else None,
        steps=[_step(step) for step in one.steps],
        alternatives=[_alternative(other) for other in one.alternatives],
        forbidden=[ForbiddenOut(what=no.what, why=no.why) for no in one.forbidden],
        needs_approval=one.needs_approval,
        approved_by=list(one.approved_by),
        policy_version=one.policy_version,
        proposed_at=one.proposed_at,
        approved_at=one.approved_at,
        approved_by_member=one.approved_by_member,
        done_at=one.done_at,
    )


def _step(one: Step) -> StepOut:
    return StepOut(
        key=one.key,
        kind=one.kind,
        title=one.title,
        cost=amount(one.cost),
        state=one.state,
        due_at=one.due_at,
        done_at=one.done_at,
        outcome=one.outcome,
        trouble=one.trouble,
    )


def _alternative(one: Proposal) -> AlternativeOut:
    return AlternativeOut(name=one.name, title=one.title, cost=amount(one.cost), why=one.why)
