"""The book of judged harms is whole: enough of them, each with reasons, bounds and borders, spread over the houses and the kinds of trouble."""

from collections import Counter

from makegood.understanding.types import Asked, Happened
from tests.makegoods.gold import book

HARMS = book.harms()


def test_there_are_enough_harms_and_each_is_told_once() -> None:
    assert len(HARMS) >= 120
    assert len({harm.id for harm in HARMS}) == len(HARMS)
    assert min(Counter(harm.house for harm in HARMS).values()) >= 20


def test_each_has_a_reason_borders_and_bounds_that_make_sense() -> None:
    for harm in HARMS:
        first = harm.first
        assert harm.told, harm.id
        assert len(harm.why) > 20, harm.id
        assert harm.never, harm.id
        assert first["fix"] in book.FIXES, harm.id
        assert first["own"] in ("ours", "not_ours"), harm.id
        assert first["writes"] in ("ready", "person"), harm.id
        for name in ("pays", "extra"):
            low, high = harm.bounds(name)
            assert low <= high, harm.id
        assert bool(first["kind"]) == bool(harm.bounds("extra")[1]), harm.id
        assert not {"touch", "back", "call", "evidence"} & {one for one in harm.never if first.get(one) is True}, harm.id


def test_every_kind_of_trouble_and_every_wish_is_there() -> None:
    happened = {one for harm in HARMS for one in harm.facts["harms"]}
    assert happened >= {one.value for one in Happened} - {"other"}
    assert {one for harm in HARMS for one in harm.facts["asked"]} >= {Asked.REFUND, Asked.REPLACEMENT, Asked.CALL, Asked.CANCEL}
    assert {harm.facts["nth"] for harm in HARMS} == {1, 2, 3, 4}
    assert {harm.facts["fault"] for harm in HARMS} == {"ours", "carrier", "theirs", "nobody"}
    assert {len(harm.facts["harms"]) for harm in HARMS} == {1, 2}
