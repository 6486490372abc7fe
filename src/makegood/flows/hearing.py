"""Listens to the mailboxes, each in its own lane, and reads what was stored. Decides nothing about the content.

A mailbox is one work row that is never finished, only postponed: its lease is the lane, so one slow mailbox delays no other, and two
workers never read the same one at a time.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.channels import carried, registry, stuck
from makegood.channels import queries as channels
from makegood.channels.actions import connecting, intake
from makegood.channels.seam import LooksUp
from makegood.channels.types import ChannelConfig, Fetched
from makegood.flows import channel_health, live_lines
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import tenancy, troubles, work
from makegood.platform.work import Taken

log = logging.getLogger("makegood.flows")

EVERY = timedelta(seconds=15)  # between two looks into a mailbox that had nothing more
AFTER_TROUBLE = timedelta(seconds=60)
AFTER_DEATHS = timedelta(hours=1)
WHILE_PAUSED = timedelta(seconds=15)  # it goes on this soon after it was told to
AT_ONCE = 100  # raw items of one look
_DEADLY = (
    f"{work.ABANDONED_TRIES} times our own program died, or got no further, while it listened here. It tries again in an hour; "
    "look whether something unusual lies in this mailbox."
)


def hear(items: Sequence[Taken], at: datetime) -> None:
    """One look into one mailbox: fetch outside any transaction, store with the cursor, come back later. Whatever goes wrong out there,
    a bug of the adapter too, is shown with the channel and looked for again in a minute: a mailbox is never given up. One over which workers
    died again and again is left alone for an hour, and so on."""
    (item,) = items
    channel_id = UUID(item.payload["channel_id"])
    if item.abandoned >= work.ABANDONED_TRIES:
        _come_back(item, channel_id, _DEADLY, at, after=AFTER_DEATHS)
        return
    with tenancy.brand(item.brand_id):
        channel_health.ask_if_due(channel_id=channel_id, at=at)
        if carried.is_paused(channel_id=channel_id):
            work.postpone(item, due_at=at + WHILE_PAUSED)
            return
        config, cursor = channels.channel(channel_id=channel_id), channels.cursor(channel_id=channel_id)
    try:
        fetched = _look(config, cursor)
    except (Trouble, Refusal) as trouble:
        asked = timedelta(seconds=getattr(trouble, "retry_after_s", None) or 0)
        _come_back(item, channel_id, trouble.sentence, at, after=max(AFTER_TROUBLE, asked))
        return
    except Exception as bug:
        log.error("%s cannot be heard: %s", channel_id, work.without_words(bug))
        _come_back(item, channel_id, "A mistake in our own program stopped it while it listened; its log says where.", at)
        return
    with tenancy.brand(item.brand_id):
        intake.store_raw(channel_id=channel_id, items=fetched.items, cursor=fetched.cursor, at=at)
        connecting.note_channel_trouble(channel_id=channel_id, trouble="", at=at)
        channel_health.note_gap(channel_id=channel_id, what=fetched.gap, at=at)
        pace = live_lines.pace(config, usual=_pace(fetched))
        work.postpone(item, due_at=at if fetched.more else at + pace)


def read_raw(items: Sequence[Taken], at: datetime) -> None:
    """Reads stored bytes into messages; what cannot be read is tried again and then parked."""
    intake.parse_raw(raw_ids=[UUID(item.payload["raw_id"]) for item in items], at=at)


def look_up(items: Sequence[Taken], at: datetime) -> None:
    """Asks outside, between transactions, what one raw item cannot say alone. Passing trouble is tried again with growing pauses; what can
    never be looked up is parked with its reason."""
    (item,) = items
    raw_id = UUID(item.payload["raw_id"])
    with tenancy.brand(item.brand_id):
        config = channels.channel(channel_id=UUID(item.payload["channel_id"]))
        waiting = stuck.raw_items(raw_ids=[raw_id])
    adapter = registry.adapter(config.kind)
    if not waiting or not isinstance(adapter, LooksUp):
        with tenancy.brand(item.brand_id):
            work.finish([item])
        return
    try:
        found = adapter.look_up(waiting[0][2], channel=config)
    except (Trouble, Refusal) as trouble:
        if item.attempts < troubles.tries(trouble):
            raise
        with tenancy.brand(item.brand_id):
            intake.park(raw_id=raw_id, reason=trouble.sentence, at=at)
            work.finish([item])
        return
    with tenancy.brand(item.brand_id):
        intake.keep_looked_up(raw_id=raw_id, channel_id=config.id, items=found, at=at)
        work.finish([item])


def _come_back(item: Taken, channel_id: UUID, trouble: str, at: datetime, *, after: timedelta = AFTER_TROUBLE) -> None:
    with tenancy.brand(item.brand_id):
        connecting.note_channel_trouble(channel_id=channel_id, trouble=trouble, at=at)
        work.postpone(item, due_at=at + after)


def _pace(fetched: Fetched) -> timedelta:
    """The usual pace, or the one that the other side asks for."""
    return EVERY if fetched.again_after_s is None else timedelta(seconds=fetched.again_after_s)


def _look(config: ChannelConfig, cursor: str) -> Fetched:
    return registry.adapter(config.kind).fetch(channel=config, cursor=cursor, limit=AT_ONCE)
