"""Reads messages and keeps what was read; keeps members' corrections. Works inside an open brand transaction.

Decides nothing: a reading is evidence for flows. Every action may be repeated.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.understanding import models, queries, registry
from makegood.understanding.events import ReadingCorrected
from makegood.understanding.rules import corrections
from makegood.understanding.types import Reading, TextIn


def read(*, texts: Sequence[TextIn], at: datetime) -> list[Reading]:
    """Reads and stores, and returns the readings in the order of `texts`, with earlier corrections in them.

    `key` is the id of a stored message, each at most once. Repeatable: one row per message and version of the reader; a text that
    changed (a mail parsed again) replaces what was read before. Never raises on any text.
    """
    if not texts:
        return []
    found = registry.reader().read(list(texts))
    rows = [
        models.StoredReading(message_id=UUID(text.key), version=reading.version, reading=queries.to_json(reading), at=at)
        for text, reading in sorted(zip(texts, found, strict=True), key=lambda pair: pair[0].key)
    ]
    models.StoredReading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["brand_id", "message_id", "version"], update_fields=["reading", "at"]
    )
    kept = queries.readings(message_ids=[row.message_id for row in rows])
    return [kept[UUID(text.key)] for text in texts]


def correct(*, message_id: UUID, field: str, now: str, by: Actor, at: datetime) -> None:
    """A member says what a message means; the reading says so from now on, and the correction is kept for the next training.

    `field` is act, feeling, urgency, happened or asked; `now` a label, for the last two several with commas, or "" for none.
    Refuses `not_read`, `unknown_question`, `unknown_label`. Repeating what is already so changes nothing.
    """
    answer = corrections.checked(field, now)
    reading = queries.readings(message_ids=[message_id]).get(message_id)
    if reading is None:
        raise Refusal(
            "not_read", "This message has not been read yet, so there is nothing to correct.", {"message_id": "not read"}
        )
    was = corrections.said(reading, field)
    if was == answer:
        return
    models.Correction.objects.update_or_create(
        message_id=message_id, field=field, defaults={"now": answer, "version": reading.version, "at": at}
    )
    event = ReadingCorrected(message_id=message_id, field=field, was=was or "nothing", now=answer or "nothing")
    journal.record(event, by=by, at=at)
