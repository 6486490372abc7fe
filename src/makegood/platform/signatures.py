"""Standard Webhooks signatures (standardwebhooks.com, symmetric scheme `v1`): how a body proves who sent it, both ways.

The library computes the signature; the checks around it are ours, because they are stricter: an id without a dot (a dot could
trade places with the one before the timestamp), whole seconds only, canonical base64 only, and no error other than a Refusal
whatever the headers hold. Never log a secret, and never say which part of a signature was wrong.
"""

import base64
import binascii
import hmac
import os
import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

from makegood.kernel.refusals import Refusal

TOLERANCE_S = 300
_PREFIX = "whsec_"
_ID = re.compile(r"[A-Za-z0-9_:-]{1,255}")
_STAMP = re.compile(r"[1-9][0-9]{0,11}")
_LONGEST_HEADER = 2_000


def new_secret() -> str:
    """A fresh secret of 32 random bytes, written as the standard writes it."""
    return _PREFIX + base64.b64encode(os.urandom(32)).decode()


def checked_secret(secret: str, *, field: str = "secret") -> str:
    """The same secret. Refuses one that is not `whsec_` and base64 of 24 to 64 bytes, naming `field` and never the secret."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        sentence = f"{field}: a signing secret begins with whsec_ and holds 24 to 64 bytes in base64."
        raise Refusal("bad_secret", sentence, {field: "not a signing secret"})
    return secret


def sign(*, secret: str, message_id: str, body: bytes, now_s: int | None = None) -> dict[str, str]:
    """The three headers for `body`. `message_id` is the receiver's idempotency key: the same on every repeat."""
    if not _ID.fullmatch(message_id):
        raise ValueError("A message id has 1 to 255 letters, digits, _, : or -")
    stamp = int(time.time()) if now_s is None else now_s
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": _signature(secret, message_id, stamp, body.decode()),
    }


def unchecked_id(headers: Mapping[str, str]) -> str:
    """The message id that a request carries, before anybody knows who sent it: good for looking, never for doing. '' where it is malformed."""
    message_id = headers.get("webhook-id", "")
    return message_id if _ID.fullmatch(message_id) else ""


def verify(*, secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now_s: float) -> str:
    """The message id, where one of `secrets` signed exactly this body within 300 seconds of `now_s`; otherwise refuses.

    `headers` has lower-case names. Several secrets serve rotation: old and new are both good until the old one is taken away.
    """
    message_id, stamp, passed = _checked_headers(headers, now_s)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise _bad() from None
    good = False
    for secret in secrets:
        expected = _signature(secret, message_id, stamp, text).encode()
        for one in passed:
            good |= hmac.compare_digest(expected, one)
    if not good:
        raise _bad()
    return message_id


def _checked_headers(headers: Mapping[str, str], now_s: float) -> tuple[str, int, list[bytes]]:
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signature = headers.get("webhook-signature", "")
    if not _ID.fullmatch(message_id) or not _STAMP.fullmatch(stamp) or not 0 < len(signature) <= _LONGEST_HEADER:
        raise _bad()
    if abs(now_s - int(stamp)) > TOLERANCE_S:
        raise Refusal(
            "stale_signature",
            "The request was signed more than 5 minutes away from now. Check the sender's clock and sign each try afresh.",
            {"webhook-timestamp": "more than 5 minutes away"},
        )
    return message_id, int(stamp), [part.encode() for part in signature.split(" ") if part.startswith("v1,")]


def _signature(secret: str, message_id: str, stamp: int, text: str) -> str:
    return str(Webhook(secret).sign(msg_id=message_id, timestamp=datetime.fromtimestamp(stamp, tz=UTC), data=text))


def _bad() -> Refusal:
    return Refusal(
        "bad_signature",
        "The signature does not fit. Sign id, timestamp and the exact bytes of the body with this door's secret.",
        {"webhook-signature": "does not fit"},
    )
