"""Codes that people pass on: 65 bits, in letters that nobody mistakes for others (Crockford's base 32). Pure: chance comes from outside."""

import hmac
import re
from hashlib import sha256
from uuid import UUID

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH = 13  # letters of five bits each
_SHAPE = re.compile(f"[{_LETTERS}]{{{LENGTH}}}")


def code_of(key: bytes, brand_id: UUID, identity_id: UUID) -> str:
    """The code of this address with this brand, the same whenever it is asked for: a keyed hash (HMAC-SHA-256), its first 65 bits. Nobody without
    the key can guess one, or tell from one whose it is."""
    digest = hmac.new(key, b"advocacy" + brand_id.bytes + identity_id.bytes, sha256).digest()
    number = int.from_bytes(digest) >> (len(digest) * 8 - LENGTH * 5)
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def read(text: str) -> str:
    """A code as somebody types it ("k7m2-9xq4-…", O for 0), or the end of a link, as it is kept; '' where it is none."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1]
    found = re.sub(r"[\s\-]+", "", last).upper().translate(_MEANT)
    return found if _SHAPE.fullmatch(found) else ""


def shown(code: str) -> str:
    """In groups, as people read it out: "K7M2-9XQ4-AB3CD"."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
