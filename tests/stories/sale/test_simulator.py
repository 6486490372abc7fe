"""The simulated sale: the same from the same seed, of the sizes that it says, and with the truth that the story's figures are measured by."""

from collections import Counter

import pytest

from tests.stories.sale import calendar, days_after, evening, measures, voices, written
from tests.stories.sale.days_after import DaysAfter, Ending
from tests.stories.sale.evening import Cause, Did, Evening


@pytest.fixture(scope="module")
def small() -> Evening:
    return evening.evening(evening.SMALL)


@pytest.fixture(scope="module")
def after(small: Evening) -> DaysAfter:
    return days_after.days_after(small, days_after.SMALL)


def test_the_same_seed_tells_the_same_evening_and_another_one_another(small: Evening) -> None:
    assert evening.evening(evening.SMALL) == small
    assert evening.evening(evening.SMALL, seed=7).complaints != small.complaints


def test_it_is_as_large_as_it_says(small: Evening) -> None:
    assert (len(small.visitors), len(small.complaints), len(small.lookalikes)) == (2_000, 150, 18)
    assert 250 <= len(small.life) <= 400
    assert len({one.email for one in small.visitors}) == 2_000
    assert len({one.key for one in small.said}) == len(small.said)


def test_the_full_evening_has_six_hundred_complaints_by_three_doors_and_hundreds_of_wordings() -> None:
    full = evening.evening(evening.FULL)
    doors = Counter(one.door for one in full.complaints)
    assert (len(full.visitors), sum(doors.values())) == (20_000, 600)
    assert set(doors) == {"mail", "posts", "form"}
    assert min(doors.values()) >= 60
    assert len({one.words.text for one in full.complaints}) >= 500
    assert Counter(one.visitor.language for one in full.complaints)["de"] >= 25
    assert sum(one.also for one in full.complaints) >= 10
    assert len({one.visitor.number for one in full.complaints}) >= 540  # some write twice


def test_nobody_complains_of_the_outage_before_it(small: Evening) -> None:
    assert min(one.at for one in small.complaints) >= calendar.OUTAGE_FROM
    within = [one for one in small.complaints if one.at < calendar.OUTAGE_UNTIL]
    assert len(within) >= 0.75 * len(small.complaints)


def test_while_it_is_down_nobody_buys_and_else_nobody_is_refused(small: Evening) -> None:
    did = {(evening.is_down(one.at), one.did) for one in small.shopping if one.did is not Did.BASKET}
    assert did == {(True, Did.REFUSED), (False, Did.ORDERED)}
    assert 40 <= len(small.stood_before_it()) <= 140


def test_the_code_of_the_newsletter_is_another_matter(small: Evening) -> None:
    assert {one.cause for one in small.lookalikes} == {Cause.OLD_CODE}
    assert any(one.at < calendar.OUTAGE_FROM for one in small.lookalikes)
    assert all("503" not in one.words.text for one in small.lookalikes)


def test_life_has_its_hours_and_few_hiccups(small: Evening) -> None:
    assert {one.cause for one in small.life} == {Cause.ORDINARY}
    kinds = Counter(one.kind for one in small.life)
    assert kinds["hiccup"] <= 12
    assert kinds["late"] > kinds["refund"]
    assert min(one.at for one in small.life) >= calendar.LIFE_FROM


def test_no_place_is_left_empty_in_what_they_write(small: Evening, after: DaysAfter) -> None:
    texts = [text for one in small.said for text in (one.words.subject, one.words.text)] + [one.text for one in after.replies]
    assert not [text for text in texts if "{" in text or "}" in text]


def test_of_220_claims_exactly_100_coupons_are_used(after: DaysAfter) -> None:
    used = days_after.truly_used(after.checkouts, coupons=100)
    assert used.used == 100
    assert used.sold_out > 0
    assert used.too_small > 0
    assert (len(after.claims), len({one.visitor.number for one in after.claims})) == (220, 220)


def test_of_8000_claims_exactly_5000_coupons_are_used() -> None:
    full = days_after.days_after(evening.evening(evening.FULL), days_after.FULL)
    used = days_after.truly_used(full.checkouts, coupons=5_000)
    assert (len(full.claims), used.used) == (8_000, 5_000)
    assert used.given_back >= 40
    assert used.second_time >= 100


def test_who_pays_twice_with_one_code_is_one_person_however_they_write_their_address() -> None:
    visitor = evening.evening(evening.SMALL).visitors[0]
    at = calendar.STATEMENT_AT
    twice = [
        days_after.Checkout(key, at, visitor, address, 6_000, Ending.PAID, None)
        for key, address in (("a", visitor.email), ("b", visitor.email.title()))
    ]
    assert days_after.truly_used(twice, coupons=5) == days_after.Used(
        used=1, given_back=0, too_small=0, second_time=1, sold_out=0
    )


def test_what_is_refunded_is_given_to_the_next() -> None:
    first, second = evening.evening(evening.SMALL).visitors[:2]
    at = calendar.STATEMENT_AT
    checkouts = [
        days_after.Checkout("a", at, first, first.email, 6_000, Ending.PAID, at.replace(hour=4)),
        days_after.Checkout("b", at.replace(hour=5), second, second.email, 6_000, Ending.PAID, None),
    ]
    assert days_after.truly_used(checkouts, coupons=1) == days_after.Used(
        used=1, given_back=1, too_small=0, second_time=0, sold_out=0
    )


def test_the_four_moods_are_all_there(after: DaysAfter) -> None:
    moods = Counter(one.mood for one in after.replies)
    assert set(moods) == {"praise", "anger", "wish", "other"}
    assert moods.most_common(1)[0][0] == "praise"


def test_the_texts_are_several_hundred() -> None:
    """Sentences that somebody wrote, without what is filled in."""
    outage = sum(len(value) for part in written.book("outage").values() for value in part.values())
    assert outage >= 200
    assert sum(len(one["sentences"]) for one in written.book("afterwards").values()) >= 40


def test_precision_and_recall_are_counted_by_the_truth(small: Evening) -> None:
    caught, stranger = small.complaints[:120], small.lookalikes[0]
    found = measures.grasp([*caught, stranger], small.said)
    assert (found.meant, found.caught, found.strangers) == (150, 120, {Cause.OLD_CODE: 1})
    assert (round(found.precision, 3), found.recall) == (0.992, 0.8)


def test_what_was_said_is_known_again_whichever_way_it_came(small: Evening) -> None:
    mail, form, post = (next(one for one in small.complaints if one.door == door) for door in ("mail", "form", "posts"))
    cut = mail.words.text[: len(mail.words.text) - 3]  # a mail's last words are taken for a signature
    heard = [
        (mail.visitor.name.upper(), cut),
        (form.visitor.name, f"{form.words.text}\n\nReference: BBQA-Q7UN"),
        (post.visitor.name, post.words.text),
    ]
    assert voices.known_again(heard, small.said) == [mail, form, post]
    with pytest.raises(ValueError, match="never said"):
        voices.known_again([(mail.visitor.name, "Where do you ship to?")], small.said)
    with pytest.raises(ValueError, match="never said"):  # once said, once heard
        voices.known_again([(post.visitor.name, post.words.text)] * 2, [post])
