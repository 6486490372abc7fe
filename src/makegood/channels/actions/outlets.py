"""The way out of a channel: keeps its provider's pace, and rests while it stands still. Shared by all workers of all processes.

A place is taken by one conditional statement in a short transaction, before anybody talks to the network; no row is held over that. The
clock is the database's. Knows channels, never messages.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from makegood.channels.rules import leaving
from makegood.channels.types import Pace
from makegood.kernel.ids import new_id
from makegood.platform import tenancy

PROBE_S = 60.0  # a channel that stood still is tried by one message; for so long the others wait for what it brings
LEAST = 0.2  # seconds that somebody waits who has no place: never nothing, so that nobody runs in circles


@dataclass(frozen=True, slots=True)
class Shut:
    """No place just now: for so many seconds, and why, in words for a person. `away`: the other side is away or too busy, and not only our
    own pace."""

    seconds: float
    because: str
    away: bool = True


def take_place(*, channel_id: UUID, pace: Pace | None) -> Shut | None:
    """A place for one message to leave now (None), counted against the pace; or when to ask again. With no pace and no trouble it writes
    nothing. Never more than `pace.messages` places within any stretch of `pace.seconds`."""
    shut = _look(channel_id)
    if shut is not None and shut.seconds > 0:
        return shut
    if shut is not None and not _probe(channel_id):
        return Shut(PROBE_S, shut.because)
    return _count(channel_id, pace) if pace is not None else None


def note_trouble(*, channel_id: UUID, because: str, retry_after_s: float | None) -> float:
    """One more passing trouble. A second in a row, or a pause that the other side asked for, shuts the whole channel for a while. Returns
    for how many seconds it is shut now, 0 where it is open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO channels_outlet AS o (id, brand_id, channel_id, failures) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (brand_id, channel_id) DO UPDATE SET failures = o.failures + 1 RETURNING failures",
            [new_id(), tenancy.current_brand(), channel_id],
        )
        seconds = leaving.shut_for(failures=cursor.fetchone()[0], asked=retry_after_s).total_seconds()
        cursor.execute(
            "UPDATE channels_outlet SET shut_because = %s, shut_until = CASE WHEN %s > 0 THEN clock_timestamp() + make_interval(secs => %s) END "
            "WHERE channel_id = %s",
            [because[:500], seconds, seconds, channel_id],
        )
    return seconds


def note_well(*, channel_id: UUID) -> bool:
    """Something left, or was answered for good: the channel is well. True where it was shut before, so that what waits can be called."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH was AS (SELECT id, shut_until FROM channels_outlet WHERE channel_id = %s AND failures > 0 FOR UPDATE) "
            "UPDATE channels_outlet o SET failures = 0, shut_until = NULL, shut_because = '' FROM was WHERE o.id = was.id "
            "RETURNING was.shut_until IS NOT NULL",
            [channel_id],
        )
        found = cursor.fetchone()
    return bool(found and found[0])


def _look(channel_id: UUID) -> Shut | None:
    """None where the channel is well; with nothing left of `seconds` where it may be probed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM shut_until - clock_timestamp())::float8, shut_because FROM channels_outlet "
            "WHERE channel_id = %s AND shut_until IS NOT NULL",
            [channel_id],
        )
        found = cursor.fetchone()
    return Shut(max(found[0], 0.0), found[1]) if found else None


def _probe(channel_id: UUID) -> bool:
    """Whether this message is the one that finds out. The others are put off meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channels_outlet SET shut_until = clock_timestamp() + make_interval(secs => %s) "
            "WHERE channel_id = %s AND shut_until <= clock_timestamp()",
            [PROBE_S, channel_id],
        )
        return bool(cursor.rowcount == 1)


def _count(channel_id: UUID, pace: Pace) -> Shut | None:
    values: dict[str, UUID | int | float] = {
        "id": new_id(),
        "brand": tenancy.current_brand(),
        "channel": channel_id,
        "most": pace.messages,
        "stretch": pace.seconds,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        if cursor.rowcount == 1:
            return None
        cursor.execute(_WHEN, values)
        seconds = float(cursor.fetchone()[0] or 0.0)
    return Shut(
        max(seconds, LEAST),
        f"This channel takes {pace.messages} messages in {pace.seconds:g} s; it goes on by itself.",
        away=False,
    )


_COUNT = """
INSERT INTO channels_outlet AS o (id, brand_id, channel_id, recent)
VALUES (%(id)s, %(brand)s, %(channel)s, ARRAY[clock_timestamp()])
ON CONFLICT (brand_id, channel_id) DO UPDATE
SET recent = ARRAY(SELECT t FROM unnest(o.recent) t WHERE t > clock_timestamp() - make_interval(secs => %(stretch)s) ORDER BY t) || clock_timestamp()
WHERE (SELECT count(*) FROM unnest(o.recent) t WHERE t > clock_timestamp() - make_interval(secs => %(stretch)s)) < %(most)s
"""
# The place that becomes free first is the one taken `most` places ago.
_WHEN = """
SELECT extract(epoch FROM t + make_interval(secs => %(stretch)s) - clock_timestamp())::float8
FROM channels_outlet o CROSS JOIN LATERAL unnest(o.recent) t WHERE o.channel_id = %(channel)s
ORDER BY t DESC OFFSET %(most)s - 1 LIMIT 1
"""
