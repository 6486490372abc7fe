"""Ten thousand claimants at 64 connections after five thousand coupons, with releases and time-outs: exactly five thousand are used, five times."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.coupons import at_full_size

pytestmark = pytest.mark.races

RUNS, STOCK, CONNECTIONS = 5, 5_000, 64


def test_of_ten_thousand_at_once_exactly_five_thousand_get_one(committed_brightside: UUID, tmp_path: Path) -> None:
    at_full_size.customers(committed_brightside, 2 * STOCK + CONNECTIONS)
    for seen in at_full_size.rush(committed_brightside, tmp_path, stock=STOCK, connections=CONNECTIONS, runs=range(RUNS)):
        assert seen.released >= STOCK // 8, "some were released, and some whose time was over went to others"
