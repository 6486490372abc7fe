"""Measures the fitted reader on texts that it has not seen, and writes the tables of docs/model-card.md."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from reader_data import FEELINGS, Labelled, Pool
from reader_fit import Fitted, weigh
from sklearn.metrics import f1_score, recall_score, roc_auc_score

from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.rules import acts, feelings, spam
from makegood.understanding.types import UNSURE, Act
from tests.understanding.agreement import EXAMPLES, FRESH, Read, agreement, agrees, read_examples

BINS = 15
BEGIN, END = "<!-- figures: written by tools/train_reader.py -->", "<!-- end of figures -->"
Doubles = npt.NDArray[np.float64]


def figures(pool: Pool, fitted: Fitted) -> list[str]:
    """The rows of the card's table, as Markdown."""
    return [
        "| what | measured on | figure | yardstick, published or measured by others |",
        "|---|---|---|---|",
        *_complaints(pool, fitted),
        *_feelings(pool, fitted),
        *_smaller_heads(pool, fitted),
        *_reviews(pool, fitted),
        *_examples(fitted),
    ]


def write_card(card: Path, rows: list[str]) -> None:
    before, _, rest = card.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    card.write_text("\n".join([f"{before}{BEGIN}", *rows, f"{END}{after}"]), "utf-8")


