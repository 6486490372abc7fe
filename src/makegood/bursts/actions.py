"""Places what people say among the topics of their brand, watches how many speak of each, and takes a member's word on what was noticed. Works inside
an open brand transaction; whoever acts holds the brand's watch, so that they take turns.

Decides nothing but whether more people speak than usual: what a burst is, a member says. Every action may be repeated.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np

from makegood.alike.rules import codes
from makegood.bursts import faceted, held, models, noticed, queries, taught, watched
from makegood.bursts.events import BurstJudged
from makegood.bursts.rules import nearness, people, placing
from makegood.bursts.types import Burst, BurstId, BurstState, Said, TopicId, TopicKind
from makegood.channels.types import MessageId
from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import queries as persons
from makegood.platform import bulk, journal, tenancy
from makegood.platform.arrays import array

_VOICES = {"id": "uuid", "brand_id": "uuid", "topic_id": "uuid", "identity_id": "uuid", "person_id": "uuid", "said_at": "timestamptz", "likeness": "float8", "facets": "jsonb",
           "counts": "boolean", "whole": "boolean"}  # fmt: skip
_PLACED = "ON CONFLICT (id) DO UPDATE SET topic_id = excluded.topic_id, likeness = excluded.likeness, counts = excluded.counts WHERE bursts_voice.topic_id IS NULL"
_TOPIC = {"id": "uuid", "brand_id": "uuid", "kind": "text", "name": "text", "facet": "text", "version": "text", "weighed_at": "timestamptz", "voices": "int", "first_said_at": "timestamptz", "last_said_at": "timestamptz", "asleep": "boolean"}  # fmt: skip
_LAST = """
SELECT person_id, topic_id, said_at, counts, whole, facets::text FROM bursts_voice
WHERE person_id = ANY(%s::uuid[]) AND said_at > %s::timestamptz AND said_at < %s::timestamptz
"""


def place(*, said: Sequence[Said], at: datetime) -> dict[MessageId, TopicId]:
    """Puts each message to the topic that is nearest, or begins one with it, and counts the people; returns the topic of each that has a vector. What was
    placed stays where it is. A person counts once within two hours, in a topic and in the whole. About ten queries, whatever the number."""
    if not said:
        return {}
    watch = watched.hold(at=at)
    told = {
        row[0]: row[1]
        for row in models.Voice.objects.filter(id__in=[one.message_id for one in said]).values_list("id", "topic_id")
    }
    fresh = {one.message_id: one for one in said if one.message_id not in told or (told[one.message_id] is None and one.vector)}
    if fresh:
        _place(watch, sorted(fresh.values(), key=_in_time), frozenset(told), at)
    return queries.topics_of(message_ids=[one.message_id for one in said])


def remember(*, said: Sequence[Said], at: datetime) -> set[MessageId]:
    """What was said before the minutes that are watched counts towards what is usual and raises nothing: a past that comes in. The rest is left alone, for it
    would be an alarm of yesterday. → what counts now or did before. What was placed stays where it is; what had no vector is placed when it comes with one."""
    settled = watched.hold(at=at).settled_at
    old = [one for one in said if one.said_at < settled]
    place(said=old, at=at)
    return {one.message_id for one in old}


def tick(*, at: datetime) -> list[Burst]:
    """Watches every minute that is over and returns what was raised now. Minutes that were missed are caught up; the same minute again changes nothing.
    A message counts in the minute in which it was said, if it comes within two hours."""
    watch = watched.hold(at=at)
    now = watched.number_of(watched.minute_of(at))
    if watch.ticked_at is not None and now <= watched.number_of(watch.ticked_at):
        return []
    return noticed.go_on(watch, until=now, at=at)


def judge(*, burst_id: BurstId, confirmed: bool, by: Actor, at: datetime) -> None:
    """A member says whether a burst has one cause. What is dismissed teaches the topic to be more patient; what is confirmed does not count as its
    ordinary past. The same word again changes nothing; another word later counts. Refuses `no_burst`."""
    watch = watched.hold(at=at)
    row = models.Burst.objects.filter(id=burst_id).first()
    if row is None:
        raise Refusal("no_burst", "There is no such burst here.", {"burst_id": "unknown"})
    state = BurstState.CONFIRMED if confirmed else BurstState.DISMISSED
    if row.state == state:
        return
    models.Burst.objects.filter(id=burst_id).update(state=state, judged_at=at)
    held.change(watch)  # what was looked at is looked at anew: who belongs is another question now
    taught.teach(watch, topic_id=row.topic_id, at=at)
    verdict = "one cause" if confirmed else "nothing"
    journal.record(BurstJudged(burst_id=burst_id, confirmed=confirmed, verdict=verdict), by=by, at=at)


def count_signal(*, kind: str, facet: str, counts: Sequence[tuple[datetime, int]], at: datetime) -> TopicId:
    """A machine counted so much in each of these minutes; said again of a minute, the later word counts. Watched by the same rules as people are.
    Refuses `bad_count` where a number is below zero. Five queries."""
    if any(many < 0 for _, many in counts):
        raise Refusal("bad_count", "A count cannot be below zero.", {"counts": "below zero"})
    watched.hold(at=at)
    topic_id = _named(TopicKind.SIGNAL, kind, facet, at)
    watched.count({(topic_id, watched.minute_of(minute)): many for minute, many in counts}, anew=True)
    return TopicId(topic_id)


def bear(*, false_a_week: float, at: datetime) -> None:
    """So many alarms without a cause a week the brand bears, over all its topics. Refuses what is not between 0.1 and 20."""
    if not 0.1 <= false_a_week <= 20:
        raise Refusal("bad_number", "Say how many alarms a week you bear: 0.1 to 20.", {"false_a_week": "0.1 to 20"})
    watched.hold(at=at)
    models.Watch.objects.update(false_a_week=false_a_week)


# ---------------------------------------------------------------------------------------------------------------------


def _place(watch: models.Watch, said: Sequence[Said], known: frozenset[UUID], at: datetime) -> None:
    found, roots = _topics(watch, [one for one in said if one.vector])
    whole = _named(TopicKind.WHOLE, "", "", at)
    whose = persons.person_ids_of(identity_ids=[one.identity_id for one in said])
    places = faceted.topics([one for one in said if one.message_id not in known])
    spoke = _Spoken.read([whose.get(one.identity_id, one.identity_id) for one in said], said, roots, whole, places)
    minutes: Counter[tuple[UUID, datetime]] = Counter()
    rows = []
    for one in said:
        person = whose.get(one.identity_id, one.identity_id)
        topic, likeness = found.get(one.message_id, (None, 0.0))
        root = roots.get(topic, topic) if topic else None
        counts = root is not None and spoke.counts(person, root, one.said_at)
        in_whole = one.message_id not in known and spoke.counts(person, whole, one.said_at)
        minute = watched.minute_of(one.said_at)
        if counts and root is not None:
            minutes[root, minute] += 1
        if in_whole:
            minutes[whole, minute] += 1
        if one.message_id not in known:
            minutes.update((place, minute) for place in _places(one, places) if spoke.counts(person, place, one.said_at))
        rows.append(
            (
                one.message_id,
                watch.brand_id,
                topic,
                one.identity_id,
                person,
                one.said_at,
                likeness,
                json.dumps(dict(one.facets)),
                counts,
                in_whole,
            )
        )
    bulk.insert("bursts_voice", _VOICES, rows, conflict=_PLACED)
    watched.count(minutes)
    taught.forget_days(watch, since=min(one.said_at for one in said))


def _topics(watch: models.Watch, said: Sequence[Said]) -> tuple[dict[UUID, tuple[UUID, float]], dict[UUID, UUID]]:
    """The topic of each message and how near it lies, and with which topic each topic is counted."""
    by_version: defaultdict[str, list[Said]] = defaultdict(list)
    for one in said:
        if one.vector:
            by_version[one.vector.version].append(one)
    found: dict[UUID, tuple[UUID, float]] = {}
    roots: dict[UUID, UUID] = {}
    for version, some in sorted(by_version.items()):
        there = held.topics(watch, version=version)
        found |= _topics_of(watch, there, some, version)
        roots |= dict(zip(there.ids, there.roots, strict=True))
    return found, roots


def _topics_of(watch: models.Watch, there: held.Held, said: Sequence[Said], version: str) -> dict[UUID, tuple[UUID, float]]:
    vectors = codes.unit([one.vector.codes for one in said if one.vector])
    instants = np.array([one.said_at.timestamp() for one in said])
    chosen = placing.place(there.places, vectors, instants, nearness.of(version))
    begun = [(place.row, one.said_at) for place, one in zip(chosen, said, strict=True) if place.is_new]
    ids = [new_id() for _ in begun]
    there.ids.extend(ids)
    there.roots.extend(ids)
    held.add(ids, there, [row for row, _ in begun], [when for _, when in begun], version=version)
    joined: defaultdict[int, list[datetime]] = defaultdict(list)
    for place, one in zip(chosen, said, strict=True):
        if not place.is_new:
            joined[place.row].append(one.said_at)
    held.move(there, joined.items())
    held.keep(watch, there, version=version)
    return {one.message_id: (there.ids[place.row], place.likeness) for place, one in zip(chosen, said, strict=True)}


def _places(one: Said, places: Mapping[faceted.Value, UUID]) -> list[UUID]:
    return [places[value] for value in faceted.values(one) if value in places]


class _Spoken:
    """When each person counted of late, in a topic and in the whole."""

    def __init__(self) -> None:
        self._at: defaultdict[tuple[UUID, UUID], list[datetime]] = defaultdict(list)

    @classmethod
    def read(
        cls,
        who: Sequence[UUID],
        said: Sequence[Said],
        roots: Mapping[UUID, UUID],
        whole: UUID,
        places: Mapping[faceted.Value, UUID],
    ) -> "_Spoken":
        """What was counted around the time of these. One query."""
        first, last = min(one.said_at for one in said), max(one.said_at for one in said)
        asked = [array(sorted(set(who))), first - people.ONE_VOICE, last + people.ONE_VOICE]
        made = cls()
        for person, topic, when, counts, in_whole, kept in bulk.look((_LAST, asked))[0]:
            if counts:
                made._at[person, roots.get(topic, topic)].append(when)
            if in_whole:
                made._at[person, whole].append(when)
            for value in faceted.told(kept).items() if places else ():
                if value in places:
                    made._at[person, places[value]].append(when)
        return made

    def counts(self, person: UUID, topic: UUID, when: datetime) -> bool:
        """Whether one who speaks of a topic now is one more; who is, has spoken then."""
        heard = self._at[person, topic]
        if any(abs(when - before) < people.ONE_VOICE for before in heard):
            return False
        heard.append(when)
        return True


def _named(kind: TopicKind, name: str, facet: str, at: datetime) -> UUID:
    """The topic of this name, begun where there is none. At most two queries."""
    found = models.Topic.objects.filter(kind=kind, name=name[:80], facet=facet[:200]).values_list("id", flat=True).first()
    if found is not None:
        return found
    topic_id = new_id()
    row = (topic_id, tenancy.current_brand(), str(kind), name[:80], facet[:200], "", at, 0, at, at, False)
    bulk.insert("bursts_topic", _TOPIC, [row])
    return topic_id


def _in_time(one: Said) -> tuple[datetime, UUID]:
    return one.said_at, one.message_id
