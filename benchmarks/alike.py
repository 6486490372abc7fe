"""Finding what is alike: how good the vectors are, how fast and how complete near ones are found, what it costs to write one.

    python -m benchmarks.alike [--sizes 100000,1000000] [--asked 100] [--texts 6000]

Quality: banking77 and CLINC150 (training parts alone, from ../shared/data), in equal parts: whether the nearest other message is of the same matter; how the
steps of likeness (alike.rules.degrees) hold; and grouping by threshold as messages come in (alike.rules.groups) beside TF-IDF by the same rule, each
at its best threshold on one half of the matters, judged on the other half.

Speed: vectors made of real ones, moved a little, written through the product's own code into a brand of a private installation; the answers
of both ways (pgvector where this server has it, and held in the process) beside an exact search over the floats. Latency is the wall's, of single
questions, and CPU is counted beside it. The tables' foreign key to messages is dropped in that installation, so that no million messages is needed.
"""

import argparse
import csv
import gzip
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg

from benchmarks import ground, report

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "intents"
SEED = 20_261_122
QUICK, FULL = ("--sizes", "100000", "--texts", "4000"), ()
TOP = 10
MOVED = 0.35  # how far a made vector lies from the real one, as a part of its length
Floats = npt.NDArray[np.float32]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alike", description="Finding what is alike.")
    parser.add_argument("--sizes", default="100000,1000000", help="vectors of the brand, with commas")
    parser.add_argument("--asked", type=int, default=100, help="questions of each kind")
    parser.add_argument("--texts", type=int, default=6000, help="messages of the two collections together")
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.only is not None:
        print(json.dumps(_at(told.only, told.asked)))
        return 0
    said = report.start("finding what is alike")
    if (DATA / "banking77_train.csv.gz").exists():
        for embedder in _embedders():
            _quality(said, embedder, *_texts(told.texts))
    else:
        said.note("Quality was left out: the intents of ../shared/data are not here.")
    for size in map(int, told.sizes.split(",")):
        for way, seen in _apart(size, told.asked).items():
            for name, (value, unit) in seen.items():
                said.figure(f"{size:,} vectors, {way}: {name}", value, unit, goal=_GOALS.get((way, name), ""))
    return said.end()


_GOALS = {
    ("held in the process", "p95"): "≤ 150",
    ("pgvector", "p95"): "≤ 150",
    ("held in the process", "recall of 10"): "≥ .95",
    ("pgvector", "recall of 10"): "≥ .95",
}


# How good the vectors are ----------------------------------------------------------------------------------------------


def _embedders() -> list[Any]:
    """The one in use, and the hashed words beside it where that is another."""
    from makegood.understanding import registry
    from makegood.understanding.readers.first.alike import WordsEmbedder

    used = registry.embedder()
    return [used] if isinstance(used, WordsEmbedder) else [used, WordsEmbedder()]


