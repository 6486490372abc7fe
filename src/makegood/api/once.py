"""Each webhook-id is heard once per door: a repeat of the same body gets the first answer, another body is refused.

The row that says so is written in the transaction of what it stands for: refused or killed, neither is there.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from makegood.api.doors import Visit
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, tenancy

KEPT_FOR = timedelta(days=30)  # senders retry over days; a signature itself is good for five minutes
SWEPT_EVERY, _SWEPT_AT_ONCE = 64, 1_280  # requests between two sweeps, and the most that one takes away
_HEARD = {
    "id": "uuid",
    "brand_id": "uuid",
    "door_id": "uuid",
    "webhook_id": "text",
    "body_hash": "text",
    "answer": "text",
    "heard_at": "timestamptz",
}


def answer_once(
    *, visit: Visit, webhook_id: str, address: str, body: bytes, act: Callable[[], dict[str, object]], at: datetime
) -> str:
    """The JSON answer of `act`, or what it answered the first time. Two at once take turns at the door (`doors.opened` with the same id);
    refuses (`id_reused`) another body or another `address` under the same id. What `act` inserts last leaves with the row that says so."""
    fingerprint = hashlib.sha256(address.encode() + b"\n" + body).hexdigest()
    if visit.heard is not None:
        return _first_answer(*visit.heard, fingerprint)
    with bulk.together():
        answer = json.dumps(act())
        row = (new_id(), tenancy.current_brand(), visit.door.id, webhook_id, fingerprint, answer, at)
        bulk.insert("api_heard", _HEARD, [row])
        _forget_old(row[0], at)
    return answer


def _first_answer(body_hash: str, answer: str, fingerprint: str) -> str:
    if body_hash != fingerprint:
        sentence = "webhook-id: this id was used for another body. Give each message an id of its own."
        raise Refusal("id_reused", sentence, {"webhook-id": "used for another body"})
    return answer


def _forget_old(fresh: UUID, at: datetime) -> None:
    """Now and then, by the chance in the fresh row's id, so that no sweep is needed."""
    if fresh.int % SWEPT_EVERY == 0:
        bulk.write(
            "DELETE FROM api_heard WHERE id IN (SELECT id FROM api_heard WHERE heard_at < %s ORDER BY heard_at LIMIT %s)",
            [at - KEPT_FOR, _SWEPT_AT_ONCE],
        )
