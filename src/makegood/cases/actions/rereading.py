"""Lets a case say of itself what is read in it now, after something was read anew. Never moves its clock or its turn.

Works inside an open brand transaction, on the case's locked row. May be repeated.
"""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

from makegood.cases.actions import rows
from makegood.cases.events import CaseOrderKnown, CaseReread
from makegood.cases.types import Says
from makegood.kernel.actors import Actor
from makegood.platform import journal


def say_anew(*, case_id: UUID, was: Says, now: Says, by: Actor, at: datetime) -> None:
    """The case says `now` wherever it said what `was` read before; what a member wrote there by hand stays. Refuses `no_such_case`."""
    case = rows.locked(case_id)
    changed = [
        one.name
        for one in fields(Says)
        if getattr(was, one.name) != getattr(now, one.name) and getattr(case, one.name) == _fitted(one.name, was)
    ]
    if not changed:
        return
    for name in changed:
        setattr(case, name, _fitted(name, now))
    case.save(update_fields=changed)
    told = CaseReread(identity_id=case.identity_id, case_id=case.id, what=", ".join(changed))
    journal.record(told, by=by, at=at)


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


def _fitted(name: str, says: Says) -> str:
    value: str = getattr(says, name)
    return value[: rows.TITLE_LENGTH] if name == "title" else value
