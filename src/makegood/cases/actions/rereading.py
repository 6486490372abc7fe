"""Lets a case say of itself what is read in it now, after something was read anew. Never moves its clock or its turn.

Works inside an open brand transaction, on the case's locked row. May be repeated.
"""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

from makegood.cases.actions import rows
from makegood.cases.events import CaseReread
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


def _fitted(name: str, says: Says) -> str:
    value: str = getattr(says, name)
    return value[: rows.TITLE_LENGTH] if name == "title" else value
