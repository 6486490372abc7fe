"""From sums to months: medians out of classes, reach that one cannot decide, months that follow each other, and a letter that claims nothing of few."""

import random
from datetime import date

import pytest

from makegood.kernel.by_day import DayCount
from makegood.kernel.money import Money
from makegood.reports.rules import lettering, summing
from makegood.reports.rules.lettering import Purse
from makegood.reports.types import Month, Sums
from makegood.touchpoints.rules.rates import share

ON = date(2026, 2, 1)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 101, 2_000])
def test_a_median_out_of_classes_is_right_within_a_class(n: int) -> None:
    chance = random.Random(n)
    values = [2 ** chance.uniform(0, 17) for _ in range(n)]
    classes: dict[int, int] = {}
    for value in values:
        number = next(k for k in range(80) if value < summing.class_ends(k)[1])
        classes[number] = classes.get(number, 0) + 1
    found = summing.typical(classes)
    ordered = sorted(values)
    below, above = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    assert found.n == len(values)
    assert found.middle is not None
    assert found.low is not None
    assert found.high is not None
    assert below / 1.2 <= found.middle <= above * 1.2
    assert found.low <= found.middle <= found.high


def test_nothing_has_no_median() -> None:
    assert summing.typical({}).middle is None


def test_one_celebrity_does_not_decide_what_was_reached() -> None:
    many = [DayCount(ON, "praise", "public 20", 99, 99 * 40), DayCount(ON, "praise", "public 80", 1, 1_500_000)]
    cap = summing.reach_cap(many)
    assert cap == 39
    assert summing.winsorised(many, cap=cap) == 99 * 39 + 39
    assert summing.reach_cap([DayCount(ON, "praise", "private", 3, 0)]) is None


def test_months_go_over_the_year() -> None:
    assert summing.last_months(on=date(2026, 2, 14), count=3) == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
    assert summing.month_after(date(2025, 12, 1)) == date(2026, 1, 1)


def test_a_month_keeps_what_is_open_out_of_its_shares() -> None:
    counts = [
        ("right", "in_time", 9),
        ("right", "late", 1),
        ("right", "open", 30),
        ("promise", "call running", 4),
        ("promise", "call kept", 2),
    ]
    found = summing.month(Sums(ON, tuple(DayCount(ON, *one) for one in counts)), currency="GBP", reach_cap=None)
    assert (found.right.hits, found.right.n, found.right_open) == (9, 10, 30)
    assert (found.kept.hits, found.kept.n, found.promises_running) == (2, 2, 4)


def letter(this: Month, before: Month | None = None, *, left: int = 900, alarms: int | None = None) -> dict[str, str]:
    parts = lettering.letter(
        this,
        before or Month(date(2026, 1, 1)),
        currency="GBP",
        purses=[Purse("Goodwill", Money(left, "GBP"), Money(1_000, "GBP"))],
        alarms=alarms,
        as_of=date(2026, 3, 1),
    )
    return {part.about: " ".join(part.sentences) for part in parts}


@pytest.mark.parametrize(("hits", "n"), [(0, 9), (8, 10), (80, 90)])
def test_of_few_or_of_what_may_be_chance_the_letter_says_nothing_bad(hits: int, n: int) -> None:
    said = letter(Month(ON, promises=(("delivery", share(hits, n)),), kept=share(hits, n)))
    assert said["What stands badly"].startswith("Nothing that these figures could show with certainty.")
    assert said["What to decide"] == "Nothing in these figures asks for a decision."


def test_what_certainly_stands_badly_is_said_with_what_to_decide() -> None:
    said = letter(Month(ON, harms=(("late", 40),)), Month(date(2026, 1, 1), harms=(("late", 12),)), left=99, alarms=1)
    assert said["What stands badly"] == (
        "“late” happened 40 times, in January 12; more than chance makes of it. "
        "1 difference in what people alike were given is larger than chance. The purse “Goodwill” holds £0.99, less than a tenth of it."
    )
    assert said["What to decide"].endswith("Whether the purse “Goodwill” is filled up.")


def test_nothing_is_more_than_in_a_month_in_which_there_was_next_to_nothing() -> None:
    few = Month(date(2026, 1, 1), harms=(("", 3), ("lost", 6)))
    assert "late" not in letter(Month(ON, harms=(("late", 40),)), few)["What stands badly"]
    enough = Month(date(2026, 1, 1), harms=(("", 4), ("lost", 6)))
    assert "“late” happened 40 times, in January 0" in letter(Month(ON, harms=(("late", 40),)), enough)["What stands badly"]


def test_what_happened_is_said_in_the_words_of_the_desk() -> None:
    said = letter(Month(ON, harms=(("wrong_item", 12),)))
    assert "most often “the wrong thing came” (12)." in said["What we put right"]


def test_counts_that_differ_by_chance_are_no_news() -> None:
    said = letter(Month(ON, harms=(("late", 40),)), Month(date(2026, 1, 1), harms=(("late", 33),)))
    assert "late" not in said["What stands badly"]
