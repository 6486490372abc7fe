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
