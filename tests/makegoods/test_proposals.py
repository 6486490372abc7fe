"""What is proposed, for story 1 to the penny, and for each rule of the paper: fix, own it, in kind, one surprise, ask nothing."""

from dataclasses import fields, replace

import pytest
from hypothesis import given as having
from hypothesis import settings
from hypothesis import strategies as st

from makegood.gestures.types import GestureKind
from makegood.kernel.money import Money
from makegood.makegoods.rules.gifts import AMOUNT
from makegood.makegoods.rules.proposals import propose
from makegood.makegoods.rules.written import read, write
from makegood.makegoods.types import Forbidden, Proposal, Situation, StepKind, Which
from makegood.understanding.types import Asked, Happened
from tests import cast
from tests.gestures.given import CREDIT, NUTS, SWEETS, had, policy, pounds, purse
from tests.makegoods.given import STORY, gifts, kinds, line, story, text_of


def names(situation: Situation) -> list[str]:
    return [proposal.name for proposal in propose(situation)]


def first(situation: Situation) -> Proposal:
    return propose(situation)[0]


# Story 1 ----------------------------------------------------------------------------------------------------------------


def test_the_torch_is_replaced_without_return_and_with_sweets() -> None:
    best, plain, without = propose(STORY)
    assert best.name == "replace-no-return-with-sweets-small"
    assert best.title == "Replace the pocket torch, no return, and small bag of sweets"
    assert (best.cost, best.budget_left_after) == (pounds(244), pounds(9_756))
    assert (best.plain, best.needs_approval, best.automatic, best.forbidden) == (False, False, False, ())
    assert (best.arm, best.propensity) == ("surprise", 0.9)
    assert (plain.name, plain.title, plain.plain, plain.cost, plain.budget_left_after) == (
        "refund", "Refund £1.99", True, pounds(199), pounds(9_801),
    )  # fmt: skip
    assert (without.name, without.plain, without.cost) == ("replace-no-return", False, pounds(199))


def test_the_plan_is_fix_gift_letter_wait_follow_up_thanks() -> None:
    best = first(STORY)
    assert [(step.key, step.after) for step in best.steps] == [
        ("fix", ()),
        ("give-1", ("fix",)),
        ("say", ("fix",)),
        ("wait", ("fix",)),
        ("follow-up", ("say", "wait")),
        ("thank", ("follow-up",)),
    ]
    fix, give, _, wait, follow_up, _ = best.steps
    assert fix.params == {
        "command": "replace",
        "order_number": "1007",
        "items": "TORCH-01:1",
        "amount_minor": "199",
        "service": "24-hour courier, one-hour slot",
        "return_wanted": "no",
        "note": "This should have been right the first time. That was our fault, and we are sorry. "
        "Here it is again, with our good wishes.\n\nBrightside Lights",
    }
    assert give.params == {
        "code": "sweets-small", "quantity": "1", "sku": "SWEETS-S", "with_fix": "yes", "command": "", "told": "no",
    }  # fmt: skip
    assert give.title == "Small bag of sweets, unannounced, in the same parcel"
    assert wait.params == {"for": "delivered", "at_most_hours": "48"}
    assert follow_up.params["after_hours"] == "2"


def test_the_reason_is_told_in_sentences() -> None:
    assert first(STORY).why == (
        "It cost £1.99; sending it back would cost £4.00, more than it is worth. "
        "They ordered 5 times in 12 months, for £127.79 in all. "
        "“Small bag of sweets” is small, unannounced and asks for nothing. “Something small from stock” allows it."
    )


def test_the_letter_says_nothing_of_the_surprise() -> None:
    for step in first(STORY).steps:
        for value in step.params.values():
            assert step.kind is StepKind.GIVE or "sweet" not in value.lower()


# The guard --------------------------------------------------------------------------------------------------------------


