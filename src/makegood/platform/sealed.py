"""An id that nobody can make up: the id and an HMAC-SHA-256 of 128 bits over it and over whom it is for, in 50 small letters and digits.

For addresses that carry an id on the way (mail addresses lose their capitals). Pure. Whoever holds the key says what it is good for by a
label of its own, so that what was sealed for one thing opens no other. Never a secret by itself: it names its id in clear.
"""

import hashlib
import hmac
import re
from uuid import UUID

LENGTH = 50
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SEALED = re.compile(rf"[0-9a-z]{{{LENGTH}}}")


def seal(key: bytes | str, label: bytes, id_: UUID, whom: str) -> str:
    """The id, sealed for somebody: the same at each call."""
    number, letters = int.from_bytes(id_.bytes + _mac(key, label, id_, whom)), []
    for _ in range(LENGTH):
        number, rest = divmod(number, 36)
        letters.append(_DIGITS[rest])
    return "".join(reversed(letters))


def names(sealed: str) -> UUID | None:
    """The id that it names, unproved: good for asking whom it may be for, never for opening anything. None for what is malformed."""
    if not _SEALED.fullmatch(sealed.lower()):
        return None
    number = int(sealed, 36)
    return UUID(int=number >> 128) if number < 1 << 256 else None


def is_sealed(key: bytes | str, label: bytes, sealed: str, whom: str) -> bool:
    """Whether it was sealed with this key for this one. Takes the same time whatever is wrong with it."""
    id_ = names(sealed)
    return id_ is not None and hmac.compare_digest(seal(key, label, id_, whom), sealed.lower())


def _mac(key: bytes | str, label: bytes, id_: UUID, whom: str) -> bytes:
    secret = key.encode() if isinstance(key, str) else key
    return hmac.new(secret, label + b"\x00" + id_.bytes + whom.strip().lower().encode(), hashlib.sha256).digest()[:16]
