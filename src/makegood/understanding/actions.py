"""Reads messages and keeps what was read; keeps members' corrections. Works inside an open brand transaction.

Decides nothing: a reading is evidence for flows. Every action may be repeated.
"""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, memory, tenancy
from makegood.understanding import models, queries, registry
from makegood.understanding.events import ReadingCorrected, TrainingTextsSwitched
from makegood.understanding.rules import corrections, guards
from makegood.understanding.types import Reading, TextIn

if TYPE_CHECKING:
    from makegood.understanding.types import Floats

_rest = threading.Lock()
_resting: list[threading.Timer] = []  # the one that runs
_READING = {"id": "uuid", "brand_id": "uuid", "message_id": "uuid", "version": "text", "reading": "jsonb", "at": "timestamptz"}
_NEWER = "ON CONFLICT (brand_id, message_id, version) DO UPDATE SET reading = excluded.reading, at = excluded.at"


def read(*, texts: Sequence[TextIn], at: datetime) -> list[Reading]:
    """Reads and stores, and returns the readings in the order of `texts`, with earlier corrections in them: `judge` and `keep` in one.
    `key` is the id of a stored message, each at most once."""
    ids = [UUID(text.key) for text in texts]
    kept = keep(readings=dict(zip(ids, judge(texts=texts), strict=True)), at=at)
    return [kept[message_id] for message_id in ids]


def get_ready() -> None:
    """Loads the reader, so that the first text waits for nothing and processes forked afterwards share its memory. May be repeated."""
    registry.get_ready()


def let_go() -> None:
    """Gives back the memory of what the reader loads again when it needs it: for when nothing waits. May be repeated."""
    registry.let_go()


def let_go_after(seconds: float) -> None:
    """`let_go`, and the memory to the machine, once nobody has said so again for so long: for a process that reads now and then and has no
    pulse of its own, as that of the pages. Returns at once."""
    with _rest:
        while _resting:
            _resting.pop().cancel()
        timer = threading.Timer(seconds, _let_all_go)
        timer.daemon = True
        _resting.append(timer)
        timer.start()


def _let_all_go() -> None:
    let_go()
    memory.give_back()


def judge(*, texts: Sequence[TextIn], at_leisure: bool = True) -> list[Reading]:
    """What these texts say, in their order. Pure work of the processor: no query, nothing kept. Never raises on any text.

    Where there is no leisure, a reader that can gives the quick answer of its first step, and marks with the tier `guards.BY_GLANCE` what is
    worth reading again."""
    if not texts:
        return []
    reader = registry.reader()
    glance = None if at_leisure else getattr(reader, "glance", None)
    return list((glance or reader.read)(list(texts)))


def embed(*, texts: Sequence[str]) -> tuple[str, "Floats"]:
    """The version of the embedder and one vector of length 1 per text (texts × VECTOR_WIDTH, float32). Pure work of the processor: no query,
    nothing kept. Never raises on any text."""
    from makegood.understanding.readers.first.words import tidy

    embedder = registry.embedder()
    return embedder.version, embedder.vectors([tidy(text) for text in texts])


def keep(*, readings: Mapping[UUID, Reading], at: datetime) -> dict[UUID, Reading]:
    """Stores what was read, by message, and returns it with earlier corrections in it. Two queries.

    Repeatable: one row per message and version of the reader; a text that changed (a mail parsed again) replaces what was read before.
    """
    if not readings:
        return {}
    brand_id = tenancy.current_brand()
    rows = [
        (new_id(), brand_id, message_id, one.version, queries.to_json(one), at)
        for message_id, one in sorted(readings.items(), key=_by_id)
    ]
    bulk.insert("understanding_reading", _READING, rows, conflict=_NEWER)
    return queries.with_corrections(readings)


def correct(*, message_id: UUID, field: str, now: str, by: Actor, at: datetime) -> None:
    """A member says what a message means; the reading says so from now on, and the correction is kept for the next training.

    `field` is act, feeling, urgency, leaving, advocacy, happened or asked; `now` a label, for the last two several with commas, or "" for
    none. Refuses `not_read`, `unknown_question`, `unknown_label`. Repeating what is already so changes nothing, but that kind words are meant
    so, where the reader was not sure of it.
    """
    answer = corrections.checked(field, now)
    reading = queries.readings(message_ids=[message_id]).get(message_id)
    if reading is None:
        raise Refusal(
            "not_read", "This message has not been read yet, so there is nothing to correct.", {"message_id": "not read"}
        )
    was = corrections.said(reading, field)
    if was == answer and not (field == "act" and guards.is_doubted_praise(reading)):
        return
    models.Correction.objects.update_or_create(
        message_id=message_id, field=field, defaults={"now": answer, "version": reading.version, "at": at}
    )
    event = ReadingCorrected(message_id=message_id, field=field, was=was or "nothing", now=answer or "nothing")
    journal.record(event, by=by, at=at)


def forget_words(*, message_ids: Sequence[UUID]) -> None:
    """The words of these messages are thrown away: what was read out of them goes, and what a large model was sent. Which labels a member set right
    stays. May be repeated."""
    models.StoredReading.objects.filter(message_id__in=message_ids).delete()
    models.LargeCall.objects.filter(message_id__in=message_ids).update(sent="", answer="")


def allow_training(*, texts: bool, by: Actor, at: datetime) -> None:
    """Says whether the words of corrected messages may leave for training, personal data replaced. Said again, it changes nothing."""
    if queries.texts_may_leave() == texts:
        return
    models.Training.objects.update_or_create(defaults={"texts": texts})
    journal.record(TrainingTextsSwitched(how="may" if texts else "may not"), by=by, at=at)


def _by_id(pair: tuple[UUID, Reading]) -> UUID:
    return pair[0]
