"""What the shop said of a fix before anybody agreed to it. Never touches what a member changed or agreed to."""

from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM
from makegood.makegoods import models
from makegood.makegoods.actions import plans, rows
from makegood.makegoods.types import MakegoodState

IMPOSSIBLE = "The shop cannot do it: it is proposed anew."


def note(*, makegood_id: UUID, words: str) -> bool:
    """Says beside an open proposal what the shop said, or that it was not asked, once. False where it is open no longer."""
    row = rows.locked(makegood_id)
    if row.state != MakegoodState.PROPOSED:
        return False
    if words not in row.why:
        models.Makegood.objects.filter(id=makegood_id).update(why=f"{row.why} {words}".strip())
    return True


def take_back(*, makegood_id: UUID, at: datetime) -> bool:
    """Closes what the shop would not do, so that something else can be proposed. False, and nothing changed, where somebody changed it, agreed to
    it or said no."""
    row = rows.locked(makegood_id)
    if row.state != MakegoodState.PROPOSED or row.changed:
        return False
    plans.decline(makegood_id=makegood_id, reason=IMPOSSIBLE, by=SYSTEM, at=at)
    return True
