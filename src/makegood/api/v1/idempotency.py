"""One effect per Idempotency-Key: a repeat of the same request gets the first answer, another body under the key is refused, and so is a
second request while the first is under way.

The answer is written in the transaction of what it stands for: refused, failed or killed, neither is there, and the key is free again.
Unlike the doors (once.py) nobody waits here: whoever sends the same key twice at once is told so.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from makegood.api.models import Answer
from makegood.kernel.refusals import Refusal

KEPT_FOR = timedelta(hours=48)  # promised: 24
LONGEST_KEY = 255
_SWEPT_AT_ONCE = 20
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given before."""

    status: int
    body: str


def key_of(request: HttpRequest) -> str:
    """The request's key, '' where it has none. Refuses ("bad_idempotency_key") a malformed one."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if not _KEY.fullmatch(key):
        why = f"must have 1 to {LONGEST_KEY} printable ASCII characters without blanks"
        raise Refusal("bad_idempotency_key", f"Idempotency-Key: {why}.", {"Idempotency-Key": why})
    return key


def fingerprint_of(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and body."""
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()


def before(*, token_id: UUID, key: str, fingerprint: str) -> Kept | None:
    """What this key was answered before, or None: then it is ours till the end of the transaction.

    Refuses ("idempotency_key_busy") while another request with this key is under way, and ("idempotency_key_reused") another request.
    """
    if not _take(token_id, key):
        sentence = "Idempotency-Key: a request with this key is under way. Wait for its answer, then ask again."
        raise Refusal("idempotency_key_busy", sentence, {"Idempotency-Key": "under way"})
    row = Answer.objects.filter(token_id=token_id, key=key).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        sentence = "Idempotency-Key: this key was used for another request. Give each request a key of its own."
        raise Refusal("idempotency_key_reused", sentence, {"Idempotency-Key": "used for another request"})
    return Kept(row.status, row.body)


def keep(*, token_id: UUID, key: str, fingerprint: str, status: int, body: str) -> None:
    """Keeps what was answered, and forgets a little of what is older than KEPT_FOR, so that no sweep is needed."""
    now = datetime.now(UTC)
    Answer.objects.create(token_id=token_id, key=key, fingerprint=fingerprint, status=status, body=body, answered_at=now)
    old = Answer.objects.filter(answered_at__lt=now - KEPT_FOR).order_by("answered_at").values_list("id", flat=True)
    Answer.objects.filter(id__in=list(old[:_SWEPT_AT_ONCE])).delete()


def _take(token_id: UUID, key: str) -> bool:
    digest = hashlib.blake2s(token_id.bytes + key.encode(), digest_size=8, person=b"answers").digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(digest, signed=True)])
        return bool(cursor.fetchone()[0])
