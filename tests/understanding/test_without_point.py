"""Whoever sees no point in ordering again may go: said so plainly that no learned model need hear it."""

import pytest

from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.rules import loyalties
from makegood.understanding.types import Finding, Leaving

STAYS = Finding(str(Leaving.NO), str(Leaving.NO), 0.98)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Honestly, there is no point in pre-ordering again.", "risk"),
        ("Pre-ordering is pointless without a guarantee.", "risk"),
        ("There is no point in ordering from you.", "risk"),
        ("Is there a point in pre-ordering the paperback?", "no"),
        ("There is no point in sending it back, keep the change.", "no"),
        ("The lamp has a fine point, and ordering it was easy.", "no"),
    ],
)
def test_who_sees_no_point_in_ordering_again_may_go(text: str, label: str) -> None:
    (evidence,), _ = FirstReader().weigh_grams([text])
    assert loyalties.without_point(evidence, STAYS).label == label


def test_a_farewell_that_was_heard_stays_one() -> None:
    (evidence,), _ = FirstReader().weigh_grams(["There is no point in pre-ordering again. I close my account."])
    going = Finding(str(Leaving.YES), str(Leaving.YES), 0.9)
    assert loyalties.without_point(evidence, going) == going
