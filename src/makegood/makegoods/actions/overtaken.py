"""Letters that would have told them first, overtaken: by their own words, by the day that passed, by the parcel that came in time after all. They are
not proposed any longer, so that what fits now can be. Never touches what somebody agreed to.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from makegood.kernel.actors import SYSTEM
from makegood.makegoods import events, models
from makegood.makegoods.actions import rows
from makegood.makegoods.rules.foretold import AFTER_ALL, TELL_FIRST
from makegood.makegoods.types import MakegoodState, StepState
from makegood.platform import journal

FORETOLD = (TELL_FIRST, AFTER_ALL)
BY_WORDS = "They wrote before we told them."
BY_THE_DAY = "The day that we promised has passed: it is proposed anew."
BY_ANOTHER_CASE = "They wrote about it themselves: it goes on in that case."
BY_ARRIVAL = "It came in time after all."


def by_their_words(*, case_ids: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """Closes what was only proposed to tell them first in these cases. → the cases in which something may be proposed anew: these, and those in
    which they were told. May be repeated. A fixed number of statements."""
    return _overtaken(models.Makegood.objects.filter(name__in=FORETOLD), case_ids, BY_WORDS, at)


def by_the_day(*, case_ids: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """The same where the promise broke meanwhile; what a member has changed stays for them to decide."""
    return _overtaken(models.Makegood.objects.filter(name__in=FORETOLD), case_ids, BY_THE_DAY, at, touched=False)


def by_a_day_that_mattered(*, case_ids: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """Closes whatever was only proposed in these cases and nobody has changed: with the day the loss became another. → the cases in which something
    may be proposed anew. May be repeated."""
    return _overtaken(models.Makegood.objects.all(), case_ids, BY_THE_DAY, at, touched=False)


def by_another_case(*, case_ids: Collection[UUID], at: datetime) -> None:
    """Closes whatever was only proposed in these cases, because what they are about goes on in another. May be repeated."""
    _close(models.Makegood.objects.filter(occasion_kind="case", occasion_id__in=list(case_ids)), BY_ANOTHER_CASE, at)


def by_arrival(*, case_ids: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """Closes what was only proposed in these cases, because it came in time after all. → the cases in which something was agreed to before: there
    they may have been told. May be repeated."""
    _close(models.Makegood.objects.filter(occasion_kind="case", occasion_id__in=list(case_ids)), BY_ARRIVAL, at)
    agreed = models.Makegood.objects.filter(
        occasion_kind="case", occasion_id__in=list(case_ids), state__in=[*rows.LIVE, MakegoodState.DONE]
    )
    return frozenset(agreed.values_list("occasion_id", flat=True))


def _overtaken(
    of: "QuerySet[models.Makegood]", case_ids: Collection[UUID], why: str, at: datetime, *, touched: bool = True
) -> frozenset[UUID]:
    """Closes those that are only proposed, changed ones too where `touched`. → the cases of these, and of those that were done."""
    there = of.filter(occasion_kind="case", occasion_id__in=list(case_ids))
    closed = _close(there if touched else there.filter(changed={}), why, at)
    done = there.filter(state=MakegoodState.DONE).values_list("occasion_id", flat=True)
    return closed | frozenset(done)


def _close(there: "QuerySet[models.Makegood]", why: str, at: datetime) -> frozenset[UUID]:
    found = list(there.filter(state=MakegoodState.PROPOSED).select_for_update().order_by("id"))
    if not found:
        return frozenset()
    ids = [row.id for row in found]
    models.Step.objects.filter(makegood_id__in=ids, state__in=[StepState.WAITING, StepState.FAILED]).update(
        state=StepState.REVOKED
    )
    models.Makegood.objects.filter(id__in=ids).update(state=MakegoodState.DECLINED, declined_because=why)
    journal.record(*(events.MakegoodDeclined(**rows.whose(row), makegood_id=row.id) for row in found), by=SYSTEM, at=at)
    return frozenset(row.occasion_id for row in found)
