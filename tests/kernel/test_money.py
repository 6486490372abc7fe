"""Money: whole minor units, one rounding, nothing lost in a split."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel import money
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal

amounts = st.integers(min_value=-(10**12), max_value=10**12)


def test_a_third_off_the_book_is_six_pounds_forty() -> None:
    assert Money(2000, "GBP").share(3200) == Money(640, "GBP")


@pytest.mark.parametrize(
    ("minor", "basis_points", "share"), [(5, 5000, 3), (-5, 5000, -3), (4, 1250, 1), (199, 10_000, 199), (1, 4999, 0)]
)
def test_halves_are_rounded_away_from_zero_as_tills_do(minor: int, basis_points: int, share: int) -> None:
    assert Money(minor, "GBP").share(basis_points).minor == share


@given(amounts, st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any))
def test_a_split_never_loses_a_cent(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "EUR").split(weights)
    assert sum(part.minor for part in parts) == minor
    assert [part.minor for part, weight in zip(parts, weights, strict=True) if weight == 0] == [0] * weights.count(0)


@given(amounts, st.lists(st.integers(1, 100), min_size=2, max_size=6))
def test_a_split_is_fair_to_within_a_cent(minor: int, weights: list[int]) -> None:
    total = sum(weights)
    for part, weight in zip(Money(minor, "EUR").split(weights), weights, strict=True):
        assert abs(part.minor * total - minor * weight) < total


@given(amounts, amounts)
def test_sums_are_exact_and_signs_come_back(a: int, b: int) -> None:
    one, other = Money(a, "GBP"), Money(b, "GBP")
    assert one + other - other == one
    assert Money(0, "GBP") - (-one) == one
    assert (one < other) == (a < b)


@given(amounts, st.sampled_from(["GBP", "JPY", "KWD"]))
def test_what_is_written_can_be_read_again(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    assert money.parse(str(amount.decimal()), currency) == amount


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Money(199, "GBP"), "£1.99"),
        (Money(-640, "GBP"), "−£6.40"),
        (Money(1200, "CHF"), "CHF\u00a012.00"),
        (Money(1500, "JPY"), "¥1,500"),
    ],
)
def test_people_read_amounts_as_they_are_used_to(amount: Money, shown: str) -> None:
    assert str(amount) == shown


@pytest.mark.parametrize("text", ["", "abc", "1.999", "NaN", "1e400", "£2", "1,50", "Infinity"])
def test_what_is_no_amount_is_refused_by_the_fields_name(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        money.parse(text, "GBP", field="limit")
    assert refused.value.fields == {"limit": "not an amount"}
    assert "limit:" in refused.value.sentence


def test_two_currencies_are_never_counted_together() -> None:
    with pytest.raises(ValueError, match="cannot be counted together"):
        Money(1, "GBP") + Money(1, "EUR")


@pytest.mark.parametrize("wrong", [1.99, True, Decimal("1.99"), "199"])
def test_money_is_never_made_of_anything_but_whole_units(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong, "GBP")  # type: ignore[arg-type]
