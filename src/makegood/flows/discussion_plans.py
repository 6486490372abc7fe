"""Planning, changing and closing a live discussion, so that those who watch know at once and the status page leads there. It takes whoever may approve: it speaks for the brand in public."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.discussions.actions import opening
from makegood.discussions.types import Discussion
from makegood.flows import discussing, status_page
from makegood.gestures.types import Occasion
from makegood.kernel import actors


def plan(*, plan: Mapping[str, Any], occasion: Occasion | None, member: Member, at: datetime) -> Discussion:
    """Plans one; `plan` holds the words, hours and people that `opening.open` asks for."""
    made = opening.open(**plan, occasion=occasion, by=_by(member), at=at)
    status_page.leave(at=at)
    return made


def change(*, discussion_id: UUID, plan: Mapping[str, Any], member: Member, at: datetime) -> Discussion:
    """Changes one; open pages look again."""
    kept = opening.change(discussion_id=discussion_id, **plan, by=_by(member), at=at)
    discussing.tell_changed(discussion_id)
    status_page.leave(at=at)
    return kept


def close(*, discussion_id: UUID, member: Member, at: datetime) -> Discussion:
    """Closes one; open pages look again."""
    kept = opening.close(discussion_id=discussion_id, by=_by(member), at=at)
    discussing.tell_changed(discussion_id)
    return kept


def _by(member: Member) -> actors.Actor:
    brand_rules.require(member.role, Permission.APPROVE)
    return actors.member(member.id)
