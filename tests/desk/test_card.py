"""The makegood card: fix, own it, give, follow up; the price, the purse, the reason, and what may be changed."""

from dataclasses import replace

from makegood.brands.types import Role
from makegood.desk import card
from makegood.desk.card import Card
from makegood.flows.types import CasePage
from makegood.makegoods.types import StepKind, StepState
from tests.desk import samples


def drawn(page: CasePage, role: Role = Role.AGENT, **more: object) -> Card:
    found = card.card(page, address="/b/brightside/cases/7/", role=role, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_the_steps_stand_under_the_four_verbs() -> None:
    shown = [(verb.name, [step.title for step in verb.steps]) for verb in drawn(samples.OPEN_PAGE).verbs]
    assert shown == [
        ("Fix", ["Replace the torch, no return"]),
        ("Own it", ["Say sorry, by name, for the torch"]),
        ("Give", ["A small bag of sweets, in the same parcel"]),
        (
            "Follow up",
            [
                "Watch the parcel until it is in his hands",
                "Ask whether it lights up, 2 h after delivery",
                "Pass his thanks on to who earned them",
            ],
        ),
    ]


def test_a_proposal_shows_price_purse_reason_and_the_plain_way() -> None:
    shown = drawn(samples.OPEN_PAGE)
    assert (shown.cost, shown.left_words) == ("£7.00", "£43.00 left in the budget after it")
    assert shown.bar == card.Bar(left=430, this=70)
    assert shown.why.startswith("The torch was faulty and it is our fault.")
    assert [(other.title, other.plain) for other in shown.others] == [
        ("Refund £1.99", True),
        ("Replace the torch, no return", False),
    ]
    assert (shown.open, shown.may_approve, shown.may_call_off) == (True, True, False)


def test_above_the_role_the_card_names_who_can_say_yes() -> None:
    made = samples.OPEN_PAGE.makegood
    assert made is not None
    page = replace(samples.OPEN_PAGE, makegood=replace(made, needs_approval=True, approved_by=("lead", "owner")))
    assert not drawn(page).may_approve
    assert drawn(page).approval_words == "It goes beyond what your role may give. Somebody who can say yes: lead or owner."
    assert drawn(page, Role.LEAD).may_approve


def test_what_is_done_is_ticked_and_what_failed_says_why() -> None:
    assert [verb.state for verb in drawn(samples.RUNNING_PAGE).verbs] == ["done", "done", "done", "doing"]
    assert [verb.state for verb in drawn(samples.DONE_PAGE).verbs] == ["done"] * 4
    stuck = drawn(samples.STUCK_PAGE)
    assert stuck.verbs[0].state == "failed"
    assert stuck.verbs[0].steps[0].trouble.startswith("The shop says that TORCH-01 is not in stock.")
    assert stuck.may_call_off


def test_what_is_for_a_person_to_do_waits_for_one_and_is_no_failure() -> None:
    assert drawn(samples.STUCK_PAGE).heading == "Stuck: a person must look"
    made = samples.STUCK_PAGE.makegood
    assert made is not None
    by_hand = [
        replace(step, params={**step.params, "command": "by_hand"}) if step.state is StepState.FAILED else step
        for step in made.steps
    ]
    waits = drawn(replace(samples.STUCK_PAGE, makegood=replace(made, steps=tuple(by_hand))))
    assert waits.heading == "It goes on when one of you has done their part"
    assert waits.verbs[0].steps[0].says == "one of you does this"


def test_only_what_was_changed_is_sent_on() -> None:
    made = samples.OPEN_PAGE.makegood
    assert made is not None
    posted = {field.name: field.value for field in drawn(samples.OPEN_PAGE).fields}
    assert sorted(posted) == ["fix.note", "follow-up.text", "give-1.quantity", "say.subject", "say.text"]
    assert card.changed(made, posted | {"csrfmiddlewaretoken": "x"}) == {}
    changed = posted | {"say.text": "Hello Tom,\r\nsorry.", "give-1.quantity": "0", "fix.command": "refund"}
    assert card.changed(made, changed) == {"say.text": "Hello Tom,\nsorry.", "give-1.quantity": "0", "fix.command": "refund"}


def test_line_ends_of_a_browser_are_no_change() -> None:
    made = samples.OPEN_PAGE.makegood
    assert made is not None
    assert card.changed(made, {"say.text": samples.SAY_TEXT.replace("\n", "\r\n")}) == {}


def test_a_return_can_be_forgone_and_never_asked_for() -> None:
    made = samples.OPEN_PAGE.makegood
    assert made is not None
    wanted = replace(made.steps[0], params={**made.steps[0].params, "return_wanted": "yes"})
    page = replace(samples.OPEN_PAGE, makegood=replace(made, steps=(wanted, *made.steps[1:])))
    back = next(field for field in drawn(page).fields if field.name == "fix.return_wanted")
    assert [value for value, _words in back.choices] == ["yes", "no"]
    assert "fix.return_wanted" not in {field.name for field in drawn(samples.OPEN_PAGE).fields}


def test_a_gift_left_out_can_be_put_back() -> None:
    made = samples.OPEN_PAGE.makegood
    assert made is not None
    steps = tuple(replace(step, state=StepState.SKIPPED) if step.kind is StepKind.GIVE else step for step in made.steps)
    page = replace(samples.OPEN_PAGE, makegood=replace(made, steps=steps))
    gift = next(field for field in drawn(page).fields if field.name == "give-1.quantity")
    assert gift.value == "0"


def test_after_a_refusal_the_typed_words_stay_and_the_field_is_named() -> None:
    shown = drawn(samples.OPEN_PAGE, posted={"say.text": ""}, wrong={"say.text": "1 to 20,000 characters"})
    letter = next(field for field in shown.fields if field.name == "say.text")
    assert (letter.value, letter.wrong) == ("", "1 to 20,000 characters")


def test_without_a_proposal_there_is_no_card() -> None:
    assert card.card(samples.BARE_PAGE, address="/", role=Role.AGENT) is None
