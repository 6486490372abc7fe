"""How well the reader reads, beside VADER, TextBlob and TF-IDF with logistic regression on the same texts in the same run.

    python -m benchmarks.reading [--first] [--taught 8000] [--most 4000] [--folds] [--refit] [--card]

By texts that never taught it: TweetEval's validation part (its near-duplicates left the training pool), 1,600 messages labelled by
docs/reading-guide.md (weighed back to the natural mix, intervals by bootstrap within the strata), 300 plain letters and 354 short messages in five languages, reviews
by their stars, and Portuguese comments by theirs. `--folds` adds the complaint tweets in ten folds and with whole domains left out, for the reference and for the product's reader
where its training left the scores of texts it had not seen (`--trained`); `--refit` trains the first step anew in folds for that (minutes).
`--first` judges the first step alone; `--taught` is how many tweets teach the reference its feelings; `--card` writes docs/model-card.md.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np

from benchmarks import card, report
from benchmarks.readers import complaints_apart, sets
from benchmarks.readers.contestants import Blob, Contestant, Linear, Ours, Said, Vader
from benchmarks.readers.sets import Judged
from makegood.commands.judging import figures, shipped
from makegood.commands.judging.answers import COMPLAINT, ONE_OF, Answers
from makegood.commands.judging.figures import Doubles, Interval, Ints
from tests.understanding import between_labellers, plain_letters

QUICK, FULL = ("--taught", "3000"), ("--taught", "50000", "--folds")
TOP = [ONE_OF["urgency"].index(each) for each in between_labellers.TOP]
MOST_FLAGGED = 0.15
DRAWS = 10
QUESTIONS = ("complaint", "act", "feeling", "urgency", "leaving", "advocacy", "happened", "asked")


@dataclass(frozen=True)
class Row:
    """One figure: ours with its interval, in percent, and what the others reached."""

    where: str
    what: str
    ours: Interval | None
    goal: str
    beside: dict[str, float]


@dataclass(frozen=True)
class On:
    """What everybody says about the texts of one set; ours comes first."""

    where: str
    judged: Judged
    said: dict[str, Said]

    def row(self, what: str, goal: str, figure: Callable[[Said, Ints], float | None]) -> Row:
        """`figure` of the chosen rows (percent), or None where the question was not answered."""
        everything = np.arange(len(self.judged))
        ours, *others = self.said
        answered = figure(self.said[ours], everything) is not None
        interval = (
            figures.interval(lambda rows: _number(figure(self.said[ours], rows)), self.judged.cells, 400) if answered else None
        )
        found = {name: figure(self.said[name], everything) for name in others}
        return Row(self.where, what, interval, goal, {name: value for name, value in found.items() if value is not None})


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--first", action="store_true")
    options.add_argument("--taught", type=int, default=8_000)
    options.add_argument("--most", type=int, default=0, help="of the comments and reviews so many, drawn by chance; 0 for all")
    options.add_argument("--folds", action="store_true")
    options.add_argument("--refit", action="store_true")
    options.add_argument("--trained", type=Path, default=complaints_apart.LEFT, help="where the training left its scores")
    options.add_argument("--card", action="store_true")
    chosen = options.parse_args()
    if not sets.DATA.is_dir():
        print(f"There is no data folder at {sets.DATA}: nothing is judged.", file=sys.stderr)
        return 0
    said = report.start("reading")
    ours = Ours(shipped.reader(shipped.FIRST if chosen.first else ""))
    rows = judged(ours, chosen.taught, chosen.most, said)
    if chosen.folds or chosen.refit:
        rows += tell(said, complaints(ours, chosen.refit, chosen.trained))
    said.note(
        f"Reader {ours.version}; intervals are 95 %, by bootstrap within strata; the reference was taught its feelings by {chosen.taught:,} tweets."
    )
    if chosen.card:
        card.put("tests.understanding.between_labellers", between_labellers.rows())
        card.put("benchmarks.reading", as_card(rows, ours.version, chosen.taught))
    return said.end()


def judged(ours: Ours, taught: int, most: int, said: report.Report) -> list[Row]:
    """Every set, told as it goes."""
    held, pool = sets.feelings(taught)
    old: list[Contestant] = [Vader(), Blob()]
    rows = tell(said, feelings(On("TweetEval validation", held, on([ours, *old, Linear(pool[0], {"feeling": pool[1]})], held))))
    texts, labels = sets.written_by_us()
    reference = Linear(texts, labels)
    everybody: list[Contestant] = [ours, *old, reference]
    messages, ids = sets.labelled_messages()
    told = on(everybody, messages)
    rows += tell(said, questions(On("labelled messages", messages, told)))
    airline = np.array([name.startswith("airline:") for name in ids])
    rows += tell(said, posts(On("labelled messages", messages, told), airline))
    rows += tell(said, urgencies(On("labelled messages", messages, told)))
    plain, languages = sets.plain_letters()
    rows += tell(said, letters(On("plain letters", plain, on(everybody, plain)), languages))
    short, languages = sets.plain_letters(plain_letters.INBOX)
    rows += tell(said, letters(On("short messages", short, on(everybody, short)), languages))
    for where, each, goal in (("bank reviews", sets.bank_reviews(), ""), ("comments in Portuguese", sets.olist(), "≥ 80")):
        some = sets.some(each, most)
        rows += tell(said, stars(On(f"{where} ({len(some):,})", some, on(everybody, some)), goal))
    return rows


def on(everybody: Sequence[Contestant], texts: Judged) -> dict[str, Said]:
    return {each.name: each.on(texts.texts) for each in everybody}


def tell(said: report.Report, rows: list[Row]) -> list[Row]:
    for row in rows:
        beside = ", ".join(f"{name} {value:.1f}" for name, value in row.beside.items())
        if row.ours is not None:
            between = f"{row.ours.low:.1f} to {row.ours.high:.1f}"
            said.figure(f"{row.where}: {row.what}", row.ours.value, f"({between})", goal=row.goal, reference=beside)
        else:
            said.figure(f"{row.where}: {row.what}", "–", "", goal=row.goal, reference=beside)
    return rows


def feelings(on: On) -> list[Row]:
    truth, weights = on.judged.truth("feeling"), on.judged.weights
    return [
        on.row("feeling, macro recall", "", lambda said, rows: macro_recall(said, "feeling", truth, weights, rows)),
        on.row("feeling, accuracy", "", lambda said, rows: right(said, "feeling", truth, weights, rows)),
        *sureness(on, "feeling"),
    ]


def questions(on: On) -> list[Row]:
    """Macro F1 of every question; how far its probabilities are to be believed, where one answer is right."""
    rows = []
    for question in QUESTIONS:
        if question not in ONE_OF:
            truths = on.judged.truths(question)
            rows.append(
                on.row(
                    f"{question}, macro F1",
                    "",
                    lambda said, rows, q=question, t=truths: several_f1(said, q, t, on.judged.weights, rows),
                )
            )  # type: ignore[misc]
            continue
        truth = on.judged.truth(question)
        rows.append(
            on.row(
                f"{question}, macro F1", "", lambda said, rows, q=question, t=truth: macro_f1(said, q, t, on.judged.weights, rows)
            )
        )  # type: ignore[misc]
        rows += sureness(on, question)
    return rows


def posts(on: On, airline: figures.Bools) -> list[Row]:
    """Feelings of airline posts alone."""
    truth = on.judged.truth("feeling")
    weights = np.where(airline, on.judged.weights, 0.0)
    return [
        on.row("feeling of airline posts, macro F1", "≥ 75", lambda said, rows: macro_f1(said, "feeling", truth, weights, rows))
    ]


def letters(on: On, languages: Sequence[str]) -> list[Row]:
    """How many plain letters are read right: whether somebody is let down, and in each language; act, feeling and urgency of all."""
    found = [_right_row(on, COMPLAINT, "let down", on.judged.weights)]
    for code in dict.fromkeys(languages):
        weights = np.array([float(each == code) for each in languages])
        found.append(_right_row(on, COMPLAINT, f"let down, in {code}", weights))
    return [*found, *(_right_row(on, question, question, on.judged.weights) for question in ("act", "feeling", "urgency"))]


def _right_row(on: On, question: str, what: str, weights: Doubles) -> Row:
    truth = on.judged.truth(question)
    return on.row(f"{what}, right", "", lambda said, rows: right(said, question, truth, weights, rows))


def sureness(on: On, question: str) -> list[Row]:
    truth, weights = on.judged.truth(question), on.judged.weights

    def of(figure: Callable[[Doubles, figures.Bools, Doubles], float]) -> Callable[[Said, Ints], float | None]:
        def found(said: Said, rows: Ints) -> float | None:
            known = said.one(question)
            return None if known is None else 100 * figure(known.chance[rows], (known.said == truth)[rows], weights[rows])

        return found

    return [
        on.row(f"{question}, calibration error", "≤ 3", of(figures.calibration_error)),
        on.row(f"{question}, calibration error that chance alone would show", "", of(by_chance)),
        on.row(f"{question}, coverage at 95 % precision", "", of(figures.coverage)),
        on.row(f"{question}, risk-coverage area", "", of(figures.risk_coverage_area)),
    ]


def by_chance(chance: Doubles, right: figures.Bools, weights: Doubles) -> float:
    """The calibration error that a reader would show here whose every chance is true: with so few texts in a bin it is never 0."""
    draws = np.random.default_rng(sets.SEED).random((DRAWS, len(chance))) < chance
    return float(np.mean([figures.calibration_error(chance, drawn, weights) for drawn in draws]))


def urgencies(on: On) -> list[Row]:
    """Whether the most urgent are found when at most 15 % of all messages are flagged, and by the label that the reader says."""
    truth, weights = np.isin(on.judged.truth("urgency"), TOP), on.judged.weights
    flagged = {name: _flagged(said) for name, said in on.said.items()}

    def by_score(said: Said, rows: Ints) -> float | None:
        score = said.weight_of("urgency", between_labellers.TOP)
        return None if score is None else 100 * figures.flagged_recall(score[rows], truth[rows], weights[rows], MOST_FLAGGED)[1]

    def by_label(part: Callable[[figures.Bools, Ints], float]) -> Callable[[Said, Ints], float | None]:
        def found(said: Said, rows: Ints) -> float | None:
            label = next(label for name, label in flagged.items() if on.said[name] is said)
            return None if label is None else 100 * part(label, rows)

        return found

    return [
        on.row("top urgencies, recall at ≤ 15 % flagged", "≥ 95", by_score),
        on.row(
            "top urgencies, recall as said",
            "",
            by_label(lambda label, rows: figures.recall(truth[rows], label[rows], weights[rows])),
        ),
        on.row(
            "top urgencies, share flagged as said",
            "",
            by_label(lambda label, rows: figures.share(label[rows], weights[rows])),
        ),
        on.row(
            "top urgencies, precision as said",
            "",
            by_label(lambda label, rows: figures.recall(label[rows], truth[rows], weights[rows])),
        ),
    ]


def _flagged(said: Said) -> figures.Bools | None:
    known = said.one("urgency")
    return None if known is None else np.isin(known.said, TOP) & known.sure


def stars(on: On, goal: str) -> list[Row]:
    truth, weights = on.judged.truth(COMPLAINT) == 1, on.judged.weights

    def f1(said: Said, rows: Ints) -> float | None:
        known = said.one(COMPLAINT)
        return None if known is None else 100 * figures.f1(truth[rows], (known.said == 1)[rows], weights[rows])

    return [
        on.row("low stars against the rest, F1", goal, f1),
        on.row(
            "low stars against the rest, macro F1",
            "",
            lambda said, rows: macro_f1(said, COMPLAINT, truth.astype(np.int64), weights, rows),
        ),
    ]


def complaints(ours: Ours, refit: bool, trained: Path) -> list[Row]:
    """Complaint tweets: in ten folds, and with whole domains left out."""
    found = complaints_apart.measured(ours.name, refit, trained)
    return [
        Row("complaint tweets", "10 folds, macro F1", found.folds, "≥ 86", found.beside_folds),
        Row("complaint tweets", "whole domain left out, macro F1", found.domains, "", found.beside_domains),
        Row("complaint tweets", "10 folds, calibration error", found.calibration, "≤ 3", {}),
    ]


def macro_f1(said: Said, question: str, truth: Ints, weights: Doubles, rows: Ints) -> float | None:
    known = said.one(question)
    return None if known is None else 100 * figures.macro_f1(truth[rows], known.said[rows], len(known.labels), weights[rows])


def macro_recall(said: Said, question: str, truth: Ints, weights: Doubles, rows: Ints) -> float | None:
    known = said.one(question)
    return None if known is None else 100 * figures.macro_recall(truth[rows], known.said[rows], len(known.labels), weights[rows])


def right(said: Said, question: str, truth: Ints, weights: Doubles, rows: Ints) -> float | None:
    known: Answers | None = said.one(question)
    return None if known is None else 100 * figures.accuracy(truth[rows], known.said[rows], weights[rows])


def several_f1(said: Said, question: str, truths: figures.Bools, weights: Doubles, rows: Ints) -> float | None:
    """The mean over the labels that some chosen text truly has."""
    known = said.several(question)
    if known is None:
        return None
    there = [i for i in range(truths.shape[1]) if truths[rows, i].any()]
    return 100 * figures.mean_known(np.array([figures.f1(truths[rows, i], known[rows, i], weights[rows]) for i in there]))


def as_card(rows: Sequence[Row], version: str, taught: int) -> list[str]:
    """The rows of the card's table, as Markdown."""
    names = list(dict.fromkeys(name for row in rows for name in row.beside))
    return [
        f"Reader `{version}`; in percent but for the area (× 100); the reference was taught its feelings by {taught:,} tweets.",
        "",
        "| measured on | what | figure (95 % interval) | goal | " + " | ".join(names) + " |",
        "|---|---|---|---|" + "---|" * len(names),
        *(
            f"| {row.where} | {row.what} | {_shown(row)} | {_goal(row)} | "
            + " | ".join(_cell(row.beside.get(name)) for name in names)
            + " |"
            for row in rows
        ),
    ]


def _shown(row: Row) -> str:
    return "–" if row.ours is None else f"**{row.ours.value:.1f}** ({row.ours.low:.1f} to {row.ours.high:.1f})"


def _goal(row: Row) -> str:
    if not row.goal:
        return "–"
    met = report.judged(row.goal, row.ours.value if row.ours else "", None)
    return row.goal + {True: ": met", False: ": **not met**", None: ""}[met]


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


if __name__ == "__main__":
    sys.exit(main())
