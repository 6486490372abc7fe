"""What the desk shows of incidents where several packages must be asked: looks only, each with a fixed number of queries. Never writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.bursts import queries as bursts
from makegood.bursts.rules import spans
from makegood.bursts.types import Voice, Volume
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.incidents import queries
from makegood.incidents.types import Affected, Cohort, Incident, Letter, Member, Members, Raised, Reason, Signal, State
from makegood.people import queries as people
from makegood.people.types import PersonId
from makegood.platform import journal
from makegood.views import reading
from makegood.views.rules import one_line
from makegood.views.types import TimelineEntry

JUDGED_OVER = timedelta(days=90)  # the page's own precision looks back so far
LINES = 50  # members on the page at once
BARS = 60  # of a chart, about
PAST = 50
LEAST_USUAL = 0.2  # people an hour where nobody told what is usual; chosen by hand
MARGIN = timedelta(hours=1)  # drawn before the beginning
_WORDS = 200
_MOMENT = timedelta(seconds=1)
_TOLD = 400  # lines of a report's timeline
_KINDS = tuple(
    f"incidents.{name}"
    for name in (
        "IncidentOpened", "IncidentConfirmed", "IncidentDismissed", "IncidentOver", "IncidentReopened", "SpanSet", "MembersJoined",
        "SignalAttached", "CohortFrozen", "AllAnswered", "LetterTakenBack",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListLine:
    """An incident in the list, with how much belongs to it, and for a candidate how many spoke when."""

    incident: Incident
    members: Members
    volume: tuple[Volume, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """Candidates first, then what goes on, then the past; and what became of what was raised within 90 days."""

    candidates: tuple[ListLine, ...]
    open: tuple[ListLine, ...]
    past: tuple[ListLine, ...]
    raised: Raised


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A message that belongs, or would: who said it, the case, how it begins, and why it belongs."""

    message_id: UUID
    said_at: datetime
    name: str
    person_id: PersonId | None
    case_number: int | None
    words: str
    reason: Reason
    likeness: float | None
    by_name: str = ""
    out_because: str = ""


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """All that the page of one incident shows of itself. `lines` begin at a place and go on at `next` ('' at the end); of a candidate they are what
    would belong. `suggested` is when it happened as far as those who spoke tell, None where they tell nothing."""

    incident: Incident
    members: Members
    lines: tuple[MemberLine, ...]
    next: str
    taken_out: tuple[MemberLine, ...]
    signals: tuple[Signal, ...]
    volume: tuple[Volume, ...]
    suggested: spans.Span | None
    cohorts: tuple[Cohort, ...]
    letters: tuple[Letter, ...]


def list_page(*, at: datetime) -> ListPage:
    """The list; two queries for each candidate's picture besides."""
    found = queries.incidents(limit=PAST)
    waiting = queries.incidents(state=State.CANDIDATE)
    counted = queries.how_many(incident_ids=[one.id for one in found])
    lines = [ListLine(one, counted.get(one.id, Members())) for one in found if one.state is not State.CANDIDATE]
    return ListPage(
        candidates=tuple(ListLine(one, Members(), _volume(one, at)) for one in waiting),
        open=tuple(line for line in lines if line.incident.state is State.OPEN),
        past=tuple(line for line in lines if line.incident.state is not State.OPEN),
        raised=queries.raised(since=at - JUDGED_OVER, at=at),
    )


def page(
    *, number: int, after: tuple[datetime, UUID] | None = None, away: OutOfSight = EVERYBODY_SEEN, at: datetime
) -> IncidentPage:
    """One incident; whoever is `away` for the one who looks is counted and neither named nor quoted. Refuses ("no_incident")."""
    one = queries.by_number(number=number)
    would = _voices(one, at) if one.state is State.CANDIDATE else []
    members = () if would else queries.members(incident_id=one.id, after=after, limit=LINES + 1)
    shown = members[:LINES]
    last = shown[-1] if len(members) > LINES else None
    return IncidentPage(
        incident=one,
        members=queries.how_many(incident_ids=[one.id]).get(one.id, Members()),
        lines=_lines([*(_would(voice) for voice in would[:LINES]), *shown], away),
        next=f"{last.said_at.isoformat()}~{last.message_id}" if last else "",
        taken_out=_lines(queries.members(incident_id=one.id, taken_out=True, limit=LINES), away),
        signals=queries.signals(incident_id=one.id),
        volume=_volume(one, at),
        suggested=_suggested(one, would),
        cohorts=queries.cohorts(incident_id=one.id),
        letters=queries.letters(incident_id=one.id),
    )


