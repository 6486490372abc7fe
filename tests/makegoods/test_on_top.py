"""What comes on top of the fix: how much, in which kind, paid how, and what bars it; to the penny, in any currency."""

from dataclasses import fields, replace

import pytest
from hypothesis import given as having
from hypothesis import settings
from hypothesis import strategies as st

from makegood.gestures.rules.policy_tables import VOCABULARY
from makegood.gestures.types import Ask, GestureKind, PayAs
from makegood.kernel.money import Money, round_half_away
from makegood.makegoods.rules import losses
from makegood.makegoods.rules.proposals import propose
from makegood.makegoods.types import (
    Claims,
    Fault,
    FaultyLine,
    Forbidden,
    Nature,
    PlannedStep,
    Proposal,
    Severity,
    Situation,
    StepKind,
)
from tests.gestures.given import SWEETS, policy, pounds, purse
from tests.makegoods.given import STORY, gifts, kinds, line, story, text_of
from tests.makegoods.gold.agreement import LAUNCH_DAY

FREE_DELIVERY = replace(
    SWEETS, code="free-delivery", kind=GestureKind.TIME, name="Delivery paid back", face_value=pounds(395), real_cost=pounds(395),
    sku="", stock=None, fits=("time",), unfit_for=(),
)  # fmt: skip
BOOK = line(title="Novel", unit_price=pounds(2_000))


def first(situation: Situation) -> Proposal:
    return propose(situation)[0]


def gives(proposal: Proposal) -> list[PlannedStep]:
    return [step for step in proposal.steps if step.kind is StepKind.GIVE]


def kept_late(hours: int, **changes: object) -> Situation:
    return story(harm="late", line=replace(BOOK, accepted=True), hours_late=hours, catalogue=(), **changes)


# Story 2 ----------------------------------------------------------------------------------------------------------------


def test_a_book_that_missed_its_day_is_a_third_off_and_its_delivery_free() -> None:
    rules = policy(policy().text + LAUNCH_DAY)
    best = first(story(harm="late", line=BOOK, hours_late=13, day_missed=True, policy=rules, catalogue=(FREE_DELIVERY,)))
    assert best.name == "find-the-parcel-with-amount-with-free-delivery"
    back, delivery = gives(best)
    assert (back.cost, back.params["command"], back.params["amount_minor"]) == (pounds(640), "refund", "640")
    assert (delivery.cost, delivery.params["command"]) == (pounds(395), "waive_shipping")
    assert (best.cost, best.budget_left_after) == (pounds(1_035), pounds(8_965))
    assert "£6.40 back and delivery paid back" in text_of(best)
    assert "That was our fault" in text_of(best), "the day was our promise, whoever carried it"


@pytest.mark.parametrize(("pay_as", "command", "words"), [
    (PayAs.REFUND, "refund", "£2.00 back"),
    (PayAs.CREDIT, "credit", "£2.00 for your next order"),
    (PayAs.CODE, "code", "a code over £2.00"),
])  # fmt: skip
def test_money_goes_back_at_once_unless_the_house_says_otherwise(pay_as: PayAs, command: str, words: str) -> None:
    best = first(kept_late(26, policy=replace(policy(), pay_as=pay_as)))
    (give,) = gives(best)
    assert (give.params["command"], give.params["amount_minor"], give.params["told"]) == (command, "200", "yes")
    assert f"this is yours: {words}. " in text_of(best)


def test_what_goes_beyond_a_full_refund_is_paid_by_a_person() -> None:
    missed = story(harm="lost", line=line(unit_price=pounds(5_500)), asked=("refund",), day_missed=True)
    assert [step.params["command"] for step in gives(first(missed))] == ["by_hand"], "no order holds more than it cost"


# How much ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "pence"), [(0, 0), (1, 100), (23, 100), (24, 200), (71, 200), (72, 400), (900, 400)])
def test_the_longer_they_waited_the_more_it_is(hours: int, pence: int) -> None:
    assert sum(step.cost.minor for step in gives(first(kept_late(hours)))) == pence


@pytest.mark.parametrize(("currency", "price", "share", "expected"), [
    ("GBP", 2_000, 3_200, 640),  # 32 % of £20.00
    ("GBP", 1_995, 1_000, 200),  # 199.5: half a penny goes up
    ("GBP", 1_994, 1_000, 199),
    ("JPY", 2_480, 1_000, 248),
    ("JPY", 2_485, 1_000, 249),  # 248.5
    ("KWD", 6_250, 2_000, 1_250),
    ("KWD", 6_255, 1_000, 626),  # 625.5
])  # fmt: skip
def test_a_share_is_counted_to_the_minor_unit_and_halves_go_up(currency: str, price: int, share: int, expected: int) -> None:
    assert Money(price, currency).share(share) == Money(expected, currency)


