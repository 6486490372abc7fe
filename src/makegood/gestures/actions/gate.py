"""Who may, and who waits for whom."""

from django.db import connection

from makegood.brands import queries as brands
from makegood.brands import rules as roles
from makegood.brands.types import Permission
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal


def require(by: Actor, permission: Permission) -> None:
    """The system may; a member may what their role may."""
    if by.kind is ActorKind.SYSTEM:
        return
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can change this.")
    roles.require(brands.member(member_id=by.id).role, permission)


def wait_turn(name: str) -> None:
    """Stands in line for `name` until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
