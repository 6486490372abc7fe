"""A letter that would have told them first, overtaken by their own words: it is not proposed any longer, so that what puts it right can be."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM
from makegood.makegoods import events, models
from makegood.makegoods.actions import rows
from makegood.makegoods.types import MakegoodState
from makegood.platform import journal

FORETOLD = "tell-first"
WHY = "They wrote before we told them."


def by_their_words(*, case_ids: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """Closes what was only proposed to tell them first in these cases. → the cases in which something may be proposed anew: these, and those in
    which they were told. May be repeated."""
    told = models.Makegood.objects.filter(
        occasion_kind="case",
        occasion_id__in=list(case_ids),
        name=FORETOLD,
        state__in=[MakegoodState.PROPOSED, MakegoodState.DONE],
    )
    found = list(told.select_for_update().order_by("id"))
    for row in found:
        if row.state == MakegoodState.PROPOSED:
            rows.close(row, MakegoodState.DECLINED)
            models.Makegood.objects.filter(id=row.id).update(declined_because=WHY)
            journal.record(events.MakegoodDeclined(**rows.whose(row), makegood_id=row.id), by=SYSTEM, at=at)
    return frozenset(row.occasion_id for row in found)
