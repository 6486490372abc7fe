"""What counts of what people do for us unpaid: the rules, with exact values."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.advocacy.rules import bringing, codes, following, praising
from makegood.advocacy.types import NO_TIE, Bringing, Judged, LeftOut, Past, PraiseSeen, ReferralState, Tie, Why
from tests import cast

NEW, OLD = UUID(int=1), UUID(int=2)
PRAISE = PraiseSeen(
    words="Brightside Lights sent a new torch within a day. Thank you!",
    at=cast.AT,
    sure=0.97,
    names=("Brightside Lights", "@brightside.example"),
    answers_us=False,
)
TOLD = Bringing(
    told_at=cast.AT,
    order_number="",
    newcomer=NEW,
    advocate=OLD,
    same_household=False,
    first_order_at=None,
    first_order="",
    named_before=False,
)


def test_praise_that_names_us_and_was_paid_for_by_nobody_counts() -> None:
    told = praising.judge(PRAISE)
    assert (told.left_out, told.because) == (
        LeftOut.NOTHING,
        "It names us, is read as praise with 0.97, and nothing was given for it.",
    )


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (replace(PRAISE, words=PRAISE.words + " #ad"), LeftOut.PAID),
        (replace(PRAISE, words=PRAISE.words + " Bezahlte Partnerschaft."), LeftOut.PAID),
        (replace(PRAISE, words=PRAISE.words + " #giveaway"), LeftOut.CONTEST),
        (replace(PRAISE, words="What a lovely lamp."), LeftOut.NOT_OURS),
        (replace(PRAISE, contest_at=cast.AT - timedelta(days=28)), LeftOut.CONTEST),
        (replace(PRAISE, contest_at=cast.AT + timedelta(hours=20)), LeftOut.CONTEST),
        (replace(PRAISE, coupon_at=cast.AT - timedelta(days=14)), LeftOut.COUPON),
        (replace(PRAISE, sure=0.8999), LeftOut.UNSURE),
        (replace(PRAISE, words="What a lovely lamp.", answers_us=True), LeftOut.NOTHING),
        (replace(PRAISE, contest_at=cast.AT - timedelta(days=28, seconds=1)), LeftOut.NOTHING),
        (replace(PRAISE, coupon_at=cast.AT - timedelta(days=14, seconds=1)), LeftOut.NOTHING),
        (replace(PRAISE, coupon_at=cast.AT + timedelta(seconds=1)), LeftOut.NOTHING),
        (replace(PRAISE, sure=0.9), LeftOut.NOTHING),
        (replace(PRAISE, words="The adverts never lied: #adorable. @brightside.example"), LeftOut.NOTHING),
    ],
)
def test_each_reason_leaves_a_praise_out_and_only_within_its_window(seen: PraiseSeen, why: LeftOut) -> None:
    assert praising.judge(seen).left_out is why


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Would you leave us a review?", True),
        ("Tell your friends!", True),
        ("Bitte empfehlen Sie uns weiter.", True),
        ("We will review your order today.", False),
        ("Your new torch is on its way.", False),
    ],
)
def test_words_of_ours_that_ask_for_praise_are_known(words: str, asks: bool) -> None:
    assert praising.asks_for_praise(words) is asks


def test_somebody_comes_when_they_buy_for_the_first_time_within_84_days() -> None:
    bought = replace(TOLD, first_order_at=cast.AT + timedelta(days=84), first_order="2001")
    came = Judged(ReferralState.CAME, came_at=cast.AT + timedelta(days=84), came_order="2001")
    assert bringing.judge(bought, at=cast.later(days=90)) == came
    late = replace(bought, first_order_at=cast.AT + timedelta(days=84, seconds=1))
    assert bringing.judge(late, at=cast.later(days=90)) == Judged(ReferralState.NOT_COUNTED, Why.LAPSED)
    assert bringing.judge(TOLD, at=cast.later(days=84)) == Judged(ReferralState.WAITING)
    assert bringing.judge(TOLD, at=cast.later(days=84, minutes=1)) == Judged(ReferralState.NOT_COUNTED, Why.LAPSED)


def test_who_told_it_with_the_first_order_comes_by_that_order() -> None:
    told = replace(TOLD, order_number="2001", first_order_at=cast.AT - timedelta(minutes=5), first_order="2001")
    assert bringing.judge(told, at=cast.AT) == Judged(ReferralState.CAME, came_at=cast.AT, came_order="2001")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (replace(TOLD, advocate=NEW), Why.SELF),
        (replace(TOLD, same_household=True), Why.HOUSEHOLD),
        (replace(TOLD, named_before=True), Why.ANOTHER),
        (replace(TOLD, first_order_at=cast.AT - timedelta(days=1), first_order="1001"), Why.NOT_NEW),
        (
            replace(TOLD, order_number="2001", first_order_at=cast.AT - timedelta(days=1), first_order="1001"),
            Why.NOT_NEW,
        ),
    ],
)
def test_oneself_the_household_a_second_name_and_old_customers_do_not_count(told: Bringing, why: Why) -> None:
    assert bringing.judge(told, at=cast.later(days=1)) == Judged(ReferralState.NOT_COUNTED, why)


def test_of_whom_nobody_knows_who_is_meant_it_is_unknown() -> None:
    assert bringing.judge(replace(TOLD, advocate=None), at=cast.AT) == Judged(ReferralState.UNKNOWN)


@given(key=st.binary(min_size=32, max_size=32), brand=st.uuids(), who=st.uuids())
def test_a_code_is_read_back_however_people_type_it(key: bytes, brand: UUID, who: UUID) -> None:
    code = codes.code_of(key, brand, who)
    assert len(code) == 13
    assert codes.code_of(key, brand, who) == code
    typed = codes.shown(code).lower().replace("0", "o").replace("1", "l")
    assert codes.read(typed) == codes.read(f" https://care.example/by/brightside/{code}/ ") == code


def test_a_code_is_another_one_for_another_key_brand_and_person() -> None:
    key, other = b"k" * 32, b"o" * 32
    made = {codes.code_of(*one) for one in ((key, NEW, NEW), (other, NEW, NEW), (key, OLD, NEW), (key, NEW, OLD))}
    assert len(made) == 4


@pytest.mark.parametrize("text", ["", "Maria", "12345678901234", "MARIAUUUUUUUU"])
def test_words_are_no_code(text: str) -> None:
    assert codes.read(text) == ""


def past(days: float, what: str) -> Past:
    return Past(cast.AT - timedelta(days=days), Tie(case_id=UUID(int=int(days) + 1), gesture="sweets"), what)


def test_a_deed_is_tied_to_the_latest_thing_before_it_and_the_words_say_so() -> None:
    tied = following.tie([past(30, "what was given in case 3"), past(9.5, "what was given in case 7")], at=cast.AT)
    assert tied == Tie(case_id=UUID(int=10), gesture="sweets", because="It came 9 days after what was given in case 7.")


def test_nothing_is_tied_to_what_was_later_or_longer_ago_than_84_days() -> None:
    assert following.tie([past(84.01, "an old case"), past(-0.01, "a later one")], at=cast.AT) == NO_TIE
    assert following.tie([past(84, "a case")], at=cast.AT).because == "It came 84 days after a case."
