"""Looks at how channels are. Never writes, and counts no messages itself: it reads what was counted by the hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.platform import asking, bulk
from makegood.platform.arrays import array
from makegood.watch import models
from makegood.watch.types import DayCount, Spell, Watched


def watched(*, channel_ids: Sequence[UUID]) -> dict[UUID, Watched]:
    """How these channels are; those that nobody looked at yet are left out."""
    rows = models.ChannelWatch.objects.filter(channel_id__in=list(channel_ids))
    return {row.channel_id: _watched(row, *latest(channel_id=row.channel_id)) for row in rows}


def latest(*, channel_id: UUID) -> tuple[datetime | None, datetime | None, float | None]:
    """When we said something there last, when something came last, and how long what came in that hour had been under way (seconds).
    One message."""
    (said,), (came,) = bulk.look((_SAID, [channel_id]), (_CAME, [channel_id]))
    return said[0], *came


_SAID = """
SELECT (SELECT last_said_at FROM watch_channelhour WHERE channel_id = %s::uuid AND said > 0 ORDER BY hour DESC LIMIT 1)
"""
_CAME = """
SELECT h.last_heard_at, h.lag_s FROM (VALUES (%s::uuid)) AS c (id) LEFT JOIN LATERAL (
    SELECT last_heard_at, lag_s FROM watch_channelhour WHERE channel_id = c.id AND heard > 0 ORDER BY hour DESC LIMIT 1
) AS h ON true
"""


def is_due(*, channel_id: UUID, at: datetime, every: timedelta) -> bool:
    """Whether nobody looked at this channel for so long."""
    return not models.ChannelWatch.objects.filter(channel_id=channel_id, checked_at__gt=at - every).exists()


def due_of(*, channel_ids: Sequence[UUID], at: datetime, every: timedelta) -> list[UUID]:
    """Those of these channels, of which something was just heard, at which nobody looked for so long, or of which nothing was known to have
    come before. One query."""
    (rows,) = bulk.look((_DUE, [array(channel_ids), at - every]))
    return [channel_id for (channel_id,) in rows]


_DUE = """
SELECT c.id FROM unnest(%s::uuid[]) AS c (id) WHERE NOT EXISTS (
    SELECT FROM watch_channelwatch w WHERE w.channel_id = c.id AND w.checked_at > %s::timestamptz
        AND EXISTS (SELECT FROM watch_channelhour h WHERE h.channel_id = c.id AND h.heard > 0)
) ORDER BY 1
"""


def days(*, channel_id: UUID, zone: str, count: int, at: datetime) -> tuple[DayCount, ...]:
    """What the channel carried on each of the last so many local days, the latest last."""
    here = ZoneInfo(zone)
    today = at.astimezone(here).date()
    wanted = [today - timedelta(days=back) for back in range(count - 1, -1, -1)]
    rows = models.ChannelHour.objects.filter(channel_id=channel_id, hour__gte=at - timedelta(days=count + 1))
    heard, said = dict.fromkeys(wanted, 0), dict.fromkeys(wanted, 0)
    for hour, came, went in rows.values_list("hour", "heard", "said"):
        on = hour.astimezone(here).date()
        if on in heard:
            heard[on] += came
            said[on] += went
    return tuple(DayCount(on, heard[on], said[on]) for on in wanted)


def heard_by_hour(*, channel_id: UUID, since: datetime) -> dict[datetime, int]:
    """What came in, by the hour, as it was counted last."""
    rows = models.ChannelHour.objects.filter(channel_id=channel_id, hour__gte=since, heard__gt=0)
    return dict(rows.values_list("hour", "heard"))


def spells(*, channel_id: UUID, limit: int = 20) -> tuple[Spell, ...]:
    """When it could not be heard, the latest first."""
    rows = models.ChannelSpell.objects.filter(channel_id=channel_id).order_by("-began_at", "-id")[:limit]
    return tuple(Spell(row.began_at, row.ended_at, row.what) for row in rows)


def ask_silent() -> asking.Question[int]:
    """How many channels are silent for unusually long; to be asked together with others."""
    text = "SELECT count(*) FROM watch_channelwatch WHERE silent_since IS NOT NULL"
    return asking.Question(lambda found: int(found[0][0]), (text, []))


def silent() -> dict[UUID, Watched]:
    """Those that are."""
    return {row.channel_id: _watched(row) for row in models.ChannelWatch.objects.exclude(silent_since=None)}


def _watched(
    row: models.ChannelWatch, said_at: datetime | None = None, heard_at: datetime | None = None, lag_s: float | None = None
) -> Watched:
    return Watched(
        last_said_at=said_at,
        last_heard_at=heard_at,
        lag_s=lag_s,
        checked_at=row.checked_at,
        silent_since=row.silent_since,
        expected=row.expected,
        chance=row.chance,
        a_week=row.a_week,
        past_days=row.past_days,
        past_messages=row.past_messages,
    )
