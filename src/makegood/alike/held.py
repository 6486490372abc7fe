"""The bits of a brand's vectors, held in this process for servers without pgvector: 64 bytes a vector, the latest first, up to a bound.

Only the choice of whom to look at more closely rests on what is held: the rows themselves are then read from the database, behind the border of
brands, so that what was erased meanwhile is not found. Never holds a word, and nothing of a brand that is not open.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
import numpy.typing as npt

from makegood.alike.rules import codes
from makegood.platform import bulk, tenancy

MOST = 300_000  # of one brand, the latest; 19 MB
MOST_IN_ALL = 600_000  # of all brands that this process holds; the one not asked for longest is let go
_PIECE = 50_000  # vectors of one answer of the database: what is in flight stays small
_ROW = 16 + codes.BITS_BYTES

# Whoever writes has up to two minutes until the commit, and `written_at` is when they began: so the last five minutes are read again.
_LATEST = """
SELECT string_agg(uuid_send(id) || substr(bit_send(bits), 5), ''::bytea), clock_timestamp(), min(id::text)
FROM (SELECT id, bits FROM alike_vector WHERE version = %s::text AND id < %s::uuid ORDER BY id DESC LIMIT %s::int) AS latest
"""
_NEWS = """
SELECT string_agg(uuid_send(id) || substr(bit_send(bits), 5), ''::bytea), clock_timestamp(), min(id::text)
FROM alike_vector WHERE version = %s::text AND written_at > %s::timestamptz - interval '5 minutes'
"""
_LAST = UUID(int=(1 << 128) - 1)


@dataclass(frozen=True)
class _Held:
    """`ids[i]` (two words) and `bits[i]` (six) of each vector, as of the database's clock at `read_at`."""

    ids: npt.NDArray[np.uint64]
    bits: codes.Packed
    read_at: datetime


_held: OrderedDict[tuple[UUID, str], _Held] = OrderedDict()
_turn = threading.Lock()


def nearest(*, bits: str, version: str, most: int) -> tuple[list[UUID], bool]:
    """The messages whose bits differ least from these, of the open brand and this version, in no order; and whether all were looked at or
    only the latest. One query, and at the first asking some."""
    held = _look(tenancy.current_brand(), version)
    if not len(held.ids):
        return [], True
    apart = codes.differing(held.bits, codes.packed(bits))
    chosen = np.argpartition(apart, most)[:most] if len(apart) > most else np.arange(len(apart))
    return [UUID(bytes=row.tobytes()) for row in held.ids[chosen]], len(held.ids) < MOST


def let_go() -> None:
    """Forgets everything that is held."""
    with _turn:
        _held.clear()


def _look(brand_id: UUID, version: str) -> _Held:
    key = (brand_id, version)
    with _turn:
        before = _held.get(key)
    now = _with_news(before, version) if before else _load(version)
    with _turn:
        _held[key] = now
        _held.move_to_end(key)
        while len(_held) > 1 and sum(len(one.ids) for one in _held.values()) > MOST_IN_ALL:
            _held.popitem(last=False)
    return now


def _load(version: str) -> _Held:
    pieces: list[bytes] = []
    before, missing = _LAST, MOST
    read_at: datetime | None = None
    while missing > 0:
        ((raw, at, last),) = bulk.look((_LATEST, [version, before, min(_PIECE, missing)]))[0]
        read_at = read_at or at
        pieces.append(raw or b"")
        missing -= _PIECE
        if len(pieces[-1]) < _PIECE * _ROW:
            break
        before = UUID(last)
    ids, bits = _parts(b"".join(pieces))
    assert read_at is not None  # noqa: S101  # at least one piece was asked for
    return _Held(ids, bits, read_at)


def _with_news(held: _Held, version: str) -> _Held:
    ((raw, read_at, _),) = bulk.look((_NEWS, [version, held.read_at]))[0]
    if not raw:
        return _Held(held.ids, held.bits, read_at)
    ids, bits = _parts(raw)
    stay = ~np.isin(held.ids[:, 1], ids[:, 1])  # the second half of an id is chance
    ids, bits = np.concatenate([ids, held.ids[stay]]), np.concatenate([bits, held.bits[stay]])
    if len(ids) > MOST:
        latest = np.argsort(ids[:, 0].byteswap(), kind="stable")[
            -MOST:
        ]  # the first half of an id is its time, in the network's order
        ids, bits = ids[latest], bits[latest]
    return _Held(ids, bits, read_at)


def _parts(raw: bytes) -> tuple[npt.NDArray[np.uint64], codes.Packed]:
    rows = np.frombuffer(raw, dtype=np.uint64).reshape(-1, _ROW // 8)
    return np.ascontiguousarray(rows[:, :2]), np.ascontiguousarray(rows[:, 2:])
