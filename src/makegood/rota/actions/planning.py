"""Sets who is on call: layers, changes for a stretch, how a member is woken, what happens after hours. Works inside an open brand transaction."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy, turns
from makegood.rota import events, models, queries
from makegood.rota.rules import checking
from makegood.rota.types import Contact, Layer, LayerIn, Way


def set_layer(*, layer: LayerIn, layer_id: UUID | None = None, by: Actor, at: datetime) -> Layer:
    """A new layer, woken after those that are there; or, with `layer_id`, another setting of one. Said again, it changes nothing. Refuses
    ("layer_malformed", "no_layer")."""
    checking.check_layer(layer, team={member.id for member in brands.members()})
    turns.take(f"rota of {tenancy.current_brand().hex}", {"layers"})
    values = {
        "name": layer.name.strip(),
        "members": [str(one) for one in layer.members],
        "starts_on": layer.starts_on,
        "hands_over": layer.hands_over,
        "covers": [[one.weekday, f"{one.begins:%H:%M}", f"{one.until:%H:%M}"] for one in layer.covers],
        "holidays": layer.holidays.value,
    }
    if layer_id is None:
        row = models.Layer.objects.create(position=models.Layer.objects.count(), **values)
    else:
        if queries.layer(layer_id=layer_id).told == layer:
            return queries.layer(layer_id=layer_id)
        models.Layer.objects.filter(id=layer_id).update(**values)
        row = models.Layer.objects.get(id=layer_id)
    journal.record(events.LayerSet(layer=row.name, layer_id=row.id), by=by, at=at)
    return queries.as_layer(row)


def end_layer(*, layer_id: UUID, by: Actor, at: datetime) -> None:
    """It holds no longer. A repeat changes nothing. Refuses "no_layer"."""
    row = models.Layer.objects.select_for_update().filter(id=layer_id).first()
    if row is None:
        raise Refusal("no_layer", "There is no such layer here.", {"layer_id": "unknown"})
    if row.ended_at is None:
        models.Layer.objects.filter(id=row.id).update(ended_at=at)
        journal.record(events.LayerEnded(layer=row.name, layer_id=row.id), by=by, at=at)


def change(
    *, layer_id: UUID, member_id: UUID | None, from_at: datetime, until_at: datetime, because: str, by: Actor, at: datetime
) -> UUID:
    """Somebody else is on call for a stretch (None: nobody); of changes that meet the last said counts. The same again is one. Refuses
    ("change_malformed", "no_layer", "no_member")."""
    told = queries.layer(layer_id=layer_id).told
    if member_id is not None and not brands.member(member_id=member_id).active:
        raise Refusal("no_member", "member_id: this member has left.", {"member_id": "has left"})
    checking.check_change(from_at=from_at, until_at=until_at, at=at)
    turns.take(f"rota of {tenancy.current_brand().hex}", {"changes"})
    same = {"layer_id": layer_id, "member_id": member_id, "from_at": from_at, "until_at": until_at}
    last = (
        models.Change.objects.filter(layer_id=layer_id, until_at__gt=from_at, from_at__lt=until_at)
        .order_by("-said_at", "-id")
        .first()
    )
    if last is not None and all(getattr(last, name) == value for name, value in same.items()):
        return last.id
    row = models.Change.objects.create(**same, because=because.strip()[:200], said_at=at)
    said = events.DutyChanged(layer=told.name, layer_id=layer_id, since=from_at.isoformat(), until=until_at.isoformat())
    journal.record(said, by=by, at=at)
    return row.id


def take_back_change(*, change_id: UUID, by: Actor, at: datetime) -> None:
    """The change does not hold any more. A repeat changes nothing."""
    row = models.Change.objects.filter(id=change_id).first()
    if row is None:
        return
    row.delete()
    name = models.Layer.objects.values_list("name", flat=True).get(id=row.layer_id)
    journal.record(events.DutyChangeTakenBack(layer=name, layer_id=row.layer_id), by=by, at=at)


def set_contact(*, member_id: UUID, way: Way, address: str) -> Contact:
    """How a member wants to be woken. Refuses ("contact_malformed")."""
    address = address.strip()
    checking.check_contact(way=way, address=address)
    models.Contact.objects.update_or_create(member_id=member_id, defaults={"way": way.value, "address": address})
    return queries.contacts()[member_id]


def new_feed(*, member_id: UUID) -> int:
    """Another address for a member's calendar: the one before ends. → its number."""
    email = brands.member(member_id=member_id).email
    row, is_new = models.Contact.objects.get_or_create(member_id=member_id, defaults={"way": Way.MAIL.value, "address": email})
    if not is_new:
        models.Contact.objects.filter(id=row.id).update(feed=row.feed + 1)
    return row.feed if is_new else row.feed + 1


def set_after_hours(*, on: bool, wait_minutes: int, texts: Mapping[str, str], by: Actor, at: datetime) -> None:
    """What happens after hours. The same again changes nothing. Refuses ("after_hours_malformed")."""
    kept = {kind: text.strip().replace("\r\n", "\n").replace("\x00", "") for kind, text in texts.items() if text.strip()}
    checking.check_settings(wait_minutes=wait_minutes, texts=kept.items())
    row, is_new = models.Settings.objects.get_or_create(defaults={"active": on, "wait_minutes": wait_minutes, "texts": kept})
    if not is_new and (row.active, row.wait_minutes, row.texts) == (on, wait_minutes, kept):
        return
    models.Settings.objects.filter(id=row.id).update(active=on, wait_minutes=wait_minutes, texts=kept)
    journal.record(events.AfterHoursSet(how="on" if on else "off"), by=by, at=at)
