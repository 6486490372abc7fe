"""Fits everything above the encoder and writes `heads.npz`: the wordings, the joins, thresholds and bands. Minutes on one core, no GPU.

    join.py HEADS [TO] [--corrections FILE]

`HEADS` is a `heads.npz` whose heads are kept (that of the package, or what `export.py` wrote). A label is said where it was right at least
PRECISION of the time among texts kept out, of several labels where that also finds the most; the most urgent labels are said earlier, so that
few are missed.
"""

import argparse
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fresh
import material
import numpy as np
import numpy.typing as npt
import reader_corrections as corrections
import sets as told
import vectors
from arithmetic import Doubles, Tempered, calibration_error, crossed, fit, fullest, ridge, tempered, threshold
from judge import f1s
from material import HEADS, LABELS, WORDED, Material
from places import DATA, OWN
from reader_data import FEELINGS, Pool, load

from makegood.understanding.readers.cascade import features
from makegood.understanding.readers.cascade.joins import COMPLAINS, KIND, SOUNDS_GLAD, settled
from makegood.understanding.readers.small import heads as small
from makegood.understanding.readers.small.encoder import WIDTH

PRECISION = {"act": 0.75, "feeling": 0.75, "happened": 0.5, "asked": 0.5, "leaving": 0.75, "advocacy": 0.75}
# A danger is said from .3 on and the rarer two earlier: of 300 plain letters with 30 dangers that misses none, and calls 15 others dangerous.
URGENT = {"urgency.safety": 0.3, "urgency.legal": 0.1, "urgency.stranded": 0.1, "urgency.deadline": 0.35}
SURE = 0.9  # how often the first step must be right where the transformer is not asked
TEMPERED = ("act", "feeling")  # by messages to shops alone: beside them stand tweets about the world
LEANS = ("act",)  # the texts that teach complain more often than people do
RARER_WEIGH_MORE = 0.5  # the power of 1/share by which the pool's feelings are weighed
VARIANT = 0.5  # the weight of a text said otherwise
TWEET = 0.5  # that of a complaint tweet of which only the complaint is known
RIDGE = 0.15
CROSSED = 3  # parts in which the joins are crossed
IRONY = 1.6  # how much more an English text counts, among those that sound glad, whose writer is let down: so that no line of ironic.txt is thanked for
LOUD = ("exclamations", "shouting")  # columns that speak of feelings alone: how loud somebody is makes nothing urgent
BLIND = ("complaint",)  # learned from the very tweets that teach the joins
FIRST = len(features.FIRST)


@dataclass(frozen=True)
class Taught:
    """What one question's joins learn from."""

    labels: tuple[str, ...]
    several: bool
    rows: Doubles
    marks: Doubles
    weights: Doubles
    parts: npt.NDArray[np.int64]
    far: Doubles
    judged: npt.NDArray[np.bool_]  # texts as they were written

    @property
    def both(self) -> Doubles:
        return features.twice(self.rows, self.far)

    def alone(self, width: int) -> Doubles:
        return features.twice(self.rows[:, :width], self.far)


@dataclass(frozen=True)
class Beside:
    """Tweets of a public pool of which one question's answer is known: rows of both steps, marks, parts, languages."""

    rows: Doubles
    marks: Doubles
    parts: npt.NDArray[np.int64]
    far: Doubles
    weights: Doubles
    vectors: Doubles


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("heads", type=Path)
    words.add_argument("to", type=Path)
    words.add_argument("--corrections", type=Path, help="what members set right: makegood reader corrections --to FILE")
    said = words.parse_args()
    with np.load(said.heads) as stored:
        kept = {
            name: stored[name]
            for name in stored.files
            if name.startswith(("w_", "b_", "labels_")) and not name.endswith(f"_{fresh.HEAD}")
        }
        kept["heads"] = np.array([name for name in stored["heads"] if name != fresh.HEAD])
        heads = small.load(stored)
    pool = load(DATA)
    corrected = corrections.read(said.corrections) if said.corrections else []
    own, known = material.with_corrections(told.written_by_us(OWN, pool.complaints), corrected)
    print(f"{len(own.texts):,} texts, {len(corrected):,} of them set right by members", flush=True)
    rare, unseen = material.rarity(own.texts)
    found = material.gather(own, known, heads, rare)
    lines, scored = wordings(found)
    rows = np.hstack([found.evidence, scored, found.heads])
    kept |= packed(lines, rare, unseen)
    besides = {"feeling": feelings(pool, heads, rare, lines), "complains": tweets(pool, heads, rare, lines, set(own.texts))}
    kept |= joins(found, rows, besides, FIRST + scored.shape[1], float(pool.complaints.labels.mean()))
    kept["heads"] = np.array([*kept["heads"], fresh.HEAD])
    kept["join_heads"] = np.array([*HEADS, fresh.HEAD])
    kept["version"] = np.array(version(kept))
    np.savez_compressed(said.to, **kept)


