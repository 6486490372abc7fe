"""What a channel carried, by the hour, what waits to leave by it, and whether it pauses: for whoever watches over it. Looks only, beside `queries`;
shows no words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.channels import models

LINE_DEAD_AFTER_S = 60.0  # without a sign of whoever holds it


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour (UTC) of a channel. `lag_s`: the median of how long what came in it had been under way, from when its sender says that it was
    sent to when it was stored; None where nothing came."""

    hour: datetime
    heard: int
    said: int
    last_heard_at: datetime | None
    last_said_at: datetime | None
    lag_s: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """How the line is over which a provider tells us at once: open since then, or None and why (`trouble`, '' while it is being opened)."""

    open_since: datetime | None
    trouble: str


def line(*, channel_id: UUID) -> Line | None:
    """The line of this channel; None where nobody ever held one. One whose holder gave no sign of life for too long is not open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN holder IS NOT NULL AND seen_at >= clock_timestamp() - make_interval(secs => %s) THEN open_since END, trouble "
            "FROM channels_line WHERE channel_id = %s",
            [LINE_DEAD_AFTER_S, channel_id],
        )
        row = cursor.fetchone()
    return Line(*row) if row else None


def by_hour(*, channel_id: UUID, since: datetime, after: UUID | None) -> tuple[Hour, ...]:
    """The hours from `since` on in which something was carried; where `after` is given, counting only messages whose ids come after it. Our own
    words that came back are not counted as heard, and of what we said only what left. One query."""
    newer = "AND m.id > %(after)s" if after is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_BY_HOUR.format(newer=newer), {"channel": channel_id, "since": since, "after": after})
        return tuple(Hour(*row) for row in cursor.fetchall())


def is_paused(*, channel_id: UUID) -> bool:
    """Whether a member paused this channel."""
    return models.Channel.objects.filter(id=channel_id, active=False).exists()


def waiting_to_leave(*, channel_id: UUID) -> int:
    """How many messages wait to leave by this channel, for whatever reason; a thousand at most."""
    open_ = models.Outgoing.objects.filter(state__in=["queued", "held", "leaving"]).values("id")
    return models.Message.objects.filter(channel_id=channel_id, direction="out", id__in=open_)[:1000].count()


_BY_HOUR = """
SELECT date_trunc('hour', m.at, 'UTC'), count(*) FILTER (WHERE m.direction = 'in')::int, count(*) FILTER (WHERE m.direction = 'out')::int,
    max(m.at) FILTER (WHERE m.direction = 'in'), max(m.at) FILTER (WHERE m.direction = 'out'),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(extract(epoch FROM m.at - m.sent_at), 0)) FILTER (WHERE m.direction = 'in')
FROM channels_message m LEFT JOIN channels_outgoing o ON o.id = m.id
WHERE m.channel_id = %(channel)s AND m.at >= %(since)s AND m.automatic <> 'own' {newer}
    AND (m.direction = 'in' OR o.id IS NULL OR o.state = 'sent')
GROUP BY 1 ORDER BY 1
"""
