"""Which causes stand behind what was noticed, and who belongs to each: looks at the messages themselves, makes topics one that turn out to be one cause,
and puts each message to its cause. Works in the transaction of whoever holds the watch.

What is usual of a cause is looked up in the past by the same likeness, so that it need not have been a topic of its own before.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from makegood.bursts import faceted, held, models, one_cause, stretches, taught
from makegood.bursts.faceted import Crowd
from makegood.bursts.one_cause import Cause
from makegood.bursts.rules import gathering, matters, nearness, settling
from makegood.bursts.rules.gathering import Floats32, Group
from makegood.bursts.stretches import Stretch, picked

_STEADY = 1.0  # people a day: a matter of its own, which is not taken for part of another
_MOST_OF_IT = 0.9  # of what was said of a topic in the stretch: then it is one with the cause
_PART_OF_IT = 0.8  # of a group are of one product, region, carrier or channel
_NOBODY = UUID(int=0)


def behind(
    *,
    since: datetime,
    until: datetime,
    hot: Collection[UUID],
    a_day: Mapping[UUID, float],
    days: float,
    places: Mapping[UUID, float],
) -> list[Cause]:
    """The causes of which more people spoke in the stretch than usual, and of which there is no burst yet. `hot`: topics that passed a threshold; `a_day`:
    people a day who are usual of each topic; `days` for which the brand was listened to; `places` as of `of_places`: what is a small part of what one of them
    explains, or says nothing in common but that, is not told by itself."""
    stretch = stretches.read(since, until, most=gathering.MOST)
    if stretch is None:
        return []
    roots, going_on, near = one_cause.roots_of(stretch.topics), one_cause.going_on(), nearness.of(stretch.version)
    known = [
        one_cause.matter_of(picked(stretch, rows), root)
        for root in sorted(going_on)
        if (rows := one_cause.rows_of(stretch, roots, root))
    ]
    some = picked(stretch, [i for i, topic in enumerate(stretch.topics) if roots.get(topic) not in going_on])
    rivals = one_cause.rivals(
        stretch.version, {one for one, rate in a_day.items() if rate >= _STEADY and one not in hot} | going_on
    )
    found = gathering.groups(some.vectors, some.harms, rivals, near, least=one_cause.LEAST_PEOPLE)
    past = stretches.read(since - one_cause.PAST_DAYS, since, most=one_cause.PAST, version=stretch.version)
    told, grouped = [], {int(i) for group in found for i in group.rows}

    def usual(group: Group) -> float:
        return one_cause.usual_a_day(past, group.middle, since, near.joins)

    def is_more(group: Group) -> bool:
        people = len({some.persons[i] for i in group.rows})
        return one_cause.is_more(people, usual(group) * (until - since) / timedelta(days=1), days)

    crowds = _crowds(places, since, until, one_cause.going_on(), (), days) if found else []
    for group in filter(is_more, _told_apart(some, found, is_more)):
        members = picked(some, group.rows.tolist())
        if any(_explains(crowd, members, past) for crowd in crowds):
            continue
        matter = one_cause.matter_of(members, _root(members, roots, hot))
        same = next((one for one in known if matters.are_one(one, matter, near)), None)
        root = same.topic if same else matter.topic
        _put_apart([i for i in one_cause.rows_of(some, roots, root) if i not in grouped], some, at=until)
        _gather(members, some, roots, root, group.middle, since)
        if same is None:
            known.append(matter)
            told.append(one_cause.as_cause(members, some, matter, past, usual(group)))
    return told


def of_places(
    hot: Mapping[UUID, float], *, since: datetime, until: datetime, explained_by: Collection[UUID], days: float
) -> list[Cause]:
    """The products, regions, carriers and channels of which more people spoke than usual for a reason that no other cause gives, the plainest first. `hot`: the
    topics that passed a threshold, and how many were expected of each; `explained_by`: the topics of causes that were found just now."""
    apart, taken, left, found = one_cause.going_on() | set(explained_by), set[UUID](), dict(hot), list[Cause]()
    while left:
        more = _crowds(left, since, until, apart, taken, days)
        if not more:
            break
        best = max(more, key=lambda one: (one.score, str(one.topic_id)))
        name, value = best.value
        found.append(
            Cause(best.topic_id, best.began_at, best.people, best.usual, words=(value[:60],), facet=f"{name} {value}"[:200])
        )
        taken |= set(best.message_ids)
        del left[best.topic_id]
    return found


def explained(*, since: datetime, until: datetime, usual: float) -> bool:
    """Whether the bursts that go on explain most of what is too much in all: `usual` people usually speak in the stretch."""
    people = models.Voice.objects.filter(said_at__gte=since, said_at__lt=until, whole=True)
    within = people.filter(
        topic_id__in=list(models.Topic.objects.filter(into_id__in=one_cause.going_on()).values_list("id", flat=True))
        + list(one_cause.going_on())
    )
    places = [people.filter(**{f"facets__{name}": value}) for name, value in faceted.going_on(one_cause.going_on())]
    explains = max([within.count(), *(one.count() for one in places)])
    return explains >= (people.count() - usual) / 2 if one_cause.going_on() else False


def has_past(days: float) -> bool:
    """Whether enough is known of a brand to say that it is louder than usual as a whole."""
    return days >= one_cause.FIRST_DAYS * 2


def _crowds(
    hot: Mapping[UUID, float], since: datetime, until: datetime, apart: Collection[UUID], taken: Collection[UUID], days: float
) -> list[Crowd]:
    asked = (
        faceted.crowd(one, since=since, until=until, expected=many, apart=apart, taken=taken) for one, many in sorted(hot.items())
    )
    return [one for one in asked if one is not None and one_cause.is_more(one.people, one.expected, days)]


def _explains(crowd: Crowd, members: Stretch, past: Stretch | None) -> bool:
    """Whether nearly all of these are of a crowd of which they are less than half, or with which they share more than words."""
    inside = len(set(members.ids) & set(crowd.message_ids))
    if inside < _PART_OF_IT * len(members.ids):
        return False
    return len(members.ids) * 2 < len(crowd.message_ids) or not one_cause.words_of(members, [], past)


def _told_apart(some: Stretch, found: Sequence[Group], is_more: Callable[[Group], bool]) -> list[Group]:
    """The groups of which more people spoke than usual, the largest first: those that are one cause made one, and each message with the cause to which it
    fits best. What is usual keeps what fits there."""
    near, hot = nearness.of(some.version), [group for group in found if is_more(group)]
    first = matters.together([one_cause.matter_of(picked(some, group.rows.tolist()), _NOBODY) for group in hot], near)
    owner = np.full(len(some.ids), -1)
    for number, group in enumerate([*hot, *(one for one in found if not is_more(one))]):
        owner[group.rows] = first[number] if number < len(hot) else number
    owner = settling.settle(some.vectors, some.harms, owner, near)
    made = [
        gathering.group(some.vectors, np.flatnonzero(owner == number)) for number in sorted(set(first)) if (owner == number).any()
    ]
    return sorted(made, key=lambda one: -len(one.rows))


def _gather(
    members: Stretch, stretch: Stretch, roots: Mapping[UUID | None, UUID], root: UUID, middle: Floats32, since: datetime
) -> None:
    """Puts these messages to one topic, and makes one with it what they were nearly all that was said of."""
    _make_one(members, stretch, roots, root)
    one_cause.move(members, root, middle, since)
    held.shift(root, middle, at=members.said[-1])


def _put_apart(rows: Sequence[int], stretch: Stretch, *, at: datetime) -> None:
    """What was said of a topic in these hours and is none of the causes found becomes a topic of its own: the other one is the cause's from now on."""
    if rows:
        strays = picked(stretch, rows)
        middle = strays.vectors.mean(axis=0)
        one_cause.move(
            strays,
            held.begin(middle / max(float(np.linalg.norm(middle)), 1e-12), version=stretch.version, at=at),
            middle,
            min(strays.said),
        )


def _root(members: Stretch, roots: Mapping[UUID | None, UUID], hot: Collection[UUID]) -> UUID:
    """The topic under which a cause goes from now on: one that passed a threshold before others, then that of most of its messages."""
    inside = Counter(roots[one] for one in members.topics if one in roots)
    return max(inside, key=lambda one: (one in hot, inside[one], str(one)))


def _make_one(members: Stretch, stretch: Stretch, roots: Mapping[UUID | None, UUID], root: UUID) -> None:
    inside, all_told = (Counter(roots[one] for one in some.topics if one in roots) for some in (members, stretch))
    steady = one_cause.steady(stretch, [])
    others = [one for one in inside if one != root and one not in steady and inside[one] >= _MOST_OF_IT * all_told[one]]
    if others:
        taught.make_one(root, others)