def wordings(found: Material) -> tuple["Lines", Doubles]:
    """The lines over grams, and every text's scores by lines that had seen neither it nor its origin."""
    base = found.originals
    marks = np.hstack([_even(found.marks[question][base], found.known[question][base]) for question in WORDED])
    fitted = ridge(found.grams[base], marks, found.fold[base], found.grams[~base], found.fold[~base], RIDGE)
    scored = np.zeros((len(found), marks.shape[1]))
    scored[base], scored[~base] = fitted.apart, fitted.beside
    return Lines(*quantised(fitted.slopes), fitted.mean), scored


def _even(marks: Doubles, known: npt.NDArray[np.bool_]) -> Doubles:
    """What is not known is the mean of what is: it teaches nothing."""
    return np.where(known[:, None], marks, marks[known].mean(0))


@dataclass(frozen=True)
class Lines:
    weights: npt.NDArray[np.int8]
    scales: Doubles
    biases: Doubles

    def scores(self, grams: Any) -> Doubles:
        return np.asarray(grams @ (self.weights.astype(np.float64) * self.scales) + self.biases)


def quantised(slopes: Doubles) -> tuple[npt.NDArray[np.int8], Doubles]:
    scales = np.quantile(np.abs(slopes[np.abs(slopes).sum(1) > 0]), 0.999, axis=0) / 127
    return np.clip(np.rint(slopes / scales), -127, 127).astype(np.int8), scales


def packed(lines: Lines, rare: npt.NDArray[np.float32], unseen: float) -> dict[str, Any]:
    taught = np.flatnonzero((np.abs(lines.weights).max(1) > 0) | (rare < np.float32(np.float16(unseen))))
    return {
        "wordings": lines.weights[taught], "wordings_rows": taught.astype(np.int32), "wordings_rarity": rare[taught].astype(np.float16),
        "wordings_unseen": np.array(unseen), "wordings_scales": lines.scales, "wordings_biases": lines.biases,
        "wordings_names": np.array([f"{question}.{label}" for question, labels in WORDED.items() for label in labels]),
    }  # fmt: skip


def rows_of(
    texts: list[str], heads: small.Heads, rare: npt.NDArray[np.float32], lines: Lines
) -> tuple[Doubles, Doubles, Doubles]:
    """Rows of both steps of texts that taught neither; which are in a language of ABROAD; what the encoder makes of them."""
    seen, pooled = material.evidence(texts), vectors.pooled(texts)
    scores = material.unseen(texts, heads.scores(pooled, HEADS))
    return (
        np.hstack([features.rows(seen), lines.scores(material.gram_rows(texts, rare)), scores]),
        features.abroad(seen),
        pooled.astype(np.float64),
    )


def feelings(pool: Pool, heads: small.Heads, rare: npt.NDArray[np.float32], lines: Lines) -> Beside:
    """The tweets of the feeling pool that were held out of every training."""
    held = pool.feeling.where(np.array([group == "held_out" for group in pool.feeling.groups]))
    rows, far, pooled = rows_of(held.texts, heads, rare, lines)
    marks = np.eye(len(FEELINGS))[held.labels]
    share = np.bincount(pool.feeling.labels, minlength=len(FEELINGS)) / len(pool.feeling.labels)
    weights = (1.0 / share[held.labels]) ** RARER_WEIGH_MORE
    return Beside(rows, marks, np.arange(len(rows)) % told.FOLDS, far, weights / weights.mean(), pooled)


def tweets(pool: Pool, heads: small.Heads, rare: npt.NDArray[np.float32], lines: Lines, taken: set[str]) -> Beside:
    """The complaint tweets that we did not label ourselves."""
    chosen = [row for row, text in enumerate(pool.complaints.texts) if text not in taken]
    rows, far, pooled = rows_of([pool.complaints.texts[row] for row in chosen], heads, rare, lines)
    marks = np.eye(2)[pool.complaints.labels[chosen]]
    return Beside(rows, marks, np.arange(len(rows)) % told.FOLDS, far, np.full(len(rows), TWEET), pooled)


