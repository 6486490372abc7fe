"""How far two labellers who knew nothing of each other agreed, question by question: Cohen's kappa and Krippendorff's alpha with intervals.

    python -m tests.understanding.between_labellers

Two answers to every message that was given to two. Sets of labels are compared by MASI distance (Passonneau 2006), single labels as same or
not. Alpha: Krippendorff 2011. Intervals: 2.5 and 97.5 % of 2,000 redraws of the messages.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from makegood.commands.judging import figures
from makegood.commands.judging.figures import Bools, Doubles, Ints
from tests.understanding import labelled
from tests.understanding.labelled import ONE_OF, QUESTIONS

REDRAWS = 2_000
TOP = ("safety", "legal", "stranded")  # the urgencies of which it is asked how many are found
SEED = 20261122
Pair = tuple[frozenset[str], frozenset[str]]
Distance = Callable[[frozenset[str], frozenset[str]], float]


@dataclass(frozen=True)
class Agreement:
    """Of one question: the share of messages with the same answer, chance-corrected agreement, and alpha's interval."""

    question: str
    count: int
    same: float
    kappa: float
    alpha: float
    low: float
    high: float
    differing: tuple[tuple[str, int], ...]  # the commonest disagreements


def pairs(question: str) -> list[Pair]:
    """(first labeller's, second labeller's) answers to each message that two labelled."""
    return list(by_message(question).values())


def by_message(question: str) -> dict[str, Pair]:
    """The same by the message's id, in the order of ids."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for each in labelled.given():
        found[each.id][each.turn] = each.labels[question]
    return {name: (both["first"], both["second"]) for name, both in sorted(found.items()) if len(both) == 2}


def agreements() -> list[Agreement]:
    return [agreement(question, pairs(question)) for question in QUESTIONS]


def agreement(question: str, both: Sequence[Pair]) -> Agreement:
    distance = same_or_not if question in ONE_OF else masi
    chance = np.random.default_rng(SEED)
    redrawn = [alpha([both[i] for i in chance.integers(0, len(both), len(both))], distance) for _ in range(REDRAWS)]
    low, high = np.nanquantile(redrawn, [0.025, 0.975])
    apart = Counter(" / ".join(sorted((_shown(one), _shown(two)))) for one, two in both if one != two)
    same = sum(one == two for one, two in both) / len(both)
    return Agreement(
        question, len(both), same, kappa(both), alpha(both, distance), float(low), float(high), tuple(apart.most_common(3))
    )


@dataclass(frozen=True)
class FoundAgain:
    """Of the messages that one labeller gave a label of some few, how many the other gave one of them too: by number, and of the natural mix with
    its interval."""

    of: int
    again: int
    share: float
    low: float
    high: float


def found_again(few: Sequence[str], question: str) -> tuple[FoundAgain, FoundAgain]:
    """What the second labeller found of the first one's, then the first of the second one's."""
    both, counted = by_message(question), {each.id: each for each in labelled.agreed()}
    one, other = np.array([[not answer.isdisjoint(few) for answer in pair] for pair in both.values()]).T
    weights = np.array([counted[name].weight for name in both])
    cells = np.unique([counted[name].cell for name in both], return_inverse=True)[1]
    return again(one, other, weights, cells), again(other, one, weights, cells)


def again(theirs: Bools, found: Bools, weights: Doubles, cells: Ints) -> FoundAgain:
    """Of the messages marked `theirs`, those that are `found` too; `weights` by message. The interval is by redrawing within the cells, as the reader's."""
    part = figures.interval(lambda rows: figures.recall(theirs[rows], found[rows], weights[rows]), cells, REDRAWS)
    return FoundAgain(int(theirs.sum()), int((theirs & found).sum()), part.value, part.low, part.high)


def same_or_not(one: frozenset[str], two: frozenset[str]) -> float:
    return float(one != two)


def masi(one: frozenset[str], two: frozenset[str]) -> float:
    """0 for equal sets, 1 for sets without anything in common; two empty sets are equal."""
    if one == two:
        return 0.0
    shared, either = one & two, one | two
    kind = 2 / 3 if one <= two or two <= one else 1 / 3 if shared else 0.0
    return 1.0 - kind * len(shared) / len(either)


def alpha(both: Sequence[Pair], distance: Distance) -> float:
    """1 − observed over expected disagreement, both labellers' answers in one pot; 1 where only one answer was ever given."""
    observed = sum(distance(one, two) for one, two in both) / len(both)
    counts = Counter(answer for pair in both for answer in pair)
    total = sum(counts.values())
    expected = sum(n * m * distance(one, two) for one, n in counts.items() for two, m in counts.items()) / (total * (total - 1))
    return 1.0 - observed / expected if expected else 1.0


def kappa(both: Sequence[tuple[Hashable, Hashable]]) -> float:
    """Cohen's: a set counts as one answer."""
    same = sum(one == two for one, two in both) / len(both)
    first, second = Counter(one for one, _ in both), Counter(two for _, two in both)
    by_chance = sum(first[each] * second[each] for each in first) / len(both) ** 2
    return (same - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0


def rows() -> list[str]:
    """The table of docs/model-card.md."""
    found = agreements()
    return [
        f"| question | same answer, of {found[0].count} | Cohen's κ | Krippendorff's α, 95 % interval | most often apart |",
        "|---|---|---|---|---|",
        *(
            f"| {each.question} | {100 * each.same:.1f} % | {each.kappa:.2f} | {each.alpha:.2f} ({each.low:.2f} to {each.high:.2f}) | "
            + ("; ".join(f"{what} {times}×" for what, times in each.differing) or "–")
            + " |"
            for each in found
        ),
        "",
        _said_again(),
    ]


def _said_again() -> str:
    """How well people find the top urgencies: the yardstick of the reader's recall."""
    second, first = found_again(TOP, "urgency")
    told = [
        f"{each.again} of {each.of} (in the natural mix {100 * each.share:.0f} %, {100 * each.low:.0f} to {100 * each.high:.0f})"
        for each in (second, first)
    ]
    return f"*Top urgencies* (safety, legal, stranded): of those that the first labeller named, the second named {told[0]}; the other way {told[1]}."


def _shown(answer: frozenset[str]) -> str:
    return " + ".join(sorted(answer)) or "nothing"


if __name__ == "__main__":
    print("\n".join(rows()))
