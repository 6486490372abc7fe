"""Which causes stand behind what was noticed, and who belongs to each: looks at the messages themselves, makes topics one that turn out to be one cause,
and puts each message to its cause. Works in the transaction of whoever holds the watch.

What is usual of a cause is looked up in the past by the same likeness, so that it need not have been a topic of its own before.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from makegood.bursts import faceted, held, models, stretches, taught, watched
from makegood.bursts.faceted import Crowd
from makegood.bursts.rules import belonging, facets, gathering, matters, naming, nearness, settling, spans, splitting
from makegood.bursts.rules.belonging import Heard
from makegood.bursts.rules.gathering import Floats32, Group
from makegood.bursts.rules.matters import Matter
from makegood.bursts.stretches import Stretch, picked
from makegood.bursts.types import BurstState, TopicKind
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
_STEADY = 1.0  # people a day: a matter of its own, which is not taken for part of another
_MOST_OF_IT = 0.9  # of what was said of a topic in the stretch: then it is one with the cause
_PART_OF_IT = 0.8  # of a group are of one product, region, carrier or channel
_PAST = 3_000  # messages
_PAST_DAYS = timedelta(days=28)
_SHORTLY = timedelta(minutes=10)
_FAR_BACK = timedelta(hours=12)
_NAMED_BY = 60  # texts
_NOBODY = UUID(int=0)
_USUAL = 1_000  # messages of the past, the latest, with which what is said in an incident is compared
_HARMS = """
SELECT coalesce(facets->>'harm', ''), count(*), min(said_at) FROM bursts_voice
WHERE said_at >= %s::timestamptz AND said_at < %s::timestamptz GROUP BY 1
"""
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

_COUNT_PEOPLE = """
UPDATE bursts_burst AS burst SET people = greatest(burst.people, told.people), began_at = told.first
FROM (
    SELECT going.id, count(DISTINCT voice.person_id) AS people, min(voice.said_at) AS first FROM bursts_burst AS going
    JOIN bursts_topic AS topic ON topic.id = going.topic_id OR topic.into_id = going.topic_id
    JOIN bursts_voice AS voice ON voice.topic_id = topic.id AND voice.said_at >= going.began_at - interval '10 minutes'
    WHERE going.ended_at IS NULL GROUP BY going.id
) AS told WHERE burst.id = told.id AND (burst.people < told.people OR burst.began_at <> told.first)
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
    roots, going_on, near = _roots(stretch.topics), _going_on(), nearness.of(stretch.version)
    known = [_matter(picked(stretch, rows), root) for root in sorted(going_on) if (rows := _rows_of(stretch, roots, root))]
    some = picked(stretch, [i for i, topic in enumerate(stretch.topics) if roots.get(topic) not in going_on])
    rivals = _rivals(stretch.version, {one for one, rate in a_day.items() if rate >= _STEADY and one not in hot} | going_on)
    found = gathering.groups(some.vectors, some.harms, rivals, near, least=LEAST_PEOPLE)
    past = stretches.read(since - _PAST_DAYS, since, most=_PAST, version=stretch.version)
    told, grouped = [], {int(i) for group in found for i in group.rows}

    def usual(group: Group) -> float:
        return _usual(past, group.middle, since, near.joins)

    def is_more(group: Group) -> bool:
        people = len({some.persons[i] for i in group.rows})
        return _is_more(people, usual(group) * (until - since) / timedelta(days=1), days)

    crowds = _crowds(places, since, until, _going_on(), (), days) if found else []
    for group in filter(is_more, _told_apart(some, found, is_more)):
        members = picked(some, group.rows.tolist())
        if any(_explains(crowd, members, past) for crowd in crowds):
            continue
        matter = _matter(members, _root(members, roots, hot))
        same = next((one for one in known if matters.are_one(one, matter, near)), None)
        root = same.topic if same else matter.topic
        _put_apart([i for i in _rows_of(some, roots, root) if i not in grouped], some, at=until)
        _gather(members, some, roots, root, group.middle, since)
        if same is None:
            known.append(matter)
            told.append(_cause(members, some, matter, past, usual(group)))
    return told


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
            _adopt(stretch, sorted(_going_on()), usual_an_hour)
            found = _begun_meanwhile(since, at, days)
        held.looked_at(models.Watch.objects.get())
    return found


