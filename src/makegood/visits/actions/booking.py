"""Books visits, moves, cancels and ends them. Works inside an open brand transaction; never sends anything.

Two visits never hold one resource at one time: whoever comes second is refused. The database holds it, whatever is written.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy, turns
from makegood.visits import events, models, queries
from makegood.visits.rules import slots as rules
from makegood.visits.types import Resource, ResourceIn, ResourceKind, Spared, Visit, VisitIn, VisitState

GRACE = timedelta(hours=1)  # after its end: to write down that it took place
MOST_KM = 2_000_000
LONGEST_WORDS, MOST_MINUTES_SPARED = 300, 60 * 24 * 30


def set_resource(*, told: ResourceIn, resource_id: UUID | None = None, by: Actor, at: datetime) -> Resource:
    """Somebody or something that can be booked, or (with `resource_id`) when they can be from now on; what is booked stays. Refuses
    ("resource_malformed", "no_resource")."""
    rules.check_resource(told)
    values = {
        "kind": told.kind.value,
        "name": told.name.strip(),
        "member_id": told.member_id if told.kind is ResourceKind.PERSON else None,
        "openings": [[one.weekday, f"{one.opens:%H:%M}", f"{one.closes:%H:%M}"] for one in told.openings],
        "minutes": told.minutes,
        "between": told.between,
        "place": told.place.strip(),
    }
    if resource_id is None:
        row = models.Resource.objects.create(**values)
    else:
        if not models.Resource.objects.filter(id=resource_id).update(**values, active=True):
            raise Refusal("no_resource", "There is nobody and nothing of this kind to book here.", {"resource_id": "unknown"})
        row = models.Resource.objects.get(id=resource_id)
    journal.record(events.ResourceSet(name=row.name, resource_id=row.id), by=by, at=at)
    return queries.as_resource(row)


def retire_resource(*, resource_id: UUID, by: Actor, at: datetime) -> None:
    """It cannot be booked any more; what is booked stays. A repeat changes nothing."""
    name = queries.resource(resource_id=resource_id).told.name
    if models.Resource.objects.filter(id=resource_id, active=True).update(active=False):
        journal.record(events.ResourceRetired(name=name, resource_id=resource_id), by=by, at=at)


def book(*, visit: VisitIn, by: Actor, at: datetime) -> Visit:
    """Books a visit; with a key that was used, it is the visit of then. Refuses ("slot_taken", "bad_time", "visit_malformed", "no_resource")."""
    resource = queries.resource(resource_id=visit.resource_id)
    rules.check_visit(visit, resource)
    _take_turn(visit.resource_id)
    there = models.Visit.objects.filter(key=visit.key).first()
    if there is not None:
        return queries.as_visit(there)
    if not resource.active:
        raise Refusal("no_resource", "This can no longer be booked.", {"resource_id": "retired"})
    until_at = visit.from_at + timedelta(minutes=visit.minutes or resource.told.minutes)
    rules.check_time(visit.from_at, until_at, at=at)
    with _one_in_a_slot():
        row = models.Visit.objects.create(
            key=visit.key,
            identity_id=visit.identity_id,
            resource_id=visit.resource_id,
            kind=visit.kind.value,
            from_at=visit.from_at,
            until_at=until_at,
            about=visit.about.strip(),
            where=visit.where.value,
            address=visit.address.strip() or resource.told.place,
            wanted=visit.wanted.strip()[:300],
            booked_at=at,
            case_id=visit.case_id,
        )
    journal.record(events.VisitBooked(**_about(row), **_when(row)), by=by, at=at)
    return queries.as_visit(row)


def move(*, visit_id: UUID, from_at: datetime, resource_id: UUID | None = None, by: Actor, at: datetime) -> Visit:
    """Another time, or another resource, for a visit that is to come; it lasts as long as it did. To where it is already, nothing changes. Refuses
    ("slot_taken", "bad_time", "visit_over", "no_visit")."""
    _take_turn(*{queries.visit(visit_id=visit_id).resource_id, resource_id or queries.visit(visit_id=visit_id).resource_id})
    row = _to_come(visit_id)
    until_at = from_at + (row.until_at - row.from_at)
    if (row.from_at, row.resource_id) == (from_at, resource_id or row.resource_id):
        return queries.as_visit(row)
    rules.check_time(from_at, until_at, at=at)
    if resource_id is not None and resource_id != row.resource_id:
        row.resource_id = queries.resource(resource_id=resource_id).id
    row.from_at, row.until_at, row.sequence, row.reminded_at = from_at, until_at, row.sequence + 1, None
    with _one_in_a_slot():
        row.save()
    journal.record(events.VisitMoved(**_about(row), **_when(row)), by=by, at=at)
    return queries.as_visit(row)


def cancel(*, visit_id: UUID, because: str = "", by: Actor, at: datetime) -> Visit:
    """It does not take place, and its time is free again. A repeat changes nothing. Refuses ("visit_over", "no_visit")."""
    row = _locked(visit_id)
    if row.state == VisitState.CANCELLED:
        return queries.as_visit(row)
    row = _to_come(visit_id)
    row.state, row.ended_at, row.sequence, row.because = VisitState.CANCELLED, at, row.sequence + 1, because.strip()[:200]
    row.save()
    journal.record(events.VisitCancelled(**_about(row)), by=by, at=at)
    return queries.as_visit(row)


def done(
    *, visit_id: UUID, at_instant: datetime, spared: Spared | None = None, km: int | None = None, by: Actor, at: datetime
) -> Visit:
    """It took place at `at_instant`, with what it spared them and the odometer's reading where there is one. One that was taken for missed is put
    right by it. A repeat changes nothing. Refuses ("visit_over", "visit_malformed", "no_visit")."""
    _check_end(spared, km, at_instant, at)
    row = _locked(visit_id)
    if row.state == VisitState.DONE:
        return queries.as_visit(row)
    if row.state == VisitState.CANCELLED:
        raise Refusal("visit_over", "This visit was cancelled.", {"visit_id": "cancelled"})
    row.state, row.ended_at, row.km = VisitState.DONE, at_instant, km
    if spared is not None:
        row.spared_words, row.spared_minutes = spared.words.strip(), spared.minutes
        row.spared_minor = spared.money.minor if spared.money else None
        row.spared_currency = spared.money.currency if spared.money else ""
    with _one_in_a_slot():
        row.save()
    journal.record(events.VisitDone(**_about(row), at_instant=at_instant.isoformat()), by=by, at=at)
    return queries.as_visit(row)


def miss(*, visit_id: UUID, by: Actor, at: datetime) -> Visit:
    """It did not take place. A repeat changes nothing. Refuses ("visit_over", "no_visit"), and one that has not begun ("not_yet")."""
    row = _locked(visit_id)
    if row.state == VisitState.MISSED:
        return queries.as_visit(row)
    if row.state != VisitState.BOOKED:
        raise Refusal("visit_over", "This visit took place or was cancelled.", {"visit_id": "over"})
    if at < row.from_at:
        raise Refusal("not_yet", "This visit has not begun. Cancel it, if it does not take place.", {"visit_id": "to come"})
    row.state, row.ended_at = VisitState.MISSED, at
    row.save()
    journal.record(events.VisitMissed(**_about(row), when=row.from_at.isoformat()), by=by, at=at)
    return queries.as_visit(row)


def note_reminded(*, visit_id: UUID, at: datetime) -> None:
    """They were reminded of it. The first time counts."""
    models.Visit.objects.filter(id=visit_id, reminded_at=None).update(reminded_at=at)


def blur(*, identity_ids: Sequence[UUID]) -> None:
    """Forgets the words of these people's visits: what about, where, what they said. Times stay. May be repeated."""
    gone = {"about": "forgotten", "address": "", "wanted": "", "because": "", "spared_words": ""}
    models.Visit.objects.filter(identity_id__in=list(identity_ids)).update(**gone)


