"""Looks after each channel now and then, by work of its own and never by a request: counts what it carried, says when it falls silent, and
keeps when it could not be heard. Decides nothing about messages."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.channels.types import ChannelState
from makegood.platform import live, work
from makegood.platform.work import Item, Taken
from makegood.watch import actions as watching
from makegood.watch import queries as watch

WORK = "channel_health"
EVERY = timedelta(minutes=10)


def ask_if_due(*, channel_id: UUID, at: datetime) -> None:
    """Leaves work to look at a channel where nobody did for ten minutes. Called with each look into a mailbox, which never ends."""
    if watch.is_due(channel_id=channel_id, at=at, every=EVERY):
        work.leave(WORK, [Item(key=str(channel_id), due_at=at)])


def heard(channel_ids: Collection[UUID], at: datetime) -> None:
    """Something came by these channels: they are looked after where nobody did for ten minutes, and at once where it is the first that was
    ever heard there, so that whoever connects one and tries it sees that it listens. One query."""
    due = watch.due_of(channel_ids=sorted(channel_ids), at=at, every=EVERY)
    if due:
        work.leave(WORK, [Item(key=str(one), due_at=at) for one in due])


def note_gap(*, channel_id: UUID, what: str, at: datetime) -> None:
    """Something may have been missed ('': nothing was): it stands on the channel's page for good, for the next look knows nothing of it."""
    if what:
        watching.note_gap(channel_id=channel_id, what=what, at=at)


def look(items: Sequence[Taken], at: datetime) -> None:
    """One look at each of these channels."""
    brand = brands.current()
    states: dict[UUID, ChannelState] = {one.id: one for one in channels.channels()}
    before, wanted, moved = set(watch.silent()), sorted(UUID(item.key) for item in items), False
    watching.note_troubles(troubles={one: states[one].last_trouble if one in states else "" for one in wanted}, at=at)
    for one in wanted:
        if one not in states:
            continue
        found = watching.look_at(state=states[one], zone=brand.zone, days_off=brand.hours.holidays, all_anew=brand.demo, at=at)
        moved = moved or (one in before) != (found.silent_since is not None)
    if moved:
        live.announce("inbox")