def count_people() -> None:
    """How many spoke since each burst that goes on began, anew; which began earlier, where somebody who belongs spoke shortly before. One query."""
    bulk.write(_COUNT_PEOPLE, [])


def _adopt(stretch: Stretch, going_on: Sequence[UUID], usual_an_hour: float) -> None:
    roots = _roots(stretch.topics)
    numbers = {root: number for number, root in enumerate(going_on)}
    owner = np.array([numbers.get(roots[topic], -1) if topic in roots else -1 for topic in stretch.topics])
    if (owner >= 0).all() or not (owner >= 0).any():
        return
    rivals = _rivals(stretch.version, _steady(stretch, going_on))
    surplus = _surplus(stretch)
    grown = gathering.grow(stretch.vectors, stretch.harms, owner, rivals, nearness.of(stretch.version), surplus=surplus)
    sure = [numbers[root] for root in _confirmed()]
    if sure and (usual := held.usual(stretch.version, _hour(stretch.said[0]), _usually_said)) is not None:
        known = np.where((owner < 0) & np.isin(grown, sure), -1, grown)
        voted = belonging.vote(_heard(stretch), known, usual, usual_an_hour=usual_an_hour)
        grown = np.where((known < 0) & ~np.isin(voted, sure), -1, voted)
    for number in sorted(set(grown[(grown >= 0) & (owner < 0)].tolist())):
        rows = np.flatnonzero((grown == number) & (owner < 0))
        middle = stretch.vectors[grown == number].mean(axis=0)
        _move(picked(stretch, rows.tolist()), going_on[number], middle, min(stretch.said))


