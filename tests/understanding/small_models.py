"""The tiny transformer of the tests with heads and joins drawn by lot: the shapes of the shipped ones, and nothing learned."""

import io
from pathlib import Path
from typing import Any

import numpy as np

from makegood.understanding.readers.cascade import joins
from makegood.understanding.readers.cascade.features import FIRST
from makegood.understanding.readers.cascade.reader import CascadeReader
from makegood.understanding.readers.first.grams import SIZE
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.readers.small.encoder import WIDTH, Encoder
from makegood.understanding.types import Act, Advocacy, Asked, Feeling, Happened, Leaving, Urgency

TINY = Path(__file__).with_name("tiny")
LABELS: dict[str, tuple[str, ...]] = {
    "complaint": ("no", "complaint"),
    "feeling": tuple(Feeling),
    "act": tuple(Act),
    "happened": tuple(Happened),
    "asked": tuple(Asked),
    "urgency": tuple(Urgency),
    "leaving": tuple(Leaving),
    "advocacy": tuple(Advocacy),
}
WORDINGS = ("act.complaint", "urgency.safety", "feeling.positive")
SEVERAL = ("happened", "asked", "complains", "kind")


def drawn(*, band: float = 1.0, seed: int = 3, **changed: Any) -> bytes:
    """The bytes of a heads.npz. With a band of 1 every text is asked about, with 0 none."""
    chance = np.random.default_rng(seed)
    alone = len(FIRST) + len(WORDINGS)
    width = alone + sum(len(labels) for labels in LABELS.values())
    arrays: dict[str, Any] = {
        "heads": np.array([*LABELS, "alike"]),
        "join_heads": np.array(list(LABELS)),
        "w_alike": np.eye(WIDTH, dtype=np.float32),
        "b_alike": np.zeros(WIDTH, dtype=np.float32),
        "threshold_names": np.array(["urgency.safety", "act.complaint"]),
        "thresholds": np.array([0.3, 0.4]),
        "band_names": np.array([*joins.QUESTIONS]),
        "bands": np.full(len(joins.QUESTIONS), band),
        "version": np.array("drawn"),
        "wordings_names": np.array(WORDINGS),
        "wordings_rows": np.arange(0, SIZE, 64),
        "wordings": chance.integers(-127, 128, size=(SIZE // 64, len(WORDINGS)), dtype=np.int8),
        "wordings_rarity": np.full(SIZE // 64, 4.0),
        "wordings_unseen": np.array(5.0),
        "wordings_scales": np.full(len(WORDINGS), 0.01),
        "wordings_biases": np.zeros(len(WORDINGS)),
    }
    for name, labels in LABELS.items():
        arrays[f"w_{name}"] = chance.normal(size=(WIDTH, len(labels))).astype(np.float32)
        arrays[f"b_{name}"] = chance.normal(size=len(labels)).astype(np.float32)
        arrays[f"labels_{name}"] = np.array(labels)
    for name in joins.QUESTIONS:
        count = len(LABELS[name]) if name in LABELS else 1
        arrays[f"kind_{name}"] = np.array("several" if name in SEVERAL else "one")
        arrays[f"first_{name}"] = chance.normal(size=(2 * alone + 1, count), scale=0.4)
        arrays[f"join_{name}"] = chance.normal(size=(2 * width + 1, count), scale=0.4)
    held = io.BytesIO()
    np.savez_compressed(held, **{**arrays, **changed})
    return held.getvalue()


def cascade(*, band: float = 1.0, first: FirstReader | None = None, **changed: Any) -> CascadeReader:
    return CascadeReader(joins.load(drawn(band=band, **changed)), Encoder(TINY), first)
