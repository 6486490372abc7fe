"""How many messages a second one core reads: the first reader beside scikit-learn's TF-IDF pipeline, in the same run.

    python -m benchmarks.reader [--texts 4000]

Texts are the hand-written examples over and over, each with a number of its own; one thread only. No figure leaves this machine's noise: the
ratio to the reference is what to compare.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from benchmarks import report
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.types import TextIn
from tests.understanding.agreement import EXAMPLES, read_examples

QUICK, FULL = ("--texts", "1500"), ("--texts", "4000")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--texts", type=int, default=4_000)
    count = options.parse_args().texts
    said = report.start("reader")
    reader = FirstReader()
    examples = read_examples(EXAMPLES, reader)
    texts = [f"{examples[number % len(examples)].text} {number}" for number in range(count)]
    reference = make_pipeline(
        make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char", ngram_range=(2, 5))),
        LogisticRegression(),
    )
    reference.fit([each.text for each in examples], [each.reading.act.best for each in examples])
    inputs = [TextIn(str(number), "", text) for number, text in enumerate(texts)]
    theirs = rate(lambda: reference.predict_proba(texts), count)
    beside, unit = f"TF-IDF + LR, one question: {theirs:,.0f}", "messages per CPU second"
    ours = rate(lambda: reader.read(inputs), count)
    singly = rate(lambda: [reader.read([each]) for each in inputs[:500]], min(500, count))
    said.figure("all questions, in batches", ours, unit, reference=beside, ratio=ours / theirs)
    said.figure("all questions, one by one", singly, unit, reference=beside, ratio=singly / theirs)
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


if __name__ == "__main__":
    sys.exit(main())
