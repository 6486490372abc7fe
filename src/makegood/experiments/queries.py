"""Looks at trials: what runs, who was drawn, what followed. Never writes."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from makegood.experiments import models
from makegood.experiments.types import HORIZONS, Counted, Entry, EntryId, Followed, Lot, Thing, Trial, TrialId
from makegood.platform import bulk
from makegood.platform.arrays import array

_ENTRY = (
    "e.id, e.trial_id, e.identity_id, e.held_out, e.propensity, e.at, e.occasion_kind, e.occasion_id, e.drawn, e.harm, e.currency, "
    "e.before_orders, e.before_minor, e.standing, coalesce(e.among::text, '')"
)
_OF_ENTRY = 15  # columns
_FOLLOWED = "f.days, f.orders, f.spent_minor, f.praised, f.failed_again, f.standing, f.cost_minor, f.referrals, f.referred_minor, f.answers, f.calls"


def running(*, key: str) -> Trial | None:
    """The trial of this kind that runs, or None."""
    row = models.Trial.objects.filter(key=key, ended_at__isnull=True).first()
    return _trial(row) if row else None


def trials(*, key: str) -> tuple[Trial, ...]:
    """All trials of this kind, the latest first."""
    return tuple(_trial(row) for row in models.Trial.objects.filter(key=key).order_by("-began_at", "-id"))


def latest() -> tuple[Trial, ...]:
    """Of each kind the latest trial, those that run first, then by name. One query."""
    rows = models.Trial.objects.order_by("key", "-began_at", "-id").distinct("key")
    return tuple(sorted((_trial(row) for row in rows), key=lambda one: (one.ended_at is not None, one.name, one.key)))


def trial(*, trial_id: UUID) -> Trial | None:
    """This trial, or None where it is none of this brand's."""
    row = models.Trial.objects.filter(id=trial_id).first()
    return _trial(row) if row else None


def entered(*, trial: Trial, identity_ids: Sequence[UUID]) -> tuple[dict[UUID, Lot], dict[UUID, bool]]:
    """How those of these identities were drawn that are in the trial; and of those that are in any trial that runs with as many held out of everything,
    whether they are. Both in the order in which they were drawn. One query."""
    (rows,) = bulk.look((_ENTERED, [trial.id, array(identity_ids), trial.id, trial.for_good_share]))
    here = {who: Lot(held_out, chance, entered=True, for_good=good) for who, held_out, chance, good, mine in rows if mine}
    for_good: dict[UUID, bool] = {}
    for who, _, _, good, _ in rows:
        for_good.setdefault(who, bool(good))
    return here, for_good


_ENTERED = """
SELECT e.identity_id, e.held_out, e.propensity, coalesce(e.for_good, e.held_out), t.id = %s::uuid
FROM experiments_entry e JOIN experiments_trial t ON t.brand_id = e.brand_id AND t.id = e.trial_id
WHERE e.identity_id = ANY(%s::uuid[])
AND (t.id = %s::uuid OR (t.ended_at IS NULL AND coalesce(t.for_good_share, t.without_share) = %s))
ORDER BY e.at, e.id
"""


def things(*, trial_id: UUID) -> tuple[Thing, ...]:
    """The latest shares of the things among which the lot chooses, the largest first; nothing before any were laid. One query."""
    rows = models.Thing.objects.filter(trial_id=trial_id)
    latest = rows.order_by("-on").values("on")[:1]
    return tuple(
        Thing(row.code, row.on, row.share, row.tried, row.came_back) for row in rows.filter(on=latest).order_by("-share", "code")
    )


def kept_figures(*, trial_id: UUID, policy_version: str) -> tuple[str, datetime] | None:
    """What was worked out of a trial under this policy, as text, and when; None where nothing was. One query."""
    return models.Figures.objects.filter(trial_id=trial_id, policy_version=policy_version).values_list("text", "at").first()


def with_more_than(people: int, *, trial_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Those of these trials in which more than so many people are. One query."""
    rows = models.Entry.objects.filter(trial_id__in=list(trial_ids)).values_list("trial_id").annotate(n=Count("id")).order_by()
    return tuple(trial_id for trial_id, n in rows if n > people)


def entries(*, entry_ids: Sequence[UUID]) -> tuple[Entry, ...]:
    """These entries, in no order. One query."""
    (found,) = bulk.look((f"SELECT {_ENTRY} FROM experiments_entry e WHERE e.id = ANY(%s::uuid[])", [array(entry_ids)]))
    return tuple(_entry(row) for row in found)


def drawn(*, trial_id: UUID) -> tuple[Entry, ...]:
    """Everybody in a trial, as they were drawn, the earliest first. One query."""
    (found,) = bulk.look(
        (f"SELECT {_ENTRY} FROM experiments_entry e WHERE e.trial_id = %s::uuid ORDER BY e.at, e.id", [trial_id])
    )
    return tuple(_entry(row) for row in found)


def counted(*, trial_id: UUID, days: Sequence[int] = HORIZONS) -> tuple[Counted, ...]:
    """Everybody in a trial of whom it was counted what followed, once for each of these horizons, in the order in which they were drawn. One query."""
    (found,) = bulk.look((_COUNTED, [trial_id, array(days)]))
    return tuple(Counted(_entry(row[:_OF_ENTRY]), Followed(EntryId(row[0]), *row[_OF_ENTRY:])) for row in found)


_COUNTED = f"""
SELECT {_ENTRY}, {_FOLLOWED}
FROM experiments_entry e JOIN experiments_followed f ON f.brand_id = e.brand_id AND f.entry_id = e.id
WHERE e.trial_id = %s::uuid AND f.days = ANY(%s::int[]) ORDER BY e.at, e.id, f.days
"""


def _trial(row: models.Trial) -> Trial:
    for_good = row.without_share if row.for_good_share is None else row.for_good_share
    return Trial(TrialId(row.id), row.key, row.without_share, row.each, row.began_at, row.ended_at, row.name, for_good)


def _entry(row: Sequence[object]) -> Entry:
    values: list[Any] = [*row[:-1], json.loads(str(row[-1])) if row[-1] else _NOTHING]
    return Entry(*values)


_NOTHING: Mapping[str, float] = {}  # one for all: entries by the hundred thousand have none
