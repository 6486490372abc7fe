"""How many messages a second one core reads: the first reader beside scikit-learn's TF-IDF pipeline, in the same run.

    python benchmarks/reader.py [--texts 4000]

Texts are the hand-written examples over and over, each with a number of its own. Prints the machine; one thread only. No figure leaves this
machine's noise: the ratio to the reference is what to compare.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.pipeline import make_pipeline, make_union  # noqa: E402

from makegood.understanding.readers.first.reader import FirstReader  # noqa: E402
from makegood.understanding.types import TextIn  # noqa: E402
from tests.understanding.agreement import EXAMPLES, read_examples  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--texts", type=int, default=4_000)
    count = options.parse_args().texts
    reader = FirstReader()
    examples = read_examples(EXAMPLES, reader)
    texts = [f"{examples[number % len(examples)].text} {number}" for number in range(count)]
    reference = make_pipeline(
        make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char", ngram_range=(2, 5))),
        LogisticRegression(),
    )
    reference.fit([each.text for each in examples], [each.reading.act.best for each in examples])
    inputs = [TextIn(str(number), "", text) for number, text in enumerate(texts)]
    print(f"{platform.machine()}, {processor()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    print(f"{count} texts, {sum(map(len, texts)) / count:.0f} characters each on average; messages per CPU second of one core")
    ours = rate(lambda: reader.read(inputs), count)
    theirs = rate(lambda: reference.predict_proba(texts), count)
    print(f"first reader, all questions, in batches    {ours:8,.0f}")
    print(f"first reader, one by one                   {rate(lambda: [reader.read([each]) for each in inputs[:500]], 500):8,.0f}")
    print(f"TF-IDF + LR (one question), in batches     {theirs:8,.0f}   ratio {ours / theirs:.2f}")


def rate(work: Callable[[], object], count: int) -> float:
    """Best of three, by the CPU time of this process."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return count / min(taken)


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())


if __name__ == "__main__":
    main()
