"""Identifiers: UUID version 7 (RFC 9562, section 5.7), so that keys sort by the time they were made.

Never use an id as a secret: its first 48 bits are a clock.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, SafeUUID

_lock = threading.Lock()
_last = 0
_AT_ONCE = 4_096  # random bytes that are fetched together: asking the kernel for each id costs more than all the rest of it
_random = b""
_used = 0

_set_int: Callable[[UUID, int], None] = UUID.__dict__["int"].__set__  # its slots, past its own guard against being written
_set_is_safe: Callable[[UUID, SafeUUID], None] = UUID.__dict__["is_safe"].__set__


def _begin_anew() -> None:
    """A forked child must not go on with the random bytes of its parent, nor wait for a lock that a thread of the parent held."""
    global _lock, _random, _used
    _lock, _random, _used = threading.Lock(), b"", 0


os.register_at_fork(after_in_child=_begin_anew)


def new_id() -> UUID:
    """A fresh UUIDv7. Within one process each is greater than the one before, even inside one millisecond."""
    global _last, _random, _used
    with _lock:
        if _used + 9 > len(_random):
            _random, _used = os.urandom(_AT_ONCE), 0
        chance = _random[_used : _used + 9]
        _used += 9
        stamp = max((time.time_ns() // 1_000_000) << 12 | chance[0] << 2, _last + 1)
        _last = stamp
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(chance[1:], "big") & ((1 << 62) - 1)
    return _made(milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail)


def _made(number: int) -> UUID:
    """As `UUID(int=number)`, without its checks of what else could have been given: a message makes a dozen ids."""
    made = object.__new__(UUID)
    _set_int(made, number)
    _set_is_safe(made, SafeUUID.unknown)
    return made


def first_id_at(instant: datetime) -> UUID:
    """The least id that can have been made at this instant (to the millisecond): what sorts before it is older."""
    milliseconds = int(instant.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)
