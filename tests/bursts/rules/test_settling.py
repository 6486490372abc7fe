"""With which of several causes a message stays: pure."""

import numpy as np

from makegood.bursts.rules import matters, nearness, settling
from makegood.bursts.rules.matters import Matter
from makegood.bursts.rules.placing import Floats32
from tests.bursts.rules.test_belonging import at
from tests.bursts.rules.test_causes import NEAR, NO_RIVALS, around

DOWN, CODE, NONE = 0, 1, -1
OF_DOWN, OF_CODE = ([at(0.9, axis, away=first + n) for n in range(6)] for axis, first in ((0, 10), (1, 30)))
VECTORS = np.stack([*OF_DOWN, *OF_CODE])
OWNER = np.array([DOWN] * 6 + [CODE] * 6)


def settled(stray: Floats32, harm: str, owner: int, *, copies: int = 1, alone: bool = True) -> list[int]:
    """Where so many copies of a message go that were put to a cause."""
    vectors, near = np.concatenate([VECTORS, np.stack([stray] * copies)]), NEAR if alone else nearness.of("words-1")
    harms = ["outage"] * 6 + ["billing"] * 6 + [harm] * copies
    found = settling.settle(vectors, harms, np.concatenate([OWNER, np.full(copies, owner)]), near)
    assert found[:12].tolist() == OWNER.tolist()
    return [int(one) for one in found[12:]]


def between(down: float, code: float) -> Floats32:
    """So near to each of the two."""
    made = down * np.eye(384, dtype=np.float32)[0] + code * np.eye(384, dtype=np.float32)[1]
    made[300] = (1 - down**2 - code**2) ** 0.5
    return np.asarray(made, dtype=np.float32)


def test_a_message_goes_to_the_cause_that_it_lies_nearer_to_and_that_names_what_it_names() -> None:
    assert settled(between(0.3, 0.7), "", DOWN) == [CODE]
    assert settled(between(0.5, 0.5), "billing", DOWN) == [CODE]
    assert settled(between(0.7, 0.6), "billing", DOWN) == [CODE]
    assert settled(between(0.7, 0.6), "other", CODE) == [DOWN]


def test_what_many_pass_on_is_one_text_and_no_witness_of_its_own() -> None:
    assert settled(between(0.3, 0.7), "billing", DOWN, copies=20) == [CODE] * 20


def test_hashed_words_move_only_what_names_a_harm() -> None:
    assert settled(between(0.3, 0.7), "", DOWN, alone=False) == [DOWN]
    assert settled(between(0.3, 0.7), "billing", DOWN, alone=False) == [CODE]


def test_what_belongs_to_nothing_stays_so_and_a_text_alone_stays_where_it_is() -> None:
    assert settled(between(0.0, 0.9), "billing", NONE) == [NONE]
    assert settling.settle(VECTORS[:1], [""], np.array([DOWN]), NEAR).tolist() == [DOWN]
    assert settling.settle(NO_RIVALS, [], np.zeros(0, dtype=np.int64), NEAR).tolist() == []


def test_groups_that_are_one_cause_bear_the_number_of_the_first() -> None:
    def matter(axis: int, harm: str) -> Matter:
        return Matter(matters.UUID(int=1), around(axis, 1, spread=0.1)[0], [harm] * 6, [{}] * 6)

    found = [matter(0, "outage"), matter(1, "billing"), matter(0, ""), matter(1, "billing")]
    assert matters.together(found, NEAR) == [0, 1, 0, 1]
