"""Writes down who is told what became of their words, once each. What is said, and by which way, is a flow's; the gate is channels'.

Works inside an open brand transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.platform import journal
from makegood.touchpoints import events, models
from makegood.touchpoints.actions import finding_out
from makegood.touchpoints.types import Telling, ToldState


def approve(*, tellings: Sequence[Telling]) -> list[UUID]:
    """A member said yes to these. → the ids of those that are new, in order: whoever stands there already is not told twice."""
    rows = [
        models.Telling(
            finding_id=one.finding_id,
            identity_id=one.identity_id,
            case_id=one.case_id,
            state=one.state,
            text=one.text,
            because=one.because[:300],
            by_member_id=one.by_member_id,
            at=one.at,
        )
        for one in tellings
    ]
    models.Telling.objects.bulk_create(rows, ignore_conflicts=True)
    kept = set(models.Telling.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    return [row.id for row in rows if row.id in kept]


def told(*, telling_id: UUID, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """It is on its way. A repeat changes nothing."""
    row = models.Telling.objects.select_for_update().get(id=telling_id)
    if row.state == ToldState.TOLD:
        return
    row.state, row.outgoing_id, row.text, row.because, row.at = ToldState.TOLD, outgoing_id, "", "", at
    row.save()
    finding = models.Finding.objects.get(id=row.finding_id)
    said = events.ToldOfChange(
        identity_id=row.identity_id,
        case_id=row.case_id,
        outgoing_id=outgoing_id,
        **finding_out.about(finding.id, finding.key),
    )
    journal.record(said, by=by, at=at)


def not_told(*, telling_id: UUID, because: str, at: datetime) -> None:
    """It cannot be said to them, for this reason. What was told stays told."""
    models.Telling.objects.filter(id=telling_id, state=ToldState.READY).update(
        state=ToldState.NOT_TOLD, because=because[:300], text="", at=at
    )
