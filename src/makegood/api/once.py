"""Each webhook-id is heard once per door: a repeat of the same body gets the first answer, another body is refused.

The row that says so is written in the transaction of what it stands for: refused or killed, neither is there.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from makegood.api.models import Heard
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy

KEPT_FOR = timedelta(days=30)  # senders retry over days; a signature itself is good for five minutes
_SWEPT_AT_ONCE = 20


def answer_once(
    *, door_id: UUID, webhook_id: str, address: str, body: bytes, act: Callable[[], dict[str, object]], at: datetime
) -> str:
    """The JSON answer of `act`, or what it answered the first time. Two at once take turns; refuses (`id_reused`) another body
    or another `address` under the same id."""
    fingerprint = hashlib.sha256(address.encode() + b"\n" + body).hexdigest()
    fresh = _claim(door_id, webhook_id, fingerprint, at)
    if fresh is None:
        return _first_answer(door_id, webhook_id, fingerprint)
    answer = json.dumps(act())
    Heard.objects.filter(id=fresh).update(answer=answer)
    _forget_old(at)
    return answer


def _claim(door_id: UUID, webhook_id: str, fingerprint: str, at: datetime) -> UUID | None:
    """The new row's id; None where another request has this id. Waits for one that is under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_heard (id, brand_id, door_id, webhook_id, body_hash, answer, heard_at) "
            "VALUES (%s, %s, %s, %s, %s, '', %s) ON CONFLICT (brand_id, door_id, webhook_id) DO NOTHING RETURNING id",
            [new_id(), tenancy.current_brand(), door_id, webhook_id, fingerprint, at],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _first_answer(door_id: UUID, webhook_id: str, fingerprint: str) -> str:
    row = Heard.objects.get(door_id=door_id, webhook_id=webhook_id)
    if row.body_hash != fingerprint:
        sentence = "webhook-id: this id was used for another body. Give each message an id of its own."
        raise Refusal("id_reused", sentence, {"webhook-id": "used for another body"})
    return row.answer


def _forget_old(at: datetime) -> None:
    """A little at a time, so that no sweep is needed."""
    old = Heard.objects.filter(heard_at__lt=at - KEPT_FOR).order_by("heard_at").values_list("id", flat=True)[:_SWEPT_AT_ONCE]
    Heard.objects.filter(id__in=list(old)).delete()
