"""Who may open, move, close and settle pools: a member whose role sets policy, a machine that its door let in, and Makegood itself."""

from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as roles
from makegood.brands.types import Permission
from makegood.coupons import models, queries
from makegood.coupons.types import Pool
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal


def require(by: Actor) -> None:
    """Refuses ("not_allowed") everybody else."""
    if by.kind in (ActorKind.SYSTEM, ActorKind.MACHINE):
        return
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can change this.")
    roles.require(brands.member(member_id=by.id).role, Permission.SET_POLICY)


def locked(pool_id: UUID) -> tuple[models.Pool, Pool]:
    """The pool's row, ours until the end of the transaction, and the pool. Refuses ("no_such_pool"). Those who take coupons do not wait."""
    row = models.Pool.objects.select_for_update(no_key=True).filter(id=pool_id).first()
    if row is None:
        raise queries.no_such_pool()
    return row, queries.as_pool(row)
