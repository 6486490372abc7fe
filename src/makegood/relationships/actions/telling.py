"""What people tell so that we may think of them: their birthday, feasts, what the odometer shows. Theirs to give and to take back.

Works inside an open brand transaction; their occasions follow in it.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId
from makegood.platform import journal
from makegood.relationships import events, held, queries
from makegood.relationships.actions import planning
from makegood.relationships.rules import days, feasts, kilometres

OWN = "own"


def tell_birthday(*, identity_id: UUID, month: int, day: int, by: Actor, at: datetime) -> None:
    """Keeps the month and the day, never a year. Said again, the latest word counts; the same again changes nothing. Refuses ("no_such_day")."""
    days.check_birthday(month, day)
    if queries.told_of(identity_ids=[identity_id]).birthday == (month, day):
        return
    _note(identity_id, held.BIRTHDAY[0], OWN, at, {"month": month, "day": day})
    journal.record(events.BirthdayTold(identity_id=identity_id), by=by, at=at)
    planning.replan(identity_ids=[identity_id], at=at)


def forget_birthday(*, identity_id: UUID, by: Actor, at: datetime) -> None:
    """It is not kept any more, and nothing is planned for it. May be repeated."""
    if queries.told_of(identity_ids=[identity_id]).birthday is None:
        return
    _note(identity_id, held.BIRTHDAY[0], OWN, at, {"month": None, "day": None})
    journal.record(events.BirthdayTakenBack(identity_id=identity_id), by=by, at=at)
    planning.replan(identity_ids=[identity_id], at=at)


def choose_feasts(*, identity_id: UUID, names: Collection[str], by: Actor, at: datetime) -> None:
    """At these feasts they wish to be greeted, and at no other. The same again changes nothing. Refuses ("no_such_feast")."""
    unknown = set(names) - feasts.BY_NAME.keys()
    if unknown:
        raise Refusal("no_such_feast", "feasts: choose from the list.", {"feasts": "not in the list"})
    before = set(queries.told_of(identity_ids=[identity_id]).feasts)
    changed = before.symmetric_difference(names)
    if not changed:
        return
    for name in sorted(changed):
        _note(identity_id, held.FEAST[0], name, at, {"feast": name, "greet": name in names})
    journal.record(events.FeastsChosen(identity_id=identity_id), by=by, at=at)
    planning.replan(identity_ids=[identity_id], at=at)


def tell_reading(*, identity_id: UUID, km: int, key: str, by: Actor, at: datetime) -> None:
    """What the odometer shows now. `key` names the telling: twice, it is one. Refuses ("bad_reading")."""
    kilometres.check_reading(km)
    known = any(one.km == km for one in queries.readings_of(identity_ids=[identity_id])[-1:])
    if known:
        return
    noting.note_fact(facts=[Fact(IdentityId(identity_id), held.READING[0], key[:200], at, {"km": km})])
    journal.record(events.OdometerRead(identity_id=identity_id), by=by, at=at)
    planning.replan(identity_ids=[identity_id], at=at)


def _note(identity_id: UUID, kind: str, subject: str, at: datetime, value: dict[str, object]) -> None:
    noting.note_span(facts=[Fact(IdentityId(identity_id), kind, subject, at, value)])
