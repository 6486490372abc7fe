"""What was said in a stretch of time, with its vectors, so that it can be looked at all together. Reads, decides nothing."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.alike import queries as alike
from makegood.alike.rules import codes
from makegood.bursts.rules.gathering import Floats32
from makegood.platform import bulk

_VOICES = "SELECT id, topic_id, person_id, said_at, facets::text FROM bursts_voice WHERE said_at >= %s::timestamptz AND said_at < %s::timestamptz ORDER BY said_at DESC, id LIMIT %s::int"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages that have vectors, with these; row i of each."""

    ids: list[UUID]
    topics: list[UUID | None]
    persons: list[UUID]
    said: list[datetime]
    facets: list[dict[str, str]]
    vectors: Floats32
    version: str

    @property
    def harms(self) -> list[str]:
        return [one.get("harm", "") for one in self.facets]


def read(since: datetime, until: datetime, *, most: int, version: str = "") -> Stretch | None:
    """The latest of these that have vectors, in the order of time: of a version, or of the commonest. None where there are none. Two queries."""
    (found,) = bulk.look((_VOICES, [since, until, most]))
    vectors = alike.vectors(message_ids=[row[0] for row in found])
    counted = Counter(one.version for one in vectors.values())
    chosen = version or (counted.most_common(1)[0][0] if counted else "")
    rows = [row for row in reversed(found) if row[0] in vectors and vectors[row[0]].version == chosen]
    if not rows:
        return None
    ids, topics, persons, said, told = (list(column) for column in zip(*rows, strict=True))
    told = [json.loads(one) for one in told]
    return Stretch(ids, topics, persons, said, told, codes.unit([vectors[one].codes for one in ids]), chosen)


def picked(stretch: Stretch, rows: Sequence[int]) -> Stretch:
    """Only these rows of it."""
    return Stretch(
        [stretch.ids[i] for i in rows],
        [stretch.topics[i] for i in rows],
        [stretch.persons[i] for i in rows],
        [stretch.said[i] for i in rows],
        [stretch.facets[i] for i in rows],
        stretch.vectors[list(rows)],
        stretch.version,
    )
