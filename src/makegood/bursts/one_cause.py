"""What a cause is, and what is asked of one wherever causes are looked for: which of the messages belong to it, what is usual of it, and what those who spoke
have in common. Works in the transaction of whoever holds the watch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from makegood.bursts import held, models, watched
from makegood.bursts.rules import facets, naming, spans
from makegood.bursts.rules.gathering import Floats32
from makegood.bursts.rules.matters import Matter
from makegood.bursts.stretches import Stretch
from makegood.bursts.types import TopicKind
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.channels.rules import form_fields
from makegood.platform import bulk
from makegood.platform.arrays import array

LEAST_PEOPLE = 5
FIRST_DAYS = 3.0  # of a brand: until then only what many say at once is raised
LEAST_AT_FIRST = 15
_LEAST_SCORE = 6.0  # of the subset scan's F: e⁶ times likelier than by chance
_LEAST_TIMES = 1.5
PAST = 3_000  # messages
PAST_DAYS = timedelta(days=28)
_NAMED_BY = 60  # texts
_MOVE = """
UPDATE bursts_voice AS voice SET topic_id = %s::uuid, likeness = told.likeness
FROM unnest(%s::uuid[], %s::float8[]) AS told (id, likeness) WHERE voice.id = told.id
"""
_COUNT_ONCE = """
UPDATE bursts_voice AS voice SET counts = NOT EXISTS (
    SELECT FROM bursts_voice AS earlier WHERE earlier.person_id = voice.person_id AND earlier.topic_id = voice.topic_id
        AND earlier.said_at > voice.said_at - interval '2 hours' AND (earlier.said_at, earlier.id) < (voice.said_at, voice.id)
) WHERE topic_id = %s::uuid AND said_at >= %s::timestamptz
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """A topic of which more people spoke than usual: `people` of them since `began_at`; `usual` an hour."""

    topic_id: UUID
    began_at: datetime
    people: int
    usual: float
    words: tuple[str, ...] = ()
    facet: str = ""


def roots_of(topics: Collection[UUID | None]) -> dict[UUID | None, UUID]:
    """With which topic each of these is counted. One query."""
    rows = models.Topic.objects.filter(id__in={one for one in topics if one}).values_list("id", "into_id")
    return {topic: into or topic for topic, into in rows}


def going_on() -> set[UUID]:
    """The topics of the bursts that go on. One query."""
    return set(models.Burst.objects.filter(ended_at=None).values_list("topic_id", flat=True))


def rivals(version: str, topics: Collection[UUID]) -> Floats32:
    """The middles of these topics, of shape (topics, width)."""
    watch = models.Watch.objects.get()
    there = held.topics(watch, version=version)
    rows = [i for i, root in enumerate(there.roots) if root in topics]
    return np.asarray(there.places.middles[rows])


def steady(stretch: Stretch, going_on: Collection[UUID]) -> set[UUID]:
    """Topics that were spoken of before the stretch, often."""
    old = models.Topic.objects.filter(
        kind=TopicKind.ALIKE, asleep=False, into_id=None, voices__gte=10, first_said_at__lt=min(stretch.said)
    )
    return set(old.values_list("id", flat=True)) - set(going_on)


def rows_of(stretch: Stretch, roots: Mapping[UUID | None, UUID], root: UUID) -> list[int]:
    """The rows that are counted with this topic."""
    return [i for i, topic in enumerate(stretch.topics) if roots.get(topic) == root]


def matter_of(members: Stretch, topic: UUID) -> Matter:
    """What these messages are about, as far as it tells two matters apart."""
    return Matter(topic, members.vectors.mean(axis=0), tuple(members.harms), tuple(members.facets))


def is_more(people: int, expected: float, days: float) -> bool:
    """Whether more people spoke than is usual."""
    enough = LEAST_PEOPLE if days >= FIRST_DAYS else LEAST_AT_FIRST
    return people >= max(enough, _LEAST_TIMES * expected) and facets.score(people, expected) >= _LEAST_SCORE


def as_cause(members: Stretch, stretch: Stretch, matter: Matter, past: Stretch | None, a_day: float) -> Cause:
    begins = spans.spans(members.said, usual_an_hour=max(a_day / 24, 0.04))
    began_at = begins[-1].began_at if begins else members.said[0]
    inside = set(members.ids)
    others = [i for i, one in enumerate(stretch.ids) if one not in inside]
    return Cause(
        topic_id=matter.topic,
        began_at=began_at,
        people=len({who for who, when in zip(members.persons, members.said, strict=True) if when >= began_at}),
        usual=a_day / 24,
        words=words_of(members, [stretch.ids[i] for i in others], past),
        facet=facets.concentrated(members.facets, past.facets if past else [stretch.facets[i] for i in others]),
    )


def usual_a_day(past: Stretch | None, middle: Floats32, since: datetime, least: float) -> float:
    """People a day who said the like in the past."""
    if past is None:
        return 1.0
    span = max((since - past.said[0]) / timedelta(days=1), 1.0)
    near = np.flatnonzero(past.vectors @ middle >= least)
    return max(len({(past.persons[i], past.said[i].date()) for i in near}) / span, 1 / span)


def move(members: Stretch, root: UUID, middle: Floats32, since: datetime) -> None:
    """Puts these messages to a topic, and counts it and those they came from anew."""
    length = max(float(np.linalg.norm(middle)), 1e-12)
    likeness = (members.vectors @ middle / length).tolist()
    bulk.write(_MOVE, [root, array(members.ids), array([round(float(one), 4) for one in likeness])])
    bulk.write(_COUNT_ONCE, [root, watched.minute_of(since)])
    watched.recount(sorted({root, *(one for one in members.topics if one)}), since=watched.minute_of(since))
    held.change(models.Watch.objects.get())


def words_of(members: Stretch, others: Sequence[UUID], past: Stretch | None) -> tuple[str, ...]:
    """What those who spoke have in common. Two queries for each side."""
    once = dict(zip(members.persons, members.ids, strict=True))
    background = [*others, *(past.ids if past else [])][-_NAMED_BY * 2 :]
    texts, names = _texts(list(once.values())[-_NAMED_BY:])
    against, _ = _texts(background)
    return naming.title_words(texts, against, names=names)


def _texts(message_ids: Sequence[UUID]) -> tuple[list[str], set[str]]:
    """What people may see of these messages, and the names of those who wrote them."""
    hidden = kept_out.hidden(message_ids=message_ids)
    said = [one for one in channels.messages(message_ids=message_ids) if one.id not in hidden]
    return [f"{one.subject} {form_fields.to_compare(one)}" for one in said], {one.author.name for one in said if one.author.name}
