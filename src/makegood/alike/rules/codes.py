"""Vectors as they are kept: a signed byte per number, and one bit per number (its sign) by which the near ones are found first.

Cosines of the bytes are within .01 of those of the floats; the bits only choose whom to look at more closely, so that what is shown never rests
on them. Pure.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

WIDTH = 384
BITS_BYTES = WIDTH // 8
Floats = npt.NDArray[np.float32]
Packed = npt.NDArray[np.uint64]


def codes_of(vectors: Floats) -> list[bytes]:
    """Each row as signed bytes, its largest number as 127."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12)
    return [row.tobytes() for row in np.rint(vectors * (127 / largest)).astype(np.int8)]


def bits_of(codes: Sequence[bytes]) -> list[str]:
    """The sign of each number as PostgreSQL writes bits: 1 where it is above zero."""
    digits = np.where(_rows(codes) > 0, b"1", b"0")
    return [row.tobytes().decode() for row in digits]


def cosines(codes: Sequence[bytes], wanted: bytes) -> list[float]:
    """How alike each of these is to the wanted one: -1 to 1."""
    if not codes:
        return []
    rows, one = _rows(codes).astype(np.float32), _rows([wanted])[0].astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(one)
    found: list[float] = (rows @ one / np.maximum(lengths, 1e-12)).clip(-1, 1).tolist()
    return found


def unit(codes: Sequence[bytes]) -> Floats:
    """The vectors of these codes, each of length 1."""
    rows = _rows(codes).astype(np.float32)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def packed(bits: str) -> Packed:
    """Bits as six words of 64, in the order in which `packed_bytes` reads them."""
    row: Packed = packed_bytes(int(bits, 2).to_bytes(BITS_BYTES, "big"))[0]
    return row


def packed_bytes(raw: bytes) -> Packed:
    """Bits as bytes, one vector after another, as rows of six words."""
    rows: Packed = np.frombuffer(raw, dtype=np.uint64).reshape(-1, WIDTH // 64)
    return rows


def differing(rows: Packed, wanted: Packed) -> npt.NDArray[np.uint16]:
    """In how many bits each row differs from the wanted one."""
    found: npt.NDArray[np.uint16] = np.bitwise_count(rows ^ wanted).sum(axis=1, dtype=np.uint16)
    return found


def _rows(codes: Sequence[bytes]) -> npt.NDArray[np.int8]:
    return np.frombuffer(b"".join(codes), dtype=np.int8).reshape(-1, WIDTH)
