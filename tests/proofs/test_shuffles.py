"""Webhooks and mails in any order, 30 % of them twice, end in the same state (RELIABILITY A8). `make proof`: 1,000 sequences, ten shuffles each."""

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.proofs import shuffles


def test_eight_sequences_shuffled_three_times_end_as_they_do_in_order(committed_brightside: UUID) -> None:
    assert shuffles.run(committed_brightside, sequences=8, shuffles=3, seed=20261122) > 8 * 4 * 12


@pytest.mark.long
@pytest.mark.timeout(7_200)
def test_a_thousand_sequences_shuffled_ten_times_end_as_they_do_in_order(new_brightside: Callable[[], UUID]) -> None:
    told = sum(shuffles.run(new_brightside(), sequences=50, shuffles=10, seed=seed) for seed in range(20))
    print(f"{told:,} events told")
