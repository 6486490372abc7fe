"""Who follows us on a network, looked up a page at a time outside any transaction, and taken in as followers of a contest. Following is no consent.
May be repeated: a follower is taken once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.seam import ListsFollowers
from makegood.channels.types import ChannelConfig
from makegood.contests import actions as contests
from makegood.contests.types import EntryIn, How
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Address
from makegood.platform import tenancy, work
from makegood.platform.work import Taken

WORK = "contest_followers"
MOST_PAGES = 300


def look(items: Sequence[Taken], at: datetime) -> None:
    """Looks all of them up; what fails passes and is tried again from the beginning."""
    (item,) = items
    contest_id, channel_id = (UUID(one) for one in item.key.split())
    with tenancy.brand(item.brand_id):
        channel = channels.channel(channel_id=channel_id)
    speaks, cursor = registry.adapter(channel.kind), ""
    for _ in range(MOST_PAGES if isinstance(speaks, ListsFollowers) else 0):
        assert isinstance(speaks, ListsFollowers)  # noqa: S101 - for the reader of types
        page, cursor = speaks.followers(channel=channel, cursor=cursor)
        with tenancy.brand(item.brand_id):
            work.extend(item, seconds=60)
            contests.take(contest_id=contest_id, entries=[_entry(one, channel, at) for one in page], by=SYSTEM, at=at)
        if not cursor:
            break
    with tenancy.brand(item.brand_id):
        work.finish([item])


def lists_followers(kind: str) -> bool:
    """Whether channels of this kind tell who follows us."""
    return isinstance(registry.adapter(kind), ListsFollowers)


def _entry(one: Address, channel: ChannelConfig, at: datetime) -> EntryIn:
    key = f"follows {channel.id} {one.value}"[:300]
    return EntryIn(key, How.FOLLOWS, (one,), at, proof=f"{channel.name} listed them as a follower")
