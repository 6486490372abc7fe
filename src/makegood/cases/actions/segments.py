"""The stretches of a case from opening to resolution, with the brand's promises in business time. For the actions of this package alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Brand, BusinessHours
from makegood.cases import models, rules
from makegood.cases.types import CaseId
from makegood.kernel.ids import new_id
from makegood.platform import bulk, tenancy

_COLUMNS = {
    "id": "uuid",
    "brand_id": "uuid",
    "case_id": "uuid",
    "ordinal": "int",
    "opened_at": "timestamptz",
    "first_reply_due_at": "timestamptz",
    "resolution_due_at": "timestamptz",
    "how": "text",
}


def running(case: models.Case) -> models.Segment:
    """The stretch that is not resolved; every case that is not has one."""
    return models.Segment.objects.get(case_id=case.id, resolved_at__isnull=True)


def start(starts: Sequence[tuple[CaseId, datetime]], brand: Brand, *, fresh: frozenset[CaseId] = frozenset()) -> None:
    """New segments with the brand's promises, in business time from their start. Cases in `fresh` are known to have had none before.
    Two queries at most."""
    if not starts:
        return
    known = [case_id for case_id, _ in starts if case_id not in fresh]
    past = models.Segment.objects.filter(case_id__in=known).values_list("case_id", flat=True) if known else ()
    before, brand_id = Counter(past), tenancy.current_brand()
    rows = [(new_id(), brand_id, case_id, before[case_id] + 1, since, *_promises(since, brand), "") for case_id, since in starts]
    bulk.insert("cases_segment", _COLUMNS, rows)


def go_on(segment: models.Segment, at: datetime, brand: Brand | None = None) -> None:
    """Ends a wait for them: the resolution is due later by the business time that we waited. Nothing where nobody waited."""
    if segment.waiting_since is None:
        return
    segment.resolution_due_at = rules.due_after_wait(
        due_at=segment.resolution_due_at,
        waiting_since=segment.waiting_since,
        until=max(at, segment.waiting_since),
        hours=(brand or brands.current()).hours,
    )
    segment.waiting_since = None


def resume(asked: Mapping[UUID, datetime], brand: Brand) -> None:
    """Lets the resolution clocks of these cases go on that stood still while we waited for what has now arrived. Two queries at most."""
    if not asked:
        return
    paused = list(models.Segment.objects.filter(case_id__in=asked, resolved_at__isnull=True, waiting_since__isnull=False))
    for segment in paused:
        go_on(segment, asked[segment.case_id], brand)
    models.Segment.objects.bulk_update(paused, ["waiting_since", "resolution_due_at"])


def _promises(since: datetime, brand: Brand) -> tuple[datetime, datetime]:
    return _due(since, brand.first_reply_minutes, brand.hours), _due(since, brand.resolution_minutes, brand.hours)


@lru_cache(maxsize=256)
def _due(since: datetime, minutes: int, hours: BusinessHours) -> datetime:
    """What arrives by the hundred starts at the same instant."""
    return brand_rules.add_business_time(start=since, minutes=minutes, hours=hours)
