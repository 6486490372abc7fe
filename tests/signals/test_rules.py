"""Stretches out of words in any order, and baskets out of visits in any order."""

from datetime import timedelta
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from makegood.signals.rules import baskets, spans
from makegood.signals.types import CheckoutIn, CheckoutKind, Held, Span, Word
from tests import cast

BASKET, LEFT, REFUSED, BOUGHT = (
    CheckoutKind.BASKET_HELD,
    CheckoutKind.BASKET_LEFT,
    CheckoutKind.CHECKOUT_REFUSED,
    CheckoutKind.ORDER_PLACED,
)


def word(began: bool, minutes: int) -> Word:
    return Word("Pingdom", "12345", began, cast.later(minutes=minutes))


def happened(kind: CheckoutKind, minutes: int, key: str = "", minor: int | None = None) -> CheckoutIn:
    return CheckoutIn(key or f"{kind}{minutes}", "v-1", kind, cast.later(minutes=minutes), None, minor, "GBP" if minor else "")


def held(*told: CheckoutIn) -> list[tuple[int, int]]:
    """From and until, in minutes after AT."""
    minute = timedelta(minutes=1)
    return [((one.from_at - cast.AT) // minute, (one.until_at - cast.AT) // minute) for one in baskets.held(told)]


def test_an_outage_is_one_stretch_whatever_the_order_of_its_words() -> None:
    told = [word(True, 0), word(True, 3), word(False, 90), word(True, 200), word(False, 210)]
    wanted = (Span(cast.AT, cast.later(minutes=90)), Span(cast.later(minutes=200), cast.later(minutes=210)))
    assert {spans.of(order) for order in permutations(told)} == {wanted}


def test_what_has_not_ended_lasts_and_an_end_of_nothing_is_no_stretch() -> None:
    assert spans.of([word(True, 5)]) == (Span(cast.later(minutes=5), None),)
    assert spans.of([word(False, 5)]) == ()
    assert spans.of([word(True, 5), word(False, 5)]) == ()


@given(st.lists(st.builds(word, st.booleans(), st.integers(0, 40)), max_size=12), st.randoms())
def test_stretches_never_overlap_and_never_depend_on_the_order(told: list[Word], chance: object) -> None:
    found = spans.of(told)
    chance.shuffle(told)  # type: ignore[attr-defined]
    assert spans.of([*told, *told]) == found
    for one, other in pairwise(found):
        assert one.until_at is not None
        assert one.from_at < one.until_at <= other.from_at


def test_the_stretch_that_is_proposed_runs_from_the_first_beginning_to_the_last_end() -> None:
    one, other = Span(cast.AT, cast.later(minutes=80)), Span(cast.later(minutes=2), cast.later(minutes=90))
    assert spans.proposed([one, other]) == Span(cast.AT, cast.later(minutes=90))
    assert spans.proposed([one, Span(cast.later(minutes=2), None)]) == Span(cast.AT, None)
    assert spans.proposed([]) is None


def test_a_basket_is_held_until_it_is_bought_left_or_an_hour_went_by() -> None:
    assert held(happened(BASKET, 0), happened(BASKET, 20), happened(BOUGHT, 25)) == [(0, 25)]
    assert held(happened(BASKET, 0), happened(LEFT, 5), happened(BASKET, 8)) == [(0, 5), (8, 68)]
    assert held(happened(BASKET, 0), happened(BASKET, 60)) == [(0, 60), (60, 120)]
    assert held(happened(BASKET, 0), happened(BASKET, 59)) == [(0, 119)]
    assert held(happened(BOUGHT, 3)) == []


def test_who_is_refused_holds_a_basket_and_its_worth_is_the_greatest_that_was_told() -> None:
    (one,) = baskets.held([happened(REFUSED, 4, minor=5000), happened(BASKET, 2, minor=6100), happened(REFUSED, 9)])
    assert one == Held("v-1", 0, cast.later(minutes=2), cast.later(minutes=69), 6100, "GBP")


@given(st.lists(st.builds(happened, st.sampled_from(CheckoutKind), st.integers(0, 300)), max_size=10), st.randoms())
def test_baskets_never_overlap_and_never_depend_on_the_order(told: list[CheckoutIn], chance: object) -> None:
    found = baskets.held(told)
    chance.shuffle(told)  # type: ignore[attr-defined]
    assert baskets.held(told) == found
    assert all(one.from_at < one.until_at for one in found)
    assert all(one.until_at <= other.from_at for one, other in pairwise(found))
    assert [one.number for one in found] == list(range(len(found)))
