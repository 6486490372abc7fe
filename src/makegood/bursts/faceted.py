"""Watches where things happen as topics of their own: each product, region, carrier and channel of which people speak. A cause that is said in fifty ways, thinly
over many topics, is noticed by what they share. Works in the transaction of whoever holds the watch.

A value is a cause only where no other explains it, and where it rose more than everything else did.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.bursts import models
from makegood.bursts.rules import facets, spans
from makegood.bursts.types import Said, TopicKind
from makegood.kernel.ids import new_id
from makegood.platform import bulk, tenancy
from makegood.platform.arrays import array

MOST_VALUES = 40  # of each facet that are watched: at most 160 topics of a brand
SILENT = timedelta(days=14)  # what nobody spoke of for so long makes room
_MOST_SHARE = 0.8  # of everybody: what nearly all have is the brand, and no place in it
_PAST = timedelta(days=28)
_LEAST_PAST = 10  # people of whom it was known: else nobody can say what is usual there
_ANY = 0.5  # people, where nobody was seen
Value = tuple[str, str]  # a facet and its value
_TOPIC = {"id": "uuid", "brand_id": "uuid", "kind": "text", "name": "text", "facet": "text", "version": "text", "weighed_at": "timestamptz", "voices": "int", "first_said_at": "timestamptz", "last_said_at": "timestamptz", "asleep": "boolean"}  # fmt: skip
_THERE = "SELECT id, name, facet, asleep FROM bursts_topic WHERE kind = 'facet'"
_SPOKEN = """
UPDATE bursts_topic AS kept SET voices = kept.voices + told.many, last_said_at = greatest(kept.last_said_at, told.last), asleep = false
FROM unnest(%s::uuid[], %s::int[], %s::timestamptz[]) AS told (id, many, last) WHERE kept.id = told.id
"""
_SLEEP = "UPDATE bursts_topic SET asleep = true WHERE kind = 'facet' AND NOT asleep AND last_said_at < %s::timestamptz AND NOT (id = ANY(%s::uuid[]))"
_HEARD = """
SELECT voice.id, voice.person_id, voice.said_at, voice.facets->>%s::text FROM bursts_voice AS voice
LEFT JOIN bursts_topic AS topic ON topic.brand_id = voice.brand_id AND topic.id = voice.topic_id
WHERE voice.said_at >= %s::timestamptz AND voice.said_at < %s::timestamptz
    AND NOT (coalesce(topic.into_id, topic.id, voice.id) = ANY(%s::uuid[])) AND NOT (voice.id = ANY(%s::uuid[]))
