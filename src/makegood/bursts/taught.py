"""What the past teaches a brand's watch: what is usual, day by day; how patient each topic is; which topics turned out to be one, and which fell asleep.
Works in the transaction of whoever holds the watch.

A day is learned when it is over and settled. What was noticed in it counts as usual where a member dismissed it or nobody said anything before it was
over; where it goes on or was confirmed, its minutes teach nothing.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from makegood.bursts import faceted, held, models, watched
from makegood.bursts.rules import baselines, nearness, placing, seasons, teaching, thresholds
from makegood.bursts.rules.seasons import Floats
from makegood.bursts.types import BurstState, TopicKind
from makegood.bursts.watched import Board
from makegood.platform import bulk
from makegood.platform.arrays import array

LOOKS_BACK = timedelta(days=teaching.LOOKS_BACK_DAYS)
MINUTES_KEPT, VOICES_KEPT = timedelta(days=60), timedelta(days=90)
TIDIED = timedelta(days=7)
_A_DAY = timedelta(days=1)
_MINUTES = 1440
_MOST_ASLEEP = timedelta(days=60)
_SLEEPS = """
UPDATE bursts_topic SET asleep = true WHERE kind = 'alike' AND NOT asleep
    AND last_said_at < %s::timestamptz - least(interval '2 days' * voices, %s::interval) AND NOT (id = ANY(%s::uuid[]))
"""
_CROWDED = """
UPDATE bursts_topic SET asleep = true WHERE id IN (
    SELECT id FROM bursts_topic WHERE kind = 'alike' AND NOT asleep AND NOT (id = ANY(%s::uuid[])) ORDER BY voices > 1 DESC, last_said_at DESC OFFSET %s::int
)
"""
_GONE = """
DELETE FROM bursts_topic AS topic WHERE asleep AND last_said_at < %s::timestamptz
    AND NOT EXISTS (SELECT FROM bursts_voice AS voice WHERE voice.topic_id = topic.id)
    AND NOT EXISTS (SELECT FROM bursts_minute AS minute WHERE minute.topic_id = topic.id)
    AND NOT EXISTS (SELECT FROM bursts_excursion AS rose WHERE rose.topic_id = topic.id)
    AND NOT EXISTS (SELECT FROM bursts_burst AS burst WHERE burst.topic_id = topic.id)
    AND NOT EXISTS (SELECT FROM bursts_topic AS child WHERE child.into_id = topic.id)
"""
_INTO = "UPDATE bursts_topic SET into_id = %s::uuid WHERE id = ANY(%s::uuid[]) OR into_id = ANY(%s::uuid[])"


def learn(watch: models.Watch, board: Board, *, settled: int, zone: str, days_off: Collection[date]) -> Board:
    """The board after every day that is over and settled was learned. Of a watch whose days were forgotten, the last 56 days anew."""
    over = watched.instant(settled).date()
    first = watch.learned_on + _A_DAY if watch.learned_on else _first_day(over)
    if first is None or first >= over:
        return board
    if watch.learned_on is None:
        board, watch.rhythm = replace(board, known=baselines.none(len(board.ids))), b""
    for n in range((over - first).days):
        board = _learn_day(watch, board, first + n * _A_DAY, zone, days_off)
    watch.learned_on = over - _A_DAY
    models.Watch.objects.filter(id=watch.id).update(learned_on=watch.learned_on, rhythm=watch.rhythm)
    return replace(board, factors=_factors(watch, board, settled))


def forget_days(watch: models.Watch, *, since: datetime) -> None:
    """Something was said on a day that was learned already: the days are learned anew next time."""
    if watch.learned_on is not None and since.date() <= watch.learned_on:
        models.Watch.objects.filter(id=watch.id).update(learned_on=None)


def teach(watch: models.Watch, *, topic_id: UUID, at: datetime) -> None:
    """A topic's patience, worked out anew from its past: a member said what one of its bursts was."""
    before = watched.board(watch)
    if topic_id in before.rows:
        row = before.rows[topic_id]
        factors = before.factors.copy()
        factors[row] = _factors(watch, before, watched.number_of(at))[row]
        watched.save(before, replace(before, factors=factors))


def make_one(root: UUID, others: Collection[UUID]) -> None:
    """These topics are counted with another from now on. One query."""
    rest = array(sorted(others))
    bulk.write(_INTO, [root, rest, rest])


