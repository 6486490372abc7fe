"""What a member may change in a plan, and what not; and how a plan runs, as pure rules."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from makegood.kernel.refusals import Refusal
from makegood.makegoods.rules import changes, running
from makegood.makegoods.rules.proposals import propose
from makegood.makegoods.types import Situation, Step, StepId, StepState
from tests import cast
from tests.gestures.given import CREDIT, pounds
from tests.makegoods.given import STORY, line, story


def steps_of(situation: Situation = STORY, **states: StepState) -> tuple[Step, ...]:
    """The first proposal's steps as they are stored; `states` by key."""
    planned = propose(situation)[0].steps
    return tuple(
        Step(
            id=StepId(UUID(int=n)), key=p.key, kind=p.kind, title=p.title, cost=p.cost, params=dict(p.params), after=p.after,
            state=states.get(p.key.replace("-", "_"), StepState.WAITING), due_at=None, done_at=None, outcome="Shipped as R-1008.",
            reference="", trouble="",
        )
        for n, p in enumerate(planned)
    )  # fmt: skip


def by_key(steps: tuple[Step, ...], key: str) -> Step:
    return next(step for step in steps if step.key == key)


LATE = story(harm="late", line=line(unit_price=pounds(2_000), accepted=True), catalogue=(CREDIT,))


def test_words_are_changed_and_nothing_else_is() -> None:
    before = steps_of()
    after = changes.change(before, {"say.text": "Dear Tom, …", "follow-up.subject": "Your torch", "fix.note": ""})
    assert by_key(after, "say").params["text"] == "Dear Tom, …"
    assert by_key(after, "follow-up").params["subject"] == "Your torch"
    assert by_key(after, "fix").params["note"] == ""
    assert [(s.key, s.cost, s.state) for s in after] == [(s.key, s.cost, s.state) for s in before]


def test_a_gift_can_be_doubled_or_left_out() -> None:
    two = by_key(changes.change(steps_of(), {"give-1.quantity": "2"}), "give-1")
    assert (two.cost, two.params["quantity"], two.state) == (pounds(90), "2", StepState.WAITING)
    assert by_key(changes.change(steps_of(), {"give-1.quantity": "0"}), "give-1").state is StepState.SKIPPED


def test_what_the_letter_names_is_not_left_out_behind_its_back() -> None:
    with pytest.raises(Refusal) as caught:
        changes.change(steps_of(LATE), {"give-1.quantity": "0"})
    assert caught.value.fields == {"say.text": "the letter names what you leave out: change the letter too"}
    assert changes.change(steps_of(LATE), {"give-1.quantity": "0", "say.text": "It was late. We are sorry."})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("say.text", " "),
        ("say.text", "x" * 20_001),
        ("say.text", "a\x00b"),
        ("say.subject", ""),
        ("say.subject", "a\r\nBcc: x@example.org"),
        ("say.subject", "x" * 201),
        ("say.by_hand", "no"),
        ("give-1.quantity", "11"),
        ("give-1.quantity", "-1"),
        ("give-1.quantity", "٣"),
        ("give-1.quantity", ""),
        ("give-1.code", "gold-bar"),
        ("fix.amount_minor", "1"),
        ("fix.items", "TORCH-01:9"),
        ("fix.return_wanted", "yes"),
        ("fix.note", "x" * 501),
        ("wait.at_most_hours", "1"),
        ("nothing.text", "x"),
        ("", "x"),
    ],
)
def test_what_cannot_be_changed_is_refused_by_its_name(key: str, value: str) -> None:
    with pytest.raises(Refusal) as caught:
        changes.change(steps_of(), {key: value})
    assert (caught.value.code, list(caught.value.fields)) == ("change_refused", [key])


def test_changing_nothing_is_refused() -> None:
    with pytest.raises(Refusal, match="nothing is changed"):
        changes.change(steps_of(), {})


def test_changes_are_told_without_their_words() -> None:
    told = changes.named({"say.text": "secret", "give-1.quantity": "0"}, steps_of())
    assert told == "the letter; Small bag of sweets, unannounced, in the same parcel: left out"


def ready(steps: tuple[Step, ...], at: datetime = cast.AT) -> list[str]:
    return [step.key for step in running.ready(steps, at)]


def test_steps_are_ready_when_what_must_come_before_is_settled() -> None:
    assert ready(steps_of()) == ["fix"]
    assert ready(steps_of(fix=StepState.DOING)) == []
    assert ready(steps_of(fix=StepState.DONE)) == ["give-1", "say", "wait"]
    assert ready(steps_of(fix=StepState.DONE, give_1=StepState.SKIPPED, say=StepState.DONE, wait=StepState.DONE)) == ["follow-up"]
    assert ready(steps_of(fix=StepState.FAILED)) == []


def test_a_step_is_not_ready_before_its_hour() -> None:
    later = tuple(replace(step, due_at=cast.later(minutes=1)) for step in steps_of())
    assert ready(later) == []
    assert ready(later, cast.later(minutes=1)) == ["fix"]


def test_it_can_be_called_back_until_something_left_the_house() -> None:
    assert running.cannot_call_back(steps_of()) == ""
    assert running.cannot_call_back(steps_of(fix=StepState.FAILED)) == ""
    assert running.cannot_call_back(steps_of(fix=StepState.DOING)) == (
        "“Replace the pocket torch, no return” is being done right now: it cannot be taken back safely."
    )
    assert running.cannot_call_back(steps_of(fix=StepState.DONE)) == (
        "“Replace the pocket torch, no return” is done already (Shipped as R-1008): it cannot be taken back."
    )


def test_goods_are_read_as_they_were_written() -> None:
    assert running.items_of("TORCH-01:1") == (("TORCH-01", 1),)
    assert running.items_of("A,B:1,C:D:22") == (("A,B", 1), ("C:D", 22))
    assert running.items_of("") == ()


def test_the_parcel_takes_what_travels_with_the_fix() -> None:
    assert running.parcel_extras(steps_of()) == ((cast.SWEETS_SKU, 1),)
    assert running.parcel_extras(changes.change(steps_of(), {"give-1.quantity": "0"})) == ()
    assert running.parcel_extras(steps_of(LATE)) == ()
