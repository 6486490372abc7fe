"""Looks at topics and bursts. Never writes. Every topic that turned out to be one with another counts as that one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from makegood.brands import queries as brands
from makegood.bursts import models, watched
from makegood.bursts.rules.seasons import Floats
from makegood.bursts.types import Burst, BurstId, BurstState, Precision, TopicId, TopicKind, Voice, Volume
from makegood.channels.types import MessageId
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk
from makegood.platform.arrays import array

_TOPICS_OF = """
SELECT voice.id, coalesce(topic.into_id, topic.id) FROM bursts_voice AS voice
JOIN bursts_topic AS topic ON topic.brand_id = voice.brand_id AND topic.id = voice.topic_id WHERE voice.id = ANY(%s::uuid[])
"""
_SAID = """
SELECT voice.id, voice.identity_id, voice.said_at, CASE WHEN asked.whole OR voice.topic_id = ANY(asked.topics) THEN voice.likeness END
FROM bursts_voice AS voice, (SELECT %s::timestamptz AS since, %s::timestamptz AS until, %s::boolean AS whole, %s::uuid[] AS topics, %s::boolean AS explained) AS asked
WHERE voice.said_at >= asked.since AND voice.said_at < asked.until AND (asked.whole OR voice.topic_id = ANY(asked.topics) OR (
    EXISTS (SELECT FROM unnest(%s::text[], %s::text[]) AS place (name, value) WHERE voice.facets->>place.name = place.value)
    AND (asked.explained OR NOT EXISTS (
        SELECT FROM bursts_topic AS topic JOIN bursts_burst AS burst ON burst.topic_id = coalesce(topic.into_id, topic.id)
        WHERE topic.id = voice.topic_id AND voice.said_at >= burst.began_at AND voice.said_at < coalesce(burst.ended_at, 'infinity')
    ))
))
ORDER BY voice.said_at, voice.id
"""
_FAMILY = "SELECT id, kind, name, facet FROM bursts_topic WHERE id = ANY(%s::uuid[]) OR into_id = ANY(%s::uuid[])"
_NEARNESS = {TopicKind.ALIKE: 0, TopicKind.FACET: 0, TopicKind.WHOLE: 1, TopicKind.SIGNAL: 2}
_COUNTED = """
SELECT minute, sum(people) FROM bursts_minute
WHERE topic_id = ANY(%s::uuid[]) AND minute >= %s::timestamptz AND minute < %s::timestamptz GROUP BY minute
"""


def burst(*, burst_id: BurstId) -> Burst:
    """One burst. Refuses `no_burst`. One query."""
    row = models.Burst.objects.filter(id=burst_id).first()
    if row is None:
        raise Refusal("no_burst", "There is no such burst here.", {"burst_id": "unknown"})
    return as_burst(row)


def bursts(*, state: BurstState | None = None, most: int = 100) -> list[Burst]:
    """Bursts in this state, or all, the latest first. One query."""
    rows = models.Burst.objects.order_by("-raised_at", "-id")
    return [as_burst(row) for row in (rows if state is None else rows.filter(state=state))[:most]]


def going_on() -> list[Burst]:
    """Bursts that are not over, the oldest first. One query."""
    return [as_burst(row) for row in models.Burst.objects.filter(ended_at=None).order_by("raised_at", "id")]


def precision(*, since: datetime, at: datetime) -> Precision:
    """What became of the bursts raised from `since` until before `at`. One query."""
    states = list(models.Burst.objects.filter(raised_at__gte=since, raised_at__lt=at).values_list("state", flat=True))
    confirmed, dismissed = states.count(BurstState.CONFIRMED), states.count(BurstState.DISMISSED)
    return Precision(len(states), confirmed, dismissed, len(states) - confirmed - dismissed)


def topics_of(*, message_ids: Sequence[UUID]) -> dict[MessageId, TopicId]:
    """The topic of each of these messages that has one. One query."""
    (found,) = bulk.look((_TOPICS_OF, [array(message_ids)]))
    return {MessageId(message): TopicId(topic) for message, topic in found}


def signals_among(*, topic_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these topics that a machine counts: nobody says anything in them. One query."""
    return {topic for topic, kind in kinds_of(topic_ids=topic_ids).items() if kind is TopicKind.SIGNAL}


def kinds_of(*, topic_ids: Sequence[UUID]) -> dict[UUID, TopicKind]:
    """What is counted together in each of these topics. One query."""
    found = models.Topic.objects.filter(id__in=list(topic_ids)).values_list("id", "kind")
    return {topic: TopicKind(kind) for topic, kind in found}


