"""Who may do what."""

import pytest

from makegood.brands import rules
from makegood.brands.types import Permission, Role
from makegood.kernel.refusals import Refusal

MATRIX = {
    Permission.LOOK: "owner lead agent viewer",
    Permission.ANSWER: "owner lead agent",
    Permission.GRANT: "owner lead agent",
    Permission.CONFIRM_IDENTITY: "owner lead agent",
    Permission.APPROVE: "owner lead",
    Permission.SET_POLICY: "owner lead",
    Permission.CONNECT: "owner lead",
    Permission.MANAGE: "owner",
}


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_belongs_to_exactly_these_roles(permission: Permission) -> None:
    assert " ".join(role for role in Role if rules.may(role, permission)) == MATRIX[permission]


def test_a_refusal_says_who_could() -> None:
    with pytest.raises(Refusal) as refused:
        rules.require(Role.AGENT, Permission.APPROVE)
    assert refused.value.code == "not_allowed"
    assert refused.value.sentence == "It takes a lead to approve this; you are an agent here."
    rules.require(Role.LEAD, Permission.APPROVE)
