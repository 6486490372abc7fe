"""How much it says that an unknown account names what we gave to one of our people."""

import pytest

from makegood.flows import whose_account


def test_a_thing_that_few_got_says_much_and_one_that_everybody_got_says_next_to_nothing() -> None:
    lamps = [{"lamp", "torch"}, *({"lamp"} for _ in range(499))]
    weights = whose_account.weigh_things(lamps)
    assert weights["lamp"] == pytest.approx(0.0454, abs=1e-4)
    assert weights["torch"] == 4.0


def test_what_one_of_few_got_is_not_yet_rare() -> None:
    assert whose_account.weigh_things([{"torch"}, {"torch"}]) == {"torch": pytest.approx(3.1699, abs=1e-4)}


def test_without_makegoods_nothing_is_weighed() -> None:
    assert whose_account.weigh_things([]) == {}
