"""The journal: what happened, in order, append-only. It is the audit log, and read aloud it is the timeline.

Writing a fact also leaves, in the same transaction, one work row for each consumer that subscribed to it. Facts hold ids and values,
never personal words.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.platform import asking, bulk, tenancy, work
from makegood.platform.arrays import array
from makegood.platform.models import JournalEntry

_consumers: dict[str, list[tuple[str, Callable[[Any], bool], Callable[[Any], str], Collection[str] | None]]] = {}
_sentences: dict[str, str] = {}
_fields: dict[type[Event], tuple[str, ...]] = {}
_APART = ("identity_id", "case_id")  # fields with columns of their own
_COLUMNS = {
    "id": "uuid",
    "brand_id": "uuid",
    "at": "timestamptz",
    "kind": "text",
    "actor_kind": "text",
    "actor_id": "uuid",
    "identity_id": "uuid",
    "case_id": "uuid",
    "data": "jsonb",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. `sentence` is the whole template; fill it with `data`, `{by}` and `{person}`."""

    id: UUID
    at: datetime
    kind: str
    sentence: str
    data: Mapping[str, Any]
    actor: Actor
    identity_id: UUID | None
    case_id: UUID | None


def subscribe(
    event: type[Event],
    work_kind: str,
    *,
    when: Callable[[Any], bool] | None = None,
    key: Callable[[Any], str] | None = None,
    carries: Collection[str] | None = None,
) -> None:
    """From now on each such fact leaves a work row of `work_kind`, where `when` (pure, on the event alone) says so, under the event's
    own work key or `key` of it. `carries` names the fields of the fact that the row carries, where its work needs not all of them: mostly
    the key says everything. Only flows/when.py calls this, once at the start."""
    wanted = _consumers.setdefault(event.kind(), [])
    if work_kind not in [kind for kind, *_ in wanted]:
        wanted.append((work_kind, when or _always, key or event.work_key, carries))


def consumers() -> dict[str, tuple[str, ...]]:
    """The map from fact to what comes next, for the house tests and the documentation."""
    return {kind: tuple(name for name, *_ in wanted) for kind, wanted in _consumers.items()}


def record(*events: Event, by: Actor, at: datetime, beside: Sequence[str] = ()) -> None:
    """Writes the facts of the open brand and leaves their work rows: one INSERT each, whatever the number. `beside`, one word for each of
    the facts, says whose work is best done together (work.Item); it is not written down."""
    if not events:
        return
    brand_id = tenancy.current_brand()
    left: dict[str, list[work.Item]] = {}
    rows = []
    for event, word in zip(events, beside or [""] * len(events), strict=True):
        rows.append(_row(event, brand_id, by, at))
        for kind, when, key, carries in _consumers.get(event.kind(), ()):
            if when(event):
                left.setdefault(kind, []).append(
                    work.Item(key=key(event), payload=as_data(event, carries), due_at=at, beside=word)
                )
    with bulk.together():
        bulk.insert("platform_journal", _COLUMNS, rows)
        work.leave_all(left)


def record_past(facts: Sequence[tuple[Event, datetime]], *, by: Actor) -> None:
    """Writes facts of the past into the open brand's journal, each at its own instant. Nobody is told: history leaves no work, so that it
    never triggers an answer or a gift."""
    brand_id = tenancy.current_brand()
    rows = [_row(event, brand_id, by, at) for event, at in facts]
    bulk.insert("platform_journal", _COLUMNS, rows)


def of_identities(
    *, identity_ids: Sequence[UUID], limit: int, before: tuple[datetime, UUID] | None = None, kinds: Sequence[str] = ()
) -> tuple[Entry, ...]:
    """What happened to these identities, latest first; `before` (at, id) of the last one seen goes on from there."""
    return ask_of_identities(identity_ids=identity_ids, limit=limit, before=before, kinds=kinds).answer


def ask_of_identities(
    *, identity_ids: Sequence[UUID], limit: int, before: tuple[datetime, UUID] | None = None, kinds: Sequence[str] = ()
) -> asking.Question[tuple[Entry, ...]]:
    """`of_identities`, to be asked together with others. Of each identity no more than `limit` facts are read, whatever there is of it."""
    place, only = (
        "AND (j.at, j.id) < (%s::timestamptz, %s::uuid)" if before else "",
        "AND j.kind = ANY(%s::text[])" if kinds else "",
    )
    within: list[Any] = [*(before or ()), *([list(kinds)] if kinds else [])]
    text = _OF_IDENTITIES.format(place=place, only=only)
    return asking.Question(
        lambda found: tuple(_entry(row) for row in found),
        (text, [array(list(dict.fromkeys(identity_ids))), *within, limit, limit]),
    )