def said_in(*, topic_ids: Sequence[UUID], since: datetime, until: datetime, explained: bool = False) -> list[Voice]:
    """What was said of these topics from `since` until before `until`, the earliest first; of the whole everything, where nothing nearer is asked for, and of
    a product, region, carrier or channel whatever another burst does not explain, or, `explained`, that too. Two queries."""
    ids, whole, places = _family(topic_ids)
    names, told = [name for name, _ in places], [value for _, value in places]
    (found,) = bulk.look((_SAID, [since, until, whole, array(ids), explained, array(names), array(told)]))
    return [Voice(MessageId(row[0]), row[1], row[2], row[3]) for row in found]


def volume(*, topic_ids: Sequence[UUID], since: datetime, until: datetime, minutes: int) -> list[Volume]:
    """People who spoke of these topics from `since` until before `until`, in bars of so many minutes, beside what is usual there: six queries; of the whole, and
    of what a machine counts, only where nothing nearer is asked for. Minutes are kept for 60 days. Refuses bars of less than a minute and more than 2,000 of them."""
    first, last = watched.number_of(watched.minute_of(since)), watched.number_of(watched.minute_of(until))
    if minutes < 1 or (last - first) / minutes > 2_000:
        raise Refusal("bad_bars", "Ask for up to 2,000 bars of at least a minute.", {"minutes": "too few"})
    ids, _, _ = _family(topic_ids)
    (found,) = bulk.look((_COUNTED, [array(ids), watched.instant(first), watched.instant(last)]))
    bars = -(-(last - first) // minutes)
    people = np.zeros(bars * minutes)
    for minute, many in found:
        people[watched.number_of(minute) - first] += many
    expected = _expected([one for one in topic_ids if one in set(ids)], first, first + len(people))
    by_bar, usually = people.reshape(bars, minutes).sum(axis=1), expected.reshape(bars, minutes).sum(axis=1)
    starts = [watched.instant(first + i * minutes) for i in range(bars)]
    return [Volume(at, int(many), round(float(usual), 3)) for at, many, usual in zip(starts, by_bar, usually, strict=True)]


def said_since(*, at: datetime) -> bool:
    """Whether anything was counted since the watch last went on, or a burst goes on. Two queries."""
    watch = models.Watch.objects.first()
    if watch is None:
        return False
    begins = watch.ticked_at or datetime(1970, 1, 1, tzinfo=UTC)
    return models.Minute.objects.filter(minute__gte=begins - timedelta(minutes=1), minute__lt=at).exists() or bool(going_on())


def false_a_week() -> float:
    """How many alarms without a cause the brand bears in a week. One query."""
    watch = models.Watch.objects.first()
    return watch.false_a_week if watch else 1.0


def as_burst(row: models.Burst) -> Burst:
    """The row as the world sees it."""
    return Burst(
        id=BurstId(row.id),
        topic_id=TopicId(row.topic_id),
        title_words=tuple(row.title_words),
        facet=row.facet,
        raised_at=row.raised_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        people=row.people,
        usual=row.usual,
        rule=row.rule,
        state=BurstState(row.state),
    )


def _family(topic_ids: Sequence[UUID]) -> tuple[list[UUID], bool, list[tuple[str, str]]]:
    """These topics with those that are counted with them, whether the whole is among them, and which values of facets are. Whoever says something is counted
    once: the whole is left out where there are words or places, and what a machine counts where anybody speaks."""
    asked = array(topic_ids)
    (told,) = bulk.look((_FAMILY, [asked, asked]))
    nearest = min((_NEARNESS[row[1]] for row in told), default=0)
    found = [row for row in told if _NEARNESS[row[1]] == nearest]
    places = [(row[2], row[3]) for row in found if row[1] == TopicKind.FACET]
    return [row[0] for row in found], any(row[1] == TopicKind.WHOLE for row in found), places


def _expected(topic_ids: Sequence[UUID], first: int, last: int) -> Floats:
    watch = models.Watch.objects.first()
    if watch is None:
        return np.zeros(last - first)
    board, brand = watched.board(watch), brands.current()
    rows = sorted({board.rows[one] for one in topic_ids if one in board.rows})
    weights = watched.season(watch, since=first, until=last, zone=brand.zone, days_off=brand.hours.holidays)
    return np.asarray(weights * watched.learned(board)[rows].sum() / 1440)