def calibration_error(chances: Doubles, right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error over equally wide bins, in percent."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [abs(chances[bins == each].mean() - right[bins == each].mean()) * (bins == each).mean() for each in set(bins.tolist())]
    return float(100 * sum(gaps))


def _complaints(pool: Pool, fitted: Fitted) -> list[str]:
    labels, chances = pool.complaints.labels, fitted.complaint_chances
    branded = np.array([not group.startswith("random") for group in pool.complaints.groups])
    plain, told = fitted.thresholds["act.complaint"], fitted.thresholds["act_where_harm_is_told.complaint"]
    said = chances >= np.where(fitted.complaint_told, told, plain)
    head = f1_score(labels, fitted.complaint_heads > 0, average="macro")
    return [
        f"| complaint, n-grams alone, macro F1 | complaint tweets, 10 folds | {100 * head:.1f} | 83.9 (TF-IDF + LR), 79 F1 (2019), 87 (transformers 2020) |",
        f"| complaint as shipped, macro F1 | the same | **{_f1(labels, chances):.1f}** | the same |",
        f"| … AUC | the same | {100 * roc_auc_score(labels, chances):.1f} | 93.0 |",
        f"| … macro F1, whole domain left out | the same, 11 domains | {_f1(labels, fitted.apart_chances):.1f} | – |",
        f"| … macro F1 without the random tweets | tweets to brands, 10 folds | {_f1(labels[branded], chances[branded]):.1f} | – |",
        f"| … calibration error (15 bins) | the same, all tweets | {calibration_error(chances, labels == 1):.1f} % | 4.9 (TF-IDF + LR), 2.3 (small transformer) |",
        f"| … said at ≥ {plain:.2f} (≥ {told:.2f} where a harm is named): precision / recall | the same | {100 * labels[said].mean():.1f} / {100 * said[labels == 1].mean():.1f} | set for 85 |",
    ]


def _f1(labels: npt.NDArray[np.int64], chances: Doubles) -> float:
    return float(100 * f1_score(labels, chances >= 0.5, average="macro"))


def _feelings(pool: Pool, fitted: Fitted) -> list[str]:
    test = pool.feeling_test
    shipped = _feeling_chances(fitted, test)
    recall = recall_score(test.labels, shipped.argmax(axis=1), average="macro")
    sure = np.array(
        [shipped[i, best] >= fitted.thresholds[f"feeling.{FEELINGS[best]}"] for i, best in enumerate(shipped.argmax(axis=1))]
    )
    right = shipped.argmax(axis=1) == test.labels
    limits = ", ".join(f"{name} ≥ {fitted.thresholds[f'feeling.{name}']:.2f}" for name in FEELINGS)
    prior = np.bincount(pool.feeling.labels) / len(pool.feeling.labels)
    evened = recall_score(test.labels, (shipped / prior).argmax(axis=1), average="macro")
    return [
        f"| feeling, macro recall | TweetEval validation, removed from training | **{100 * recall:.1f}** | 62.9 fastText and SVM, 57.0 VADER, 73.7 best (on TweetEval *test*: not the same texts) |",
        f"| … the same, probabilities divided by the prior | the same | {100 * evened:.1f} | the same |",
        f"| … accuracy | the same | {100 * right.mean():.1f} | – |",
        f"| … calibration error (15 bins) | the same | {calibration_error(shipped.max(axis=1), right):.1f} % | 4.9, 2.3 |",
        f"| … said ({limits}): coverage / accuracy | the same | {100 * sure.mean():.1f} / {100 * right[sure].mean():.1f} | set for 75; published: 70 / 76 |",
    ]


def _feeling_chances(fitted: Fitted, labelled: Labelled) -> Doubles:
    model = fitted.linear()
    found = [each for start in range(0, len(labelled.texts), 500) for each in weigh(model, labelled.texts[start : start + 500])]
    return np.array([feelings.probabilities(each) for each in found])


def _smaller_heads(pool: Pool, fitted: Fitted) -> list[str]:
    asked = pool.request.where(np.array([group == "test" for group in pool.request.groups]))
    unwanted = pool.spam.where(np.array([group == "test" for group in pool.spam.groups]))
    model = fitted.linear()
    request = np.array([each.request > 0 for each in weigh(model, asked.texts)])
    chances = np.array([spam.probability(each) for each in weigh(model, unwanted.texts)])
    caught, wrongly = (chances >= 0.5)[unwanted.labels == 1].mean(), (chances >= 0.5)[unwanted.labels == 0].mean()
    return [
        f"| request against question, accuracy | CLINC150 test, small talk left out | {100 * (request == asked.labels).mean():.1f} | – |",
        f"| spam caught / others accused, at 0.5 | SpamAssassin sample and customers' texts, 20 % | {100 * caught:.1f} % / {100 * wrongly:.2f} % | – |",
    ]


def _reviews(pool: Pool, fitted: Fitted) -> list[str]:
    model, stars = fitted.linear(), pool.reviews.labels
    found = [each for start in range(0, len(stars), 500) for each in weigh(model, pool.reviews.texts[start : start + 500])]
    glad = np.array([feelings.probabilities(each)[2] > feelings.probabilities(each)[0] for each in found])
    chosen = [max(chances, key=lambda act: chances[act]) for chances in (acts.probabilities(each) for each in found)]
    complains = np.array([act is Act.COMPLAINT for act in chosen])
    praises = np.array([act is Act.PRAISE for act in chosen])
    both = 50 * (glad[stars == 5].mean() + (~glad[stars == 1]).mean())
    return [
        f"| feeling, rather glad than not, balanced accuracy | bank reviews of 1 and 5 stars, never trained on | {both:.1f} | – |",
        f"| 1 star read as complaint / as praise | the same | {100 * complains[stars == 1].mean():.1f} % / {100 * praises[stars == 1].mean():.1f} % | – |",
        f"| 5 stars read as praise / as complaint | the same | {100 * praises[stars == 5].mean():.1f} % / {100 * complains[stars == 5].mean():.1f} % | – |",
    ]


def _examples(fitted: Fitted) -> list[str]:
    reader = FirstReader(fitted.linear())
    tuned, fresh = read_examples(EXAMPLES, reader), read_examples(FRESH, reader)
    german = [each for each in fresh if each.language == "de"]
    return [
        _agreement("own examples, tuned on", tuned, "tests/understanding/examples.toml"),
        _agreement("own examples, written afterwards and never tuned on", fresh, "tests/understanding/examples_fresh.toml"),
        _agreement("… of these the German ones", german, "the same"),
    ]


def _agreement(name: str, reads: list[Read], where: str) -> str:
    shares = agreement(reads)
    shown = ", ".join(
        f"{question} {100 * shares[question]:.0f}" for question in ("act", "feeling", "happened", "asked", "urgency")
    )
    said = [read for read in reads if read.reading.act.label != UNSURE]
    right = sum(agrees(read, "act") for read in said)
    return f"| {name}: likeliest label right, in % | {where} ({len(reads)}) | {shown}; act said in {len(said)}, right in {right} of them | – |"
