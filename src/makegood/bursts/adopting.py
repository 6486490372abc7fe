"""What joins a cause that goes on, and what began meanwhile and leaves it: looks at what was said since, all together. Works in the transaction of whoever
holds the watch."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from makegood.bursts import held, models, one_cause, stretches
from makegood.bursts.one_cause import Cause
from makegood.bursts.rules import belonging, gathering, nearness, splitting
from makegood.bursts.rules.belonging import Heard
from makegood.bursts.stretches import Stretch, picked
from makegood.bursts.types import BurstState
from makegood.kernel import clock
from makegood.platform import bulk

_SHORTLY = timedelta(minutes=10)
_FAR_BACK = timedelta(hours=12)
_USUAL = 1_000  # messages of the past, the latest, with which what is said in an incident is compared
_HARMS = """
SELECT coalesce(facets->>'harm', ''), count(*), min(said_at) FROM bursts_voice
WHERE said_at >= %s::timestamptz AND said_at < %s::timestamptz GROUP BY 1
"""
_COUNT_PEOPLE = """
UPDATE bursts_burst AS burst SET people = greatest(burst.people, told.people), began_at = told.first
FROM (
    SELECT going.id, count(DISTINCT voice.person_id) AS people, min(voice.said_at) AS first FROM bursts_burst AS going
    JOIN bursts_topic AS topic ON topic.id = going.topic_id OR topic.into_id = going.topic_id
    JOIN bursts_voice AS voice ON voice.topic_id = topic.id AND voice.said_at >= going.began_at - interval '10 minutes'
    WHERE going.ended_at IS NULL GROUP BY going.id
) AS told WHERE burst.id = told.id AND (burst.people < told.people OR burst.began_at <> told.first)
"""


def adopt(*, at: datetime, usual_an_hour: float, days: float) -> list[Cause]:
    """Puts what was said lately, and belongs to a burst that goes on, to its topic: what was said in other words is near to somebody who is in it by now.
    Where a member confirmed that it is one cause, members and what is usual vote; `usual_an_hour` are so many messages. → what began meanwhile and is a cause
    of its own, of whose topic it is from now on; `days` for which the brand was listened to. Costs two queries where nothing was placed or judged since."""
    found: list[Cause] = []
    begins = models.Burst.objects.filter(ended_at=None).order_by("began_at").values_list("began_at", flat=True).first()
    if begins is None:
        held.let_usual_go()
    elif not held.was_looked_at(models.Watch.objects.get()):
        since = max(begins - _SHORTLY, at - _FAR_BACK)
        stretch = stretches.read(since, at, most=gathering.MOST)
        if stretch is not None:
            _adopt(stretch, sorted(one_cause.going_on()), usual_an_hour)
            found = _begun_meanwhile(since, at, days)
        held.looked_at(models.Watch.objects.get())
    return found


def count_people() -> None:
    """How many spoke since each burst that goes on began, anew; which began earlier, where somebody who belongs spoke shortly before. One query."""
    bulk.write(_COUNT_PEOPLE, [])


def _adopt(stretch: Stretch, going_on: Sequence[UUID], usual_an_hour: float) -> None:
    roots = one_cause.roots_of(stretch.topics)
    numbers = {root: number for number, root in enumerate(going_on)}
    owner = np.array([numbers.get(roots[topic], -1) if topic in roots else -1 for topic in stretch.topics])
    if (owner >= 0).all() or not (owner >= 0).any():
        return
    rivals = one_cause.rivals(stretch.version, one_cause.steady(stretch, going_on))
    surplus = _surplus(stretch)
    grown = gathering.grow(stretch.vectors, stretch.harms, owner, rivals, nearness.of(stretch.version), surplus=surplus)
    sure = [numbers[root] for root in _confirmed()]
    if sure and (usual := held.usual(stretch.version, clock.full_hour(stretch.said[0]), _usually_said)) is not None:
        known = np.where((owner < 0) & np.isin(grown, sure), -1, grown)
        voted = belonging.vote(_heard(stretch), known, usual, usual_an_hour=usual_an_hour)
        grown = np.where((known < 0) & ~np.isin(voted, sure), -1, voted)
    for number in sorted(set(grown[(grown >= 0) & (owner < 0)].tolist())):
        rows = np.flatnonzero((grown == number) & (owner < 0))
        middle = stretch.vectors[grown == number].mean(axis=0)
        one_cause.move(picked(stretch, rows.tolist()), going_on[number], middle, min(stretch.said))


def _begun_meanwhile(since: datetime, at: datetime, days: float) -> list[Cause]:
    """What was drawn into a confirmed cause and is one of its own, put to a topic of its own."""
    sure = _confirmed()
    stretch = stretches.read(since, at, most=gathering.MOST) if sure else None
    if stretch is None:
        return []
    roots, near, found = one_cause.roots_of(stretch.topics), nearness.of(stretch.version), []
    for root in sorted(sure):
        members = picked(stretch, one_cause.rows_of(stretch, roots, root))
        said = np.array([one.timestamp() for one in members.said])
        part = (
            splitting.split(
                one_cause.matter_of(members, root), members.vectors, members.persons, said, near, least=one_cause.LEAST_PEOPLE
            )
            if members.ids
            else None
        )
        if part is not None and (cause := _split_off(picked(members, part.rows.tolist()), stretch, days)) is not None:
            found.append(cause)
    return found


def _split_off(members: Stretch, stretch: Stretch, days: float) -> Cause | None:
    """These as a cause of their own, where more people speak of it than is usual."""
    since, middle = min(members.said), members.vectors.mean(axis=0)
    middle = middle / max(float(np.linalg.norm(middle)), 1e-12)
    past = stretches.read(since - one_cause.PAST_DAYS, since, most=one_cause.PAST, version=stretch.version)
    a_day = one_cause.usual_a_day(past, middle, since, nearness.of(stretch.version).joins)
    lasts = (max(members.said) - since) / timedelta(days=1)
    if not one_cause.is_more(len(set(members.persons)), a_day * lasts, days):
        return None
    topic_id = held.begin(middle, version=stretch.version, at=since)
    cause = one_cause.as_cause(members, stretch, one_cause.matter_of(members, topic_id), past, a_day)
    one_cause.move(members, topic_id, middle, since)
    return cause


def _heard(stretch: Stretch) -> Heard:
    return Heard(stretch.vectors, stretch.harms, np.array([one.timestamp() for one in stretch.said]))


def _usually_said(version: str, until: datetime) -> Heard | None:
    past = stretches.read(until - one_cause.PAST_DAYS, until, most=_USUAL, version=version)
    return _heard(past) if past else None


def _confirmed() -> set[UUID]:
    """The topics of the bursts that go on and of which a member said that they have one cause."""
    return set(models.Burst.objects.filter(ended_at=None, state=BurstState.CONFIRMED).values_list("topic_id", flat=True))


def _surplus(stretch: Stretch) -> dict[str, float]:
    """Of those who name each harm, and of those who name none, which share is more than the last four weeks had of them in as long a time."""
    since = stretch.said[0]
    (past,) = bulk.look((_HARMS, [since - one_cause.PAST_DAYS, since]))
    first = min((row[2] for row in past), default=since)
    length = (stretch.said[-1] - since) / max(since - first, timedelta(days=1))
    usual, now = Counter[str](), Counter(_said(harm) for harm in stretch.harms)
    for harm, many, _ in past:
        usual[_said(harm)] += many * length
    return {harm: 1 - usual[harm] / many for harm, many in now.items() if many >= one_cause.LEAST_PEOPLE}


def _said(harm: str) -> str:
    return "" if harm in gathering.SAYS_NOTHING else harm