def of_case(*, case_id: UUID, limit: int, before: tuple[datetime, UUID] | None = None) -> tuple[Entry, ...]:
    """What happened in a case, latest first."""
    return _look(Q(case_id=case_id), limit, before, ())


def latest(*, limit: int, before: tuple[datetime, UUID] | None = None, kinds: Sequence[str] = ()) -> tuple[Entry, ...]:
    """What happened in the brand, latest first."""
    return _look(Q(), limit, before, kinds)


def of_subject(*, name: str, value: str, since: datetime, kinds: Sequence[str], limit: int) -> tuple[Entry, ...]:
    """The first facts of these kinds from an instant on whose field `name` holds this value, the earliest first. Reads the brand's journal from
    that instant on: for a report, and not for a page that many look at."""
    rows = JournalEntry.objects.filter(kind__in=kinds, at__gte=since, **{f"data__{name}": value})
    return tuple(entry(row) for row in rows.order_by("at", "id")[:limit])


def as_data(event: Event, wanted: Collection[str] | None = None) -> dict[str, Any]:
    """The event's fields as JSON values; of those that are wanted, where not all are, the ones that it has."""
    names = _names(type(event))
    return {
        name: _plain(getattr(event, name)) for name in (names if wanted is None else [name for name in names if name in wanted])
    }


def entry(row: JournalEntry) -> Entry:
    """A row of the journal as it is read aloud."""
    return Entry(
        id=row.id,
        at=row.at,
        kind=row.kind,
        sentence=sentence_of(row.kind),
        data=row.data,
        actor=Actor(ActorKind(row.actor_kind), row.actor_id),
        identity_id=row.identity_id,
        case_id=row.case_id,
    )


def sentence_of(kind: str) -> str:
    """The sentence of a kind of fact; its name where a later release dropped the fact."""
    if kind not in _sentences:
        _sentences.update({event.kind(): event.sentence for event in _every_event(Event)})
    return _sentences.get(kind, kind)


def _names(kind: type[Event]) -> tuple[str, ...]:
    if kind not in _fields:
        _fields[kind] = tuple(field.name for field in fields(kind))
    return _fields[kind]


def _always(_event: Event) -> bool:
    return True


def _every_event(base: type[Event]) -> list[type[Event]]:
    return [found for child in base.__subclasses__() for found in [child, *_every_event(child)]]


def _row(event: Event, brand_id: UUID, by: Actor, at: datetime) -> tuple[Any, ...]:
    own = {name: _plain(getattr(event, name)) for name in _names(type(event)) if name not in _APART}
    return (new_id(), brand_id, at, event.kind(), by.kind, by.id, event.identity_id, event.case_id, json.dumps(own))


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


_OF_IDENTITIES = """
SELECT latest.* FROM unnest(%s::uuid[]) AS whose (identity_id)
CROSS JOIN LATERAL (SELECT j.id, j.at, j.kind, j.data::text, j.actor_kind, j.actor_id, j.identity_id, j.case_id FROM platform_journal j
    WHERE j.identity_id = whose.identity_id {place} {only} ORDER BY j.at DESC, j.id DESC LIMIT %s) AS latest
ORDER BY latest.at DESC, latest.id DESC LIMIT %s
"""


def _entry(row: tuple[Any, ...]) -> Entry:
    """A row of `_OF_IDENTITIES`."""
    fact, at, kind, data, actor_kind, actor_id, identity_id, case_id = row
    actor = Actor(ActorKind(actor_kind), actor_id)
    return Entry(fact, at, kind, sentence_of(kind), json.loads(data), actor, identity_id, case_id)


def _look(which: Q, limit: int, before: tuple[datetime, UUID] | None, kinds: Sequence[str]) -> tuple[Entry, ...]:
    rows = JournalEntry.objects.filter(which)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if before is not None:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    return tuple(entry(row) for row in rows.order_by("-at", "-id")[:limit])
