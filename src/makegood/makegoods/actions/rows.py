"""The rows that every change of a makegood takes first, and in which order: the makegood, then its steps, then grants and purses."""

from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as roles
from makegood.brands.types import Permission
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.makegoods import models, queries
from makegood.makegoods.types import MakegoodState, Step, StepState

LIVE = (MakegoodState.RUNNING, MakegoodState.STUCK)


def locked(makegood_id: UUID) -> models.Makegood:
    """The makegood's row, held until the end of the transaction. Refuses ("no_such_makegood")."""
    row = models.Makegood.objects.select_for_update(no_key=True).filter(id=makegood_id).first()
    if row is None:
        raise Refusal("no_such_makegood", "makegood_id: there is no such makegood.", {"makegood_id": "unknown"})
    return row


def locked_step(step_id: UUID) -> tuple[models.Makegood, Step]:
    """The makegood's row, held, and the step as it is then. Refuses ("no_such_step")."""
    before = queries.step(step_id=step_id)
    row = locked(_of(before))
    return row, queries.step(step_id=step_id)


def open_for(makegood_id: UUID, by: Actor) -> models.Makegood:
    """The row of a proposal that is still open, held, for somebody who may decide on it. Refuses ("not_allowed", "not_open")."""
    may(by)
    row = locked(makegood_id)
    must_be_open(row)
    return row


def must_be_open(row: models.Makegood) -> None:
    if row.state != MakegoodState.PROPOSED:
        raise Refusal("not_open", f"“{row.title}” is not open any more ({row.state}).", {"makegood_id": row.state})


def may(by: Actor) -> None:
    """The system may; a member who may give may."""
    if by.kind is ActorKind.SYSTEM:
        return
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can decide this.")
    roles.require(brands.member(member_id=by.id).role, Permission.GRANT)


def close(row: models.Makegood, state: MakegoodState) -> None:
    """Ends the plan: what still waited will not happen."""
    models.Step.objects.filter(makegood_id=row.id, state__in=[StepState.WAITING, StepState.FAILED]).update(
        state=StepState.REVOKED
    )
    models.Makegood.objects.filter(id=row.id).update(state=state)


def whose(row: models.Makegood) -> dict[str, UUID | None]:
    """Whose timeline a fact about the makegood belongs to."""
    return {"identity_id": row.identity_id, "case_id": row.occasion_id if row.occasion_kind == "case" else None}


def _of(step: Step) -> UUID:
    if step.makegood_id is None:
        raise LookupError(f"step {step.id} belongs to no makegood")
    return step.makegood_id
