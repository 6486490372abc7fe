"""Writes down at which touchpoint things happened. Works inside an open brand transaction."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy
from makegood.platform.arrays import arrays_of
from makegood.touchpoints import events, models, queries
from makegood.touchpoints.types import Contact, Presence

SAME_TIME = timedelta(days=1)  # so near are being there and speaking of it, to be one
_CONTACT = {
    "id": "uuid",
    "brand_id": "uuid",
    "case_id": "uuid",
    "key": "text",
    "first_key": "text",
    "code": "text",
    "told": "jsonb",
    "complaint": "bool",
    "harm": "text",
    "at": "timestamptz",
}
_ONCE = """ON CONFLICT (brand_id, case_id) DO UPDATE SET complaint = true, harm = EXCLUDED.harm
WHERE EXCLUDED.complaint AND NOT touchpoints_contact.complaint"""
_ANEW = """
UPDATE touchpoints_contact AS kept SET complaint = said.complaint, harm = said.harm,
    key = CASE WHEN by_member_id IS NULL THEN said.key ELSE kept.key END,
    first_key = CASE WHEN by_member_id IS NULL THEN said.key ELSE kept.first_key END,
    code = CASE WHEN by_member_id IS NULL THEN said.code ELSE kept.code END,
    told = CASE WHEN by_member_id IS NULL THEN said.told ELSE kept.told END
FROM unnest(%s::uuid[], %s::bool[], %s::text[], %s::text[], %s::text[], %s::jsonb[]) AS said (case_id, complaint, harm, key, code, told)
WHERE kept.case_id = said.case_id
"""


def record(*, contacts: Sequence[Contact]) -> None:
    """Keeps for each case where it happened, once: what was written down first stays, except that somebody complains there after all. One
    statement, whatever the number; may be repeated."""
    brand_id = tenancy.current_brand()
    bulk.insert("touchpoints_contact", _CONTACT, [_row(brand_id, one) for one in _once_each(contacts)], conflict=_ONCE)


def came_in(*, presence: Presence, case_id: UUID | None = None) -> None:
    """Keeps that somebody was there, once; `case_id` where they spoke of it in a case already. May be repeated."""
    values = {"key": presence.key, "identity_id": presence.identity_id, "at": presence.at, "case_id": case_id}
    models.Presence.objects.get_or_create(source=presence.source, defaults=values)


def spoke(*, case_id: UUID, key: str, identity_ids: Sequence[UUID], at: datetime) -> bool:
    """Whoever was at a place within a day of an instant speaks of it in a case: that counts from now on, not that they were there. → whether somebody
    was. May be repeated."""
    there = models.Presence.objects.filter(identity_id__in=list(identity_ids), key=key, case_id=None)
    return bool(there.filter(at__gt=at - SAME_TIME, at__lt=at + SAME_TIME).update(case_id=case_id))


def say_anew(*, contacts: Sequence[Contact]) -> None:
    """What was read of these cases, each named once, says otherwise now: their places follow where no member set them, and so do complaint and harm.
    Nothing where a case was put nowhere. One statement, none for nothing. May be repeated."""
    if contacts:
        rows = [
            (one.case_id, one.complaint, one.harm[:20], one.where.key, one.where.code, json.dumps(one.where.values))
            for one in contacts
        ]
        bulk.write(_ANEW, arrays_of(rows))


def forget(*, case_ids: Sequence[UUID]) -> None:
    """These cases count nowhere any more: they were put out of sight. May be repeated."""
    models.Contact.objects.filter(case_id__in=list(case_ids)).delete()
    models.Presence.objects.filter(case_id__in=list(case_ids)).update(case_id=None)


def set_right(*, case_id: UUID, key: str, by: Actor, at: datetime) -> None:
    """A member says where it was. What the rule had taken it for is kept beside it. The same again changes nothing. Refuses a place that is
    not there, and a case that nobody put anywhere yet."""
    if key not in queries.names():
        raise queries.no_such_touchpoint()
    row = models.Contact.objects.select_for_update().filter(case_id=case_id).first()
    if row is None:
        raise Refusal(
            "no_such_contact", "This case has not been put to a touchpoint yet. Try again in a moment.", {"case_id": "unknown"}
        )
    if row.key == key:
        return
    was, row.key, row.code, row.told = row.key, key, "member", {}
    row.by_member_id = by.id if by.kind is ActorKind.MEMBER else None
    row.save(update_fields=["key", "code", "told", "by_member_id"])
    journal.record(events.PlaceSetRight(case_id=case_id, was=was, now=key), by=by, at=at)


def _once_each(contacts: Sequence[Contact]) -> list[Contact]:
    """One for each case: the first one, or the first complaint where one came after it."""
    kept: dict[UUID, Contact] = {}
    for one in contacts:
        before = kept.get(one.case_id)
        if before is None or (one.complaint and not before.complaint):
            kept[one.case_id] = one
    return list(kept.values())


def _row(brand_id: UUID, one: Contact) -> tuple[object, ...]:
    key, values = one.where.key, json.dumps(one.where.values)
    return (new_id(), brand_id, one.case_id, key, key, one.where.code, values, one.complaint, one.harm[:20], one.at)
