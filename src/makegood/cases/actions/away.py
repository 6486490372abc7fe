"""Puts cases out of sight, as spam or into the trash, and brings them back. Nothing of a case changes by it but that no list shows it.

Works inside an open brand transaction, on the case's locked row. May be repeated.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.cases import models
from makegood.cases.actions import rows
from makegood.cases.events import CaseBroughtBack, CaseEmptied, CasePutAway
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal

EMPTY_TITLE = "Thrown away"


def put_away(*, case_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """Out of sight, as "spam" or "trash". One that is away already stays as it is."""
    case = rows.locked(case_id)
    _, is_new = models.CaseAway.objects.get_or_create(case_id=case.id, defaults={"why": why, "by_member_id": by.id, "at": at})
    if is_new:
        journal.record(CasePutAway(identity_id=case.identity_id, case_id=case.id, number=case.number, why=why), by=by, at=at)


def bring_back(*, case_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Where they were. Refuses (`emptied`) one whose words are gone; those that are not away change nothing."""
    for row in models.CaseAway.objects.filter(case_id__in=list(case_ids)).order_by("case_id"):
        case = rows.locked(row.case_id)
        if row.emptied_at:
            raise Refusal("emptied", "The trash was emptied: the words of this case are gone.", {"number": "gone"})
        models.CaseAway.objects.filter(id=row.id).delete()
        journal.record(CaseBroughtBack(identity_id=case.identity_id, case_id=case.id, number=case.number), by=by, at=at)


def empty(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Throws the words of a case away that is away: its title, its notes, how it was put right. Ids, journal and ledger stay."""
    case = rows.locked(case_id)
    if not models.CaseAway.objects.filter(case_id=case.id, emptied_at=None).update(emptied_at=at):
        return
    models.Note.objects.filter(case_id=case.id).update(text="")
    models.Segment.objects.filter(case_id=case.id).update(how="")
    case.title = EMPTY_TITLE
    case.save(update_fields=["title"])
    journal.record(CaseEmptied(identity_id=case.identity_id, case_id=case.id, number=case.number), by=by, at=at)
