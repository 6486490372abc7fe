"""Sends a signed JSON body to somebody's own address: shop commands and replies leave this way. Never inside a transaction.

The one place that says which answers are worth another try.
"""

import hashlib
import json
from collections.abc import Mapping

from makegood.kernel.refusals import Trouble
from makegood.platform import http, signatures

_TRY_AGAIN = frozenset({408, 425, 429})
_LONGEST_PAUSE_S = 3_600.0


def post(*, url: str, secret: str, key: str, value: Mapping[str, object], whom: str, timeout_s: float = 20.0) -> http.Answer:
    """The answer of whoever lives at `url`, whatever the status, except those worth another try.

    `key` is what makes it once: the same key always carries the same webhook-id. `whom` is for the sentence of a Trouble:
    passing for 408, 425, 429 and 5xx, with the pause that the other side asked for (seconds); lasting for a redirect, which is
    never followed.
    """
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    headers = signatures.sign(secret=secret, message_id=_message_id(key), body=body)
    answer = http.request("POST", url, headers={**headers, "content-type": "application/json"}, content=body, timeout_s=timeout_s)
    if answer.status >= 500 or answer.status in _TRY_AGAIN:
        raise Trouble(f"{whom} cannot answer right now ({answer.status}).", retry_after_s=_pause(answer))
    if 300 <= answer.status < 400:
        raise Trouble(f"{whom} has moved ({answer.status}): set its new address.", lasting=True)
    return answer


def _message_id(key: str) -> str:
    return f"mg_{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def _pause(answer: http.Answer) -> float | None:
    """Seconds of Retry-After; None for the form with a date, which our own growing pauses serve as well."""
    said = next((value for name, value in answer.headers.items() if name.lower() == "retry-after"), "")
    return min(float(said), _LONGEST_PAUSE_S) if said.isascii() and said.isdigit() else None