ORDER BY voice.said_at, voice.id
"""
_USUALLY = """
SELECT count(DISTINCT (person_id, said_at::date)) FILTER (WHERE facets->>%s::text = %s::text), count(DISTINCT (person_id, said_at::date)), min(said_at)
FROM bursts_voice WHERE said_at >= %s::timestamptz AND said_at < %s::timestamptz AND facets->>%s::text IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Those who spoke of one value in a stretch: which messages, how many people since when, against how many `expected` there and `usual` an hour."""

    topic_id: UUID
    value: Value
    message_ids: tuple[UUID, ...]
    people: int
    expected: float
    usual: float
    began_at: datetime

    @property
    def score(self) -> float:
        return facets.score(self.people, self.expected)


def values(one: Said) -> tuple[Value, ...]:
    """What of it is watched."""
    return tuple((name, one.facets[name][:200]) for name in facets.FACETS if one.facets.get(name))


def topics(said: Sequence[Said]) -> dict[Value, UUID]:
    """The topic of each value of which these speak, begun where there is room for one more; what has none is not watched. At most three queries."""
    spoken: dict[Value, list[datetime]] = {}
    for one in said:
        for value in values(one):
            spoken.setdefault(value, []).append(one.said_at)
    if not spoken:
        return {}
    (rows,) = bulk.look((_THERE, []))
    there = {(name, facet): topic for topic, name, facet, _ in rows}
    room = {name: MOST_VALUES - sum(1 for _, kind, _, asleep in rows if kind == name and not asleep) for name in facets.FACETS}
    asleep = {(name, facet) for _, name, facet, sleeps in rows if sleeps}
    watched: dict[Value, UUID] = {}
    for value in sorted(spoken):
        if value in there and value not in asleep:
            watched[value] = there[value]
        elif room[value[0]] > 0:
            room[value[0]] -= 1
            watched[value] = there.get(value) or new_id()
    _begin({value: topic for value, topic in watched.items() if value not in there}, spoken)
    kept = sorted(watched)
    bulk.write(
        _SPOKEN,
        [
            array([watched[one] for one in kept]),
            array([len(spoken[one]) for one in kept]),
            array([max(spoken[one]) for one in kept]),
        ],
    )
    return watched


def make_room(*, at: datetime, going_on: Collection[UUID]) -> None:
    """What nobody spoke of for two weeks is watched no longer. One query."""
    bulk.write(_SLEEP, [at - SILENT, array(sorted(going_on))])


def crowd(
    topic_id: UUID, *, since: datetime, until: datetime, expected: float, apart: Collection[UUID], taken: Collection[UUID]
) -> Crowd | None:
    """Who spoke of a value in the stretch, leaving out the topics `apart` and the messages `taken`, which others explain; None for what nearly everybody has, and where too
    little of the past is known.
    `expected` by the watch. Two queries and the topic's."""
    topic = models.Topic.objects.get(id=topic_id)
    (rows,) = bulk.look((_HEARD, [topic.name, since, until, array(sorted(apart)), array(sorted(taken))]))
    ((of_it, of_all, first),) = bulk.look((_USUALLY, [topic.name, topic.facet, since - _PAST, since, topic.name]))[0]
    if of_all < _LEAST_PAST or of_it > _MOST_SHARE * of_all:
        return None
    inside = [row for row in rows if row[3] == topic.facet]
    if not inside:
        return None
    span = max((since - first) / timedelta(days=1), 1.0) if first else 1.0
    a_day = max(of_it, 1) / span
    length = (until - since) / timedelta(days=1)
    by_watch = max(expected, a_day * length)
    elsewhere, others = (
        len({row[1] for row in rows if row[3] != topic.facet}),
        max((of_all - of_it) / max(of_it, _ANY) * by_watch, _ANY),
    )
    lifted = max(1.0, elsewhere / others)
    begins = spans.spans([row[2] for row in inside], usual_an_hour=max(a_day / 24, 0.04))
    began_at = begins[-1].began_at if begins else inside[0][2]
    people = len({row[1] for row in inside if row[2] >= began_at})
    ids = tuple(row[0] for row in inside)
    return Crowd(topic_id, (topic.name, topic.facet), ids, people, by_watch * lifted, a_day / 24, began_at)


def going_on(topic_ids: Collection[UUID]) -> list[Value]:
    """The values among these topics. One query."""
    return sorted(models.Topic.objects.filter(id__in=list(topic_ids), kind=TopicKind.FACET).values_list("name", "facet"))


def told(facets_text: str) -> Mapping[str, str]:
    """What is kept of a message's facets."""
    return {str(name): str(value) for name, value in json.loads(facets_text).items()}


# ---------------------------------------------------------------------------------------------------------------------


def _begin(fresh: Mapping[Value, UUID], spoken: Mapping[Value, Sequence[datetime]]) -> None:
    brand_id = tenancy.current_brand()
    rows = [
        (topic, brand_id, str(TopicKind.FACET), name, value, "", min(said), 0, min(said), max(said), False)
        for (name, value), topic in sorted(fresh.items())
        for said in [spoken[name, value]]
    ]
    bulk.insert("bursts_topic", _TOPIC, rows)