def named(found: Sequence[Affected], *, away: OutOfSight = EVERYBODY_SEEN) -> tuple[tuple[str, Affected], ...]:
    """These people with what they are called. One query."""
    found = away.without(found, lambda one: one.identity_id)
    who = people.persons_of(identity_ids=[one.identity_id for one in found])
    return tuple((who[one.identity_id].name if one.identity_id in who else "", one) for one in found)


def open_ones() -> tuple[Incident, ...]:
    """The confirmed incidents, those that go on first: what a case may be part of."""
    return (*queries.incidents(state=State.OPEN), *queries.incidents(state=State.OVER, limit=PAST))


def timeline(one: Incident) -> tuple[TimelineEntry, ...]:
    """What became of it, the earliest first, as the journal tells it: its first 400 facts."""
    told = journal.of_subject(name="incident_id", value=str(one.id), since=one.opened_at, kinds=_KINDS, limit=_TOLD)
    return reading.read_aloud(told)


# ---------------------------------------------------------------------------------------------------------------------


def _voices(one: Incident, at: datetime) -> list[Voice]:
    return bursts.said_in(topic_ids=one.topic_ids, since=one.began_at, until=at + _MOMENT) if one.topic_ids else []


def _would(voice: Voice) -> Member:
    """A voice of a candidate as the member that it would be."""
    reason = Reason.PRODUCT if voice.likeness is None else Reason.ALIKE
    return Member(voice.message_id, None, voice.identity_id, reason, voice.likeness, voice.said_at, voice.said_at)


def _volume(one: Incident, at: datetime) -> tuple[Volume, ...]:
    if not one.topic_ids:
        return ()
    until = min(one.ended_at + MARGIN, at) if one.ended_at else at
    since = one.began_at - MARGIN
    minutes = max(1, round((until - since).total_seconds() / 60 / BARS))
    return tuple(bursts.volume(topic_ids=one.topic_ids, since=since, until=until, minutes=minutes))


def _suggested(one: Incident, would: Sequence[Voice]) -> spans.Span | None:
    if would:
        first: dict[UUID, datetime] = {}
        for voice in sorted(would, key=lambda each: each.said_at):
            first.setdefault(voice.identity_id, voice.said_at)
        spoke: Sequence[datetime] = tuple(first.values())
    else:
        spoke = queries.firsts(incident_id=one.id)
    found = spans.spans(spoke, usual_an_hour=max(one.usual, LEAST_USUAL))
    return max(found, key=lambda span: span.people, default=None)


def _lines(found: Sequence[Member], away: OutOfSight) -> tuple[MemberLine, ...]:
    members = away.without(found, lambda one: one.identity_id)
    said: dict[UUID, Message] = {
        message.id: message for message in channels.messages(message_ids=[one.message_id for one in members])
    }
    who = people.persons_of(identity_ids=[one.identity_id for one in members])
    held = cases.cases_of_messages(message_ids=list(said))
    numbers = {head.id: head.number for head in cases.heads(case_ids=list({*held.values()}))}
    names = _names(members)
    return tuple(
        MemberLine(
            message_id=one.message_id,
            said_at=one.said_at,
            name=who[one.identity_id].name if one.identity_id in who else "",
            person_id=who[one.identity_id].id if one.identity_id in who else None,
            case_number=numbers.get(held[one.message_id]) if one.message_id in held else None,
            words=one_line(said[one.message_id].visible or said[one.message_id].text, _WORDS) if one.message_id in said else "",
            reason=one.reason,
            likeness=one.likeness,
            by_name=names.get(one.by_member_id, "") if one.by_member_id else "",
            out_because=one.out_because,
        )
        for one in members
    )


def _names(members: Sequence[Member]) -> dict[UUID, str]:
    if not any(one.by_member_id for one in members):
        return {}
    return {one.id: one.name for one in brands.members(former_too=True)}
