"""How fast one core reads and how much memory that takes: each step of the cascade beside VADER, TextBlob and a TF-IDF pipeline, in the same run.

    python -m benchmarks.reader [--texts 2000]

Texts are customers' tweets of ../shared/data where it lies beside this folder, else the hand-written examples over and over. One thread only.
Rates are by CPU time, the best of three; the time of one message is by its thread's CPU time, and by the clock beside it. VADER and TextBlob
answer one question (feeling), TF-IDF one; ours all of a reading's, with the words that carried them.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks import report
from makegood.understanding.readers.cascade import joins
from makegood.understanding.readers.cascade.reader import CascadeReader
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.readers.first.words import tidy
from makegood.understanding.readers.small import encoder as small
from makegood.understanding.types import Reader, TextIn
from tests.understanding.agreement import EXAMPLES, read_examples

QUICK, FULL = ("--texts", "1500"), ("--texts", "3400")
TWEETS = Path(__file__).resolve().parents[2] / "shared/data/complaints/complaint_tweets_3449.csv.gz"
UNIT = "messages per CPU second"
_SINGLY = 400
LOW = {"complains": 0.6, "feeling": 0.5, "act": 0.4}  # bands under which about half reaches the transformer
_MEMORY = """
import sys
from makegood.understanding.readers.small import encoder
from makegood.understanding.types import TextIn
texts = [TextIn(str(i), "", line) for i, line in enumerate(sys.stdin.read().split("\\x1e"))]
if encoder.is_there():
    from makegood.understanding.readers.cascade.shipped import cascade
    reader = cascade()
else:
    from makegood.understanding.readers.first.reader import FirstReader
    reader = FirstReader()
for start in range(0, len(texts), 256):
    reader.read(texts[start : start + 256])
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1000)
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--texts", type=int, default=2_000)
    count = options.parse_args().texts
    said = report.start("reader")
    texts, labels = _texts(count)
    inputs = [TextIn(str(number), "", text) for number, text in enumerate(texts)]
    beside = _others(said, texts, labels)
    first = FirstReader()
    ours = rate(lambda: first.read(inputs), count)
    said.figure("first step by rules, in batches", ours, UNIT, goal="≥ 5,000", **_beside(beside, ours))
    if small.is_there():
        _cascade(said, first, texts, inputs)
    else:
        said.note("The small transformer's weights are not here (make train): only the first step was measured.")
        _one_by_one(said, first, inputs)
    said.figure("memory of a process that reads, at most", _memory(texts), "MB", goal="≤ 400")
    said.note(f"{count} texts of {sum(map(len, texts)) / count:.0f} characters on average, one thread, the best of three.")
    return said.end()


def rate(work: Callable[[], object], count: int) -> float:
    """Best of three, by the CPU time of this process."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return count / min(taken)


def _texts(count: int) -> tuple[list[str], list[object]]:
    """So many texts, and a label of each for the pipeline to learn."""
    if TWEETS.exists():
        rows = pd.read_csv(TWEETS).sample(frac=1.0, random_state=7).head(count)
        return [tidy(text) for text in rows["text"]], rows["complaint"].tolist()
    examples = read_examples(EXAMPLES, FirstReader())
    chosen = [examples[number % len(examples)] for number in range(count)]
    return [f"{each.text} {number}" for number, each in enumerate(chosen)], [each.reading.act.best for each in chosen]


def _others(said: report.Report, texts: list[str], labels: list[object]) -> float:
    """What others need for one question; the rate of the TF-IDF pipeline."""
    vader = SentimentIntensityAnalyzer()
    said.figure("VADER, feeling", rate(lambda: [vader.polarity_scores(text) for text in texts], len(texts)), UNIT)
    said.figure("TextBlob, feeling", rate(lambda: [TextBlob(text).sentiment for text in texts], len(texts)), UNIT)
    pipeline = make_pipeline(
        make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char", ngram_range=(2, 5))),
        LogisticRegression(max_iter=300),
    )
    pipeline.fit(texts, labels)
    theirs = rate(lambda: pipeline.predict_proba(texts), len(texts))
    said.figure("TF-IDF + LR, one question", theirs, UNIT)
    return theirs


def _beside(theirs: float, ours: float) -> dict[str, object]:
    return {"reference": f"TF-IDF + LR, one question: {theirs:,.0f}", "ratio": ours / theirs}


def _cascade(said: report.Report, first: FirstReader, texts: list[str], inputs: list[TextIn]) -> None:
    encoder = small.Encoder()
    taught = joins.load((small.shipped() / "heads.npz").read_bytes())
    alone = CascadeReader(replace(taught, bands={}), encoder, first)
    said.figure("first step with its joins, in batches", rate(lambda: alone.read(inputs), len(inputs)), UNIT, goal="≥ 5,000")
    few = texts[:_SINGLY]
    said.figure("transformer alone", rate(lambda: list(encoder.see_all(few)), len(few)), UNIT, goal="≥ 170")
    reader = CascadeReader(taught, encoder, first)
    said.figure("cascade as shipped, in batches", rate(lambda: reader.read(inputs), len(inputs)), UNIT, goal="≥ 600")
    asked = float(np.mean([each.tier == "small" for each in reader.read(inputs)]))
    said.figure("share that reached the transformer", 100 * asked, "%")
    _with_fewer_asked(said, reader, CascadeReader(replace(taught, bands=LOW), encoder, first), inputs)
    _one_by_one(said, reader, inputs)


def _with_fewer_asked(said: report.Report, whole: Reader, fewer: Reader, inputs: list[TextIn]) -> None:
    """What bands cost and give: the same cascade with low ones, and how often it says the same as the shipped one."""
    speed = rate(lambda: fewer.read(inputs), len(inputs))
    found, theirs = fewer.read(inputs), whole.read(inputs)
    asked = 100 * np.mean([each.tier == "small" for each in found])
    same = {
        question: 100
        * np.mean([getattr(a, question).best == getattr(b, question).best for a, b in zip(found, theirs, strict=True)])
        for question in ("act", "feeling", "urgency")
    }
    beside = f"{asked:.0f} % asked; as the shipped one: " + ", ".join(f"{name} {share:.0f} %" for name, share in same.items())
    said.figure("cascade with low bands, in batches", speed, UNIT, reference=beside)


def _one_by_one(said: report.Report, reader: Reader, inputs: list[TextIn]) -> None:
    used, waited = [], []
    for each in inputs[:_SINGLY]:
        cpu, clock = time.thread_time(), time.perf_counter()
        reader.read([each])
        used.append(time.thread_time() - cpu)
        waited.append(time.perf_counter() - clock)
    for part, goal in ((50, "≤ 10"), (99, "≤ 30")):
        by_clock = f"by the clock: {1000 * np.percentile(waited, part):.1f} ms"
        said.figure(
            f"one message alone, p{part}, CPU", float(1000 * np.percentile(used, part)), "ms", goal=goal, reference=by_clock
        )


def _memory(texts: list[str]) -> float:
    """The most that a fresh process held while it read these texts."""
    done = subprocess.run([sys.executable, "-c", _MEMORY], input="\x1e".join(texts), capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