@settings(max_examples=200, deadline=None)
@having(price=st.integers(100, 10**7), hours=st.integers(0, 200), failures=st.integers(1, 4), missed=st.booleans())
def test_money_on_top_is_never_more_than_its_rung_nor_less_than_is_worth_giving(
    price: int, hours: int, failures: int, missed: bool
) -> None:
    situation = kept_late(hours, failures_180_days=failures, day_missed=missed, budget=purse(10**9))
    situation = replace(situation, line=line(unit_price=pounds(price), accepted=True))
    given = sum(step.cost.minor for step in gives(first(situation)))
    share = 2_000 if hours >= 72 or missed or failures > 2 else 1_000 if hours >= 24 or failures > 1 else 500 if hours else 0
    rung = round_half_away(price * share, 10_000)
    assert given == (min(rung, 5_000) if rung >= 100 else 0), "the policy's own rules end at £50.00"


def test_what_comes_to_pennies_is_answered_by_words() -> None:
    best = first(replace(kept_late(26), line=line(unit_price=pounds(400), accepted=True)))
    assert gifts(best) == []
    assert best.forbidden == (
        Forbidden(
            "Money on top", "“A day or more” would come to £0.40; less than £1.00 is not given, a good sentence does more."
        ),
    )


def test_where_very_many_have_the_same_trouble_it_is_equal_and_moderate() -> None:
    assert gives(first(kept_late(26, many=True)))[0].cost == pounds(120)


def test_what_no_rule_allows_is_cut_to_what_one_does_and_said() -> None:
    best = first(story(harm="quality", line=line(unit_price=pounds(200_000), accepted=True), catalogue=()))
    assert (gives(best)[0].cost, best.needs_approval) == (pounds(5_000), True)
    assert best.forbidden[0] == Forbidden(
        "£300.00", "“Kept with its flaw” would come to £300.00; no rule of the policy goes above £50.00 here."
    )


def test_an_empty_purse_bars_the_money_and_says_so() -> None:
    best = first(kept_late(26, budget=purse(0)))
    assert (gifts(best), best.forbidden[0].why) == ([], "“£2.00 back” costs £2.00; the budget has £0.00 left after the fix.")


# Who, whose, how often --------------------------------------------------------------------------------------------------


def test_once_and_ours_the_fix_makes_it_whole_twice_something_comes_on_top() -> None:
    dimmer = line(unit_price=pounds(2_450))
    assert [step.cost for step in gives(first(story(line=dimmer, catalogue=())))] == []
    again = first(story(line=dimmer, catalogue=(), failures_180_days=2))
    assert ([step.cost for step in gives(again)], again.needs_approval) == ([pounds(245)], False)
    assert "For the trouble that you had, this is yours as well: £2.45 back." in text_of(again)


def test_what_a_carrier_lost_is_owed_by_us_and_nothing_is_owned() -> None:
    best = first(story(harm="lost", fault=Fault.CARRIER, fault_ours=False))
    assert best.name == "send-again-with-sweets-small"
    assert "our fault" not in text_of(best)
    assert first(replace(kept_late(50), fault=Fault.CARRIER)).name == "explain"


def test_their_own_mistake_is_explained_but_a_cheap_thing_is_sent_where_they_ask() -> None:
    theirs = story(harm="wrong_item", fault=Fault.THEIRS, fault_ours=False)
    assert first(theirs).name == "explain"
    sent = first(replace(theirs, asked=("replacement",)))
    assert (sent.name, gifts(sent)) == ("replace-no-return", [])
    assert first(replace(theirs, asked=("replacement",), line=line(unit_price=pounds(501)))).name == "explain"


def test_who_claims_far_more_often_gets_the_fix_after_a_person_looked_and_nothing_on_top() -> None:
    best = first(story(claims=Claims("They claim five times as often as others.")))
    assert [(step.key, step.after) for step in best.steps][:3] == [("ask", ()), ("look", ("ask",)), ("fix", ("look",))]
    assert (best.name, best.needs_approval, best.approved_by) == ("replace-no-return", True, ("lead", "owner"))
    assert Forbidden("A surprise", "They claim five times as often as others.") in best.forbidden
    assert "They claim" not in "".join("".join(step.params.values()) for step in best.steps), "they never read it"


def test_in_kind_only_where_a_person_should_look() -> None:
    suspect = replace(kept_late(26), claims=Claims("Often."), line=line(unit_price=pounds(4_000), accepted=True))
    assert gifts(first(suspect)) == []
    assert gifts(first(replace(suspect, catalogue=(FREE_DELIVERY,)))) == ["free-delivery"]


# What can be done with it -----------------------------------------------------------------------------------------------


def test_work_is_done_again_by_us_after_it_was_told() -> None:
    best = first(story(line=line(nature=Nature.AGAIN, unit_price=pounds(18_000)), catalogue=()))
    assert (best.name, best.cost) == ("do-it-again", pounds(0))
    assert [(step.key, step.after) for step in best.steps] == [("say", ()), ("fix", ("say",)), ("follow-up", ("say", "fix"))]
    assert (best.steps[1].params["command"], best.steps[1].params["what"]) == ("by_hand", "redo")


