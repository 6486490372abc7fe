"""Takes back what was said to many and has not left: of taking back and leaving, for each message exactly one happens.

Works in the open brand transaction; a few statements, whatever the number.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.channels import events
from makegood.channels.actions import departing
from makegood.channels.messages import OutgoingState
from makegood.kernel.actors import Actor
from makegood.platform import journal, resting

_RECALL = """
WITH held AS (
    SELECT id FROM channels_outgoing WHERE id = ANY(%s) AND state IN ('queued', 'held') ORDER BY id FOR NO KEY UPDATE
)
UPDATE channels_outgoing o SET state = 'withdrawn', held_because = '', until_told = false, retry_at = NULL FROM held WHERE o.id = held.id
RETURNING o.id
"""
_WHERE = "SELECT id, identity_id, conversation_id FROM channels_message WHERE id = ANY(%s) ORDER BY id"
_BEHIND = """
SELECT o.id FROM channels_message m JOIN channels_outgoing o ON o.id = m.id
WHERE m.conversation_id = ANY(%s) AND m.direction = 'out' AND o.state = ANY(%s) AND NOT o.until_told
"""


def recall(*, outgoing_ids: Sequence[UUID], by: Actor, at: datetime) -> tuple[UUID, ...]:
    """Those of these messages that had not left are withdrawn; → which. What is out, or in a worker's hands, goes its way. Whoever waited behind one
    of them goes on. May be repeated."""
    with connection.cursor() as cursor:
        cursor.execute(_RECALL, [list(outgoing_ids)])
        gone = [row[0] for row in cursor.fetchall()]
        cursor.execute(_WHERE, [gone])
        said = cursor.fetchall()
        cursor.execute(_BEHIND, [list({row[2] for row in said}), [OutgoingState.QUEUED.value, OutgoingState.HELD.value]])
        behind = [str(row[0]) for row in cursor.fetchall()]
    facts = [events.MessageWithdrawn(outgoing_id=outgoing_id, identity_id=identity_id) for outgoing_id, identity_id, _ in said]
    journal.record(*facts, by=by, at=at)
    resting.call(kind=departing.WORK, keys=behind, at=at)
    return tuple(row[0] for row in said)