def test_a_situation_has_no_field_for_what_is_barred() -> None:
    assert {f.name for f in fields(Situation)} == {
        "occasion", "person_name", "language", "brand_name", "currency", "harm", "asked", "fault_ours", "line", "past", "needs",
        "failures_180_days", "orders_12_months", "spent_12_months", "stock_of_sku", "catalogue", "policy", "budget", "role", "arm",
        "propensity", "at", "subject", "member_name", "margin_12_months", "harms", "fault", "hours_late", "day_missed", "here",
        "overcharged", "paid_out", "ever_bought", "claims", "many", "promised_on", "promise_broken", "promise_kept",
        "shop_says_no", "which",
    }  # fmt: skip


WORDS_ONLY = {"text", "subject", "note"}


def substance(proposals: list[Proposal]) -> list[object]:
    """Everything but the words that the person reads."""
    return [
        (
            p.name, p.title, p.cost, p.budget_left_after, p.plain, p.forbidden, p.needs_approval, p.approved_by, p.why,
            [(s.key, s.kind, s.title, s.cost, s.after, {k: v for k, v in s.params.items() if k not in WORDS_ONLY}) for s in p.steps],
        )
        for p in proposals
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@having(
    name=st.text(max_size=40),
    language=st.sampled_from(["en", "de", "", "fr", "de-AT"]),
    harm=st.sampled_from(["", *Happened]),
    known=st.booleans(),
    failures=st.integers(1, 4),
)
def test_name_and_language_change_words_only(name: str, language: str, harm: str, known: bool, failures: int) -> None:
    same = story(harm=str(harm), line=STORY.line if known else None, failures_180_days=failures, catalogue=(SWEETS, CREDIT))
    other = replace(same, person_name=name, language=language)
    assert substance(propose(other)) == substance(propose(same))


# The order of things ----------------------------------------------------------------------------------------------------


def test_not_our_fault_and_the_first_time_gets_an_explanation_only() -> None:
    only = propose(story(fault_ours=False))
    assert [(p.name, kinds(p), p.cost, p.plain) for p in only] == [
        ("explain", ["say"], pounds(0), True),
        ("explain-and-call", ["say", "say"], pounds(0), False),
    ]
    assert only[0].forbidden[0].what == "A replacement, money or a gift"


def test_not_our_fault_but_again_is_made_good_without_owning_it() -> None:
    best = first(story(fault_ours=False, failures_180_days=2))
    assert best.name == "replace-no-return-with-sweets-small"
    assert "our fault" not in text_of(best)
    assert "It did not happen in our hands, but you should not be left with it." in text_of(best)


@pytest.mark.parametrize(("failures", "by_hand"), [(1, False), (2, False), (3, True), (4, True)])
def test_from_the_third_failure_on_a_person_writes_and_nobody_brings_sweets(failures: int, by_hand: bool) -> None:
    for proposal in propose(story(failures_180_days=failures)):
        say = next(step for step in proposal.steps if step.key == "say")
        assert (say.params["by_hand"], say.params["text"] == "") == ("yes" if by_hand else "no", by_hand)
        assert not (by_hand and gifts(proposal))
    forbidden = [one.what for one in first(story(failures_180_days=failures)).forbidden]
    assert forbidden == ["Money on top"] * (failures > 1) + (["A surprise", "A ready-made letter"] if by_hand else [])


def test_grave_harm_is_never_answered_by_a_ready_made_letter() -> None:
    for harm in ("safety", "privacy"):
        best = first(story(harm=harm))
        assert (text_of(best), gifts(best)) == ("", [])


def test_the_holdout_gets_fix_and_apology_all_the_same() -> None:
    best, plain, _ = propose(story(arm="no_surprise", propensity=0.1))
    assert (best.name, kinds(best)) == ("replace-no-return", ["fix", "say", "wait", "follow_up", "thank"])
    assert (best.arm, best.propensity) == ("no_surprise", 0.1)
    assert best.forbidden[0].what == "A surprise"
    assert text_of(best) == text_of(first(STORY))
    assert plain.name == "refund"


def test_no_gesture_goes_where_no_fix_is_scheduled() -> None:
    card = replace(SWEETS, sku="", stock=None)
    for situation in (
        story(line=None, catalogue=(card,)),
        story(harm="staff", catalogue=(card,)),
        story(harm="billing", catalogue=(card,)),
    ):
        assert gifts(first(situation)) == []


# The surprise -----------------------------------------------------------------------------------------------------------


def test_a_need_forbids_the_sweets_and_the_next_thing_goes() -> None:
    best = first(story(needs=("no_sugar",), catalogue=(SWEETS, NUTS)))
    assert gifts(best) == ["nuts-small"]
    assert best.forbidden == (Forbidden("Small bag of sweets", "“Small bag of sweets” does not fit something that they need."),)


def test_what_is_out_of_stock_makes_way_for_the_next_or_for_none_and_says_why() -> None:
    gone = replace(SWEETS, stock=0)
    assert gifts(first(story(catalogue=(gone, NUTS)))) == ["nuts-small"]
    best = first(story(catalogue=(gone,)))
    assert gifts(best) == []
    assert best.forbidden == (Forbidden("Small bag of sweets", "“Small bag of sweets” is out of stock."),)


def test_an_empty_catalogue_says_so() -> None:
    assert first(story(catalogue=())).forbidden == (
        Forbidden("A surprise", "The catalogue holds nothing for a small surprise yet."),
    )


def test_a_surprise_is_rare_and_varied() -> None:
    assert gifts(first(story(past=(had(NUTS, cast.later(days=-89)),)))) == []
    assert gifts(first(story(past=(had(SWEETS, cast.later(days=-100)),), catalogue=(SWEETS, NUTS)))) == ["nuts-small"]
    assert gifts(first(story(past=(had(SWEETS, cast.later(days=-365)),)))) == ["sweets-small"]


def test_where_the_lot_chooses_each_thing_that_fits_has_its_share_among_those_that_fit() -> None:
    card = replace(SWEETS, code="card", name="A card", sku="CARD", unfit_for=())
    shelf: dict[str, object] = {"catalogue": (SWEETS, NUTS, card)}
    shares = {"sweets-small": 0.5, "nuts-small": 0.3, "card": 0.2}

    def drawn(place: float, **more: object) -> Proposal:
        return first(story(which=Which(place, shares), **{**shelf, **more}))

    assert [gifts(drawn(place)) for place in (0.0, 0.49, 0.5, 0.79, 0.81, 0.999)] == [
        ["sweets-small"], ["sweets-small"], ["nuts-small"], ["nuts-small"], ["card"], ["card"],
    ]  # fmt: skip
    assert drawn(0.0).among == (("sweets-small", 0.5), ("nuts-small", 0.3), ("card", 0.2))
    unfit = drawn(0.5, needs=("no_sugar",))
    assert (gifts(unfit), unfit.among) == (["nuts-small"], (("nuts-small", 0.6), ("card", 0.4)))
    held_out = drawn(0.6, arm="no_surprise", propensity=0.1)
    assert (gifts(held_out), held_out.drawn, len(held_out.among)) == ([], "nuts-small", 3)
    unknown = first(story(which=Which(0.4, {"card": 0.9}), **shelf))
    assert (gifts(unknown), unknown.among[0][1]) == (["nuts-small"], 1 / 3), "a thing without a share makes all alike"
    dear = replace(NUTS, real_cost=SWEETS.real_cost * 100)
    assert drawn(0.999, catalogue=(SWEETS, dear)).among == (("sweets-small", 1.0),), "what the policy refuses has no share"


def test_the_lot_never_touches_what_is_owed() -> None:
    for place in (0.0, 0.7):
        best = first(story(which=Which(place, {"sweets-small": 0.5, "nuts-small": 0.5}), catalogue=(SWEETS, NUTS)))
        assert [step for step in best.steps if step.kind is not StepKind.GIVE] == [
            step for step in first(story(catalogue=())).steps if step.kind is not StepKind.GIVE
        ]


def test_what_is_not_offered_any_more_is_not_even_mentioned() -> None:
    best = first(story(catalogue=(replace(SWEETS, active=False), NUTS)))
    assert (gifts(best), best.forbidden) == (["nuts-small"], ())


def test_a_thing_that_needs_another_yes_comes_after_one_that_may_go_at_once() -> None:
    rules = policy('[[rule]]\nname = "S"\ngive = ["surprise"]\nwho = ["lead"]\nup_to = "1.00"\n')
    assert (first(story(policy=rules)).needs_approval, first(story(policy=rules)).approved_by) == (True, ("lead",))
    assert first(story(policy=rules, role="lead")).needs_approval is False


def test_an_extra_needs_room_in_the_purse_after_the_fix() -> None:
    assert gifts(first(story(budget=purse(244)))) == ["sweets-small"]
    short = first(story(budget=purse(243)))
    assert (gifts(short), short.budget_left_after) == ([], pounds(44))
    assert short.forbidden[0].why == "“Small bag of sweets” costs £0.45; the budget has £0.44 left after the fix."
    assert first(story(budget=None)).forbidden[0].why == "No budget has been opened yet."


def test_an_empty_purse_never_stands_in_the_way_of_what_is_owed() -> None:
    best = first(story(budget=purse(0)))
    assert (best.name, best.cost, best.budget_left_after) == ("replace-no-return", pounds(199), pounds(0))
    assert first(story(budget=purse(100))).budget_left_after == pounds(55), "the fix is owed beyond it, the sweets still fit"


# The fix ----------------------------------------------------------------------------------------------------------------


def test_what_is_worth_more_than_its_return_comes_back() -> None:
    dear = first(story(line=line(unit_price=pounds(2_450), title="Dimmer switch", sku=cast.DIMMER_SKU)))
    assert (dear.name, dear.steps[0].params["return_wanted"], dear.steps[0].cost) == (
        "replace-with-return-with-sweets-small", "yes", pounds(2_850),
    )  # fmt: skip
    assert "label in the parcel is already paid" in text_of(dear)


@pytest.mark.parametrize(("pence", "back"), [(400, "no"), (999, "no"), (1_000, "yes")])
def test_the_border_of_asking_for_it_back(pence: int, back: str) -> None:
    assert first(story(line=line(unit_price=pounds(pence)))).steps[0].params["return_wanted"] == back


def test_what_never_came_is_sent_again() -> None:
    best = first(story(harm="lost", line=line(unit_price=pounds(5_000))))
    assert (best.name, best.steps[0].params["return_wanted"]) == ("send-again-with-sweets-small", "no")
    assert "just keep it" in text_of(best)


def test_what_is_sold_out_is_refunded() -> None:
    only = propose(story(stock_of_sku=0))
    assert [(p.name, p.plain) for p in only] == [("refund", True), ("refund-and-call", False)]
    assert only[0].forbidden[0] == Forbidden("A replacement", "TORCH-01 is sold out: 0 left, 1 needed.")
    assert "it is sold out" in text_of(only[0])
    assert names(story(stock_of_sku=None))[0] == "replace-no-return-with-sweets-small"


def test_who_asks_for_their_money_gets_it_first() -> None:
    assert names(story(asked=("refund",))) == ["refund", "replace-no-return", "refund-and-call"]
    assert names(story(asked=("refund", "replacement")))[0] == "replace-no-return-with-sweets-small"


def test_a_free_thing_is_replaced_and_nothing_is_refunded() -> None:
    assert names(story(line=line(unit_price=pounds(0)), catalogue=())) == [
        "replace-no-return",
        "replace-no-return-and-call",
    ]


def test_a_dear_fix_needs_a_second_pair_of_eyes_and_is_not_refused() -> None:
    dear = story(line=line(unit_price=pounds(10_000)))
    assert (first(dear).needs_approval, first(dear).approved_by) == (True, ("lead", "owner"))
    assert not first(replace(dear, role="owner")).needs_approval


def test_without_an_order_one_answer_is_asked_for() -> None:
    only = propose(story(line=None))
    assert [(p.name, kinds(p), p.cost, p.plain) for p in only] == [
        ("ask-which-order", ["say"], pounds(0), True),
        ("ask-which-order-and-call", ["say", "say"], pounds(0), False),
    ]


# Late -------------------------------------------------------------------------------------------------------------------

BOOK = line(title="Dimmer switch", unit_price=pounds(2_000), accepted=True)


def test_late_but_kept_is_compensated_in_kind_with_a_first_small_amount() -> None:
    best, plain, _ = propose(story(harm="late", line=BOOK, catalogue=(CREDIT,)))
    assert (best.name, best.cost, best.plain) == ("late-but-kept-with-credit-3", pounds(300), False)
    give = best.steps[0]
    assert (give.params["command"], give.params["amount_minor"], give.params["told"]) == ("credit", "300", "yes")
    assert "For the wait, this is yours: £3.00 for the next order." in text_of(best)
    assert (plain.name, kinds(plain), plain.plain) == ("late-but-kept", ["say", "follow_up"], True)


@pytest.mark.parametrize(("face", "fits"), [(99, False), (100, True), (400, True), (401, False)])
def test_the_first_rung_is_5_to_20_percent_of_the_price(face: int, fits: bool) -> None:
    small = replace(CREDIT, face_value=pounds(face), real_cost=pounds(50))
    assert bool(gifts(first(story(harm="late", line=BOOK, catalogue=(small,))))) is fits


def test_the_loss_is_answered_in_kind() -> None:
    product = replace(CREDIT, kind=GestureKind.PRODUCT, fits=("product",))
    best = first(story(harm="late", line=BOOK, catalogue=(product,)))
    assert gifts(best) == []
    assert "worth £1.00 to £4.00 would be in proportion" in best.forbidden[0].why


def test_what_is_still_on_its_way_is_looked_for_first() -> None:
    late = story(harm="late", line=replace(BOOK, accepted=False))
    assert [(p.name, p.plain) for p in propose(late)] == [
        ("find-the-parcel", False),
        ("refund", True),
        ("find-the-parcel-and-call", False),
    ]
    assert names(replace(late, asked=("cancel",)))[:2] == ["refund", "find-the-parcel"]


# Always -----------------------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@having(
    harm=st.sampled_from(["", *Happened]),
    asked=st.lists(st.sampled_from([a.value for a in Asked]), max_size=2, unique=True),
    ours=st.booleans(),
    price=st.one_of(st.none(), st.integers(0, 30_000)),
    quantity=st.integers(1, 4),
    accepted=st.booleans(),
    failures=st.integers(1, 4),
    stock=st.one_of(st.none(), st.integers(0, 4)),
    left=st.one_of(st.none(), st.integers(0, 5_000)),
    arm=st.sampled_from(["surprise", "no_surprise"]),
    needs=st.sampled_from([(), ("no_sugar",)]),
    role=st.sampled_from(["agent", "lead", "owner"]),
)
def test_every_proposal_keeps_the_rules(
    harm: str, asked: list[str], ours: bool, price: int | None, quantity: int, accepted: bool, failures: int,
    stock: int | None, left: int | None, arm: str, needs: tuple[str, ...], role: str,
) -> None:  # fmt: skip
    where = None if price is None else line(unit_price=pounds(price), quantity=quantity, accepted=accepted)
    budget = None if left is None else purse(left)
    situation = story(
        harm=str(harm), asked=tuple(asked), fault_ours=ours, line=where, failures_180_days=failures, stock_of_sku=stock,
        budget=budget, arm=arm, needs=needs, role=role, catalogue=(SWEETS, NUTS, CREDIT),
    )  # fmt: skip
    found = propose(situation)
    assert sum(proposal.plain for proposal in found) == 1
    assert len({proposal.name for proposal in found}) == len(found) <= 3
    assert tuple(found) == read(write(found))
    for proposal in found:
        keys = [step.key for step in proposal.steps]
        assert len(set(keys)) == len(keys)
        assert all(keys.index(before) < keys.index(step.key) for step in proposal.steps for before in step.after)
        assert proposal.cost == sum((step.cost for step in proposal.steps), Money(0, "GBP"))
        assert "say" in keys
        surprises = [code for code in gifts(proposal) if code not in (CREDIT.code, AMOUNT)]
        assert len(surprises) <= (arm == "surprise" and failures < 3)
        assert not surprises or "fix" in keys
        assert proposal.why
        assert proposal.budget_left_after is None or proposal.budget_left_after.minor >= 0
        assert proposal.plain is False or not gifts(proposal)
        for step in proposal.steps:
            words = "".join(step.params.values())
            assert "{" not in words
            assert "  " not in words