def test_what_is_over_is_paid_back_unless_they_are_still_here() -> None:
    meal = story(harm="faulty", line=line(nature=Nature.MOMENT, unit_price=pounds(1_800)), catalogue=())
    assert (first(meal).name, first(replace(meal, here=True)).name) == ("refund", "do-it-again")


def test_two_losses_are_each_answered_and_owned_in_one_letter() -> None:
    both = story(harm="faulty", harms=("faulty", "late"), hours_late=50, line=line(unit_price=pounds(4_800)), catalogue=())
    best = first(both)
    assert [step.cost for step in gives(best)] == [pounds(480)]
    assert "It also came later than it should have. That was our fault" in text_of(best)
    assert text_of(best).count("sorry") == 1


def test_a_bill_is_set_right_exactly_and_what_it_cost_them_is_paid() -> None:
    bill = first(story(harm="billing", line=line(unit_price=pounds(5_200), accepted=True), overcharged=pounds(395), catalogue=()))
    assert (bill.name, bill.cost, bill.steps[0].params["amount_minor"]) == ("set-the-bill-right", pounds(395), "395")
    tow = first(story(line=line(nature=Nature.AGAIN), paid_out=pounds(8_500), catalogue=()))
    assert [(step.key, step.cost) for step in tow.steps if step.kind is StepKind.FIX] == [
        ("fix", pounds(0)),
        ("paid-out", pounds(8_500)),
    ]
    assert "It also cost you £85.00 that it should not have. We pay that, too." in text_of(tow)


def test_who_cannot_carry_it_is_not_sent_to_a_post_office() -> None:
    best = first(story(line=line(unit_price=pounds(6_500)), needs=("no_lifting",)))
    assert (best.name, best.steps[0].params["collect"]) == ("replace-and-fetch-with-sweets-small", "yes")
    assert "we have it fetched from your door" in text_of(best)
    assert "Something that they need speaks against sending it themselves: we fetch it." in best.why


def test_neglect_is_answered_by_a_call_and_never_to_somebody_who_cannot_be_rung() -> None:
    rude = story(harm="staff", line=line(accepted=True))
    assert [(p.name, kinds(p)) for p in propose(rude)] == [("call-them", ["say", "say"])]
    (silent,) = propose(replace(rude, needs=("no_phone",)))
    assert (silent.name, silent.title, kinds(silent)) == ("call-them", "Write to them, and listen", ["say"])
    assert silent.forbidden[0] == Forbidden("A call", "Something that they need speaks against it: we write.")
    assert first(rude).forbidden[-1] == Forbidden(
        "A ready-made letter", "They were not treated well: a person writes, because a ready-made letter would do it again."
    )


@pytest.mark.parametrize(("changes", "severity"), [
    ({}, Severity.SMALL),
    ({"line": line(unit_price=pounds(1_000))}, Severity.REAL),
    ({"hours_late": 24}, Severity.REAL),
    ({"line": line(unit_price=pounds(10_000))}, Severity.HEAVY),
    ({"day_missed": True}, Severity.HEAVY),
    ({"failures_180_days": 3}, Severity.HEAVY),
    ({"harm": "privacy"}, Severity.GRAVE),
])  # fmt: skip
def test_severity_is_counted_from_money_time_and_danger(changes: dict[str, object], severity: Severity) -> None:
    assert losses.severity(story(**changes)) is severity


# The guard --------------------------------------------------------------------------------------------------------------

BARRED = (
    "follower", "reach", "loud", "feeling", "mood", "public", "post", "zip", "address", "city", "country", "age", "sex", "gender", "birth",
    "religion", "nation", "ethnic", "channel", "urgency", "advoca", "leaving",
)  # fmt: skip


def test_no_type_that_decides_has_a_place_for_reach_loudness_or_demographics() -> None:
    named = [f.name for each in (Situation, FaultyLine, Ask, Claims) for f in fields(each)] + list(VOCABULARY)
    words = {word for name in named for word in name.replace("_", " ").split()} - {"language"}
    assert [word for word in sorted(words) for barred in BARRED if word.startswith(barred)] == []


@settings(max_examples=60, deadline=None)
@having(
    name=st.text(max_size=30), language=st.sampled_from(["en", "de", "tr"]), hours=st.integers(0, 100),
    failures=st.integers(1, 3), harm=st.sampled_from(["late", "faulty", "quality", "staff", "billing"]),
)  # fmt: skip
def test_name_and_language_move_no_penny(name: str, language: str, hours: int, failures: int, harm: str) -> None:
    same = replace(kept_late(hours, failures_180_days=failures), harm=harm)
    other = replace(same, person_name=name, language=language)
    assert [(p.name, p.cost, p.forbidden) for p in propose(other)] == [(p.name, p.cost, p.forbidden) for p in propose(same)]


def test_the_story_of_the_torch_stands() -> None:
    assert [p.cost for p in propose(STORY)] == [pounds(244), pounds(199), pounds(199)]
