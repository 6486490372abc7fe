"""When kind words may be taken at their word by a machine."""

from dataclasses import replace

import pytest

from makegood.understanding.rules import corrections, guards
from makegood.understanding.types import Finding, Reading

KIND = Reading(
    feeling=Finding("positive", "positive", 0.97),
    act=Finding("praise", "praise", 0.95),
    happened=(),
    asked=(),
    urgency=Finding("normal", "normal", 0.99),
    language="en",
    named=(),
    spam=0.0,
    version="test",
    complains=0.01,
)


@pytest.mark.parametrize(("complains", "thanked"), [(0.0, True), (0.05, True), (0.051, False), (0.4, False), (1.0, False)])
def test_nobody_is_thanked_by_a_machine_above_one_chance_in_twenty_of_a_complaint(complains: float, thanked: bool) -> None:
    assert guards.may_thank(replace(KIND, complains=complains)) is thanked


def test_where_the_chance_is_not_told_only_the_houses_own_sure_reader_is_believed() -> None:
    assert guards.may_thank(replace(KIND, complains=None))
    assert not guards.may_thank(replace(KIND, complains=None, happened=(Finding("late", "late", 0.8),)))
    assert not guards.may_thank(replace(KIND, complains=None, act=Finding("unsure", "praise", 0.6)))


def test_a_large_models_word_thanks_nobody() -> None:
    assert not guards.may_thank(replace(KIND, tier="large"))


def test_who_tells_how_a_harm_was_put_right_is_thanked() -> None:
    assert guards.may_thank(replace(KIND, happened=(Finding("faulty", "faulty", 0.8),), complains=0.0008))


def test_mixed_feelings_are_read_by_a_person() -> None:
    assert not guards.may_thank(replace(KIND, feeling=Finding("unsure", "positive", 0.5)))
    assert not guards.may_thank(replace(KIND, feeling=Finding("negative", "negative", 0.9)))


def test_a_members_word_is_enough_and_a_certain_reader_is_not() -> None:
    doubted = replace(KIND, complains=0.6, feeling=Finding("negative", "negative", 0.9), act=Finding("praise", "praise", 1.0))
    assert not guards.may_thank(doubted)
    assert guards.is_doubted_praise(doubted)
    assert guards.may_thank(corrections.corrected(doubted, "act", "praise"))


@pytest.mark.parametrize("act", ["complaint", "leaving"])
def test_who_a_member_says_is_let_down_is_thanked_by_nobody(act: str) -> None:
    set_right = corrections.corrected(KIND, "act", act)
    assert (set_right.complains, set_right.tier) == (1.0, "member")
    assert not guards.may_thank(set_right)
