"""Answers held against labels: one judgement with its figures, and how it is shown. Never reads a text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from makegood.commands.judging import figures
from makegood.commands.judging.answers import SEVERAL, Answers, Told, answers, several
from makegood.commands.judging.figures import Bools, Interval, Ints

_SHOWN_LABELS = 12  # a confusion of more labels is not shown whole
_WORST = 15
PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question on some texts. Shares 0 to 1. `confusion` has a row per true label and, last, a column for what was none of them."""

    labels: tuple[str, ...]
    count: int
    accuracy: Interval
    macro_recall: Interval
    macro_f1: Interval
    calibration_error: float
    coverage: float  # at PRECISION
    area: float  # under risk and coverage
    silent: float  # share in which the reader would have said that it is unsure
    by_label: tuple[tuple[str, float, float, int], ...]  # recall, F1, texts
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class SeveralJudgement:
    """A question with any number of right labels: per label precision, recall, F1 and how many texts have it."""

    count: int
    macro_f1: Interval
    exact: Interval  # the share of texts of which exactly the right labels were said
    by_label: tuple[tuple[str, float, float, float, int], ...]


def judge(found: Told, question: str, labels: Sequence[frozenset[str]]) -> Judgement | SeveralJudgement:
    """Every text counts alike."""
    if question in SEVERAL:
        return _several(several(found, question), SEVERAL[question], labels)
    said = answers(found, question)
    truth = np.array([said.labels.index(next(iter(each))) for each in labels], dtype=np.int64)
    return _one(said, truth)


def _one(said: Answers, truth: Ints) -> Judgement:
    count, weights = len(said.labels), figures.even(len(truth))
    right, whole = truth == said.said, np.zeros(len(truth), dtype=np.int64)
    recalls, f1s = figures.recalls(truth, said.said, count, weights), figures.f1s(truth, said.said, count, weights)
    there = np.unique(truth)
    return Judgement(
        labels=said.labels,
        count=len(truth),
        accuracy=figures.interval(lambda rows: figures.accuracy(truth[rows], said.said[rows], weights[rows]), whole),
        macro_recall=figures.interval(
            lambda rows: figures.macro_recall(truth[rows], said.said[rows], count, weights[rows]), whole
        ),
        macro_f1=figures.interval(lambda rows: figures.macro_f1(truth[rows], said.said[rows], count, weights[rows]), whole),
        calibration_error=figures.calibration_error(said.chance, right, weights),
        coverage=figures.coverage(said.chance, right, weights, PRECISION),
        area=figures.risk_coverage_area(said.chance, right, weights),
        silent=float(np.mean(~said.sure)),
        by_label=tuple((said.labels[i], float(recalls[i]), float(f1s[i]), int(np.sum(truth == i))) for i in there),
        confusion=tuple(tuple(int(cell) for cell in row) for row in figures.confusion(truth, said.said, count, weights)),
    )


def _several(said: Bools, names: tuple[str, ...], labels: Sequence[frozenset[str]]) -> SeveralJudgement:
    truth = np.array([[name in each for name in names] for each in labels], dtype=bool)
    there = [i for i in range(len(names)) if truth[:, i].any()]
    whole, weights = np.zeros(len(truth), dtype=np.int64), figures.even(len(truth))

    def macro(rows: Ints) -> float:
        return figures.mean_known(np.array([figures.f1(truth[rows, i], said[rows, i], weights[rows]) for i in there]))

    return SeveralJudgement(
        count=len(truth),
        macro_f1=figures.interval(macro, whole),
        exact=figures.interval(lambda rows: float(np.mean((truth[rows] == said[rows]).all(axis=1))), whole),
        by_label=tuple(
            (
                names[i],
                figures.recall(said[:, i], truth[:, i], weights),
                figures.recall(truth[:, i], said[:, i], weights),
                figures.f1(truth[:, i], said[:, i], weights),
                int(truth[:, i].sum()),
            )
            for i in there
        ),
    )


def shown(judged: Judgement | SeveralJudgement) -> list[str]:
    """The judgement as lines for a person, in percent."""
    if isinstance(judged, SeveralJudgement):
        return [
            f"macro F1            {_between(judged.macro_f1)}",
            f"exactly right       {_between(judged.exact)}",
            "",
            f"{'label':<14}{'texts':>7}{'precision':>11}{'recall':>8}{'F1':>7}",
            *(f"{name:<14}{n:>7,}{_percent(p):>11}{_percent(r):>8}{_percent(f):>7}" for name, p, r, f, n in judged.by_label),
        ]
    return [
        f"accuracy            {_between(judged.accuracy)}",
        f"macro recall        {_between(judged.macro_recall)}",
        f"macro F1            {_between(judged.macro_f1)}",
        f"calibration (ECE)   {_percent(judged.calibration_error)} %   {figures.BINS} bins",
        f"coverage            {_percent(judged.coverage)} %   of the texts, surest first, at {PRECISION:.0%} precision",
        f"risk-coverage area  {judged.area:.3f}",
        f"kept silent         {_percent(judged.silent)} %   (the figures above count the likeliest answer all the same)",
        "",
        *_labels(judged),
    ]


def _labels(judged: Judgement) -> list[str]:
    if len(judged.labels) > _SHOWN_LABELS:
        worst = sorted(judged.by_label, key=lambda each: each[2])[:_WORST]
        width = max(len(name) for name, *_ in worst) + 2
        heads = f"{'the ' + str(len(worst)) + ' hardest':<{width}}{'texts':>7}{'recall':>8}{'F1':>7}"
        return [heads, *(f"{name:<{width}}{n:>7,}{_percent(r):>8}{_percent(f):>7}" for name, r, f, n in worst)]
    names = [*judged.labels, "none"] if any(row[-1] for row in judged.confusion) else list(judged.labels)
    width = max(13, *map(len, names)) + 2
    by_name = {name: (recall, f1) for name, recall, f1, _ in judged.by_label}
    lines = [f"{'true, said →':<{width}}" + "".join(f"{name:>{width}}" for name in names) + f"{'recall':>9}{'F1':>7}"]
    for name, row in zip(judged.labels, judged.confusion, strict=True):
        recall, f1 = by_name.get(name, (float("nan"), float("nan")))
        cells = "".join(f"{cell:>{width},}" for cell in row[: len(names)])
        lines.append(f"{name:<{width}}{cells}{_percent(recall):>9}{_percent(f1):>7}")
    return lines


def _percent(value: float) -> str:
    return "–" if np.isnan(value) else f"{100 * value:.1f}"


def _between(found: Interval) -> str:
    return f"{_percent(found.value)} %   95 % interval {_percent(found.low)} to {_percent(found.high)}"
