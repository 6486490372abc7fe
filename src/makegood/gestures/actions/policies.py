"""Puts a policy file in force. Every version stays; never changes what was decided under an earlier one."""

from datetime import datetime

from django.db.models import Max

from makegood.brands import queries as brands
from makegood.brands.types import Permission
from makegood.gestures import events, models, queries
from makegood.gestures.actions import gate
from makegood.gestures.rules import policy_file
from makegood.kernel.actors import Actor, ActorKind
from makegood.platform import journal, tenancy


def set_policy(*, text: str, by: Actor, at: datetime) -> str:
    """Puts the policy file in force and returns its version. The text that is in force already changes nothing.

    Refuses "not_allowed", and "policy_unreadable" naming line and field.
    """
    gate.require(by, Permission.SET_POLICY)
    gate.wait_turn(f"policy {tenancy.current_brand()}")
    number = models.PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
    policy = policy_file.read_policy(text, currency=brands.current().currency, number=number + 1)
    current = queries.policy()
    if current.text == text:
        return current.version
    set_by = by.id if by.kind is ActorKind.MEMBER else None
    models.PolicyVersion.objects.create(number=number + 1, version=policy.version, text=text, set_by=set_by, set_at=at)
    journal.record(events.PolicyChanged(policy_version=policy.version), by=by, at=at)
    return policy.version