def taught(name: str, found: Material, rows: Doubles, beside: Beside | None) -> Taught:
    rows, marks, parts, far = rows, found.marks[name], found.fold, found.far
    weights = np.where(found.originals, 1.0, VARIANT) * found.known[name]
    judged = found.originals & found.known[name]
    if beside is not None:
        rows, marks = np.vstack([rows, beside.rows]), np.vstack([marks, beside.marks])
        parts, far = np.concatenate([parts, beside.parts]), np.concatenate([far, beside.far])
        weights = np.concatenate([weights, beside.weights])
        judged = np.concatenate([judged, np.ones(len(beside.rows), bool)])
    hidden = [features.FIRST.index(column) for column in (*BLIND, *(() if name == "feeling" else LOUD))]
    if name == KIND:
        glad = rows[:, SOUNDS_GLAD] > 0
        weights = np.where((far == 0) & (marks[:, 1] > 0), IRONY, 1.0) * weights * glad
        judged = judged & glad
    rows = rows.copy()
    rows[:, hidden] = 0.0
    return Taught(LABELS[name], name in told.SEVERAL, rows, marks, weights, parts, far, judged)


@dataclass
class Fitted:
    """One question's joins, and what others of their kind that had not seen a text say of it."""

    each: Taught
    both: Doubles
    first: Doubles
    out: Doubles
    alone: Doubles
    mended: fresh.Fresh | None


def joins(found: Material, rows: Doubles, besides: dict[str, Beside], width: int, complaining: float) -> dict[str, Any]:
    """Every question's joins, thresholds and bands; `complaining` is the share of complaints among messages to shops as they come."""
    learned = {name: fitted(name, found, rows, besides, width) for name in LABELS}
    temper(learned, found, complaining)
    stored: dict[str, Any] = {}
    least: dict[str, float] = {}
    bands: dict[str, float] = {}
    for name, labels in LABELS.items():
        each, out, out_alone = learned[name].each, learned[name].out, learned[name].alone
        stored[f"first_{name}"] = learned[name].first.astype(np.float32)
        stored[f"kind_{name}"] = np.array("several" if each.several else "one")
        stored[f"join_labels_{name}"] = np.array([str(label) for label in labels])
        least |= thresholds(name, each, out)
        if name != KIND:  # asked where COMPLAINS is, which it answers
            bands[name] = band(each, out_alone)
        said = {**figures(each, out), "alone F1": figures(each, out_alone)["macro F1"], "band": bands.get(name, 0.0)}
        print(name, json.dumps({what: round(value, 3) for what, value in said.items()}), flush=True)
    stored |= with_fresh(
        {f"join_{name}": each.both for name, each in learned.items()}, [each.mended for each in learned.values()]
    )
    return stored | {"thresholds": np.array(json.dumps(least)), "bands": np.array(json.dumps(bands))}


def fitted(name: str, found: Material, rows: Doubles, besides: dict[str, Beside], width: int) -> Fitted:
    each = taught(name, found, rows, besides.get(COMPLAINS if name == KIND else name))
    both, alone = each.both, each.alone(width)
    out = crossed(both, each.marks, each.several, each.weights, each.parts % CROSSED)
    out_alone = crossed(alone, each.marks, each.several, each.weights, each.parts % CROSSED)
    mended = mend(name, found, each, out, besides.get(name))
    if mended is not None:
        out[: len(found)] = mended.apart
    lines, first = (fit(side, each.marks, each.several, each.weights) for side in (both, alone))
    return Fitted(each, lines, first, out, out_alone, mended)


def temper(learned: dict[str, Fitted], found: Material, complaining: float) -> None:
    """Makes the chances of TEMPERED true for messages to shops: those tweets that we labelled, weighed so that as many of them complain as
    do in the whole pool. Then settles the act with what else is said of the same texts, as the reader does."""
    for name in TEMPERED:
        each, chosen = learned[name], found.originals & found.tweets & found.known[name]
        down = found.marks["complains"][chosen][:, 1] > 0
        weights = np.where(down, complaining / down.mean(), (1.0 - complaining) / (1.0 - down.mean()))
        both, first = (
            tempered(
                out[: len(found)][chosen], found.marks[name][chosen], weights, name in LEANS, _then(name, learned, chosen, alone)
            )
            for out, alone in ((each.out, False), (each.alone, True))
        )
        _put(each, both, first)
        print(name, "divided by", round(both.warmth, 3), "leaning", np.round(both.lean, 2).tolist(), flush=True)
    acts, everything = learned["act"], np.ones(len(found), bool)
    acts.out, acts.alone = (
        _settled_acts(learned, everything, alone)(chance) for chance, alone in ((acts.out, False), (acts.alone, True))
    )


def _put(learned: Fitted, both: Tempered, first: Tempered) -> None:
    learned.out, learned.alone = both.chances(learned.out), first.chances(learned.alone)
    learned.both, learned.first = both.lines(learned.both), first.lines(learned.first)
    learned.mended = learned.mended.cooled(both.warmth) if learned.mended is not None else None


def _then(name: str, learned: dict[str, Fitted], chosen: npt.NDArray[np.bool_], alone: bool) -> Callable[[Doubles], Doubles]:
    return _settled_acts(learned, chosen, alone) if name == "act" else lambda chance: chance


