"""Looks at trials: what runs, who was drawn, what followed. Never writes."""

from collections.abc import Sequence
from uuid import UUID

from makegood.experiments import models
from makegood.experiments.types import Counted, Entry, EntryId, Followed, Lot, Trial, TrialId
from makegood.platform import bulk
from makegood.platform.arrays import array

_ENTRY = (
    "e.id, e.trial_id, e.identity_id, e.held_out, e.propensity, e.at, e.occasion_kind, e.occasion_id, e.drawn, e.harm, e.currency, "
    "e.before_orders, e.before_minor, e.standing"
)


def running(*, key: str) -> Trial | None:
    """The trial of this kind that runs, or None."""
    row = models.Trial.objects.filter(key=key, ended_at__isnull=True).first()
    return _trial(row) if row else None


def trials(*, key: str) -> tuple[Trial, ...]:
    """All trials of this kind, the latest first."""
    return tuple(_trial(row) for row in models.Trial.objects.filter(key=key).order_by("-began_at", "-id"))


def entered(*, trial_id: UUID, identity_ids: Sequence[UUID]) -> dict[UUID, Lot]:
    """How those of these identities were drawn that are in the trial, in the order in which they were. One query."""
    rows = models.Entry.objects.filter(trial_id=trial_id, identity_id__in=list(identity_ids)).order_by("at", "id")
    drawn = rows.values_list("identity_id", "held_out", "propensity")
    return {identity_id: Lot(held_out, propensity, entered=True) for identity_id, held_out, propensity in drawn}


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


def counted(*, trial_id: UUID) -> tuple[Counted, ...]:
    """Everybody in a trial of whom it was counted what followed, once for each horizon, in the order in which they were drawn. One query."""
    (found,) = bulk.look((_COUNTED, [trial_id]))
    return tuple(Counted(_entry(row[:14]), Followed(EntryId(row[0]), *row[14:])) for row in found)


_COUNTED = f"""
SELECT {_ENTRY}, f.days, f.orders, f.spent_minor, f.praised, f.failed_again, f.standing, f.cost_minor
FROM experiments_entry e JOIN experiments_followed f ON f.brand_id = e.brand_id AND f.entry_id = e.id
WHERE e.trial_id = %s::uuid ORDER BY e.at, e.id, f.days
"""


def _trial(row: models.Trial) -> Trial:
    return Trial(TrialId(row.id), row.key, row.without_share, row.each, row.began_at, row.ended_at)


def _entry(row: Sequence[object]) -> Entry:
    return Entry(*row)  # type: ignore[arg-type]
