"""Where people were heard last, and how what we said to many of them stands: looks for whoever tells many people one thing. Beside `queries`; shows
no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.platform.arrays import array


@dataclass(frozen=True, slots=True)
class LastHeard:
    """The last message of one identity on one channel, in private or in public: what came in, was written by a person, and lies in sight."""

    identity_id: UUID
    channel_id: UUID
    conversation_id: UUID
    message_id: UUID
    at: datetime
    public: bool


def last_heard(*, identity_ids: Sequence[UUID]) -> tuple[LastHeard, ...]:
    """One for each identity, channel and side. One query, whatever the number."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_HEARD, [array(list(identity_ids))])
        return tuple(LastHeard(*row) for row in cursor.fetchall())


def how_they_stand(*, outgoing_ids: Sequence[UUID]) -> dict[str, int]:
    """How many of these messages of ours are in which `OutgoingState`. One query."""
    if not outgoing_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*)::int FROM channels_outgoing WHERE id = ANY(%s) GROUP BY state", [list(outgoing_ids)]
        )
        return {str(state): int(number) for state, number in cursor.fetchall()}


def withdrawn_among(*, outgoing_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these messages that were taken back before they left. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM channels_outgoing WHERE id = ANY(%s) AND state = 'withdrawn'", [list(outgoing_ids)])
        return frozenset(row[0] for row in cursor.fetchall())


def conversations_of(*, outgoing_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Where these messages stand, each conversation once: what is answered to them is there. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT conversation_id FROM channels_message WHERE id = ANY(%s) ORDER BY 1", [list(outgoing_ids)]
        )
        return tuple(row[0] for row in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class HeardBack:
    """A message that came in, was written by a person and lies in sight, with the first 2,000 letters of what they wrote."""

    message_id: UUID
    conversation_id: UUID
    identity_id: UUID
    at: datetime
    public: bool
    text: str


def heard_back(
    *,
    conversation_ids: Sequence[UUID],
    identity_ids: Sequence[UUID],
    message_ids: Sequence[UUID],
    since: datetime,
    until: datetime,
    limit: int,
) -> tuple[HeardBack, ...]:
    """What was said in these conversations or by these identities from `since` up to but not at `until`, and these messages whenever they came;
    each once, the oldest first, the latest `limit` of them. One query."""
    values = [
        array(list(conversation_ids)),
        since,
        until,
        array(list(identity_ids)),
        since,
        until,
        array(list(message_ids)),
        limit,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_HEARD_BACK, values)
        return tuple(HeardBack(*row) for row in reversed(cursor.fetchall()))


_HEARD_BACK = """
SELECT m.id, m.conversation_id, m.identity_id, m.at, m.public, left(coalesce(nullif(m.visible, ''), m.text), 2000)
FROM channels_message m
WHERE m.id IN (
    SELECT c.id FROM channels_message c WHERE c.conversation_id = ANY(%s::uuid[]) AND c.at >= %s AND c.at < %s
    UNION SELECT i.id FROM channels_message i WHERE i.identity_id = ANY(%s::uuid[]) AND i.at >= %s AND i.at < %s
    UNION SELECT unnest(%s::uuid[])
  )
  AND m.identity_id IS NOT NULL AND m.direction = 'in' AND m.automatic = '' AND NOT m.set_aside AND m.authentic <> 'forged'
  AND NOT EXISTS (SELECT FROM channels_messageaway w WHERE w.message_id = m.id)
ORDER BY m.at DESC, m.id DESC LIMIT %s
"""

_LAST_HEARD = """
SELECT DISTINCT ON (m.identity_id, m.channel_id, m.public) m.identity_id, m.channel_id, m.conversation_id, m.id, m.at, m.public
FROM channels_message m
WHERE m.identity_id = ANY(%s::uuid[]) AND m.direction = 'in' AND m.automatic = '' AND NOT m.set_aside AND m.authentic <> 'forged'
    AND NOT EXISTS (SELECT FROM channels_messageaway w WHERE w.message_id = m.id)
ORDER BY m.identity_id, m.channel_id, m.public, m.at DESC, m.id DESC
"""
