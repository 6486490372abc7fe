"""Whether like harms were given alike: worked by hand, and an alarm only where the interval leaves nothing out."""

from random import Random

import pytest

from makegood.makegoods.rules.evenness import Given, gaps, means


def people(like: str, group: str, *minor: int) -> list[Given]:
    return [Given(like, group, one) for one in minor]


def test_a_mean_has_its_interval_and_too_few_have_none() -> None:
    big, small = means([*people("late", "public", 100, 200, 300, 400, 500), *people("late", "private", 300)])
    assert (big.group, big.n, big.mean) == ("public", 5, 300)
    assert (round(big.low or 0, 2), round(big.high or 0, 2)) == (161.41, 438.59), "1.96 · √(25000 / 5)"
    assert (small.n, small.mean, small.low, small.high) == (1, 300, None, None)


def test_groups_are_compared_only_where_the_harm_is_the_same() -> None:
    """Public complaints are about dear things here: more in all, the same within each harm."""
    given = [
        *people("late, small", "public", *[100, 110, 90, 100, 100]),
        *people("late, small", "private", *[100, 110, 90, 100, 100] * 4),
        *people("late, heavy", "public", *[900, 1100, 1000, 1000, 1000] * 4),
        *people("late, heavy", "private", *[900, 1100, 1000, 1000, 1000]),
    ]
    public, private = {one.group: one for one in means(given)}["public"], {one.group: one for one in means(given)}["private"]
    assert (public.mean, private.mean) == (820, 280)
    assert [(one.group, one.gap, one.alarm) for one in gaps(given)] == [("private", 0, False), ("public", 0, False)]


def test_a_real_difference_raises_an_alarm_and_a_small_one_does_not() -> None:
    more = [*people("late", "loud", *[300, 320, 280, 300, 310, 290]), *people("late", "quiet", *[200, 220, 180, 200, 210, 190])]
    assert [(one.group, one.gap, one.alarm) for one in gaps(more)] == [("loud", 100, True), ("quiet", -100, True)]
    little = [*people("late", "loud", *[208] * 40, 210), *people("late", "quiet", *[200] * 40, 202)]
    assert not any(one.alarm for one in gaps(little)), "a twenty-fifth is below a twentieth"


def test_too_few_on_either_side_are_not_compared() -> None:
    assert gaps([*people("late", "public", 1, 2, 3, 4), *people("late", "private", *range(50))]) == ()


@pytest.mark.parametrize("seed", range(3))
def test_where_chance_alone_gives_the_alarm_is_rare(seed: int) -> None:
    draw = Random(seed)
    alarms = 0
    for _ in range(200):
        given = [Given("late", draw.choice(["a", "b"]), draw.choice([0, 100, 200, 400])) for _ in range(120)]
        alarms += any(one.alarm for one in gaps(given))
    assert alarms <= 24, "about 5 % of 200"