def _texts(most: int) -> tuple[list[str], npt.NDArray[np.str_]]:
    """Equal parts of both collections, shuffled; CLINC150's training part without what belongs to no matter."""
    with gzip.open(DATA / "banking77_train.csv.gz", "rt", encoding="utf-8") as file:
        banking = [(row["text"], f"banking {row['category']}") for row in csv.DictReader(file)]
    with gzip.open(DATA / "clinc150.csv.gz", "rt", encoding="utf-8") as file:
        clinc = [(row["text"], f"clinc {row['intent']}") for row in csv.DictReader(file) if row["split"] == "train"]
    chance = random.Random(SEED)
    taken = chance.sample(banking, min(most // 2, len(banking))) + chance.sample(clinc, min(most // 2, len(clinc)))
    chance.shuffle(taken)
    return [text for text, _ in taken], np.array([matter for _, matter in taken])


def _quality(said: report.Report, embedder: Any, texts: list[str], matters: npt.NDArray[np.str_]) -> None:
    from makegood.alike.rules import degrees
    from makegood.alike.types import Degree

    name = embedder.version.split("-")[0]
    embedder.vectors(texts[:64])
    before = time.process_time()
    vectors = embedder.vectors(texts)
    said.figure(f"{name}: CPU to make one", (time.process_time() - before) * 1000 / len(texts), "ms")
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    tfidf = _tfidf(texts)
    rival = tfidf @ tfidf.T
    np.fill_diagonal(rival, -1)
    same = matters[:, None] == matters[None, :]
    hit = float((matters[likeness.argmax(axis=1)] == matters).mean())
    beside = float((matters[rival.argmax(axis=1)] == matters).mean())
    said.figure(f"{name}: the nearest is of the same matter", hit, "", reference=f"TF-IDF {beside:.3f}", ratio=hit / beside)
    best, right = likeness.max(axis=1), matters[likeness.argmax(axis=1)] == matters
    for degree in (Degree.SOMEWHAT, Degree.VERY, Degree.SAME):
        which = np.array([degrees.degree(float(value), embedder.version) is degree for value in best])
        said.figure(
            f"{name}: a nearest called {degree} is of the same matter", float(right[which].mean()) if which.any() else "none", ""
        )
        said.note(f"{name}: {which.mean():.1%} of the nearest are called {degree}.")
    seen = likeness >= degrees.least(embedder.version)
    said.note(f"{name}: of all pairs called alike {same[seen].mean() if seen.any() else 0:.1%} are of the same matter.")
    _grouping(said, name, vectors, tfidf, matters)


def _grouping(said: report.Report, name: str, vectors: Floats, tfidf: Floats, matters: npt.NDArray[np.str_]) -> None:
    """The threshold is chosen on one half of the matters and judged on the other."""
    half = set(sorted(set(matters.tolist()))[::2])
    chosen = np.array([matter in half for matter in matters])
    seen = {}
    for way, rows in ((name, vectors), ("TF-IDF", tfidf)):
        scores = {least: _grouped(rows[chosen], matters[chosen], least) for least in np.arange(0.2, 0.85, 0.05)}
        least = max(scores, key=lambda one: scores[one][0])
        seen[way] = (*_grouped(rows[~chosen], matters[~chosen], least), least)
    (f1, purity, groups, least), rival = seen[name], seen["TF-IDF"]
    said.figure(f"{name}: grouping, F1 of pairs", f1, "", reference=f"TF-IDF {rival[0]:.3f}", ratio=f1 / max(rival[0], 1e-9))
    said.figure(f"{name}: grouping, purity", purity, "", reference=f"TF-IDF {rival[1]:.3f}")
    matters_there = len(set(matters[~chosen].tolist()))
    said.note(f"{name}: {groups} groups of {matters_there} matters at {least:.2f}; TF-IDF {rival[2]} at {rival[3]:.2f}.")


def _grouped(rows: Floats, matters: npt.NDArray[np.str_], least: float) -> tuple[float, float, int]:
    """F1 over pairs, purity, and how many groups."""
    from makegood.alike.rules import groups

    found = groups.in_order(rows, least=least)
    together = Counter(zip(found, matters.tolist(), strict=True))
    pairs = [
        sum(n * (n - 1) // 2 for n in counts)
        for counts in (together.values(), Counter(found).values(), Counter(matters.tolist()).values())
    ]
    largest: dict[int, int] = {}
    for (group, _), count in together.items():
        largest[group] = max(largest.get(group, 0), count)
    return 2 * pairs[0] / max(pairs[1] + pairs[2], 1), sum(largest.values()) / len(found), len(largest)


def _tfidf(texts: list[str]) -> Floats:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return np.asarray(TfidfVectorizer(sublinear_tf=True).fit_transform(texts).toarray(), dtype=np.float32)


# How fast and how complete ---------------------------------------------------------------------------------------------


def _apart(size: int, asked: int) -> dict[str, dict[str, tuple[float, str]]]:
    words = ["--only", str(size), "--asked", str(asked)]
    done = subprocess.run([sys.executable, "-m", "benchmarks.alike", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The brand of {size:,} vectors failed:\n{done.stderr[-3000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _at(size: int, asked: int) -> dict[str, dict[str, tuple[float, str]]]:
    with ground.database(brands=1, tuning={"maintenance_work_mem": "512MB", "shared_buffers": "512MB"}) as here:
        from makegood.alike import held, queries
        from makegood.platform import tenancy

        with psycopg.connect(here.address("makegood_owner"), autocommit=True) as owner:
            owner.execute("ALTER TABLE alike_vector DROP CONSTRAINT alike_vector_id_border")
            owner.execute("DROP INDEX IF EXISTS alike_near")
            made = _made(size)
            before = here.cpu_seconds()
            version = _write(here.brand.id, made)
            writing = (here.cpu_seconds() - before).total * 1000 / size
            owner.execute("VACUUM ANALYZE alike_vector")
            questions = _moved(made, np.random.default_rng(SEED + 1).integers(0, size, asked), SEED + 2)
            truth = [set(np.argpartition(-(made @ one), TOP)[:TOP].tolist()) for one in questions]
            seen = {}
            with tenancy.brand(here.brand.id):
                begun, grown = time.perf_counter(), _memory()
                _ask(here, version, questions[:1])
                loading = (time.perf_counter() - begun) * 1000
                seen["held in the process"] = _measured(here, version, questions, truth) | {
                    "the first question": (loading, "ms"),
                    "memory of the process": (_memory() - grown, "MB"),
                    "written, CPU of one": (writing, "ms"),
                }
            held.let_go()
            begun = time.perf_counter()
            if owner.execute("SELECT alike_lay_index()").fetchone() == (True,):
                laid = time.perf_counter() - begun
                sizes = owner.execute("SELECT pg_relation_size('alike_near'), pg_table_size('alike_vector')").fetchone() or (0, 0)
                with tenancy.brand(here.brand.id):
                    assert queries.has_index()
                    _ask(here, version, questions[:1])
                    seen["pgvector"] = _measured(here, version, questions, truth) | {
                        "laying the index": (laid, "s"),
                        "the index": (sizes[0] / 1e6, "MB"),
                        "the table": (sizes[1] / 1e6, "MB"),
                    }
        return seen


def _made(size: int) -> Floats:
    """Vectors that lie as real ones do: those of real messages, each moved by chance."""
    from makegood.understanding import registry

    there = (DATA / "banking77_train.csv.gz").exists()
    texts = _texts(20_000)[0] if there else [f"message {n} of {n % 97}" for n in range(20_000)]
    real = registry.embedder().vectors(texts[: 4_000 if registry.embedder().version.startswith("small") else 20_000])
    return _moved(real, np.random.default_rng(SEED).integers(0, len(real), size), SEED)


def _moved(rows: Floats, which: npt.NDArray[np.int64], seed: int) -> Floats:
    chance = np.random.default_rng(seed)
    found = np.empty((len(which), rows.shape[1]), dtype=np.float32)
    for start in range(0, len(which), 20_000):
        part = rows[which[start : start + 20_000]]
        away = chance.standard_normal(part.shape, dtype=np.float32) * (MOVED / np.sqrt(rows.shape[1]))
        found[start : start + len(part)] = part + away
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def _id(number: int) -> Any:
    from uuid import UUID

    return UUID(int=(0x0190_0000_0000_7000 + number << 64) | (0x8000_0000_0000_0000 + number * 0x9E37_79B9 % (1 << 62)))


def _write(brand_id: Any, made: Floats) -> str:
    from makegood.alike import actions
    from makegood.alike.rules import codes
    from makegood.platform import bulk, tenancy

    for start in range(0, len(made), 5_000):
        kept = codes.codes_of(made[start : start + 5_000])
        ids = [_id(start + n) for n in range(len(kept))]
        rows = list(zip(ids, [brand_id] * len(kept), ["small-bench"] * len(kept), kept, codes.bits_of(kept), strict=True))
        with tenancy.brand(brand_id):
            bulk.insert("alike_vector", actions._COLUMNS, rows, conflict=actions._NEWER)
    return "small-bench"


def _ask(here: ground.Ground, version: str, questions: Floats) -> tuple[list[float], list[list[Any]], float]:
    from makegood.alike import queries
    from makegood.alike.rules import codes

    took, found, before = [], [], here.cpu_seconds()
    for one in codes.codes_of(questions):
        begun = time.perf_counter()
        near, _ = queries.nearest(codes=one, version=version, most=TOP, least=-1.0)
        took.append((time.perf_counter() - begun) * 1000)
        found.append([each.message_id for each in near])
    return took, found, (here.cpu_seconds() - before).total * 1000 / len(questions)


def _measured(here: ground.Ground, version: str, questions: Floats, truth: list[set[int]]) -> dict[str, tuple[float, str]]:
    took, found, cpu = _ask(here, version, questions)
    hits = [len({_id(n) for n in wanted} & set(ids)) / TOP for wanted, ids in zip(truth, found, strict=True)]
    return {
        "p50": (float(np.percentile(took, 50)), "ms"),
        "p95": (float(np.percentile(took, 95)), "ms"),
        "CPU of a question": (cpu, "ms"),
        "recall of 10": (float(np.mean(hits)), ""),
    }


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main())