def put_to_case(*, visit_id: UUID, case_id: UUID) -> None:
    """The case in which somebody takes care of it."""
    models.Visit.objects.filter(id=visit_id, case_id=None).update(case_id=case_id)


# ---------------------------------------------------------------------------------------------------------------------


def _take_turn(*resource_ids: UUID) -> None:
    turns.take(f"visits of {tenancy.current_brand().hex}", {one.hex for one in resource_ids})


@contextmanager
def _one_in_a_slot() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        if "visit_one_in_a_slot" not in str(clash):
            raise
        raise Refusal("slot_taken", "from_at: this time was just taken. Choose another one.", {"from_at": "is taken"}) from clash


def _locked(visit_id: UUID) -> models.Visit:
    row = models.Visit.objects.select_for_update().filter(id=visit_id).first()
    if row is None:
        raise Refusal("no_visit", "There is no such visit here.", {"visit_id": "unknown"})
    return row


def _to_come(visit_id: UUID) -> models.Visit:
    row = _locked(visit_id)
    if row.state != VisitState.BOOKED:
        raise Refusal("visit_over", "This visit is over, or was cancelled. Book a new one.", {"visit_id": "over"})
    return row


def _check_end(spared: Spared | None, km: int | None, at_instant: datetime, at: datetime) -> None:
    wrong = {}
    if at_instant > at + timedelta(minutes=5):
        wrong["at"] = "this is still to come"
    if km is not None and not 0 <= km <= MOST_KM:
        wrong["km"] = f"give whole kilometres up to {MOST_KM:,}"
    if spared is not None and not 0 < len(spared.words.strip()) <= LONGEST_WORDS:
        wrong["spared"] = f"say it in a few words, at most {LONGEST_WORDS} letters"
    if spared is not None and not 0 <= spared.minutes <= MOST_MINUTES_SPARED:
        wrong["spared_minutes"] = "give minutes up to a month"
    if spared is not None and spared.money is not None and spared.money.minor < 0:
        wrong["spared_money"] = "give an amount that is not negative"
    if wrong:
        raise Refusal("visit_malformed", " ".join(f"{field}: {why}." for field, why in wrong.items()), wrong)


def _about(row: models.Visit) -> dict[str, Any]:
    return {"visit_id": row.id, "identity_id": row.identity_id, "case_id": row.case_id}


def _when(row: models.Visit) -> dict[str, Any]:
    return {"when": row.from_at.isoformat(), "from_at": row.from_at.isoformat()}