def _settled_acts(learned: dict[str, Fitted], chosen: npt.NDArray[np.bool_], alone: bool) -> Callable[[Doubles], Doubles]:
    """What the reader makes of these texts' chances of the act, by the chances of the other questions."""
    others = {name: (learned[name].alone if alone else learned[name].out)[: len(chosen)][chosen] for name in (COMPLAINS, KIND)}
    glad = learned["act"].each.rows[: len(chosen)][chosen][:, SOUNDS_GLAD] > 0
    return lambda chance: settled({"act": chance, **others}, LABELS["act"], glad)["act"]


def mend(name: str, found: Material, each: Taught, out: Doubles, beside: Beside | None) -> fresh.Fresh | None:
    if name not in fresh.QUESTIONS:
        return None
    count = len(found)
    kept_out = None
    if beside is not None and name == "feeling":  # the others taught the encoder
        kept_out = fresh.KeptOut(beside.vectors, out[count:], beside.marks, beside.weights, beside.parts)
    return fresh.learn(name, found, out[:count], each.several, each.weights[:count], each.weights[:count] > 0, kept_out)


def with_fresh(lines: dict[str, Doubles], news: list[fresh.Fresh | None]) -> dict[str, Any]:
    """The joins with a column more for each label of the fresh lines, which adds to that label's score in English and to nothing else."""
    sizes = [line.shape[1] if each is not None else 0 for line, each in zip(lines.values(), news, strict=True)]
    total, stored = sum(sizes), dict[str, Any]()
    for number, (name, line) in enumerate(lines.items()):
        more = np.zeros((total, line.shape[1]))
        more[sum(sizes[:number]) : sum(sizes[: number + 1])] = np.eye(line.shape[1])[: sizes[number]]
        half = len(line) // 2
        stored[name] = np.vstack([line[:half], more, line[half:-1], -more, line[-1:]]).astype(np.float32)
    learned = [each for each in news if each is not None]
    return stored | {
        f"w_{fresh.HEAD}": np.hstack([np.zeros((WIDTH, 0)), *(each.lines for each in learned)]).astype(np.float32),
        f"b_{fresh.HEAD}": np.concatenate([np.zeros(0), *(each.bias for each in learned)]).astype(np.float32),
        f"labels_{fresh.HEAD}": np.array([f"{name.removeprefix('join_')}.{number}" for (name, line), size in zip(lines.items(), sizes, strict=True) for number in range(size)], dtype=str),
    }  # fmt: skip


def thresholds(name: str, each: Taught, out: Doubles) -> dict[str, float]:
    """The least chance at which each label of a question is said, by what was right out of fold."""
    if name not in PRECISION:
        return dict(URGENT) if name == "urgency" else {}
    out, marks = out[each.judged], each.marks[each.judged]
    best = out.argmax(1)
    found = {}
    for number, label in enumerate(each.labels):
        chosen = np.ones(len(out), bool) if each.several else best == number
        least = fullest if each.several else threshold
        found[f"{name}.{label}"] = least(out[chosen, number], marks[chosen, number] == 1, PRECISION[name])
    return found


def band(each: Taught, out: Doubles) -> float:
    """The least chance of the first step's answer at which it was right SURE of the time."""
    out, marks = out[each.judged], each.marks[each.judged]
    if each.several:
        return threshold(np.maximum(out, 1 - out).min(1), ((out > 0.5) == (marks > 0.5)).all(1), SURE)
    return threshold(out.max(1), out.argmax(1) == marks.argmax(1), SURE)


def figures(each: Taught, out: Doubles) -> dict[str, float]:
    out, marks = out[each.judged], each.marks[each.judged]
    if each.several:
        columns = range(len(each.labels))
        f1 = [f1s(marks[:, n].astype(int), (out[:, n] > 0.4).astype(int), 2)[1] for n in columns]
        return {
            "macro F1": float(np.nanmean(f1)),
            "ECE": float(np.mean([calibration_error(out[:, n], marks[:, n] == 1) for n in columns])),
        }
    true, best = marks.argmax(1), out.argmax(1)
    return {
        "accuracy": float(np.mean(true == best)), "macro F1": float(np.nanmean(f1s(true, best, len(each.labels)))),
        "ECE": calibration_error(out.max(1), true == best),
    }  # fmt: skip


def version(kept: dict[str, Any]) -> str:
    """Eight characters that change with any number."""
    content = hashlib.sha256()
    for name in sorted(kept):
        content.update(name.encode() + np.ascontiguousarray(kept[name]).tobytes())
    return content.hexdigest()[:8]


if __name__ == "__main__":
    main()
