"""Writes down what was done at the counter. Works inside an open brand transaction; moves no stock and closes no occasion: a flow does."""

from datetime import datetime
from typing import Any

from makegood.counter import events, models, queries, rules
from makegood.counter.types import TOUCHPOINT, Done, Touch, TouchIn
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.events import Event
from makegood.people.actions import noting, telling
from makegood.platform import journal


def note(*, touch: TouchIn, by: Actor, at: datetime) -> tuple[Touch, bool]:
    """Keeps what was done, and whether it is new: a key is one touch. Coming in and the odometer are facts of the person as well (“visited” at the
    counter's touchpoint, “km_reading”), so that rules can use them. Refuses "touch_malformed"."""
    rules.check(touch)
    row, is_new = models.Touch.objects.get_or_create(
        key=touch.key,
        defaults={
            "identity_id": touch.identity_id,
            "done": touch.done,
            "words": touch.words.strip(),
            "what": touch.what[:120],
            "item_id": touch.item_id,
            "number": touch.number,
            "occasion_kind": touch.occasion_kind[:20],
            "occasion_id": touch.occasion_id,
            "at": at,
            "by_member_id": by.id if by.kind is ActorKind.MEMBER else None,
        },
    )
    if is_new:
        _as_fact(row)
        journal.record(_told(row), by=by, at=at)
    return queries.as_value(row), is_new


def _as_fact(row: models.Touch) -> None:
    """In the room of what is told, where the odometer's other readings lie."""
    what: dict[Done, tuple[str, dict[str, object]]] = {
        Done.CAME_IN: ("visited", {"touchpoint": TOUCHPOINT}),
        Done.ODOMETER: ("km_reading", {"km": row.number}),
    }
    if Done(row.done) in what:
        name, value = what[Done(row.done)]
        happened = telling.Happening(row.identity_id, name, f"counter {row.id}", row.at, value)
        noting.note_fact(facts=[happened.as_fact()])


def _told(row: models.Touch) -> Event:
    about: dict[str, Any] = {"identity_id": row.identity_id, "touch_id": row.id, "touchpoint": TOUCHPOINT}
    match Done(row.done):
        case Done.WISHED_WELL:
            return events.WishedWell(**about, occasion_id=row.occasion_id)
        case Done.CARD_GIVEN:
            return events.CardGiven(**about, what=row.what, occasion_id=row.occasion_id)
        case Done.ODOMETER:
            return events.OdometerRead(**about, km=row.number or 0)
        case Done.NOTE:
            return events.CounterNoted(**about)
        case _:
            return events.CameIn(**about)