def _begun_meanwhile(since: datetime, at: datetime, days: float) -> list[Cause]:
    """What was drawn into a confirmed cause and is one of its own, put to a topic of its own."""
    sure = _confirmed()
    stretch = stretches.read(since, at, most=gathering.MOST) if sure else None
    if stretch is None:
        return []
    roots, near, found = _roots(stretch.topics), nearness.of(stretch.version), []
    for root in sorted(sure):
        members = picked(stretch, _rows_of(stretch, roots, root))
        said = np.array([one.timestamp() for one in members.said])
        part = (
            splitting.split(_matter(members, root), members.vectors, members.persons, said, near, least=LEAST_PEOPLE)
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
    past = stretches.read(since - _PAST_DAYS, since, most=_PAST, version=stretch.version)
    a_day = _usual(past, middle, since, nearness.of(stretch.version).joins)
    lasts = (max(members.said) - since) / timedelta(days=1)
    if not _is_more(len(set(members.persons)), a_day * lasts, days):
        return None
    topic_id = held.begin(middle, version=stretch.version, at=since)
    cause = _cause(members, stretch, _matter(members, topic_id), past, a_day)
    _move(members, topic_id, middle, since)
    return cause


def _heard(stretch: Stretch) -> Heard:
    return Heard(stretch.vectors, stretch.harms, np.array([one.timestamp() for one in stretch.said]))


def _usually_said(version: str, until: datetime) -> Heard | None:
    past = stretches.read(until - _PAST_DAYS, until, most=_USUAL, version=version)
    return _heard(past) if past else None


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _confirmed() -> set[UUID]:
    """The topics of the bursts that go on and of which a member said that they have one cause."""
    return set(models.Burst.objects.filter(ended_at=None, state=BurstState.CONFIRMED).values_list("topic_id", flat=True))


def _surplus(stretch: Stretch) -> dict[str, float]:
    """Of those who name each harm, and of those who name none, which share is more than the last four weeks had of them in as long a time."""
    since = stretch.said[0]
    (past,) = bulk.look((_HARMS, [since - _PAST_DAYS, since]))
    first = min((row[2] for row in past), default=since)
    length = (stretch.said[-1] - since) / max(since - first, timedelta(days=1))
    usual, now = Counter[str](), Counter(_said(harm) for harm in stretch.harms)
    for harm, many, _ in past:
        usual[_said(harm)] += many * length
    return {harm: 1 - usual[harm] / many for harm, many in now.items() if many >= LEAST_PEOPLE}


def _said(harm: str) -> str:
    return "" if harm in gathering.SAYS_NOTHING else harm


def explained(*, since: datetime, until: datetime, usual: float) -> bool:
    """Whether the bursts that go on explain most of what is too much in all: `usual` people usually speak in the stretch."""
    people = models.Voice.objects.filter(said_at__gte=since, said_at__lt=until, whole=True)
    within = people.filter(
        topic_id__in=list(models.Topic.objects.filter(into_id__in=_going_on()).values_list("id", flat=True)) + list(_going_on())
    )
    places = [people.filter(**{f"facets__{name}": value}) for name, value in faceted.going_on(_going_on())]
    explains = max([within.count(), *(one.count() for one in places)])
    return explains >= (people.count() - usual) / 2 if _going_on() else False


def of_places(
    hot: Mapping[UUID, float], *, since: datetime, until: datetime, explained_by: Collection[UUID], days: float
) -> list[Cause]:
    """The products, regions, carriers and channels of which more people spoke than usual for a reason that no other cause gives, the plainest first. `hot`: the
    topics that passed a threshold, and how many were expected of each; `explained_by`: the topics of causes that were found just now."""
    apart, taken, left, found = _going_on() | set(explained_by), set[UUID](), dict(hot), list[Cause]()
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


def _crowds(
    hot: Mapping[UUID, float], since: datetime, until: datetime, apart: Collection[UUID], taken: Collection[UUID], days: float
) -> list[Crowd]:
    asked = (
        faceted.crowd(one, since=since, until=until, expected=many, apart=apart, taken=taken) for one, many in sorted(hot.items())
    )
    return [one for one in asked if one is not None and _is_more(one.people, one.expected, days)]


def _explains(crowd: Crowd, members: Stretch, past: Stretch | None) -> bool:
    """Whether nearly all of these are of a crowd of which they are less than half, or with which they share more than words."""
    inside = len(set(members.ids) & set(crowd.message_ids))
    if inside < _PART_OF_IT * len(members.ids):
        return False
    return len(members.ids) * 2 < len(crowd.message_ids) or not _words(members, [], past)


def has_past(days: float) -> bool:
    """Whether enough is known of a brand to say that it is louder than usual as a whole."""
    return days >= FIRST_DAYS * 2


# ---------------------------------------------------------------------------------------------------------------------


def _roots(topics: Collection[UUID | None]) -> dict[UUID | None, UUID]:
    rows = models.Topic.objects.filter(id__in={one for one in topics if one}).values_list("id", "into_id")
    return {topic: into or topic for topic, into in rows}


def _going_on() -> set[UUID]:
    return set(models.Burst.objects.filter(ended_at=None).values_list("topic_id", flat=True))


def _rivals(version: str, topics: Collection[UUID]) -> Floats32:
    watch = models.Watch.objects.get()
    there = held.topics(watch, version=version)
    rows = [i for i, root in enumerate(there.roots) if root in topics]
    return np.asarray(there.places.middles[rows])


def _steady(stretch: Stretch, going_on: Collection[UUID]) -> set[UUID]:
    """Topics that were spoken of before the stretch, often."""
    old = models.Topic.objects.filter(
        kind=TopicKind.ALIKE, asleep=False, into_id=None, voices__gte=10, first_said_at__lt=min(stretch.said)
    )
    return set(old.values_list("id", flat=True)) - set(going_on)


def _rows_of(stretch: Stretch, roots: Mapping[UUID | None, UUID], root: UUID) -> list[int]:
    return [i for i, topic in enumerate(stretch.topics) if roots.get(topic) == root]


def _told_apart(some: Stretch, found: Sequence[Group], is_more: Callable[[Group], bool]) -> list[Group]:
    """The groups of which more people spoke than usual, the largest first: those that are one cause made one, and each message with the cause to which it
    fits best. What is usual keeps what fits there."""
    near, hot = nearness.of(some.version), [group for group in found if is_more(group)]
    first = matters.together([_matter(picked(some, group.rows.tolist()), _NOBODY) for group in hot], near)
    owner = np.full(len(some.ids), -1)
    for number, group in enumerate([*hot, *(one for one in found if not is_more(one))]):
        owner[group.rows] = first[number] if number < len(hot) else number
    owner = settling.settle(some.vectors, some.harms, owner, near)
    made = [
        gathering.group(some.vectors, np.flatnonzero(owner == number)) for number in sorted(set(first)) if (owner == number).any()
    ]
    return sorted(made, key=lambda one: -len(one.rows))


def _matter(members: Stretch, topic: UUID) -> Matter:
    """What these messages are about, as far as it tells two matters apart."""
    return Matter(topic, members.vectors.mean(axis=0), tuple(members.harms), tuple(members.facets))


def _is_more(people: int, expected: float, days: float) -> bool:
    """Whether more people spoke than is usual."""
    enough = LEAST_PEOPLE if days >= FIRST_DAYS else LEAST_AT_FIRST
    return people >= max(enough, _LEAST_TIMES * expected) and facets.score(people, expected) >= _LEAST_SCORE


def _gather(
    members: Stretch, stretch: Stretch, roots: Mapping[UUID | None, UUID], root: UUID, middle: Floats32, since: datetime
) -> None:
    """Puts these messages to one topic, and makes one with it what they were nearly all that was said of."""
    _make_one(members, stretch, roots, root)
    _move(members, root, middle, since)
    held.shift(root, middle, at=members.said[-1])


def _put_apart(rows: Sequence[int], stretch: Stretch, *, at: datetime) -> None:
    """What was said of a topic in these hours and is none of the causes found becomes a topic of its own: the other one is the cause's from now on."""
    if rows:
        strays = picked(stretch, rows)
        middle = strays.vectors.mean(axis=0)
        _move(
            strays,
            held.begin(middle / max(float(np.linalg.norm(middle)), 1e-12), version=stretch.version, at=at),
            middle,
            min(strays.said),
        )


def _cause(members: Stretch, stretch: Stretch, matter: Matter, past: Stretch | None, a_day: float) -> Cause:
    begins = spans.spans(members.said, usual_an_hour=max(a_day / 24, 0.04))
    began_at = begins[-1].began_at if begins else members.said[0]
    inside = set(members.ids)
    others = [i for i, one in enumerate(stretch.ids) if one not in inside]
    return Cause(
        topic_id=matter.topic,
        began_at=began_at,
        people=len({who for who, when in zip(members.persons, members.said, strict=True) if when >= began_at}),
        usual=a_day / 24,
        words=_words(members, [stretch.ids[i] for i in others], past),
        facet=facets.concentrated(members.facets, past.facets if past else [stretch.facets[i] for i in others]),
    )


def _usual(past: Stretch | None, middle: Floats32, since: datetime, least: float) -> float:
    """People a day who said the like in the past."""
    if past is None:
        return 1.0
    span = max((since - past.said[0]) / timedelta(days=1), 1.0)
    near = np.flatnonzero(past.vectors @ middle >= least)
    return max(len({(past.persons[i], past.said[i].date()) for i in near}) / span, 1 / span)


def _root(members: Stretch, roots: Mapping[UUID | None, UUID], hot: Collection[UUID]) -> UUID:
    """The topic under which a cause goes from now on: one that passed a threshold before others, then that of most of its messages."""
    inside = Counter(roots[one] for one in members.topics if one in roots)
    return max(inside, key=lambda one: (one in hot, inside[one], str(one)))


def _make_one(members: Stretch, stretch: Stretch, roots: Mapping[UUID | None, UUID], root: UUID) -> None:
    inside, all_told = (Counter(roots[one] for one in some.topics if one in roots) for some in (members, stretch))
    steady = _steady(stretch, [])
    others = [one for one in inside if one != root and one not in steady and inside[one] >= _MOST_OF_IT * all_told[one]]
    if others:
        taught.make_one(root, others)


def _move(members: Stretch, root: UUID, middle: Floats32, since: datetime) -> None:
    """Puts these messages to a topic, and counts it and those they came from anew."""
    length = max(float(np.linalg.norm(middle)), 1e-12)
    likeness = (members.vectors @ middle / length).tolist()
    bulk.write(_MOVE, [root, array(members.ids), array([round(float(one), 4) for one in likeness])])
    bulk.write(_COUNT_ONCE, [root, watched.minute_of(since)])
    watched.recount(sorted({root, *(one for one in members.topics if one)}), since=watched.minute_of(since))
    held.change(models.Watch.objects.get())


def _words(members: Stretch, others: Sequence[UUID], past: Stretch | None) -> tuple[str, ...]:
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
