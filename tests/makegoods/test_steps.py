"""Running a plan: each step once, whoever dies in between; what it costs is booked when it is done; a person looks where it is stuck."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from makegood.brands.types import Brand, Member
from makegood.gestures import queries as gestures
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries
from makegood.makegoods.actions import plans, steps
from makegood.makegoods.types import MakegoodId, MakegoodState, Step, StepKind, StepState
from makegood.platform import journal
from tests import cast
from tests.gestures.given import SWEETS, stock
from tests.makegoods.test_plans import look, proposed, purse, step, sweets_left, told


@pytest.fixture
def running(brightside: Brand, joe: Member) -> MakegoodId:
    """Story 1, approved by Joe."""
    stock()
    makegood_id = proposed()
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    return makegood_id


def ready(makegood_id: UUID, at: datetime = cast.AT) -> list[str]:
    return [step.key for step in steps.ready_steps(makegood_id=makegood_id, at=at)]


def do(makegood_id: UUID, key: str, at: datetime = cast.AT, outcome: str = "Done.") -> None:
    one = step(look(makegood_id), key)
    assert steps.start_step(step_id=one.id, at=at)
    steps.finish_step(step_id=one.id, outcome=outcome, reference="R-1008", at=at)


def let_lease_run_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE makegoods_step SET leased_until = clock_timestamp() - interval '1 s' WHERE state = 'doing'")


def test_the_plan_runs_from_the_fix_to_the_thanks(running: MakegoodId) -> None:
    assert ready(running) == ["fix"]
    do(running, "fix", outcome="Shipped as R-1008.")
    assert (purse(), ready(running)) == ((45, 199, 0), ["give-1", "say"])
    do(running, "give-1")
    do(running, "say")
    assert (purse(), sweets_left(), ready(running)) == ((0, 244, 0), 39, [])
    arrived = cast.later(hours=22)
    fix = step(look(running), "fix")
    assert steps.note_delivery(command_key=fix.idempotency_key, delivered_at=arrived) == running
    assert step(look(running), "wait").outcome == "It has arrived."
    assert step(look(running), "follow-up").due_at == arrived + timedelta(hours=2)
    assert ready(running, arrived + timedelta(minutes=119)) == []
    assert ready(running, arrived + timedelta(hours=2)) == ["follow-up"]
    do(running, "follow-up", arrived + timedelta(hours=2))
    do(running, "thank", arrived + timedelta(hours=2))
    found = look(running)
    assert (found.state, found.done_at) == (MakegoodState.DONE, arrived + timedelta(hours=2))
    assert told().count("makegoods.StepDone") == 6
    assert told()[-1] == "makegoods.MakegoodDone"


def test_a_step_is_taken_by_one(running: MakegoodId) -> None:
    fix, say = step(look(running), "fix"), step(look(running), "say")
    assert steps.start_step(step_id=say.id, at=cast.AT) == 0, "the fix comes first"
    assert steps.start_step(step_id=fix.id, at=cast.AT) == 1
    assert steps.start_step(step_id=fix.id, at=cast.AT) == 0
    assert ready(running) == []


def test_a_step_whose_worker_died_is_taken_up_again_under_the_same_key(running: MakegoodId) -> None:
    fix = step(look(running), "fix")
    assert steps.start_step(step_id=fix.id, at=cast.AT) == 1
    let_lease_run_out()
    assert ready(running) == ["fix"]
    assert steps.start_step(step_id=fix.id, at=cast.AT) == 2
    assert steps.ready_steps(makegood_id=running, at=cast.AT) == ()
    assert step(look(running), "fix").idempotency_key == fix.idempotency_key


def test_a_worker_that_was_away_too_long_cannot_fail_or_delay_what_another_does(running: MakegoodId) -> None:
    fix = step(look(running), "fix")
    away = steps.start_step(step_id=fix.id, at=cast.AT)
    let_lease_run_out()
    now = steps.start_step(step_id=fix.id, at=cast.AT)
    steps.fail_step(step_id=fix.id, trouble="The line broke.", at=cast.AT, attempt=away)
    steps.wait_step(step_id=fix.id, due_at=cast.later(hours=9), attempt=away)
    assert (step(look(running), "fix").state, look(running).state) == (StepState.DOING, MakegoodState.RUNNING)
    steps.wait_step(step_id=fix.id, due_at=cast.later(minutes=5), attempt=now)
    assert (ready(running), ready(running, cast.later(minutes=5))) == ([], ["fix"])


def test_finishing_twice_books_once(running: MakegoodId) -> None:
    do(running, "fix")
    fix = step(look(running), "fix")
    steps.finish_step(step_id=fix.id, outcome="Another word.", reference="R-9", at=cast.later(hours=1))
    steps.fail_step(step_id=fix.id, trouble="Too late.", at=cast.AT)
    again = step(look(running), "fix")
    assert (again.outcome, again.reference, again.done_at, purse()) == ("Done.", "R-1008", cast.AT, (45, 199, 0))
    assert told().count("makegoods.StepDone") == 1


def test_what_was_not_started_cannot_be_finished(running: MakegoodId) -> None:
    say = step(look(running), "say")
    with pytest.raises(Refusal) as caught:
        steps.finish_step(step_id=say.id, outcome="Said.", reference="", at=cast.AT)
    assert (caught.value.code, step(look(running), "say").state) == ("not_started", StepState.WAITING)


def test_a_wait_is_ready_only_when_it_is_overdue(running: MakegoodId) -> None:
    do(running, "fix")
    assert step(look(running), "wait").due_at == cast.later(hours=48)
    assert "wait" not in ready(running, cast.later(hours=47))
    assert "wait" in ready(running, cast.later(hours=48))


def test_the_parcel_may_arrive_before_the_fix_is_noted(running: MakegoodId) -> None:
    fix = step(look(running), "fix")
    steps.start_step(step_id=fix.id, at=cast.AT)
    for _ in range(2):
        steps.note_delivery(command_key=str(fix.id), delivered_at=cast.later(hours=1))
    assert step(look(running), "wait").state is StepState.DONE
    steps.finish_step(step_id=fix.id, outcome="Shipped as R-1008.", reference="R-1008", at=cast.later(hours=2))
    do(running, "say", cast.later(hours=2))
    assert step(look(running), "follow-up").due_at == cast.later(hours=4)
    assert told().count("makegoods.StepDone") == 3


def test_a_parcel_of_nobody_is_none_of_ours(running: MakegoodId) -> None:
    for key in ("", "R-1008", str(cast.NOBODY), str(step(look(running), "say").id)):
        assert steps.note_delivery(command_key=key, delivered_at=cast.AT) is None
    assert step(look(running), "wait").state is StepState.WAITING


def test_what_fails_for_good_waits_for_a_person(running: MakegoodId, joe: Member) -> None:
    fix = step(look(running), "fix")
    attempt = steps.start_step(step_id=fix.id, at=cast.AT)
    steps.fail_step(step_id=fix.id, trouble="The shop does not know order 1007.", at=cast.AT, attempt=attempt)
    found = look(running)
    assert (found.state, step(found, "fix").state, step(found, "fix").trouble) == (
        MakegoodState.STUCK, StepState.FAILED, "The shop does not know order 1007.",
    )  # fmt: skip
    assert (ready(running), steps.start_step(step_id=fix.id, at=cast.AT), purse()) == ([], 0, (244, 0, 0))
    for _ in range(2):
        steps.retry_step(step_id=fix.id, by=actors.member(joe.id), at=cast.AT)
    assert (look(running).state, ready(running)) == (MakegoodState.RUNNING, ["fix"])
    assert told()[-2:] == ["makegoods.StepFailed", "makegoods.StepRetried"]
    assert steps.start_step(step_id=fix.id, at=cast.AT) == 2


def test_what_failed_can_be_done_by_hand(running: MakegoodId, joe: Member) -> None:
    fix = step(look(running), "fix")
    by = actors.member(joe.id)
    with pytest.raises(Refusal, match="has not failed"):
        steps.do_by_hand(step_id=fix.id, outcome="Sent it.", by=by, at=cast.AT)
    steps.start_step(step_id=fix.id, at=cast.AT)
    steps.fail_step(step_id=fix.id, trouble="The shop is closed.", at=cast.AT)
    with pytest.raises(Refusal, match="say how it was done"):
        steps.do_by_hand(step_id=fix.id, outcome=" ", by=by, at=cast.AT)
    for _ in range(2):
        steps.do_by_hand(step_id=fix.id, outcome="Sent it from the counter.", by=by, at=cast.AT)
    assert (look(running).state, step(look(running), "fix").state, purse()) == (
        MakegoodState.RUNNING,
        StepState.DONE,
        (45, 199, 0),
    )
    assert ready(running) == ["give-1", "say"]


def test_a_failed_gift_can_be_left_out_and_what_is_owed_cannot(running: MakegoodId, joe: Member) -> None:
    by = actors.member(joe.id)
    do(running, "fix")
    for key in ("give-1", "say"):
        one = step(look(running), key)
        steps.start_step(step_id=one.id, at=cast.AT)
    for key in ("give-1", "say"):
        steps.fail_step(step_id=step(look(running), key).id, trouble="No.", at=cast.AT)
    with pytest.raises(Refusal, match="is owed to them"):
        steps.leave_out(step_id=step(look(running), "say").id, by=by, at=cast.AT)
    for _ in range(2):
        steps.leave_out(step_id=step(look(running), "give-1").id, by=by, at=cast.AT)
    assert (look(running).state, purse(), sweets_left()) == (MakegoodState.STUCK, (0, 199, 0), 40)
    steps.retry_step(step_id=step(look(running), "say").id, by=by, at=cast.AT)
    assert look(running).state is MakegoodState.RUNNING


def test_an_overdue_parcel_that_comes_after_all_goes_on(running: MakegoodId) -> None:
    do(running, "fix")
    wait = step(look(running), "wait")
    assert steps.start_step(step_id=wait.id, at=cast.later(hours=48))
    steps.fail_step(step_id=wait.id, trouble="It has not arrived in 48 hours.", at=cast.later(hours=48))
    assert look(running).state is MakegoodState.STUCK
    steps.note_delivery(command_key=str(step(look(running), "fix").id), delivered_at=cast.later(hours=50))
    assert (look(running).state, step(look(running), "wait").state) == (MakegoodState.RUNNING, StepState.DONE)


def test_a_plan_that_only_speaks_ends_when_it_has_spoken(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed(line=None)
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    do(makegood_id, "say")
    assert look(makegood_id).state is MakegoodState.DONE
    case = look(makegood_id).occasion
    assert proposed(case) != makegood_id, "a new makegood may follow in the same case"


# Killed at every border -------------------------------------------------------------------------------------------------


class Killed(Exception):
    """The worker died here."""


@dataclass
class World:
    """The outside: it does what it is asked once per key, like the shop and the gate."""

    die_at: int
    borders: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)

    def border(self) -> None:
        self.borders += 1
        if self.borders == self.die_at:
            raise Killed

    def effect(self, one: Step) -> None:
        self.asked[one.idempotency_key] += 1
        if self.asked[one.idempotency_key] == 1:
            self.effects[one.key] += 1


def advance(makegood_id: UUID, world: World, at: datetime) -> None:
    """A worker: takes what is ready, does it outside, notes it; may die at each border."""
    while found := steps.ready_steps(makegood_id=makegood_id, at=at):
        for one in found:
            world.border()
            if not steps.start_step(step_id=one.id, at=at):
                continue
            world.border()
            world.effect(one)
            world.border()
            steps.finish_step(step_id=one.id, outcome="Done.", reference="", at=at)
            if one.kind is StepKind.FIX:
                steps.note_delivery(command_key=one.idempotency_key, delivered_at=at)


@pytest.mark.parametrize("die_at", range(1, 17))
def test_killed_at_any_border_every_effect_happens_once(running: MakegoodId, die_at: int) -> None:
    world = World(die_at)
    for hour in range(0, 12, 3):
        try:
            advance(running, world, cast.later(hours=hour))
        except Killed:
            let_lease_run_out()
    assert world.effects == {"fix": 1, "give-1": 1, "say": 1, "follow-up": 1, "thank": 1}
    assert (look(running).state, purse(), sweets_left()) == (MakegoodState.DONE, (0, 244, 0), 39)
    assert told().count("makegoods.StepDone") == 6
    assert told().count("makegoods.MakegoodDone") == 1
    assert len(journal.of_identities(identity_ids=[look(running).identity_id], limit=100, kinds=["gestures.GestureGranted"])) == 1


def test_every_fact_of_a_plan_stands_on_the_persons_timeline_and_the_cases(running: MakegoodId) -> None:
    do(running, "fix")
    found = look(running)
    kinds = [entry.kind for entry in reversed(journal.of_case(case_id=found.occasion.id, limit=50))]
    assert kinds == [
        "makegoods.MakegoodProposed",
        "gestures.OwedHeld",
        "gestures.GestureHeld",
        "makegoods.MakegoodApproved",
        "gestures.OwedSpent",
        "makegoods.StepDone",
    ]
    assert [e.kind for e in reversed(journal.of_identities(identity_ids=[found.identity_id], limit=50))][-6:] == kinds


def test_steps_and_grants_are_found_from_one_another(running: MakegoodId) -> None:
    found = look(running)
    granted = {grant.key: grant for grant in gestures.grants_for(occasion=found.occasion)}
    for one in found.steps:
        assert (one.idempotency_key in granted) is (one.kind in (StepKind.FIX, StepKind.GIVE))
        assert one.makegood_id == running
    assert queries.step(step_id=found.steps[0].id) == found.steps[0]
    assert granted[step(found, "give-1").idempotency_key].code == SWEETS.code
