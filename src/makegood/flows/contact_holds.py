"""What keeps greetings and offers back for now: something of theirs is open, it is about somebody's safety, one cause that reached many is not over.

Looks at how the case or the incident stands, whatever happened to it last, and sets or lets go what that means. May be repeated. Answers, and what
people are owed, are never held.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from makegood.cases import events as case_events
from makegood.cases import queries as cases
from makegood.cases.types import Case, Foreseen
from makegood.channels.actions import contacts
from makegood.channels.contacts import HoldCause
from makegood.incidents import events as incident_events
from makegood.incidents import queries as incidents
from makegood.incidents.types import State
from makegood.kernel.events import Event
from makegood.kernel.refusals import Refusal
from makegood.platform import work
from makegood.platform.work import Taken
from makegood.understanding.types import Happened, Urgency

OF_CASES, OF_INCIDENTS = "contact_holds", "contact_holds_of_incidents"
BATCH = 20  # each of up to fifty cases
WAITS_S = 2.0  # what people wait for goes first: a greeting is seldom due in the seconds after a complaint
_SAID = {
    HoldCause.COMPLAINT: "Something of theirs is open: first that, then greetings.",
    HoldCause.SAFETY: "Something of theirs that is about safety is open.",
}
CHANGES_OF_CASES: tuple[type[Event], ...] = (
    case_events.CaseOpened,
    case_events.CaseReopened,
    case_events.CaseReread,
    case_events.CaseResolved,
    case_events.CaseCameTrue,
    case_events.CaseAverted,
    case_events.CaseAvertedAfterWord,
    case_events.CaseFellAway,
    case_events.CaseGoesOn,
    case_events.CasePutAway,
    case_events.CaseBroughtBack,
)

CHANGES_OF_INCIDENTS: tuple[type[Event], ...] = (
    incident_events.IncidentConfirmed,
    incident_events.IncidentDismissed,
    incident_events.IncidentOver,
    incident_events.IncidentReopened,
    incident_events.CohortFrozen,
)


@contextmanager
def folded(*, at: datetime) -> Iterator[None]:
    """The cases that change inside are looked at together."""
    with work.gathered(OF_CASES) as changed:
        yield
    work.leave(OF_CASES, work.folded(sorted(changed), due_at=at))


def of_cases(items: Sequence[Taken], at: datetime) -> None:
    """These cases changed: while one is open, nothing unasked goes to its person."""
    case_ids = sorted({UUID(key) for key in work.keys_of(OF_CASES, items, at=at)})
    away = {one.case_id for one in cases.away(case_ids=case_ids, limit=len(case_ids))}
    open_for_us = {one.id: one for one in cases.cases(case_ids=case_ids) if one.id not in away and one.resolved_at is None}
    complaints: dict[UUID, Case] = {
        id_: one for id_, one in open_for_us.items() if one.harm and one.foreseen != Foreseen.EXPECTED
    }
    causes = {case_id: _cause(one.harm, one.urgency) for case_id, one in complaints.items()}
    for each in _SAID:
        contacts.let_go(cause=each, subjects=[str(case_id) for case_id in case_ids if causes.get(case_id) is not each])
    contacts.hold_all(
        holds=[contacts.Hold(complaints[one].identity_id, _SAID[why], why, str(one)) for one, why in causes.items()]
    )


def of_incidents(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001 - every consumer is handed the instant
    """These incidents changed: while one is open, nothing unasked goes to those whom it affected, as they were settled last."""
    for incident_id in sorted({UUID(item.key) for item in items}):
        try:
            one = incidents.incident(incident_id=incident_id)
        except Refusal:
            continue
        contacts.let_go(cause=HoldCause.INCIDENT, subjects=[str(incident_id)])
        frozen = incidents.cohorts(incident_id=incident_id) if one.state is State.OPEN else ()
        if frozen:
            _hold_all(frozen[0].id, str(incident_id), f"Incident {one.number} reached them and is not over.")


def _hold_all(cohort_id: UUID, subject: str, because: str) -> None:
    after: UUID | None = None
    while page := incidents.cohort(cohort_id=cohort_id, after=after):
        ids = [one.identity_id for one in page]
        contacts.hold(identity_ids=ids, because=because, cause=HoldCause.INCIDENT, subject=subject)
        after = page[-1].person_id


def _cause(harm: str, urgency: str) -> HoldCause:
    return HoldCause.SAFETY if harm == Happened.SAFETY or urgency == Urgency.SAFETY else HoldCause.COMPLAINT
