"""Where a brand's topics lie, held in this process as long as nobody changed them: reading two thousand of them anew for each message would cost more than
everything else. What is held bears the mark of the brand's watch; what was rolled back has another mark and is read again. Holds no words.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np

from makegood.alike.rules.codes import WIDTH
from makegood.bursts import models
from makegood.bursts.rules import placing
from makegood.bursts.rules.belonging import Heard
from makegood.bursts.rules.placing import Floats32, Places
from makegood.bursts.types import TopicKind
from makegood.kernel.ids import new_id
from makegood.platform import bulk, tenancy
from makegood.platform.arrays import array

MOST_AWAKE = 2_000  # topics of one brand that are compared with: 6 MB
_MOST_BRANDS = 8  # held at a time
_MOST_LOOKED = 512  # brands
_COLUMNS = {"id": "uuid", "brand_id": "uuid", "kind": "text", "name": "text", "facet": "text", "version": "text", "leader": "bytea", "total": "bytea", "weighed_at": "timestamptz",
            "voices": "int", "first_said_at": "timestamptz", "last_said_at": "timestamptz", "asleep": "boolean"}  # fmt: skip
_AWAKE = "SELECT id, into_id, leader, total, weighed_at FROM bursts_topic WHERE version = %s::text AND NOT asleep AND kind = 'alike' ORDER BY id"
_MOVED = """
UPDATE bursts_topic AS kept SET total = told.total, weighed_at = told.weighed_at, voices = kept.voices + told.voices,
    last_said_at = greatest(kept.last_said_at, told.last_said_at), first_said_at = least(kept.first_said_at, told.first_said_at)
FROM unnest(%s::uuid[], %s::bytea[], %s::timestamptz[], %s::int[], %s::timestamptz[], %s::timestamptz[])
    AS told (id, total, weighed_at, voices, first_said_at, last_said_at) WHERE kept.id = told.id
"""
_SHIFTED = "UPDATE bursts_topic SET leader = %s::bytea, total = %s::bytea, weighed_at = %s::timestamptz WHERE id = %s::uuid"


@dataclass(slots=True)
class Held:
    """Topics of one version: row i of `places` is `ids[i]`, counted with `roots[i]`."""

    mark: UUID
    ids: list[UUID]
    roots: list[UUID]
    places: Places


_held: OrderedDict[tuple[UUID, str], Held] = OrderedDict()
_usual: OrderedDict[UUID, tuple[tuple[str, datetime], Heard | None]] = OrderedDict()
_looked: OrderedDict[UUID, UUID] = OrderedDict()  # the mark of each brand's watch when all that was placed had been looked at


def topics(watch: models.Watch, *, version: str) -> Held:
    """The topics of an embedder's version. No query where they are held, else one."""
    key = (tenancy.current_brand(), version)
    found = _held.pop(key, None)
    if found is None or found.mark != watch.mark:
        found = _read(watch.mark, version)
    return found


def keep(watch: models.Watch, held: Held, *, version: str) -> None:
    """Holds what was changed, under a new mark, which it writes. One query."""
    held.mark = change(watch)
    _held[tenancy.current_brand(), version] = held
    while len(_held) > _MOST_BRANDS:
        _held.popitem(last=False)


def change(watch: models.Watch) -> UUID:
    """Says that topics lie elsewhere now: whoever holds them reads them again. One query."""
    watch.mark = new_id()
    bulk.write("UPDATE bursts_watch SET mark = %s::uuid WHERE id = %s::uuid", [watch.mark, watch.id])
    return watch.mark


def add(ids: Sequence[UUID], held: Held, rows: Sequence[int], said: Sequence[datetime], *, version: str) -> None:
    """Writes new topics, one for each of these rows. One query."""
    brand_id, places = tenancy.current_brand(), held.places
    kept = [
        (topic, brand_id, str(TopicKind.ALIKE), "", "", version, _bytes(places.leaders[row]), _bytes(places.totals[row]), _instant(places, row), 1, at, at, False)
        for topic, row, at in zip(ids, rows, said, strict=True)
    ]  # fmt: skip
    bulk.insert("bursts_topic", _COLUMNS, kept)


def move(held: Held, joined: Iterable[tuple[int, Sequence[datetime]]]) -> None:
    """Writes where topics lie after these joined them: row and when it was said. One query."""
    told = list(joined)
    if not told:
        return
    rows = [row for row, _ in told]
    values = [
        array([held.ids[row] for row in rows]),
        [_bytes(held.places.totals[row]) for row in rows],
        array([_instant(held.places, row) for row in rows]),
        array([len(said) for _, said in told]),
        array([min(said) for _, said in told]),
        array([max(said) for _, said in told]),
    ]
    bulk.write(_MOVED, values)


def begin(middle: Floats32, *, version: str, at: datetime) -> UUID:
    """A new topic around this middle. One query; whoever holds topics reads them again after `change`."""
    topic_id = new_id()
    row = (
        topic_id,
        tenancy.current_brand(),
        str(TopicKind.ALIKE),
        "",
        "",
        version,
        _bytes(middle),
        _bytes(np.zeros(WIDTH, dtype=np.float32)),
        at,
        1,
        at,
        at,
        False,
    )
    bulk.insert("bursts_topic", _COLUMNS, [row])
    return topic_id


def shift(topic_id: UUID, middle: Floats32, *, at: datetime) -> None:
    """A topic lies around this middle from now on. One query."""
    bulk.write(_SHIFTED, [_bytes(middle), _bytes(np.zeros(WIDTH, dtype=np.float32)), at, topic_id])


def was_looked_at(watch: models.Watch) -> bool:
    """Whether nothing was placed or judged since this process looked at all that had been."""
    return _looked.get(watch.brand_id) == watch.mark


def looked_at(watch: models.Watch) -> None:
    """All that was placed until this mark was looked at."""
    _looked[watch.brand_id] = watch.mark
    while len(_looked) > _MOST_LOOKED:
        _looked.popitem(last=False)


def usual(version: str, until: datetime, read: Callable[[str, datetime], Heard | None]) -> Heard | None:
    """What was said before an hour, read once as long as a burst of that hour goes on."""
    brand, key = tenancy.current_brand(), (version, until)
    found = _usual.pop(brand, None)
    if found is None or found[0] != key:
        found = (key, read(version, until))
    _usual[brand] = found
    while len(_usual) > _MOST_BRANDS:
        _usual.popitem(last=False)
    return found[1]


def let_usual_go() -> None:
    """Forgets what this brand's past said: no burst goes on."""
    _usual.pop(tenancy.current_brand(), None)


def let_go() -> None:
    """Forgets everything that is held."""
    _held.clear()
    _looked.clear()
    _usual.clear()


def _read(mark: UUID, version: str) -> Held:
    (found,) = bulk.look((_AWAKE, [version]))
    into = {row[0]: row[1] for row in found if row[1] is not None}
    leaders, totals = (_rows([bytes(row[i]) for row in found]) for i in (2, 3))
    weighed = np.array([row[4].timestamp() for row in found], dtype=np.float64)
    ids = [row[0] for row in found]
    return Held(mark, ids, [into.get(one, one) for one in ids], placing.places(leaders, totals, weighed))


def _rows(kept: Sequence[bytes]) -> Floats32:
    return np.frombuffer(b"".join(kept), dtype=np.float16).reshape(-1, WIDTH).astype(np.float32)


def _bytes(row: Floats32) -> bytes:
    return row.astype(np.float16).tobytes()


def _instant(places: Places, row: int) -> datetime:
    return datetime.fromtimestamp(float(places.weighed[row]), UTC)
