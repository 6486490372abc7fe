"""Keeps what was learned of the brand's roads, anew each night. Never keeps a parcel, a person or an order number."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.kernel.ids import new_id
from makegood.platform import bulk, tenancy
from makegood.promises import models
from makegood.promises.rules import journeys as columns
from makegood.promises.rules import learning, survival
from makegood.promises.rules.journeys import Journeys

_ROAD = {
    "id": "uuid",
    "brand_id": "uuid",
    "stage": "text",
    "carrier": "text",
    "lane": "text",
    "parcels": "int",
    "counts": "jsonb",
}


def learn(*, journeys: Journeys, at: datetime) -> int:
    """Learns from these and keeps it in place of what was learned before. → how many parcels ended. May be repeated."""
    row = _row()
    knowledge = learning.learn(journeys, at=columns.hours(at)) if len(journeys) else None
    models.Road.objects.all().delete()
    if knowledge is not None:
        bulk.insert("promises_road", _ROAD, [_road(name, counts) for name, counts in knowledge.roads.counts.items()])
    row.learned_at, row.parcels = at, knowledge.parcels if knowledge else 0
    row.weights = learning.written(knowledge) if knowledge and knowledge.is_enough else None
    row.save()
    return row.parcels


def begin() -> None:
    """From now on there is something to learn into. May be repeated."""
    _row()


def past_until() -> UUID | None:
    """How far the orders were gone through for promises, by their ids. Holds the place to the end of the transaction."""
    return _row().past_until


def note_past(*, until: UUID) -> None:
    """So far they were gone through."""
    models.Learned.objects.filter(id=_row().id).update(past_until=until)


def _row() -> models.Learned:
    models.Learned.objects.bulk_create([models.Learned()], ignore_conflicts=True)
    return models.Learned.objects.select_for_update().get()


def _road(name: tuple[str, str, str], counts: survival.Counts) -> tuple[Any, ...]:
    return (new_id(), tenancy.current_brand(), *name, counts.parcels, json.dumps(survival.written(counts)))
