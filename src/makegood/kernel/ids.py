"""Identifiers: UUID version 7 (RFC 9562, section 5.7), so that keys sort by the time they were made.

Never use an id as a secret: its first 48 bits are a clock.
"""

import os
import threading
import time
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A fresh UUIDv7. Within one process each is greater than the one before, even inside one millisecond."""
    global _last
    with _lock:
        stamp = max((time.time_ns() // 1_000_000) << 12 | int.from_bytes(os.urandom(1), "big") << 2, _last + 1)
        _last = stamp
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail)


def first_id_at(instant: datetime) -> UUID:
    """The least id that can have been made at this instant (to the millisecond): what sorts before it is older."""
    milliseconds = int(instant.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)
