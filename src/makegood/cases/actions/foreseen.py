"""Opens a case before anybody complains: somebody's promise is at risk or broken, and nobody has written yet.

Works inside an open brand transaction. May be repeated: the same person and order have one case.
"""

from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.cases import models, rules
from makegood.cases.actions import arriving, rows, segments
from makegood.cases.events import CaseOpened, CaseReopened
from makegood.cases.types import CaseId, CaseState, Turn
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.platform import journal, tenancy, turns

HARM = "late"


def open_or_join(
    *, identity_id: UUID, person_identity_ids: tuple[UUID, ...], order_number: str, title: str, at: datetime
) -> tuple[CaseId, bool]:
    """The person's case about this order: the one that is open, or a new one. → the case, and whether it is new. A case that waits for them
    becomes our turn, because it is we who owe them a word."""
    turns.take(f"cases of {tenancy.current_brand().hex}", {f"p{min(identity_id, *person_identity_ids).hex}"})
    whose = [identity_id, *person_identity_ids]
    live = models.Case.objects.select_for_update(no_key=True).filter(identity_id__in=whose, last_at__gte=at - rules.SAME_MATTER)
    same = [one for one in live.exclude(state=CaseState.RESOLVED).order_by("-last_at", "-id") if one.order_number == order_number]
    if not same:
        return _open(identity_id, order_number, title, at), True
    case = same[0]
    if case.state == CaseState.WAITING and case.turn == Turn.THEIRS:
        _our_turn(case, at)
    return CaseId(case.id), False


def _open(identity_id: UUID, order_number: str, title: str, at: datetime) -> CaseId:
    (number,) = arriving.take_numbers(1)
    case = models.Case.objects.create(
        id=new_id(),
        number=number,
        title=title[: rows.TITLE_LENGTH],
        state=CaseState.OPEN,
        turn=Turn.OURS,
        identity_id=identity_id,
        harm=HARM,
        urgency="normal",
        feeling="unsure",
        order_number=order_number,
        opened_at=at,
        last_at=at,
    )
    segments.start([(CaseId(case.id), at)], brands.current(), fresh=frozenset({CaseId(case.id)}))
    journal.record(CaseOpened(identity_id=identity_id, case_id=case.id, number=number, harm=HARM), by=SYSTEM, at=at)
    return CaseId(case.id)


def _our_turn(case: models.Case, at: datetime) -> None:
    segment = segments.running(case)
    segments.go_on(segment, at)
    segment.save()
    case.state, case.turn = CaseState.OPEN, Turn.OURS
    case.save(update_fields=["state", "turn"])
    journal.record(CaseReopened(identity_id=case.identity_id, case_id=case.id, number=case.number), by=SYSTEM, at=at)
