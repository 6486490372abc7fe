"""Connects the places where the brand listens and speaks, and lets them pause. Never talks to the network."""

from datetime import datetime
from uuid import UUID

from makegood.channels import events, models, registry
from makegood.channels.actions import departing
from makegood.channels.types import ChannelId
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal


def add_channel(*, kind: str, name: str, address: str, settings: dict[str, str], by: Actor, at: datetime) -> ChannelId:
    """A new place to listen and speak. Refuses malformed settings, naming each; refuses an address that is there already."""
    cleaned = registry.adapter(kind).check_settings(settings)
    if models.Channel.objects.filter(kind=kind, address=address).exists():
        raise Refusal("channel_exists", f"address: {address} is connected already.", {"address": "already there"})
    row = models.Channel.objects.create(kind=kind, name=name, address=address, settings=cleaned)
    journal.record(events.ChannelAdded(channel_id=row.id, name=name), by=by, at=at)
    return ChannelId(row.id)


def change_settings(*, channel_id: UUID, settings: dict[str, str], by: Actor, at: datetime) -> None:
    """Other settings for a channel (a new password), all of them anew. Refuses malformed ones, naming each. The same again changes nothing."""
    row = models.Channel.objects.select_for_update(no_key=True).filter(id=channel_id).first()
    if row is None:
        raise Refusal("no_channel", "This channel does not exist.", {"channel_id": "unknown"})
    cleaned = registry.adapter(row.kind).check_settings(settings)
    if cleaned == row.settings:
        return
    models.Channel.objects.filter(id=channel_id).update(settings=cleaned)
    journal.record(events.ChannelChanged(channel_id=row.id, name=row.name), by=by, at=at)


def pause(*, channel_id: UUID, by: Actor, at: datetime) -> None:
    """Nothing is fetched and nothing leaves by this channel until it goes on. What its provider brings meanwhile is kept unread, what is queued
    waits, and says so. May be repeated."""
    name = _switch(channel_id, active=False)
    if name is not None:
        journal.record(events.ChannelPaused(channel_id=channel_id, name=name), by=by, at=at)


def resume(*, channel_id: UUID, by: Actor, at: datetime) -> None:
    """The channel goes on: it is looked into at once from where it was left, what was brought meanwhile is read, and what waited leaves. May be
    repeated."""
    name = _switch(channel_id, active=True)
    if name is not None:
        journal.record(events.ChannelResumed(channel_id=channel_id, name=name), by=by, at=at)
        departing.call_channel(channel_id=channel_id, at=at)
        kept = models.RawItem.objects.filter(channel_id=channel_id, state="waiting").order_by("received_at", "id")
        raws = [events.RawReceived(raw_id=raw_id, channel_id=channel_id) for raw_id in kept.values_list("id", flat=True)]
        journal.record(*raws, by=by, at=at)


def note_channel_trouble(*, channel_id: UUID, trouble: str, at: datetime) -> None:
    """Remembers why a channel cannot be heard, and says so once per new reason; '' when it is well again."""
    changed = models.Channel.objects.filter(id=channel_id).exclude(last_trouble=trouble).update(last_trouble=trouble)
    if not changed:
        return
    name = models.Channel.objects.values_list("name", flat=True).get(id=channel_id)
    if trouble:
        journal.record(events.IntakeStalled(channel_id=channel_id, name=name, reason=trouble), by=SYSTEM, at=at)
    else:
        journal.record(events.IntakeRecovered(channel_id=channel_id, name=name), by=SYSTEM, at=at)


def _switch(channel_id: UUID, *, active: bool) -> str | None:
    """The channel's name where this changed it, else None. Refuses a channel that the brand does not have."""
    row = models.Channel.objects.select_for_update(no_key=True).filter(id=channel_id).first()
    if row is None:
        raise Refusal("no_channel", "This channel does not exist.", {"channel_id": "unknown"})
    return row.name if models.Channel.objects.filter(id=channel_id).exclude(active=active).update(active=active) else None
