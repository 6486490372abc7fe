"""Every way in which something is given: what is owed is never drawn by lot; each extra is a trial, and who is held out of everything gets none of them."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.channels.actions import connecting
from makegood.contests import queries as contests
from makegood.contests.types import ContestId, EntryIn, Group
from makegood.experiments import actions, queries
from makegood.experiments.rules import verdicts
from makegood.experiments.types import Entering, Extra, Lot
from makegood.flows import did_it_pay, lots
from makegood.gestures import queries as gestures
from makegood.gestures.actions import policies, purses, shelf
from makegood.gestures.types import GestureKind
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.relationships.types import OccasionState, ProgrammeIn, Rhythm, Rule, Step, StepKind
from tests import cast
from tests.contests import test_contests as a_contest
from tests.contests.test_contests import contest as contest
from tests.contests.test_contests import mail as mail
from tests.relationships.test_carried_out import WISH, all_of, born, make, said, turn
from tests.relationships.test_laying import people

SOURCE = Path(lots.__file__).parents[1]

# Every place that sets something aside, gives it, asks a shop for it, or asks for a card, with what it is. Where it is an extra, the flow that draws.
WAYS = {
    ("makegoods/actions/plans.py", "hold_amount"): "owed: the fix",
    ("makegoods/actions/plans.py", "hold_money"): "owed: what makes up for a loss, by the rungs of the policy",
    ("makegoods/actions/plans.py", "hold"): "flows/proposing.py",  # a surprise; other things on top are rungs of the policy
    ("flows/rhythm_due.py", "hold"): "flows/rhythm_due.py",
    ("flows/rhythm_due.py", "ask"): "flows/rhythm_due.py",  # the programme's card: its occasion was drawn as a whole
    ("flows/coupon_claims.py", "claim"): "offered to everybody in public: whoever comes takes one",
    ("api/v1/coupons.py", "claim"): "offered to everybody in public: taken through the brand's own shop",
}
_GIVES = re.compile(r"\b(?:grants\.(hold_amount|hold_money|hold)|letters\.(ask)|claiming\.(claim))\(")


def test_every_way_to_give_is_owed_and_never_drawn_or_an_extra_that_is_drawn() -> None:
    found = {
        (str(path.relative_to(SOURCE)), match[1] or match[2] or match[3])
        for path in SOURCE.rglob("*.py")
        if "commands" not in path.parts and "weights" not in path.parts
        for match in _GIVES.finditer(path.read_text())
    }
    assert found == set(WAYS), "a new way to give: say here whether it is owed, or draw it by flows/lots"
    for drawing in {one for one in WAYS.values() if one.endswith(".py")} | {"flows/contest_steps.py"}:
        assert "lots.draw(" in (SOURCE / drawing).read_text(), drawing
        assert "lots.keep(" in (SOURCE / drawing).read_text(), drawing


def test_nothing_that_says_what_is_owed_knows_of_lots() -> None:
    for owed in ("makegoods/rules/courses.py", "makegoods/rules/losses.py", "makegoods/rules/fault.py", "gestures/rules/fits.py"):
        text = (SOURCE / owed).read_text()
        assert not re.search(r"\barm\b|held_out|experiments|propensity", text), owed


def hold_out(share: str) -> None:
    text = gestures.default_policy().replace('# none_by_lot_for    = "10 %"', f'none_by_lot_for    = "{share}"')
    policies.set_policy(text=text, by=SYSTEM, at=cast.AT)


@pytest.fixture
def brand_id(brightside: Brand) -> UUID:
    connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)
    return brightside.id


def gift_of_chocolate() -> ProgrammeIn:
    purses.open_budget(name="Kindness", limit=Money(100_00, "GBP"), by=SYSTEM, at=cast.AT)
    shelf.add_item(
        code="chocolate",
        kind=GestureKind.SURPRISE,
        name="A bar of chocolate",
        real_cost=Money(60, "GBP"),
        face_value=Money(150, "GBP"),
        stock=100,
        by=SYSTEM,
        at=cast.AT,
    )
    return ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (WISH, Step(StepKind.GIFT, code="chocolate")), alone=True)


def test_who_is_held_out_of_everything_gets_no_gift_of_a_programme_and_both_groups_are_counted(brand_id: UUID) -> None:
    hold_out("50 %")
    whom = people(*(f"p{nth}" for nth in range(30)))
    for one in whom:
        born(one, 4, 1)
    programme = make(gift_of_chocolate())
    turn(brand_id, cast.AT)
    for _ in range(2):
        turn(brand_id, datetime(2026, 4, 1, 9, tzinfo=UTC))
    first = {one: all_of(one)[0] for one in whom}
    out = {one for one, occasion in first.items() if occasion.state is OccasionState.HELD_OUT}
    assert 5 <= len(out) <= 25, "two of three hundred million runs lie outside"
    assert {who for who, _ in said()} == set(whom) - out
    assert {occasion.propensity for occasion in first.values()} == {0.5}
    trial = queries.running(key=f"rhythm:{programme}")
    assert trial is not None
    entries = queries.drawn(trial_id=trial.id)
    assert {(one.identity_id, one.held_out, one.propensity, one.drawn) for one in entries} == {
        (one, one in out, 0.5, "chocolate") for one in whom
    }
    _, surprise = actions.draw(persons={one: (one,) for one in whom}, without_share=5_000, at=cast.AT)
    assert {one for one, lot in surprise.items() if lot.held_out} == out, "held out of one extra for good is held out of each"
    page = did_it_pay.page(at=datetime(2026, 4, 2, tzinfo=UTC), trial_id=trial.id)
    assert (page.people_without, page.trial and page.trial.name) == (len(out), "Birthdays")


def test_a_word_on_the_day_alone_is_no_extra(brand_id: UUID) -> None:
    hold_out("50 %")
    whom = people(*(f"p{nth}" for nth in range(12)))
    for one in whom:
        born(one, 4, 1)
    make(ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (WISH,), alone=True))
    turn(brand_id, cast.AT)
    turn(brand_id, datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert {all_of(one)[0].state for one in whom} == {OccasionState.DONE}
    assert queries.latest() == ()


def test_a_programmes_own_share_comes_on_top_of_those_held_out_of_everything(brightside: Brand) -> None:
    persons = {UUID(int=n): (UUID(int=n),) for n in range(1, 2_001)}
    extra = Extra("rhythm:1", "Birthdays", own_share=2_000)
    trial, drawn = actions.draw(extra=extra, persons=persons, without_share=1_000, at=cast.AT)
    _, surprises = actions.draw(persons=persons, without_share=1_000, at=cast.AT)
    assert trial is not None
    assert (trial.without_share, trial.for_good_share) == (2_800, 1_000), "1 − .9 × .8"
    good = {one for one, lot in drawn.items() if lot.for_good}
    assert good == {one for one, lot in surprises.items() if lot.held_out}
    assert good < {one for one, lot in drawn.items() if lot.held_out}
    assert verdicts.is_as_drawn(
        people_with=sum(not lot.held_out for lot in drawn.values()),
        people_without=sum(lot.held_out for lot in drawn.values()),
        without_share=2_800,
    )
    assert {(lot.held_out, lot.propensity) for lot in drawn.values()} == {(True, 0.28), (False, 0.72)}


def test_who_was_held_out_of_everything_stays_so_in_every_extra_when_two_turn_out_to_be_one(brightside: Brand) -> None:
    strangers = [UUID(int=n) for n in range(1, 200)]
    known = people("ana")[0]
    trial, _ = actions.draw(persons={}, without_share=1_000, at=cast.AT)
    assert trial is not None
    entering = Entering(known, Lot(True, 0.1, for_good=True), "case", new_id(), "sweets", "late", "GBP", 0, 0, "passive")
    actions.enter(trial=trial, entering=[entering], at=cast.AT)
    extra = Extra("contest:1", "Win a lamp")
    alone = actions.draw(extra=extra, persons={one: (one,) for one in strangers}, without_share=1_000, at=cast.AT)[1]
    linked = actions.draw(extra=extra, persons={one: (one, known) for one in strangers}, without_share=1_000, at=cast.AT)[1]
    assert {lot.held_out for lot in alone.values()} == {True, False}
    assert {lot.held_out for lot in linked.values()} == {True}


def enter_contest(contest: ContestId) -> list[EntryIn]:
    letters = "abcdefghijklmnopqrst"
    return [a_contest.entry(f"p{letter}", minutes=nth * 3) for nth, letter in enumerate(letters)]


def test_a_contests_next_step_is_an_extra_and_an_answer_to_those_who_asked_is_none(
    contest: ContestId, mail: UUID, mara: Member, brightside: Brand
) -> None:
    hold_out("50 %")
    entering = [*enter_contest(contest), a_contest.entry("never", minutes=90, agreed=False)]
    a_contest.take(contest, *entering)
    step = a_contest.approve(contest, mail, mara)
    for _ in range(2):
        a_contest.carry(step, brightside)
    trial = queries.running(key=f"contest:{contest}")
    assert trial is not None
    entries = queries.drawn(trial_id=trial.id)
    (done,) = contests.steps(contest_id=contest)
    assert len(entries) == 20, "who never agreed could not have had one"
    assert done.queued == sum(not one.held_out for one in entries)
    assert {one.held_out for one in entries} == {True, False}
    asked = a_contest.approve(contest, mail, mara, Group.ASKED)
    a_contest.carry(asked, brightside)
    assert len(queries.drawn(trial_id=trial.id)) == 20
