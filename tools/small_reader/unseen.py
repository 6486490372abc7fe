"""Gathers what ten trainings said of the tenth that each had not seen: `unseen.py FOLDS` writes `unseen.npz`, the scores of every text that
taught the encoder by one that it had not taught. Holds numbers and hashes, never a text; `whole` marks the texts that taught it every question,
the others taught it the complaint alone.
"""

import sys
from pathlib import Path

import numpy as np
import sets as told
from material import HEADS, UNSEEN, key
from places import DATA, OWN
from reader_data import load


def main() -> None:
    folder, pool = Path(sys.argv[1]), load(DATA)
    texts = {"own": told.written_by_us(OWN, pool.complaints).texts, "complaint": pool.complaints.texts}
    found: dict[str, np.ndarray] = {}
    whole: set[str] = set()
    for name in ("complaint", "own"):  # of a tweet that we labelled, what stands in our own set
        for fold in range(told.FOLDS):
            with np.load(folder / f"fold_{fold}.npz") as stored:
                scores = np.hstack([stored[f"{name}/{head}"] for head in HEADS])
                rows = stored[f"{name}/row"]
            scored = {key(texts[name][row]): score for row, score in zip(rows, scores, strict=True) if row < len(texts[name])}
            found |= scored
            whole |= scored.keys() if name == "own" else set()
    np.savez_compressed(
        UNSEEN, keys=np.array(list(found)), scores=np.stack(list(found.values())).astype(np.float16), whole=np.array([text in whole for text in found])
    )  # fmt: skip
    print(f"{UNSEEN.name}: {len(found):,} texts")


if __name__ == "__main__":
    main()
