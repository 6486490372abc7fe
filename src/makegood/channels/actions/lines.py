"""Who holds the line over which a channel's provider tells us at once, and how it is. One worker of all holds it; one that is dead, or says nothing
for too long, loses it to the next that asks. The clock is the database's. Never talks to the network."""

from uuid import UUID

from django.db import connection

from makegood.channels.carried import LINE_DEAD_AFTER_S
from makegood.kernel.ids import new_id
from makegood.platform import tenancy

FIRST_PAUSE_S, LONGEST_PAUSE_S = 15.0, 900.0  # before it is opened again: doubled with each failure
WHERE_NONE_IS_S = 3_600.0  # before a provider that has none is asked again


def take(*, channel_id: UUID, holder: UUID) -> bool:
    """Takes the line in hand, where nobody alive has it and it is time. True where it is now this holder's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO channels_line AS held (id, brand_id, channel_id, holder, seen_at) VALUES (%s, %s, %s, %s, clock_timestamp()) "
            "ON CONFLICT (brand_id, channel_id) DO UPDATE SET holder = excluded.holder, seen_at = excluded.seen_at, open_since = NULL "
            "WHERE (held.holder IS NULL OR held.seen_at < clock_timestamp() - make_interval(secs => %s)) "
            "AND (held.again_at IS NULL OR held.again_at <= clock_timestamp())",
            [new_id(), tenancy.current_brand(), channel_id, holder, LINE_DEAD_AFTER_S],
        )
        return bool(cursor.rowcount)


def note_alive(*, channel_id: UUID, holder: UUID) -> bool:
    """The line is open. False where it is no longer this holder's: then hang up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channels_line SET seen_at = clock_timestamp(), open_since = coalesce(open_since, clock_timestamp()), failures = 0, "
            "again_at = NULL, trouble = '' WHERE channel_id = %s AND holder = %s",
            [channel_id, holder],
        )
        return bool(cursor.rowcount)


def let_go(*, channel_id: UUID, holder: UUID, because: str = "", none_there: bool = False) -> None:
    """This holder has it no more: `because` of trouble, after which it is opened again with growing pauses (`none_there`: the provider has no
    such line, and is asked again in an hour); or for no bad reason, and it may be taken at once. Of somebody else's nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channels_line SET holder = NULL, open_since = NULL, trouble = %(why)s, "
            "failures = CASE WHEN %(why)s = '' THEN 0 ELSE failures + 1 END, "
            "again_at = CASE WHEN %(why)s = '' THEN NULL ELSE clock_timestamp() + make_interval(secs => CASE WHEN %(none)s THEN %(hour)s "
            "ELSE least(%(first)s * power(2, least(failures, 10)), %(most)s) END) END WHERE channel_id = %(channel)s AND holder = %(holder)s",
            {
                "why": because[:500],
                "none": none_there,
                "hour": WHERE_NONE_IS_S,
                "first": FIRST_PAUSE_S,
                "most": LONGEST_PAUSE_S,
                "channel": channel_id,
                "holder": holder,
            },
        )
