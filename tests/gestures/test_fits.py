"""Whether something fits the policy: exact borders, and a sentence each time."""

from dataclasses import fields, replace

from makegood.gestures.rules.fits import fits_policy
from makegood.gestures.types import Ask, GestureKind
from tests import cast
from tests.gestures.given import CREDIT, NUTS, SWEETS, ask, had, policy, pounds

POLICY = policy()


def test_sweets_for_a_faulty_torch_may_go_at_once() -> None:
    verdict = fits_policy(ask(), POLICY, cast.AT)
    assert (verdict.allowed, verdict.needs_approval, verdict.rule) == (True, False, "Something small from stock")
    assert verdict.why == "“Something small from stock” allows it."


def test_what_is_owed_is_outside_every_limit() -> None:
    dear = replace(SWEETS, kind=GestureKind.FIX, real_cost=pounds(1_000_000))
    nothing = policy("[promises]\n")
    assert fits_policy(ask(dear), nothing, cast.AT).allowed
    assert fits_policy(ask(replace(dear, kind=GestureKind.WORDS)), nothing, cast.AT).allowed


def test_a_need_forbids_it_before_anything_else() -> None:
    verdict = fits_policy(ask(needs=("no_sugar",)), POLICY, cast.AT)
    assert not verdict.allowed
    assert verdict.why == "“Small bag of sweets” does not fit something that they need."


def test_a_surprise_comes_at_most_once_in_90_days() -> None:
    last_day = ask(NUTS, past=(had(SWEETS, cast.later(days=-90, minutes=1)),))
    verdict = fits_policy(last_day, POLICY, cast.AT)
    assert (verdict.allowed, verdict.rule) == (False, "surprises.one_every")
    assert verdict.why == "They had a surprise on 2 December 2025; one in 90 days is enough to stay one."
    assert fits_policy(ask(NUTS, past=(had(SWEETS, cast.later(days=-90)),)), POLICY, cast.AT).allowed


def test_the_same_surprise_comes_never_twice_in_365_days() -> None:
    verdict = fits_policy(ask(past=(had(SWEETS, cast.later(days=-364)),)), POLICY, cast.AT)
    assert (verdict.allowed, verdict.rule) == (False, "surprises.the_same_again_after")
    assert fits_policy(ask(past=(had(SWEETS, cast.later(days=-365)),)), POLICY, cast.AT).allowed


def test_a_credit_is_no_surprise_and_neither_hinders_one_nor_is_hindered() -> None:
    assert fits_policy(ask(past=(had(CREDIT, cast.later(days=-1)),)), POLICY, cast.AT).allowed
    late = ask(CREDIT, harm="late", price=pounds(2_000), past=(had(SWEETS, cast.later(days=-1)),))
    assert fits_policy(late, POLICY, cast.AT).allowed


def test_a_surprise_has_an_absolute_floor_beside_its_share_of_the_margin() -> None:
    for cost, margin, allowed in [(100, None, True), (101, None, False), (101, 2_020, True), (102, 2_020, False)]:
        one = ask(
            replace(SWEETS, real_cost=pounds(cost)), margin_12_months=pounds(margin) if margin else None, price=pounds(5_000)
        )
        assert fits_policy(one, POLICY, cast.AT).allowed is allowed, (cost, margin)


def test_all_extras_together_stay_within_150_percent_of_the_price() -> None:
    for others, allowed in [(254, True), (255, False)]:  # 150 % of £1.99 is £2.99 (298.5 pence, half away from zero)
        assert fits_policy(ask(others=pounds(others)), POLICY, cast.AT).allowed is allowed
    assert fits_policy(ask(others=pounds(255)), POLICY, cast.AT).why == (
        "All extras together would cost £3.00; for what went wrong they may come to £2.99."
    )


def test_a_tiny_price_may_still_be_met_with_the_floor() -> None:
    assert fits_policy(ask(price=pounds(10)), POLICY, cast.AT).allowed
    assert fits_policy(ask(price=None), POLICY, cast.AT).allowed
    assert not fits_policy(ask(price=None, others=pounds(56)), POLICY, cast.AT).allowed


def test_a_rule_limits_by_amount_and_by_share_with_its_floor() -> None:
    for cost, price, allowed in [(400, 2_000, True), (401, 2_000, False), (100, 200, True), (101, 200, False)]:
        one = ask(replace(CREDIT, real_cost=pounds(cost)), harm="late", price=pounds(price))
        verdict = fits_policy(one, policy(ONE_RULE), cast.AT)
        assert verdict.allowed is allowed, (cost, price)


ONE_RULE = (
    '[[rule]]\nname = "Late"\ngive = ["money"]\nwhen = ["late"]\nwho = ["agent"]\nup_to_share = "20 %"\nat_least = "1.00"\n'
)


def test_above_its_limit_a_rule_names_who_must_say_yes() -> None:
    dear = ask(replace(CREDIT, real_cost=pounds(1_001)), harm="late", price=pounds(10_000))
    verdict = fits_policy(dear, POLICY, cast.AT)
    assert (verdict.allowed, verdict.needs_approval, verdict.approved_by) == (True, True, ("lead", "owner"))
    assert verdict.why == "“£3.00 for the next order” costs £10.01; above £10.00 a lead or an owner must say yes."
    for yes in (replace(dear, role="lead"), replace(dear, approved_by_role="owner")):
        assert not fits_policy(yes, POLICY, cast.AT).needs_approval


def test_what_another_role_may_give_needs_their_yes() -> None:
    verdict = fits_policy(ask(CREDIT, price=pounds(1_000)), POLICY, cast.AT)
    assert (verdict.needs_approval, verdict.approved_by) == (True, ("lead", "owner"))
    assert verdict.why == "“Something for the trouble” is for a lead or an owner to give."


def test_the_most_generous_rule_decides() -> None:
    both = policy(ONE_RULE + ONE_RULE.replace('"Late"', '"Later"').replace("20 %", "40 %"))
    one = ask(replace(CREDIT, real_cost=pounds(600)), harm="late", price=pounds(2_000))
    assert fits_policy(one, both, cast.AT).rule == "Later"


def test_what_no_rule_speaks_of_is_not_given() -> None:
    verdict = fits_policy(ask(harm="billing"), POLICY, cast.AT)
    assert (verdict.allowed, verdict.why) == (False, "No rule of the policy speaks of “Small bag of sweets” here.")
    assert not fits_policy(ask(harm=""), POLICY, cast.AT).allowed


def test_nothing_that_is_barred_from_the_amount_can_even_be_asked_about() -> None:
    assert {f.name for f in fields(Ask)} == {
        "item", "quantity", "role", "harm", "price", "past", "needs", "approved_by_role", "margin_12_months", "others",
    }  # fmt: skip
