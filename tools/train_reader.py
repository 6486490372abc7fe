"""Trains the first reader's weights from public data and writes them into the package, with the figures of docs/model-card.md.

    python tools/train_reader.py [--data ../shared/data] [--corrections FILE] [--check]

Fixed seeds: the same data, the versions of requirements-dev.lock and the same kind of processor give the same file, byte for byte (--check compares
and writes nothing); on another kind, whose sums are rounded otherwise, it says how many numbers are others, and by how much. The data folder is never part of the product. Not used: airline_conversations, brand_tweets_with_times, olist
(non-commercial); reviews only measure.
"""

import argparse
import hashlib
import io
import os
import sys
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # sums in one order, so that the last bit is the same
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
from reader_corrections import read, with_corrections  # noqa: E402
from reader_data import Pool, load  # noqa: E402
from reader_figures import figures, write_card  # noqa: E402
from reader_fit import Fitted, fit  # noqa: E402

WEIGHTS = ROOT / "src/makegood/understanding/readers/first/weights.npz"
CARD = ROOT / "docs/model-card.md"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    options.add_argument("--corrections", type=Path, help="what members set right: makegood reader corrections --to FILE")
    options.add_argument("--check", action="store_true", help="compare with the shipped file instead of writing")
    chosen = options.parse_args()
    if not chosen.data.is_dir():
        print(f"There is no data folder at {chosen.data}: name one with --data.", file=sys.stderr)
        return 2
    pool = load(chosen.data)
    if chosen.corrections:
        corrected = read(chosen.corrections)
        pool = with_corrections(pool, corrected)
        print(f"{len(corrected):,} corrected messages are taken in: the weights are your own and not the shipped ones.")
    fitted = fit(pool)
    packed = pack(fitted)
    if chosen.check:
        same = WEIGHTS.read_bytes() == packed
        print("The shipped weights are the same, byte for byte." if same else f"The shipped weights differ: {apart(packed)}.")
        return 0 if same else 1
    WEIGHTS.write_bytes(packed)
    print(f"{WEIGHTS.relative_to(ROOT)}: {len(packed):,} bytes, sha256 {hashlib.sha256(packed).hexdigest()[:16]}")
    report(pool, fitted)
    return 0


def apart(packed: bytes) -> str:
    """How far the shipped weights are from these."""
    ours, theirs = np.load(io.BytesIO(packed)), np.load(WEIGHTS)
    if set(ours.files) != set(theirs.files) or any(ours[name].shape != theirs[name].shape for name in ours.files):
        return "they are of another shape"
    numbers = [name for name in ours.files if ours[name].dtype.kind in "fiu"]
    gaps = [np.abs(ours[name].astype(float) - theirs[name].astype(float)).ravel() for name in numbers]
    gap = np.concatenate(gaps)
    return f"{int((gap > 0).sum()):,} of {len(gap):,} numbers, by {gap.max():.4g} at most"


def pack(fitted: Fitted) -> bytes:
    """The fitted model as the bytes of an .npz file; the version is a hash of what is in it."""
    arrays = fitted.arrays()
    content = hashlib.sha256()
    for name in sorted(arrays):
        content.update(name.encode() + np.ascontiguousarray(arrays[name]).tobytes())
    out = io.BytesIO()
    np.savez_compressed(out, **arrays, version=np.array(content.hexdigest()[:8]))
    return out.getvalue()


def report(pool: Pool, fitted: Fitted) -> None:
    measured = figures(pool, fitted)
    write_card(CARD, measured)
    for line in measured:
        print(line)


if __name__ == "__main__":
    sys.exit(main())
