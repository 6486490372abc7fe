"""The brand's own word about who is logged in: a JSON Web Token (RFC 7519), HS256 (RFC 7518, 3.2), by the secret of the chat window.

Pure. Only HS256 is read, whatever the token says of itself; the comparison takes constant time; nothing says which part was wrong.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email

from makegood.kernel.refusals import Refusal

LONGEST = 4_000
LONGEST_LIFE_S = 24 * 3600  # a token that opens for longer is as good as a password
LEEWAY_S = 60  # clocks differ


@dataclass(frozen=True, slots=True)
class Claims:
    """Who the brand says they are. `subject` is its own name for them: a customer number, an account id."""

    subject: str
    email: str = ""
    name: str = ""
    customer_number: str = ""


def read(token: str, *, secret: str, now: datetime) -> Claims:
    """What a good token says. `now` is the machine's own clock. Refuses (`bad_identity`) a token that is malformed, signed by another
    secret or in another way, not yet or no longer good, good for more than a day, or without `sub` and `exp`."""
    if not secret:
        raise _refused("this chat takes no signed identities: set identity_secret")
    told = _opened(token, secret.encode())
    if told is None:
        raise _refused("it is not signed by this chat's secret (HS256)")
    stamp = now.timestamp()
    expires, begins = _seconds(told.get("exp")), _seconds(told.get("nbf", 0))
    if expires is None or begins is None:
        raise _refused("it must say when it ends (exp, in seconds)")
    if expires <= stamp - LEEWAY_S or begins > stamp + LEEWAY_S:
        raise _refused("it is no longer, or not yet, good")
    if expires > stamp + LONGEST_LIFE_S + LEEWAY_S:
        raise _refused("it is good for more than a day: sign a new one with each page")
    return _claims(told)


def _claims(told: dict[str, Any]) -> Claims:
    found = [told.get(key, "") for key in ("sub", "email", "name", "customer_number")]
    if not all(isinstance(one, str) for one in found) or not 0 < len(str(found[0]).strip()) <= 200:
        raise _refused("it must say who they are (sub: 1 to 200 characters; email, name and customer_number as text)")
    subject, email, name, number = (str(one).strip() for one in found)
    if email:
        try:
            email = validate_email(email, check_deliverability=False).normalized
        except EmailNotValidError as wrong:
            raise _refused("email is no mail address") from wrong
    return Claims(subject, email, name[:200], number[:100])


def _opened(token: str, secret: bytes) -> dict[str, Any] | None:
    """What stands in it where the signature is right, else None."""
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3:
        return None
    try:
        header, told = (json.loads(_decoded(part)) for part in parts[:2])
        signature = _decoded(parts[2])
    except (ValueError, binascii.Error, RecursionError):
        return None
    right = hmac.new(secret, ".".join(parts[:2]).encode(), hashlib.sha256).digest()
    if (
        not isinstance(header, dict)
        or header.get("alg") != "HS256"
        or "crit" in header
        or not hmac.compare_digest(right, signature)
    ):
        return None
    return told if isinstance(told, dict) else None


def _decoded(part: str) -> bytes:
    return base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _seconds(value: object) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12
    return float(value) if good and isinstance(value, int | float) else None


def _refused(why: str) -> Refusal:
    return Refusal("bad_identity", f"identity: {why}.", {"identity": why})
