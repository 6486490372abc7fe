"""Shares with their intervals, and whether one changed. 81 of 263 is Newcombe’s own example (1998); the others by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.touchpoints.rules import rates


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (4, 112, 0.0140, 0.0881), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_of_a_share(hits: int, n: int, low: float, high: float) -> None:
    found = rates.share(hits, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-4)


def test_newcombes_own_example_of_a_difference() -> None:
    """Newcombe 1998, table II, method 10: 56/70 against 48/80 is .20, from .0524 to .3339."""
    found = rates.difference(rates.share(56, 70), rates.share(48, 80))
    assert found is not None
    assert (found.more, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-3)
    assert found.is_worse
    assert not found.is_better


def test_too_little_says_nothing() -> None:
    assert rates.difference(rates.share(5, 9), rates.share(1, 400)) is None
    assert not rates.share(9, 9).is_enough


@given(n=st.integers(1, 5_000), data=st.data())
def test_a_share_lies_in_its_interval_and_more_of_them_make_it_narrower(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    few, many = rates.share(hits, n), rates.share(4 * hits, 4 * n)
    assert 0 <= few.low <= few.rate + 1e-12
    assert few.rate - 1e-12 <= few.high <= 1
    assert many.high - many.low < few.high - few.low
