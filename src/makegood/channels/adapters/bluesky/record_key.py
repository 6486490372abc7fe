"""The name of a post of ours, made from the key of the message: a repeat writes the same record and not another. Pure."""

import hashlib
from uuid import UUID

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_SINCE_MS, _SPAN_MS = 1_672_531_200_000, 31_536_000_000  # the year 2023, for keys that hold no instant of their own


def of(message_key: str, turn: int = 0) -> str:
    """A TID (AT protocol, Record Key): 13 letters that hold microseconds since 1970 and ten bits, here of a digest. The instant is the one in
    the key where that is a UUID of version 7. Two messages of one millisecond share a name once in a million: then the next `turn` names it."""
    digest = int.from_bytes(hashlib.sha256(f"{message_key} {turn}".encode()).digest())
    number = (_milliseconds(message_key, digest) * 1000 + digest % 1000) << 10 | digest >> 64 & 0x3FF
    return "".join(_DIGITS[number >> 5 * place & 31] for place in range(12, -1, -1))


def milliseconds(message_key: str) -> int:
    """When the message was written, in milliseconds since 1970; 0 where its key does not hold it."""
    try:
        key = UUID(message_key)
    except ValueError:
        return 0
    return key.int >> 80 if key.version == 7 else 0


def _milliseconds(message_key: str, digest: int) -> int:
    return milliseconds(message_key) or _SINCE_MS + digest % _SPAN_MS
