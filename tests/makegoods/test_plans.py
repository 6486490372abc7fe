"""Deciding on a proposal: stored once, approved with everything set aside, changed, chosen, declined, called back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from makegood.brands.types import Brand, Member
from makegood.gestures import queries as gestures
from makegood.gestures.actions import policies
from makegood.gestures.types import GestureKind, GrantState, Occasion
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.makegoods import models, queries
from makegood.makegoods.actions import plans, proposing, steps
from makegood.makegoods.types import Makegood, MakegoodId, MakegoodState, StepKind, StepState
from makegood.platform import journal
from tests import cast
from tests.gestures.given import CREDIT, NUTS, SWEETS, a_case, pounds, stock, tom
from tests.makegoods.given import line, story


def proposed(occasion: Occasion | None = None, **changes: Any) -> MakegoodId:
    """Story 1, proposed with what Brightside really has."""
    budget = changes.pop("budget", gestures.budget())
    situation = story(
        occasion=occasion or a_case(), policy=gestures.policy(), catalogue=gestures.catalogue(), budget=budget, **changes
    )
    (found,) = proposing.propose_all(situations=[(situation, tom())], at=cast.AT)
    assert found is not None
    return found.makegood_id


def look(makegood_id: UUID) -> Makegood:
    return queries.makegood(makegood_id=makegood_id)


def step(makegood: Makegood, key: str) -> Any:
    return next(step for step in makegood.steps if step.key == key)


def purse() -> tuple[int, int, int]:
    found = gestures.budget()
    assert found is not None
    return found.held.minor, found.spent.minor, found.owed_beyond.minor if found.owed_beyond else 0


def sweets_left() -> int | None:
    return next(item.stock for item in gestures.catalogue() if item.code == SWEETS.code)


def told() -> list[str]:
    return [entry.kind for entry in reversed(journal.latest(limit=50)) if entry.kind.startswith("makegoods.")]


def refusal(code: str, makegood_id: UUID, act: Callable[[], object]) -> Refusal:
    before = (look(makegood_id), purse(), sweets_left(), told())
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert (look(makegood_id), purse(), sweets_left(), told()) == before, "a refusal changes nothing"
    return caught.value


def test_a_proposal_is_stored_with_all_that_explains_it_and_moves_no_money(brightside: Brand) -> None:
    stock()
    found = look(proposed())
    assert (found.state, found.name, found.title) == (
        MakegoodState.PROPOSED,
        "replace-no-return-with-sweets-small",
        "Replace the pocket torch, no return, and small bag of sweets",
    )
    assert (found.cost, found.budget_left_after, found.arm, found.propensity) == (pounds(244), pounds(9_756), "surprise", 0.9)
    assert found.policy_version == gestures.policy().version
    assert [p.name for p in found.alternatives] == ["refund", "replace-no-return"]
    assert [s.key for s in found.steps] == ["fix", "give-1", "say", "wait", "follow-up", "thank"]
    assert {s.state for s in found.steps} == {StepState.WAITING}
    assert (purse(), sweets_left()) == ((0, 0, 0), 40)
    assert told() == ["makegoods.MakegoodProposed"]


def test_an_occasion_has_one_live_makegood(brightside: Brand) -> None:
    stock()
    case = a_case()
    first = proposed(case)
    (again,) = proposing.propose_all(situations=[(story(occasion=case), tom())], at=cast.AT)
    assert (again, told()) == (None, ["makegoods.MakegoodProposed"])
    found = queries.for_occasion(occasion=case)
    assert found is not None
    assert found.id == first
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Makegood.objects.bulk_create([_copy(first)])
    plans.decline(makegood_id=first, reason="Spoke on the phone.", by=SYSTEM, at=cast.AT)
    assert proposed(case) != first


def _copy(makegood_id: UUID) -> models.Makegood:
    row = models.Makegood.objects.get(id=makegood_id)
    row.id = cast.NOBODY
    return row


def test_approval_sets_everything_aside_and_lets_it_run(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed()
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.later(minutes=5))
    found = look(makegood_id)
    assert (found.state, found.approved_by_member, found.approved_at) == (MakegoodState.RUNNING, joe.id, cast.later(minutes=5))
    assert (purse(), sweets_left()) == ((244, 0, 0), 39)
    granted = {grant.id: grant for grant in gestures.grants_for(occasion=found.occasion)}
    assert [(granted[s.grant_id].kind, granted[s.grant_id].key) for s in found.steps if s.grant_id] == [
        (GestureKind.FIX, str(step(found, "fix").id)),
        (GestureKind.SURPRISE, str(step(found, "give-1").id)),
    ]
    assert told()[-1] == "makegoods.MakegoodApproved"


def test_whoever_approves_signs(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed()
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    found = look(makegood_id)
    for key, name in (("say", "text"), ("follow-up", "text"), ("fix", "note")):
        assert step(found, key).params[name].endswith("\n\nJoe Okafor\nBrightside Lights")


def test_approving_twice_is_approving_once(brightside: Brand, joe: Member, mara: Member) -> None:
    stock()
    makegood_id = proposed()
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    plans.approve(makegood_id=makegood_id, by=mara, at=cast.AT)
    assert (purse(), told().count("makegoods.MakegoodApproved"), look(makegood_id).approved_by_member) == ((244, 0, 0), 1, joe.id)


def test_what_is_owed_is_approved_with_an_empty_purse(brightside: Brand, joe: Member) -> None:
    stock(limit=1)
    makegood_id = proposed()
    assert look(makegood_id).name == "replace-no-return"
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    assert purse() == (0, 0, 199)


def test_the_purse_may_have_run_dry_since_the_proposal(brightside: Brand, joe: Member) -> None:
    stock(limit=243)
    makegood_id = proposed(budget=replace(gestures.budget() or stock(), limit=pounds(10_000)))
    why = refusal("budget_spent", makegood_id, lambda: plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT))
    assert "has £0.44 left" in why.sentence
    plans.adjust(makegood_id=makegood_id, changes={"give-1.quantity": "0"}, by=actors.member(joe.id), at=cast.AT)
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    assert (purse(), sweets_left(), step(look(makegood_id), "give-1").state) == ((199, 0, 0), 40, StepState.SKIPPED)


def test_the_shelf_may_have_emptied_since_the_proposal(brightside: Brand, joe: Member) -> None:
    stock([replace(SWEETS, stock=1)])
    first, second = proposed(), proposed()
    plans.approve(makegood_id=first, by=joe, at=cast.AT)
    refusal("policy_forbids", second, lambda: plans.approve(makegood_id=second, by=joe, at=cast.AT))
    later = cast.later(days=400)
    refusal("out_of_stock", second, lambda: plans.approve(makegood_id=second, by=joe, at=later))


def test_two_surprises_proposed_for_one_person_are_not_both_given(brightside: Brand, joe: Member) -> None:
    stock([SWEETS, NUTS])
    first, second = proposed(), proposed()
    plans.approve(makegood_id=first, by=joe, at=cast.AT)
    why = refusal("policy_forbids", second, lambda: plans.approve(makegood_id=second, by=joe, at=cast.AT))
    assert why.fields == {"rule": "surprises.one_every"}


def test_a_dear_fix_needs_the_yes_of_a_lead(brightside: Brand, joe: Member, mara: Member) -> None:
    stock(limit=100_000)
    makegood_id = proposed(line=line(unit_price=pounds(10_000)))
    why = refusal("needs_approval", makegood_id, lambda: plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT))
    assert why.fields == {"approved_by": "lead, owner"}
    assert why.sentence.endswith("costs £104.00, above £100.00: lead, owner must approve.")
    plans.approve(makegood_id=makegood_id, by=mara, at=cast.AT)
    assert look(makegood_id).state is MakegoodState.RUNNING


def test_an_extra_above_the_limit_needs_the_yes_of_a_lead(brightside: Brand, joe: Member, mara: Member) -> None:
    stock([replace(CREDIT, face_value=pounds(1_500), real_cost=pounds(1_500))])
    late = line(unit_price=pounds(10_000), accepted=True)
    makegood_id = proposed(harm="late", line=late)
    assert (look(makegood_id).needs_approval, look(makegood_id).approved_by) == (True, ("lead", "owner"))
    before = purse()
    with pytest.raises(Refusal) as caught:
        plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    assert (caught.value.code, caught.value.fields["approved_by"], purse()) == ("needs_approval", "lead, owner", before)
    plans.approve(makegood_id=makegood_id, by=mara, at=cast.AT)
    assert purse() == (1_500, 0, 0)


def test_a_viewer_approves_nothing(brightside: Brand, joe: Member) -> None:
    from makegood.brands.types import Role

    stock()
    makegood_id = proposed()
    viewer = replace(joe, role=Role.VIEWER)
    refusal("not_allowed", makegood_id, lambda: plans.approve(makegood_id=makegood_id, by=viewer, at=cast.AT))


def test_the_third_failure_is_approved_only_with_a_persons_own_words(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed(failures_180_days=3)
    why = refusal("words_missing", makegood_id, lambda: plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT))
    assert why.fields == {"say.text": "write it yourself"}
    plans.adjust(makegood_id=makegood_id, changes={"say.text": "Dear Tom, this is Joe."}, by=actors.member(joe.id), at=cast.AT)
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    assert step(look(makegood_id), "say").params["text"] == "Dear Tom, this is Joe."


def test_nothing_runs_without_a_click_unless_the_policy_says_so(brightside: Brand, mara: Member) -> None:
    stock()
    first = proposed()
    refusal("needs_a_click", first, lambda: plans.approve(makegood_id=first, by=None, at=cast.AT))
    text = gestures.default_policy().replace('# by_itself_up_to = "5.00"', 'by_itself_up_to = "5.00"')
    policies.set_policy(text=text, by=actors.member(mara.id), at=cast.AT)
    second = proposed(arm="no_surprise")
    assert look(second).automatic
    plans.approve(makegood_id=second, by=None, at=cast.AT)
    assert (look(second).state, look(second).approved_by_member) == (MakegoodState.RUNNING, None)
    assert not look(proposed()).automatic, "the sweets' own rule still wants a click"


def test_changes_are_kept_and_counted(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed()
    by = actors.member(joe.id)
    plans.adjust(makegood_id=makegood_id, changes={"say.text": "My own words.", "give-1.quantity": "2"}, by=by, at=cast.AT)
    found = look(makegood_id)
    assert (found.cost, found.budget_left_after, found.changed) == (
        pounds(289), pounds(9_711), {"say.text": "My own words.", "give-1.quantity": "2"},
    )  # fmt: skip
    plans.adjust(makegood_id=makegood_id, changes={"give-1.quantity": "0"}, by=by, at=cast.AT)
    found = look(makegood_id)
    assert (found.cost, found.budget_left_after) == (pounds(199), pounds(9_801))
    assert found.changed == {"say.text": "My own words.", "give-1.quantity": "0"}
    assert told()[-2:] == ["makegoods.MakegoodAdjusted"] * 2
    why = refusal(
        "change_refused",
        makegood_id,
        lambda: plans.adjust(makegood_id=makegood_id, changes={"fix.amount_minor": "1"}, by=by, at=cast.AT),
    )
    assert list(why.fields) == ["fix.amount_minor"]


def test_a_left_out_surprise_can_be_put_back(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed()
    for quantity in ("0", "1"):
        plans.adjust(makegood_id=makegood_id, changes={"give-1.quantity": quantity}, by=SYSTEM, at=cast.AT)
    assert (look(makegood_id).cost, step(look(makegood_id), "give-1").state) == (pounds(244), StepState.WAITING)


def test_another_proposal_can_be_taken(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed()
    for _ in range(2):
        plans.choose(makegood_id=makegood_id, name="refund", by=actors.member(joe.id), at=cast.AT)
    found = look(makegood_id)
    assert (found.name, found.title, found.cost, found.changed) == ("refund", "Refund £1.99", pounds(199), {"plan": "refund"})
    assert [s.key for s in found.steps] == ["fix", "say", "follow-up"]
    assert [p.name for p in found.alternatives] == ["replace-no-return-with-sweets-small", "replace-no-return"]
    assert told().count("makegoods.MakegoodAdjusted") == 1
    refusal("no_such_proposal", makegood_id, lambda: plans.choose(makegood_id=makegood_id, name="gold", by=SYSTEM, at=cast.AT))


def test_a_proposal_is_declined_with_a_reason(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed()
    by = actors.member(joe.id)
    refusal("reason_missing", makegood_id, lambda: plans.decline(makegood_id=makegood_id, reason=" ", by=by, at=cast.AT))
    for _ in range(2):
        plans.decline(makegood_id=makegood_id, reason="It works after all.", by=by, at=cast.AT)
    found = look(makegood_id)
    assert (found.state, {s.state for s in found.steps}) == (MakegoodState.DECLINED, {StepState.REVOKED})
    assert told().count("makegoods.MakegoodDeclined") == 1
    assert queries.words_of(makegood_ids=[makegood_id], step_ids=[]) == {makegood_id: "It works after all."}
    (fact,) = journal.latest(limit=5, kinds=["makegoods.MakegoodDeclined"])
    assert fact.data == {"makegood_id": str(makegood_id)}  # a member's words are no fact for good
    refusal("not_open", makegood_id, lambda: plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT))
    refusal("not_open", makegood_id, lambda: plans.adjust(makegood_id=makegood_id, changes={"say.text": "x"}, by=by, at=cast.AT))


def test_a_running_plan_is_called_back_and_everything_is_put_back(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed()
    by = actors.member(joe.id)
    refusal("not_running", makegood_id, lambda: plans.revoke(makegood_id=makegood_id, by=by, at=cast.AT))
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    for _ in range(2):
        plans.revoke(makegood_id=makegood_id, by=by, at=cast.AT)
    found = look(makegood_id)
    assert (found.state, {s.state for s in found.steps}) == (MakegoodState.REVOKED, {StepState.REVOKED})
    assert (purse(), sweets_left(), told().count("makegoods.MakegoodRevoked")) == ((0, 0, 0), 40, 1)
    assert {g.state for g in gestures.grants_for(occasion=found.occasion)} == {GrantState.RELEASED}
    assert steps.ready_steps(makegood_id=makegood_id, at=cast.AT) == ()


def test_what_has_left_the_house_cannot_be_called_back(brightside: Brand, joe: Member) -> None:
    stock()
    makegood_id = proposed()
    plans.approve(makegood_id=makegood_id, by=joe, at=cast.AT)
    fix = step(look(makegood_id), "fix")
    assert steps.start_step(step_id=fix.id, at=cast.AT) == 1
    why = refusal("too_late", makegood_id, lambda: plans.revoke(makegood_id=makegood_id, by=SYSTEM, at=cast.AT))
    assert "is being done right now" in why.sentence
    steps.finish_step(step_id=fix.id, outcome="Shipped as R-1008.", reference="R-1008", at=cast.AT)
    why = refusal("too_late", makegood_id, lambda: plans.revoke(makegood_id=makegood_id, by=SYSTEM, at=cast.AT))
    assert why.sentence == "“Replace the pocket torch, no return” is done already (Shipped as R-1008): it cannot be taken back."


def test_looks_find_what_was_proposed(brightside: Brand) -> None:
    stock()
    case = a_case()
    makegood_id = proposed(case)
    assert queries.states_for(kind="case", ids=[case.id, cast.NOBODY]) == {case.id: "proposed"}
    assert [m.id for m in queries.of_identities(identity_ids=[tom()], since=cast.AT)] == [makegood_id]
    (outline,) = queries.lately(since=cast.AT, states=[*MakegoodState])
    titles = tuple(s.title for s in look(makegood_id).steps if s.kind in (StepKind.FIX, StepKind.GIVE))
    assert (outline.identity_id, outline.at, outline.titles) == (look(makegood_id).identity_id, cast.AT, titles)
    assert queries.lately(since=cast.later(minutes=1), states=[*MakegoodState]) == ()
    assert queries.for_occasion(occasion=a_case()) is None
    with pytest.raises(Refusal, match="no such makegood"):
        look(cast.NOBODY)
    with pytest.raises(Refusal, match="no such step"):
        queries.step(step_id=cast.NOBODY)


def test_another_brand_sees_none_of_it(pageturner: UUID, brightside: Brand) -> None:
    from django.db import connection

    stock()
    proposed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(pageturner)])
        for table in ("makegood", "step"):
            cursor.execute(f"SELECT count(*) FROM makegoods_{table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brightside.id)])


def test_only_members_decide(brightside: Brand) -> None:
    stock()
    makegood_id = proposed()
    stranger = actors.person(cast.NOBODY)
    for act in (
        lambda: plans.adjust(makegood_id=makegood_id, changes={"say.text": "x"}, by=stranger, at=cast.AT),
        lambda: plans.choose(makegood_id=makegood_id, name="refund", by=stranger, at=cast.AT),
        lambda: plans.decline(makegood_id=makegood_id, reason="x", by=stranger, at=cast.AT),
        lambda: plans.revoke(makegood_id=makegood_id, by=stranger, at=cast.AT),
    ):
        refusal("not_allowed", makegood_id, act)


def test_the_kinds_of_steps_are_those_of_the_plan(brightside: Brand) -> None:
    stock()
    assert [s.kind for s in look(proposed()).steps] == [
        StepKind.FIX, StepKind.GIVE, StepKind.SAY, StepKind.WAIT, StepKind.FOLLOW_UP, StepKind.THANK,
    ]  # fmt: skip
