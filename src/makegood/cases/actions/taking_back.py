"""Takes an answer back that was counted and never left: the case stands as if it had not been given. Works on the case's locked row."""

from datetime import datetime
from uuid import UUID

from makegood.cases import models
from makegood.cases.actions import rows
from makegood.cases.events import ReplyTakenBack
from makegood.cases.types import CaseState, Turn
from makegood.kernel.actors import Actor
from makegood.platform import journal


def take_reply_back(*, case_id: UUID, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """It is our turn again, and our promises run as before: the first reply is not given by this one, and a case that was put right in the
    same breath is open. May be repeated; an answer that was not counted here changes nothing."""
    case = rows.locked(case_id)
    reply = models.CaseReply.objects.filter(outgoing_id=outgoing_id, case_id=case_id).first()
    if reply is None:
        return
    reply.delete()
    if not reply.automatic:
        _as_before(case, reply.at)
    journal.record(
        ReplyTakenBack(identity_id=case.identity_id, case_id=case.id, number=case.number, outgoing_id=outgoing_id), by=by, at=at
    )


def _as_before(case: models.Case, given_at: datetime) -> None:
    segment = models.Segment.objects.filter(case_id=case.id).order_by("-ordinal").first()
    if segment is None or (segment.resolved_at is not None and segment.resolved_at != given_at):
        return  # it was put right by something else since
    segment.resolved_at, segment.how = None, ""
    if segment.waiting_since == given_at:
        segment.waiting_since = None
    if segment.first_replied_at == given_at:
        others = models.CaseReply.objects.filter(case_id=case.id, automatic=False, at__gte=segment.opened_at)
        segment.first_replied_at = others.order_by("at").values_list("at", flat=True).first()
    segment.save()
    case.state, case.turn, case.resolved_at = CaseState.OPEN, Turn.OURS, None
    case.save(update_fields=["state", "turn", "resolved_at"])
