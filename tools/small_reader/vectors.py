"""What the shipped encoder makes of texts: one pooled vector each, kept in `.train/vectors.npz`, so that heads and joins are fitted in seconds.

A text is known by the hash of what the encoder is shown, so a change of spelling or of the encoder never mixes old vectors with new ones.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from places import WORK

from makegood.understanding.readers.small import encoder as small
from makegood.understanding.readers.small.encoder import Encoder
from makegood.understanding.readers.small.pieces import written

KEPT = WORK / "vectors.npz"
SOME = 4_000  # texts after which what was found is written down
Floats = npt.NDArray[np.float32]


def pooled(texts: Sequence[str], kept: Path = KEPT) -> Floats:
    """(texts × 384), in their order; those that were never seen are computed, about 120 a second."""
    mark = hashlib.sha256((small.shipped() / "encoder.onnx").read_bytes()).digest()[:8]
    names = [hashlib.blake2b(written(text).encode("utf-8", "replace"), digest_size=16, key=mark).digest() for text in texts]
    known = _read(kept)
    fresh = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
    encoder, some = Encoder(), dict[bytes, Floats]()
    for name, text in fresh.items():
        some[name] = encoder.see(text).pooled.astype(np.float16)
        if len(some) >= SOME:
            known |= some
            _write(kept, known)
            some = {}
            print(f"… {len(known):,} vectors", flush=True)
    if some:
        known |= some
        _write(kept, known)
    return np.stack([known[name] for name in names]).astype(np.float32) if names else np.zeros((0, small.WIDTH), np.float32)


def _read(kept: Path) -> dict[bytes, Floats]:
    if not kept.exists():
        return {}
    with np.load(kept) as stored:
        names, values = stored["names"], stored["values"]
    return {names[row].tobytes(): values[row] for row in range(len(names))}


def _write(kept: Path, known: dict[bytes, Floats]) -> None:
    kept.parent.mkdir(exist_ok=True)
    names = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(len(known), 16)
    part = kept.with_suffix(".part.npz")
    np.savez(part, names=names, values=np.stack(list(known.values())))
    part.rename(kept)
