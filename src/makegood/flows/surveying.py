"""Asks people by surveys: after what happened to them, or once; reminds them once; ends what nobody answered. What they answer is in `survey_answers`.

Who is asked is the surveys' own rules, the words go through the one gate: nothing goes to somebody who complained and waits, to a guest, or to who was
asked enough; why somebody was not asked is kept. Every step may run twice: an asking is one row for ever, and each letter has its key.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.cases import events as case_events
from makegood.flows import survey_letters, survey_seen
from makegood.kernel.events import Event
from makegood.orders import events as order_events
from makegood.people import queries as people
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.segments import queries as segments
from makegood.surveys import queries
from makegood.surveys.actions import inviting
from makegood.surveys.rules import asking
from makegood.surveys.types import After, Invitation, InvitationIn, InvitationState, Survey, Verdict
from makegood.touchpoints import queries as touchpoints
from makegood.visits import events as visit_events
from makegood.visits import queries as visits
from makegood.visits.types import VisitKind

HAPPENED, ONCE, ASK, REMIND, OVER = "survey_happened", "survey_once", "survey_ask", "survey_remind", "survey_over"
BATCH, AT_ONCE = 100, 1_000
MOST_SECONDS = 900.0  # of inviting everybody of a large segment
_AFTER = {
    order_events.ParcelDelivered.kind(): After.DELIVERY,
    case_events.CaseResolved.kind(): After.CASE,
    visit_events.VisitDone.kind(): After.VISIT,
}
_PLACES = {After.DELIVERY: "delivery", After.VISIT: "visit"}


def happened(items: Sequence[Taken], at: datetime) -> None:
    """Something happened to these people after which surveys ask: those on whom the lot falls are asked when their hour comes."""
    by_kind: dict[After, list[Taken]] = {}
    for item in items:
        by_kind.setdefault(_AFTER[item.key.partition(":")[0]], []).append(item)
    for what, these in by_kind.items():
        asked_after = queries.after(what=what)
        if asked_after:
            _invite(asked_after, [found for item in these if (found := _candidate(what, item))], at)


def once(items: Sequence[Taken], at: datetime) -> None:
    """These surveys ask everybody of a segment, once: whoever fits now is asked, an hour or more later. May be repeated."""
    for survey in queries.after(what=After.ONCE):
        if str(survey.id) in {item.key for item in items} and survey.told.segment_id is not None:
            after: UUID | None = None
            while found := segments.members(segment_id=survey.told.segment_id, after=after, limit=AT_ONCE):
                those = [_About(one.identity_id, f"once {one.person_id}") for one in found]
                _invite([survey], those, at)
                after = found[-1].person_id


def ask(items: Sequence[Taken], at: datetime) -> None:
    """The hour of these has come: each is asked, or not, and why. May be repeated."""
    waiting = inviting.lock(invitation_ids=[UUID(item.key) for item in items], states=[InvitationState.WAITING])
    if not waiting:
        return
    seen = survey_seen.of(waiting, at=at)
    verdicts = [(one, seen.verdict(one, at=at)) for one in waiting]
    not_asked = [_not_asked(one, verdict) for one, verdict in verdicts if not verdict.ask]
    asked, refused = survey_letters.send([one for one, verdict in verdicts if verdict.ask], seen, at=at)
    inviting.note_not_asked(not_asked=[*not_asked, *refused], surveys=seen.surveys, at=at)
    inviting.note_asked(asked=asked, surveys=seen.surveys, at=at)
    for one in asked:
        told = seen.surveys[one.invitation.survey_id].told
        key = str(one.invitation.id)
        if told.remind_days:
            work.leave(REMIND, [Item(key=key, due_at=at + timedelta(days=told.remind_days))])
        work.leave(OVER, [Item(key=key, due_at=at + timedelta(days=told.open_days))])


def remind(items: Sequence[Taken], at: datetime) -> None:
    """These were asked some days ago: who has not answered is reminded, once, where the gate lets it through."""
    silent = inviting.lock(invitation_ids=[UUID(item.key) for item in items], states=[InvitationState.ASKED])
    fresh = [one for one in silent if one.reminded_at is None and asking.may_answer(one, at=at)]
    if fresh:
        seen = survey_seen.of(fresh, at=at)
        reminded = survey_letters.send_again([one for one in fresh if seen.may_remind(one)], seen, at=at)
        inviting.note_reminded(reminded=reminded, surveys=seen.surveys, at=at)


def over(items: Sequence[Taken], at: datetime) -> None:
    """The time of these is over: not answered; or never asked, where their letter never left."""
    found = inviting.lock(invitation_ids=[UUID(item.key) for item in items], states=[InvitationState.ASKED])
    ended = [one for one in found if one.closes_at is not None and one.closes_at <= at]
    surveys = queries.by_id()
    never = survey_letters.never_left(ended)
    inviting.note_not_asked(not_asked=never, surveys=surveys, at=at)
    gone = {one.invitation.id for one in never}
    inviting.end_unanswered(over=[one for one in ended if one.id not in gone], surveys=surveys, at=at)


def invite_told(*, survey: Survey, identity_id: UUID, reference: str, touchpoint: str, at: datetime) -> Invitation | None:
    """Another system says that somebody is to be asked, about this of theirs: when the survey's hours are over. None where the lot did not fall on it.
    The same reference again is the same asking."""
    told = _About(identity_id, f"told {reference}", about=reference, touchpoint=touchpoint)
    _invite([survey], [told], at)
    return queries.by_key(survey_id=survey.id, key=told.key)


def key(event: Event) -> str:
    """Each happening by itself, under the name by which `happened` knows what it means."""
    return f"{event.kind()}:{event.work_key()}"


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _About:
    """Whom one would ask, and about what."""

    identity_id: UUID
    key: str
    about: str = ""
    case_id: UUID | None = None
    touchpoint: str = ""


def _candidate(what: After, item: Taken) -> _About | None:
    """What somebody would be asked about; None where nobody is to be asked about that."""
    told = item.payload
    whom = told.get("identity_id")
    if not whom or told.get("command_key"):  # a makegood's parcel: whether it was put right is asked by itself
        return None
    identity_id = UUID(str(whom))
    if what is After.DELIVERY:
        number = str(told["number"])
        return _About(identity_id, f"order {told['order_id']}", number, touchpoint=_PLACES[what])
    if what is After.CASE:
        return _About(identity_id, f"case {told['case_id']}", case_id=UUID(str(told["case_id"])))
    found = visits.by_ids(visit_ids=[UUID(str(told["visit_id"]))])
    if not found or found[0].kind is VisitKind.INTERVIEW:
        return None
    return _About(identity_id, f"visit {told['visit_id']}", touchpoint=_PLACES[what])


def _invite(surveys: Iterable[Survey], those: Sequence[_About], at: datetime) -> None:
    """Whom the surveys mean and the lot falls on."""
    asked_by = list(surveys)
    persons = people.person_ids_of(identity_ids=[one.identity_id for one in those])
    meant = segments.belongs(person_ids=sorted(set(persons.values()))) if any(one.told.segment_id for one in asked_by) else {}
    places = touchpoints.places_of(case_ids=[one.case_id for one in those if one.case_id])
    salts = queries.salts(survey_ids=[one.id for one in asked_by])
    fresh = []
    for survey in asked_by:
        for one in those:
            person = persons.get(one.identity_id)
            if person is None or not _is_meant(survey, meant.get(person, frozenset())):
                continue
            if asking.is_drawn(person, one.key, salt=salts[survey.id], share=survey.told.share):
                place = one.touchpoint or (places.get(one.case_id, "") if one.case_id else "")
                due_at = at + timedelta(hours=survey.told.wait_hours)
                fresh.append(
                    InvitationIn(
                        survey.id, one.identity_id, one.key, due_at, about=one.about, case_id=one.case_id, touchpoint=place
                    )
                )
    kept = inviting.invite(invitations=fresh)
    work.leave(ASK, [Item(key=str(one.id), due_at=one.due_at) for one in kept])


def _is_meant(survey: Survey, belongs: frozenset[UUID]) -> bool:
    return survey.told.segment_id is None or survey.told.segment_id in belongs


def _not_asked(one: Invitation, verdict: Verdict) -> inviting.NotAsked:
    return inviting.NotAsked(one, verdict.code, verdict.because)
