"""Lets a case say of itself what is read in it now, after something was read anew. Never moves its clock or its turn.

Works inside an open brand transaction, on the cases' locked rows. May be repeated.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from uuid import UUID

from makegood.cases import models
from makegood.cases.actions import rows
from makegood.cases.events import CaseOrderKnown, CaseReread
from makegood.cases.types import CaseId, Says
from makegood.kernel.actors import Actor
from makegood.platform import journal


def say_anew(*, says: Mapping[CaseId, tuple[Says, Says]], by: Actor, at: datetime) -> None:
    """Each of these cases says the second wherever it said what the first, read before, had it say; what a member wrote there by hand stays. A case
    that is not there is left out. Three statements, whatever the number."""
    wanted = [case_id for case_id, (was, now) in says.items() if was != now]
    if not wanted:
        return
    held = models.Case.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")
    changed = {case: _changed(case, *says[CaseId(case.id)]) for case in held}
    changed = {case: what for case, what in changed.items() if what}
    for case, what in changed.items():
        for name in what:
            setattr(case, name, _fitted(name, says[CaseId(case.id)][1]))
    models.Case.objects.bulk_update(changed, [one.name for one in fields(Says)])
    told = (CaseReread(identity_id=case.identity_id, case_id=case.id, what=", ".join(what)) for case, what in changed.items())
    journal.record(*told, by=by, at=at)


def note_order(*, case_id: UUID, order_number: str, was_title: str, title: str, by: Actor, at: datetime) -> bool:
    """The case names its order, which nobody knew when it was opened, and is called by `title` where it still was called `was_title`. False, and
    nothing changed, where it names one already. Refuses `no_such_case`."""
    case = rows.locked(case_id)
    if case.order_number:
        return False
    case.order_number = order_number
    if case.title == was_title[: rows.TITLE_LENGTH]:
        case.title = title[: rows.TITLE_LENGTH]
    case.save(update_fields=["order_number", "title"])
    journal.record(CaseOrderKnown(identity_id=case.identity_id, case_id=case.id, order=order_number), by=by, at=at)
    return True


def _changed(case: models.Case, was: Says, now: Says) -> list[str]:
    names = [one.name for one in fields(Says) if getattr(was, one.name) != getattr(now, one.name)]
    return [name for name in names if getattr(case, name) == _fitted(name, was)]


def _fitted(name: str, says: Says) -> str:
    value: str = getattr(says, name)
    return value[: rows.TITLE_LENGTH] if name == "title" else value
