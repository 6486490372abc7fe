"""New messages that say alike words join the incident that goes on, by themselves; and the cases that they belong to say so.

Judges nothing: only a confirmed incident is joined, and what a member took out stays out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.bursts import queries as bursts
from makegood.bursts.types import Burst, Voice
from makegood.cases import queries as cases
from makegood.flows import open_pages
from makegood.incidents import actions, leaving, queries
from makegood.incidents.types import Incident, IncidentId, MemberIn, Reason
from makegood.kernel.actors import SYSTEM, Actor
from makegood.platform import live
from makegood.views import actions as views

TOPIC = "incidents"  # what open pages watch
_MOMENT = timedelta(seconds=1)


def join(*, placed: Mapping[UUID, UUID], at: datetime) -> int:
    """Messages that were just put to topics (message → topic) join the incidents that go on with these. → how many did. May be repeated; none
    of it costs a query where no incident goes on but the one that says so."""
    found = queries.open_for_topics(topic_ids=placed.values())
    wanted: dict[IncidentId, set[UUID]] = defaultdict(set)
    for message_id, topic_id in placed.items():
        if topic_id in found:
            wanted[found[topic_id]].add(message_id)
    return sum(_join(queries.incident(incident_id=one), ids, SYSTEM, at) for one, ids in wanted.items())


def join_earlier(one: Incident, *, at: datetime) -> int:
    """Everything that its topics said from its beginning on. → how many joined. May be repeated."""
    return _join(one, None, SYSTEM, at)


def join_what_belongs(*, topic_ids: Sequence[UUID], at: datetime) -> int:
    """What was put to these topics only now, or later than it came, joins the incidents that go on with them. → how many did. May be repeated; one query
    where no incident goes on with any of them, else four for each that does."""
    found = sorted(set(queries.open_for_topics(topic_ids=topic_ids).values()))
    return sum(_join(queries.incident(incident_id=one), None, SYSTEM, at) for one in found)


def let_go_what_split_off(*, split: Sequence[Burst], at: datetime) -> None:
    """What turned out to be a cause of its own leaves the incidents into which it was drawn; what a member brought in stays. May be repeated; three queries
    for each of these bursts where nothing is left to do."""
    for burst in split:
        voices = bursts.said_in(topic_ids=[burst.topic_id], since=burst.began_at, until=at + _MOMENT)
        ids = [voice.message_id for voice in voices]
        for incident_id in leaving.hold(topic_id=burst.topic_id, message_ids=ids):
            tell(leaving.let_go(incident_id=incident_id, message_ids=ids, by=SYSTEM, at=at))


def tell(case_ids: Iterable[UUID]) -> None:
    """The rows and pages of these cases say anew of which incident they are part, and the pages of incidents look again."""
    ids = sorted(set(case_ids))
    views.refresh_cases(case_ids=ids)
    open_pages.of_cases(ids)
    live.announce(TOPIC, "inbox")


def _join(one: Incident, message_ids: set[UUID] | None, by: Actor, at: datetime) -> int:
    voices = bursts.said_in(topic_ids=one.topic_ids, since=one.began_at, until=at + _MOMENT)
    meant = [voice for voice in voices if message_ids is None or voice.message_id in message_ids]
    known = queries.judged_among(incident_id=one.id, message_ids=[voice.message_id for voice in meant]) if meant else set()
    meant = [voice for voice in meant if voice.message_id not in known]
    if not meant:
        return 0
    members = _members(meant)
    joined = set(actions.join(incident_id=one.id, members=members, by=by, at=at))
    tell(member.case_id for member in members if member.message_id in joined and member.case_id)
    return len(joined)


def _members(voices: Sequence[Voice]) -> list[MemberIn]:
    held = cases.cases_of_messages(message_ids=[voice.message_id for voice in voices])
    return [
        MemberIn(
            message_id=voice.message_id,
            case_id=held.get(voice.message_id),
            identity_id=voice.identity_id,
            reason=Reason.PRODUCT if voice.likeness is None else Reason.ALIKE,
            likeness=None if voice.likeness is None else min(max(voice.likeness, 0.0), 1.0),
            said_at=voice.said_at,
        )
        for voice in voices
    ]
