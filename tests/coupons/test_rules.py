"""What a coupon is worth, what comes back of it, and how codes and ends are written: pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from makegood.coupons.rules import codes, refunds, zones
from makegood.coupons.rules import terms as rules
from makegood.coupons.rules import worth as worths
from makegood.coupons.types import AfterRefund, Basket, Sponsor, Terms
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from tests import cast
from tests.coupons.given import FIVE, HOST, TENTH, basket, pounds


def test_five_pounds_come_off_an_order_of_exactly_fifty() -> None:
    assert worths.worth(basket(5_000), FIVE) == pounds(500)


def test_an_order_a_penny_short_is_told_what_is_missing() -> None:
    with pytest.raises(Refusal) as no:
        worths.worth(basket(4_999), FIVE)
    assert (no.value.code, list(no.value.fields)) == ("below_minimum", ["basket.amount_minor"])
    assert no.value.sentence == "This coupon is for orders of £50.00 or more; this one has £49.99."


def test_a_percentage_is_rounded_as_tills_do_and_ends_at_its_most() -> None:
    assert worths.worth(basket(1_005), TENTH) == pounds(101)
    assert worths.worth(basket(90_000), TENTH) == pounds(2_000)


def test_never_more_comes_off_than_there_is() -> None:
    assert worths.worth(basket(120), replace(FIVE, minimum_order=None)) == pounds(120)


def test_reduced_things_count_only_where_the_pool_says_so() -> None:
    fussy = replace(FIVE, on_sale_prices=False)
    assert worths.worth(basket(9_000, on_sale=4_000), fussy) == pounds(500)
    assert worths.worth(basket(6_000, on_sale=4_000), FIVE) == pounds(500)
    with pytest.raises(Refusal, match="Things at sale prices do not count"):
        worths.worth(basket(6_000, on_sale=4_000), fussy)
    with pytest.raises(Refusal) as nothing:
        worths.worth(basket(6_000, on_sale=6_000), replace(fussy, minimum_order=None))
    assert nothing.value.code == "nothing_counts"


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        (basket(-1), "basket_malformed", "basket.amount_minor"),
        (basket(6_000, on_sale=6_001), "basket_malformed", "basket.on_sale_minor"),
        (Basket(replace(pounds(6_000), currency="EUR")), "other_currency", "basket.currency"),
    ],
)
def test_a_basket_that_cannot_be_is_refused_by_its_field(told: Basket, code: str, field: str) -> None:
    with pytest.raises(Refusal) as no:
        worths.worth(told, FIVE)
    assert (no.value.code, list(no.value.fields)) == (code, [field])


def test_a_part_paid_back_above_the_minimum_leaves_the_coupon() -> None:
    def after(terms: Terms, paid_back: int) -> Money:
        return refunds.worth_after(terms=terms, part=pounds(8_000), worth=pounds(500), paid_back=pounds(paid_back))

    assert after(FIVE, 3_000) == pounds(500)
    assert after(FIVE, 3_001) == pounds(0)
    assert after(replace(FIVE, after_refund=AfterRefund.USED_UP), 8_000) == pounds(500)


def test_a_percentage_shrinks_with_its_order() -> None:
    assert refunds.worth_after(terms=TENTH, part=pounds(10_000), worth=pounds(1_000), paid_back=pounds(5_000)) == pounds(500)


@given(
    part=some.integers(1, 10**7),
    bps=some.integers(1, 10_000),
    most=some.integers(1, 10**6),
    sums=some.lists(some.integers(0, 2 * 10**7), max_size=6),
)
def test_what_is_left_never_grows_and_ends_at_nothing(part: int, bps: int, most: int, sums: list[int]) -> None:
    terms = replace(TENTH, percent_bps=bps, most=pounds(most))
    first = left = worths.of_part(pounds(part), terms)
    for paid_back in sorted(sums):
        after = refunds.worth_after(terms=terms, part=pounds(part), worth=left, paid_back=pounds(paid_back))
        assert pounds(0) <= after <= left <= first
        left = after
    assert not refunds.worth_after(terms=terms, part=pounds(part), worth=left, paid_back=pounds(part))


def test_a_code_of_ones_own_has_more_than_64_random_bits_and_no_look_alikes() -> None:
    assert len(codes.ALPHABET) ** codes.LETTERS > 2**79
    assert not set("01OIL") & set(codes.ALPHABET)
    assert codes.own_code(range(16)) == "2345-6789-ABCD-EFGH"


@pytest.mark.parametrize(
    "typed", ["2345-6789-abcd-efgh", " 23456789ABCDEFGH ", "2345 6789\u2014ABCD EFGH", "２345-6789-ABCD-EFGH"]
)
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert codes.as_typed(typed) == "23456789ABCDEFGH"


@pytest.mark.parametrize("typed", ["", " - ", "x" * 81, "spring\x00", "spring08\x07"])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert codes.as_typed(typed) == ""


def test_a_code_for_everybody_can_be_typed() -> None:
    codes.check_shared("spring08")
    for bad in ("abc", "späti", "two words", "-----", "x" * 41):
        with pytest.raises(Refusal, match="one_code"):
            codes.check_shared(bad)


def test_a_name_becomes_an_address() -> None:
    assert [codes.slug(name) for name in ("Spring sale", "Größe & Güte!", "春")] == ["spring-sale", "groe-gute", "coupons"]


def test_an_end_is_said_in_its_zone_and_midnight_belongs_to_the_day_before() -> None:
    until = datetime(2026, 3, 27, 5, 59, 59, tzinfo=UTC)
    assert zones.instant_in_words(until, "UTC-6") == "Thursday 26 March 2026, 23:59:59 (UTC-6)"
    assert zones.instant_in_words(until + timedelta(seconds=1), "UTC-6") == "Thursday 26 March 2026, 23:59:59 (UTC-6)"
    assert zones.instant_in_words(until, "America/Chicago") == "Friday 27 March 2026, 00:59:59 (America/Chicago)"
    assert zones.end_in_words(replace(FIVE, until_words="11:59:59 pm CST")) == "11:59:59 pm CST"
    assert zones.instant_in_words(until, "CST") == "Friday 27 March 2026, 05:59:59 (UTC)"
    assert zones.instant_in_words(until, "UTC-6", "de") == "Donnerstag, 26. März 2026, 23:59:59 Uhr (UTC-6)"
    assert zones.instant_in_words(until, "UTC-6", "fr") == "Thursday 26 March 2026, 23:59:59 (UTC-6)"
    assert [zones.known(zone) for zone in ("UTC+05:30", "\u22126", "UTC+15", "Mars/Base")] == [True, True, False, False]


def wrong(terms: Terms = FIVE, *, name: str = "Spring sale", sponsor: Sponsor | None = HOST) -> list[str]:
    with pytest.raises(Refusal) as no:
        rules.check(name=name, terms=terms, sponsor=sponsor, at=cast.AT)
    assert no.value.code == "pool_malformed"
    return sorted(no.value.fields)


def test_a_pool_is_refused_with_every_field_that_is_wrong() -> None:
    assert wrong(replace(FIVE, worth=pounds(0))) == ["worth"]
    assert wrong(replace(FIVE, worth=None)) == ["worth"]
    assert wrong(replace(FIVE, percent_bps=0)) == ["most", "percent_bps", "worth"]
    assert wrong(replace(FIVE, cap_uses=0, cap_money=pounds(499), minimum_order=pounds(-1))) == [
        "cap_money",
        "cap_uses",
        "minimum_order",
    ]
    assert wrong(replace(FIVE, cap_money=replace(pounds(900), currency="EUR"))) == ["cap_money"]
    assert wrong(replace(FIVE, valid_until=cast.AT, zone="CST", hold_minutes=0)) == ["hold_minutes", "valid_until", "zone"]
    assert wrong(name=" \n ", sponsor=Sponsor("", 10_001)) == ["name", "sponsor.name", "sponsor.share_bps"]
    rules.check(name="Spring", terms=replace(FIVE, zone="CST", until_words="11:59:59 pm CST"), sponsor=None, at=cast.AT)
