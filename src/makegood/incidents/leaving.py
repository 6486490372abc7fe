"""Messages that leave an incident by themselves, because what they are about turned out to be a cause of its own. Works inside an open brand transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from makegood.incidents import events, held, models
from makegood.incidents.types import IncidentId, Reason, State
from makegood.kernel.actors import Actor
from makegood.platform import journal

BECAUSE = "It began later and says something else: it was noticed as a cause of its own."


def hold(*, topic_id: UUID, message_ids: Sequence[UUID]) -> tuple[IncidentId, ...]:
    """The incidents that go on, have nothing to do with this topic, and hold some of these messages because they said alike words. Two queries."""
    ids = set(_joined_by_themselves(message_ids).values_list("incident_id", flat=True))
    rows = models.Incident.objects.filter(id__in=ids, state=State.OPEN).exclude(topic_ids__contains=[topic_id])
    return tuple(IncidentId(one) for one in rows.order_by("number").values_list("id", flat=True))


def let_go(*, incident_id: UUID, message_ids: Sequence[UUID], by: Actor, at: datetime) -> tuple[UUID, ...]:
    """Those of these that joined by themselves belong no more, and no machine joins them again; what a member brought in stays. → the cases of which that
    is so. May be repeated: what left is not let go again."""
    row = held.locked(incident_id)
    found = list(_joined_by_themselves(message_ids).filter(incident_id=row.id).order_by("said_at", "message_id"))
    models.Member.objects.filter(id__in=[one.id for one in found]).update(out_at=at, out_because=BECAUSE)
    told = [
        events.MemberTakenOut(**held.about(row), message_id=one.message_id, identity_id=one.identity_id, case_id=one.case_id)
        for one in found
    ]
    journal.record(*told, by=by, at=at)
    return tuple(dict.fromkeys(one.case_id for one in found if one.case_id))


def _joined_by_themselves(message_ids: Sequence[UUID]) -> QuerySet[models.Member]:
    return models.Member.objects.filter(
        message_id__in=list(message_ids), out_at=None, reason__in=(Reason.ALIKE, Reason.PRODUCT), by_member_id=None
    )
