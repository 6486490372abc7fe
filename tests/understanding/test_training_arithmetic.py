"""The arithmetic of the reader's joins: what it learns from what is left over, and from which chance a label is said."""

import sys

import numpy as np
import pytest

from tests.understanding.plain_letters import ROOT


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "tools/small_reader"), *sys.path])


def test_lines_learn_what_the_scores_before_them_left_over() -> None:
    from arithmetic import as_chances, left_over

    rows = np.array([[1.0], [-1.0]] * 50)
    marks = np.array([[1.0, 0.0], [0.0, 1.0]] * 50)
    before = np.zeros((100, 2))
    lines, bias = left_over(rows, before, marks, several=False, weights=np.ones(100), strength=1.0)
    assert as_chances(rows[:2] @ lines + bias, several=False).argmax(1).tolist() == [0, 1]


def test_where_the_scores_before_them_are_right_lines_stay_near_nothing() -> None:
    from arithmetic import as_scores, left_over

    rows = np.random.default_rng(1).normal(size=(200, 3))
    chance = np.full((200, 1), 0.25)
    lines, bias = left_over(rows, as_scores(chance, True), chance, several=True, weights=np.ones(200), strength=1.0)
    assert np.abs(lines).max() == pytest.approx(0.0, abs=1e-4)
    assert np.abs(bias).max() == pytest.approx(0.0, abs=1e-3)


def test_a_label_is_said_from_the_chance_at_which_most_is_found_and_enough_is_right() -> None:
    from arithmetic import UNREACHED, fullest

    chance = np.linspace(0.99, 0.01, 99)
    right = np.zeros(99, bool)
    right[:30] = True  # all above .69
    right[40:50] = True  # some below
    assert fullest(chance, right, 0.5) == pytest.approx(0.5)  # 40 of 50: F1 .89 beside .86 at .70
    assert fullest(chance, right, 0.9) == pytest.approx(0.7)  # lower, too few are right
    assert fullest(chance, np.zeros(99, bool), 0.5) == UNREACHED


def _too_sure(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Chances of .9 of which .75 are right: log odds twice as large as they should be."""
    chance = np.tile([0.9, 0.1], (count, 1))
    marks = np.tile([1.0, 0.0], (count, 1))
    marks[: count // 4] = [0.0, 1.0]
    return chance, marks


def test_chances_that_were_too_sure_are_as_often_right_as_they_say_and_the_likeliest_label_stays() -> None:
    from arithmetic import tempered

    chance, marks = _too_sure(400)
    mild = tempered(chance, marks, np.ones(400), leans=False, then=lambda each: each)
    assert mild.warmth == pytest.approx(np.log(9) / np.log(3), rel=1e-3)
    assert mild.lean.tolist() == [0.0, 0.0]
    assert mild.chances(chance)[0].tolist() == pytest.approx([0.75, 0.25], abs=1e-3)


def test_the_lines_of_a_join_give_what_tempering_makes_of_its_chances() -> None:
    from arithmetic import Tempered, chances

    rows, lines = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[0.3, -0.2], [1.0, 0.1], [0.2, -0.4]])
    mild = Tempered(1.5, np.array([0.25, -0.25]))
    assert chances(mild.lines(lines), rows, False) == pytest.approx(mild.chances(chances(lines, rows, False)))


def test_a_leaning_is_learned_where_a_label_comes_too_often_and_few_texts_are_hardly_believed() -> None:
    from arithmetic import tempered

    leaning = []
    for count in (40, 40_000):
        chance, marks = np.full((count, 2), 0.5), np.tile([1.0, 0.0], (count, 1))
        marks[: count // 10] = [0.0, 1.0]
        leaning.append(tempered(chance, marks, np.ones(count), leans=True, then=lambda each: each).chances(chance)[0, 0])
    assert leaning[0] == pytest.approx(0.55, abs=0.05)
    assert leaning[1] == pytest.approx(0.9, abs=0.01)