def tidy(watch: models.Watch, *, at: datetime) -> None:
    """Once a week: topics that lie near are made one, what nobody speaks of falls asleep, and what is older than it is kept for goes."""
    if watch.tidied_on is not None and at.date() - watch.tidied_on < TIDIED:
        return
    going_on = list(models.Burst.objects.filter(ended_at=None).values_list("topic_id", flat=True))
    _make_near_ones_one(watch, set(going_on))
    bulk.write(_SLEEPS, [at, _MOST_ASLEEP, array(going_on)])
    faceted.make_room(at=at, going_on=going_on)
    bulk.write(_CROWDED, [array(going_on), held.MOST_AWAKE])
    models.Minute.objects.filter(minute__lt=at - MINUTES_KEPT).delete()
    models.Voice.objects.filter(said_at__lt=at - VOICES_KEPT).delete()
    models.Excursion.objects.filter(ended_at__lt=at - LOOKS_BACK).delete()
    bulk.write(_GONE, [at - VOICES_KEPT])
    held.change(watch)
    models.Watch.objects.filter(id=watch.id).update(tidied_on=at.date())
    watch.tidied_on = at.date()


# ---------------------------------------------------------------------------------------------------------------------


def _first_day(over: date) -> date | None:
    first = models.Minute.objects.order_by("minute").values_list("minute", flat=True).first()
    return max(first.date(), over - LOOKS_BACK) if first else None


def _learn_day(watch: models.Watch, board: Board, day: date, zone: str, days_off: Collection[date]) -> Board:
    first = watched.number_of(datetime(day.year, day.month, day.day, tzinfo=watch.settled_at.tzinfo))
    people = watched.people(board, since=first, until=first + _MINUTES)
    weights = watched.season(watch, since=first, until=first + _MINUTES, zone=zone, days_off=days_off)
    _without_bursts(board, people, weights, first)
    _learn_rhythm(watch, people[_whole(board)].sum(axis=0), first, zone, days_off)
    bins, weight = people.reshape(len(board.ids), -1, 5).sum(axis=2), weights.reshape(-1, 5).mean(axis=1)
    return replace(board, known=baselines.learn(board.known, counts=bins, seasons=weight)) if board.ids else board


def _without_bursts(board: Board, people: Floats, weights: Floats, first: int) -> None:
    """Puts what is usual where a burst goes on or was confirmed, for its topic and for the whole."""
    begins, ends = watched.instant(first), watched.instant(first + _MINUTES)
    rows = models.Burst.objects.filter(began_at__lt=ends, state__in=(BurstState.RAISED, BurstState.CONFIRMED))
    levels = watched.learned(board)
    for burst in rows.exclude(ended_at__lte=begins):
        start = max(watched.number_of(burst.began_at) - first, 0)
        end = min(watched.number_of(burst.ended_at) - first, _MINUTES) if burst.ended_at else _MINUTES
        for row in {board.rows.get(burst.topic_id), *_whole(board)} - {None}:
            people[row, start:end] = levels[row] * weights[start:end] / _MINUTES


def _learn_rhythm(watch: models.Watch, people: Floats, first: int, zone: str, days_off: Collection[date]) -> None:
    counted, listened = watched.rhythm(watch)
    counted, listened = counted * (1 - baselines.FORGETS_A_DAY), listened * (1 - baselines.FORGETS_A_DAY)
    for hour in range(24):
        cell = seasons.cell(watched.instant(first + hour * 60), zone=zone, days_off=days_off)
        counted[cell] += people[hour * 60 : (hour + 1) * 60].sum()
        listened[cell] += 1.0
    watch.rhythm = np.concatenate([counted, listened]).tobytes()


def _whole(board: Board) -> list[int]:
    return [i for i, kind in enumerate(board.kinds) if kind is TopicKind.WHOLE]


def _factors(watch: models.Watch, board: Board, now: int) -> Floats:
    """How patient each topic is: its excursions but those that were confirmed, or go on, teach it. Two queries."""
    heights = _heights(watched.instant(now) - LOOKS_BACK)
    days = thresholds.days_for(topics=max(len(board.ids), 1), false_a_week=watch.false_a_week)
    taught = [np.array(heights.get(topic, [])) for topic in board.ids]
    return np.array([teaching.factor(one, days=teaching.LOOKS_BACK_DAYS, days_between=days) for one in taught])


def _heights(since: datetime) -> dict[UUID, list[float]]:
    kept = models.Burst.objects.filter(state__in=(BurstState.CONFIRMED, BurstState.RAISED)).values_list("id", flat=True)
    rose = models.Excursion.objects.filter(ended_at__gte=since).exclude(burst_id__in=list(kept))
    found: defaultdict[UUID, list[float]] = defaultdict(list)
    for topic, height in rose.values_list("topic_id", "height"):
        found[topic].append(height)
    return found


def _make_near_ones_one(watch: models.Watch, going_on: Collection[UUID]) -> None:
    """Topics whose middles are as near as one become one; the older stays. Those of which there is a burst are let be."""
    versions = models.Topic.objects.filter(kind=TopicKind.ALIKE, asleep=False).values_list("version", flat=True).distinct()
    for version in list(versions):
        there = held.topics(watch, version=version)
        free = [i for i, one in enumerate(there.ids) if there.roots[i] == one and one not in going_on]
        for root, others in placing.near_ones(there.places.middles[free], least=nearness.of(version).one):
            make_one(there.ids[free[root]], [there.ids[free[other]] for other in others])
