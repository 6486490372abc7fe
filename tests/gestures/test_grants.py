"""Setting aside, giving and putting back: once per key, inside the policy and the purse, and what is owed always."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.gestures import models, queries
from makegood.gestures.actions import grants, policies, purses, shelf
from makegood.gestures.types import CatalogueItem, Grant, GrantState, LedgerKind, Occasion
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising as people
from makegood.platform import journal
from tests import cast
from tests.gestures.given import CREDIT, NUTS, SWEETS, a_case, ask, pounds, shelve, stock, tom


def hold(item: CatalogueItem = SWEETS, *, key: str = "k", occasion: Occasion | None = None, whom: UUID | None = None,
         quantity: int = 1, at: datetime = cast.AT, **asked: object) -> Grant:  # fmt: skip
    return grants.hold(
        item_code=item.code,
        quantity=quantity,
        occasion=occasion or a_case(),
        identity_id=whom or tom(),
        ask=ask(item, **asked),
        key=key,
        by=SYSTEM,
        at=at,
    )


def owe(pence: int, *, key: str = "fix", occasion: Occasion | None = None) -> Grant:
    return grants.hold_amount(
        name="Replace the torch",
        amount=pounds(pence),
        occasion=occasion or a_case(),
        identity_id=tom(),
        key=key,
        by=SYSTEM,
        at=cast.AT,
    )


def purse() -> tuple[int, int, int, int]:
    """limit, held, spent, owed beyond: in pence."""
    found = queries.budget()
    assert found is not None
    assert found.owed_beyond is not None
    return found.limit.minor, found.held.minor, found.spent.minor, found.owed_beyond.minor


def sweets_left() -> int | None:
    return next(item.stock for item in queries.catalogue() if item.code == SWEETS.code)


def told() -> list[str]:
    return [entry.kind for entry in reversed(journal.latest(limit=50)) if entry.kind.startswith("gestures.")]


def refusal(code: str, **held: object) -> Refusal:
    before = (purse(), sweets_left(), models.Grant.objects.count(), len(told()))
    with pytest.raises(Refusal) as caught:
        hold(**held)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert (purse(), sweets_left(), models.Grant.objects.count(), len(told())) == before, "a refusal changes nothing"
    return caught.value


def test_setting_aside_takes_from_the_purse_and_the_shelf(brightside: Brand) -> None:
    stock()
    grant = hold(quantity=2)
    assert (grant.state, grant.real_cost, grant.face_value, grant.quantity) == (GrantState.HELD, pounds(90), pounds(200), 2)
    assert grant.policy_version == queries.policy().version
    assert (purse(), sweets_left()) == ((10_000, 90, 0, 0), 38)
    assert told()[-1] == "gestures.GestureHeld"


def test_giving_spends_and_putting_back_frees(brightside: Brand) -> None:
    stock()
    given, back = hold(key="a"), hold(CREDIT, key="b", harm="late", price=pounds(2_000)) if shelve(CREDIT) else None
    assert back is not None
    assert purse() == (10_000, 345, 0, 0)
    assert grants.give(grant_id=given.id, at=cast.AT).state is GrantState.GIVEN
    assert grants.release(grant_id=back.id, at=cast.AT).state is GrantState.RELEASED
    assert (purse(), sweets_left()) == ((10_000, 0, 45, 0), 39)
    assert told()[-2:] == ["gestures.GestureGranted", "gestures.GestureReleased"]


def test_giving_or_putting_back_twice_counts_once(brightside: Brand) -> None:
    stock()
    given = hold()
    for _ in range(2):
        grants.give(grant_id=given.id, at=cast.AT)
    assert (purse(), told().count("gestures.GestureGranted")) == ((10_000, 0, 45, 0), 1)
    with pytest.raises(Refusal, match="given already"):
        grants.release(grant_id=given.id, at=cast.AT)


def test_what_was_put_back_goes_back_on_the_shelf_and_cannot_be_given(brightside: Brand) -> None:
    stock()
    grant = hold(quantity=2)
    for _ in range(2):
        grants.release(grant_id=grant.id, at=cast.AT)
    assert (purse(), sweets_left()) == ((10_000, 0, 0, 0), 40)
    with pytest.raises(Refusal, match="put back already"):
        grants.give(grant_id=grant.id, at=cast.AT)
    with pytest.raises(Refusal, match="nothing was set aside"):
        grants.give(grant_id=cast.NOBODY, at=cast.AT)


def test_the_same_key_is_the_same_grant(brightside: Brand) -> None:
    stock()
    case, whom = a_case(), tom()
    first = hold(occasion=case, whom=whom)
    assert hold(occasion=case, whom=whom) == first
    assert (purse(), sweets_left()) == ((10_000, 45, 0, 0), 39)
    assert refusal("key_reused", occasion=case, whom=whom, quantity=2).fields == {"key": "used for something else"}
    assert refusal("key_reused", occasion=a_case(), whom=whom)


def test_an_empty_purse_refuses_an_extra_and_says_what_is_left(brightside: Brand) -> None:
    stock(limit=44)
    why = refusal("budget_spent")
    assert (
        why.sentence == "“Small bag of sweets” costs £0.45; the budget “Goodwill” has £0.44 left. Refill it, or leave this out."
    )


def test_an_empty_shelf_refuses(brightside: Brand) -> None:
    stock([replace(SWEETS, stock=1)])
    assert refusal("out_of_stock", quantity=2).fields == {"item_code": "sweets-small"}


def test_unknown_things_and_odd_quantities_are_refused(brightside: Brand) -> None:
    stock()
    assert refusal("no_such_item", item=NUTS).fields == {"item_code": "unknown"}
    assert refusal("bad_quantity", quantity=0).fields == {"quantity": "1 to 1,000"}
    assert refusal("no_identity", whom=cast.NOBODY).fields == {"identity_id": "unknown"}


def test_the_policy_in_force_decides_when_it_is_set_aside(brightside: Brand, mara: Member) -> None:
    stock()
    assert refusal("policy_forbids", harm="billing").sentence == "No rule of the policy speaks of “Small bag of sweets” here."
    policies.set_policy(text="[promises]\n", by=actors.member(mara.id), at=cast.AT)
    assert refusal("policy_forbids").fields == {"rule": "no rule"}


def test_a_yes_that_is_missing_is_refused_naming_who_can_say_it(brightside: Brand) -> None:
    stock([SWEETS, CREDIT])
    why = refusal("needs_approval", item=CREDIT, price=pounds(1_000))
    assert why.fields["approved_by"] == "lead, owner"
    assert hold(CREDIT, role="lead", price=pounds(1_000)).state is GrantState.HELD


def test_one_person_is_surprised_once_whichever_of_their_addresses_wrote(brightside: Brand) -> None:
    stock([SWEETS, NUTS])
    both = people.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE, strong=True, source="order")], at=cast.AT)
    by_mail, by_phone = both[0].identity_id, people.recognise(sightings=[cast.seen(cast.TOM_BY_PHONE)], at=cast.AT)[0].identity_id
    assert by_mail != by_phone
    hold(whom=by_mail, key="a")
    assert refusal("policy_forbids", item=NUTS, whom=by_phone, key="b").fields == {"rule": "surprises.one_every"}
    assert hold(NUTS, whom=by_phone, key="c", at=cast.later(days=90)).state is GrantState.HELD


def test_what_was_put_back_is_no_surprise_that_they_had(brightside: Brand) -> None:
    stock()
    grants.release(grant_id=hold(key="a").id, at=cast.AT)
    assert hold(key="b").state is GrantState.HELD


def test_the_extras_of_one_occasion_are_counted_together(brightside: Brand) -> None:
    stock([SWEETS, CREDIT])
    case = a_case()
    hold(CREDIT, key="a", occasion=case, harm="late", price=pounds(2_000))
    assert refusal("policy_forbids", key="b", occasion=case, price=cast.TORCH_PRICE).fields == {"rule": "extras.all_together"}


def test_what_is_owed_comes_out_of_the_purse_while_it_fits(brightside: Brand) -> None:
    stock(limit=199)
    grant = owe(199)
    assert (grant.owed, purse()) == (False, (199, 199, 0, 0))
    grants.give(grant_id=grant.id, at=cast.AT)
    assert purse() == (199, 0, 199, 0)
    assert told()[-2:] == ["gestures.OwedHeld", "gestures.OwedSpent"]


def test_what_is_owed_is_never_refused_for_an_empty_purse(brightside: Brand) -> None:
    stock(limit=198)
    grant = owe(199)
    assert (grant.owed, purse()) == (True, (198, 0, 0, 199))
    assert told()[-2:] == ["gestures.OwedHeld", "gestures.OwedBeyondBudget"]
    grants.give(grant_id=grant.id, at=cast.AT)
    assert purse() == (198, 0, 0, 199)
    assert [(row.kind, row.owed) for row in queries.ledger(budget_id=grant.budget_id or cast.NOBODY, limit=2)] == [
        (LedgerKind.SPEND, True),
        (LedgerKind.HOLD, True),
    ]
    assert hold().state is GrantState.HELD, "what was owed beyond the purse does not eat what is left for kindness"


def test_what_is_owed_needs_no_purse_at_all(brightside: Brand) -> None:
    grant = owe(199)
    assert (grant.state, grant.budget_id, queries.budget()) == (GrantState.HELD, None, None)
    assert grants.give(grant_id=grant.id, at=cast.AT).state is GrantState.GIVEN


def test_an_extra_needs_a_purse_unless_it_costs_nothing(brightside: Brand) -> None:
    shelve(SWEETS)
    with pytest.raises(Refusal, match="Open one first"):
        hold()
    shelve(replace(NUTS, real_cost=pounds(0)))
    assert hold(NUTS).state is GrantState.HELD


def test_what_is_owed_keeps_its_key_too(brightside: Brand) -> None:
    stock()
    case = a_case()
    assert owe(199, occasion=case) == owe(199, occasion=case)
    with pytest.raises(Refusal, match="something else was set aside"):
        owe(200, occasion=case)
    with pytest.raises(Refusal, match="not below zero"):
        owe(-1, key="other")
    assert purse() == (10_000, 199, 0, 0)


def test_what_they_had_is_told_without_what_they_were_owed(brightside: Brand) -> None:
    stock()
    case, whom = a_case(), tom()
    owe(199, occasion=case)
    hold(occasion=case, whom=whom)
    past = queries.past(identity_ids=[whom], since=cast.later(days=-365))
    assert [(gesture.code, gesture.real_cost) for gesture in past] == [("sweets-small", pounds(45))]
    assert [grant.code for grant in queries.grants_for(occasion=case)] == ["fix", "sweets-small"]


def test_a_second_purse_is_used_where_it_is_named(brightside: Brand) -> None:
    stock()
    sponsor = purses.open_budget(name="Sponsor", limit=pounds(100), by=SYSTEM, at=cast.later(hours=1))
    grants.hold(
        item_code=SWEETS.code, quantity=1, occasion=a_case(), identity_id=tom(), ask=ask(), key="k", by=SYSTEM, at=cast.AT,
        budget_id=sponsor.id,
    )  # fmt: skip
    assert [(b.name, b.held.minor) for b in queries.budgets()] == [("Goodwill", 0), ("Sponsor", 45)]


def test_another_brand_sees_and_takes_nothing(pageturner: UUID, brightside: Brand) -> None:
    stock()
    grant = hold()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(pageturner)])
        for table in ("catalogueitem", "budget", "grant", "ledgerrow", "policyversion"):
            cursor.execute(f"SELECT count(*) FROM gestures_{table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("UPDATE gestures_grant SET state = 'given' WHERE id = %s", [grant.id])
        assert cursor.rowcount == 0
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brightside.id)])


def test_the_shelf_refuses_what_nobody_could_give(brightside: Brand) -> None:
    for change, field in [
        ({"code": "Sweets small"}, "code"), ({"name": " "}, "name"), ({"kind": "fix"}, "kind"), ({"stock": -1}, "stock"),
        ({"real_cost": pounds(-1)}, "real_cost"), ({"fits": ("love",)}, "fits"), ({"unfit_for": ("No Sugar",)}, "unfit_for"),
    ]:  # fmt: skip
        with pytest.raises(Refusal) as caught:
            shelve(replace(SWEETS, **change))  # type: ignore[arg-type]
        assert (caught.value.code, list(caught.value.fields)) == ("item_malformed", [field])
    assert queries.catalogue() == ()


def test_the_same_item_again_changes_nothing_and_another_under_its_code_is_refused(brightside: Brand) -> None:
    first = shelve(SWEETS)
    assert shelve(SWEETS).id == first.id
    with pytest.raises(Refusal, match="is Small bag of sweets already"):
        shelve(replace(SWEETS, name="Large bag of sweets"))
    shelve(NUTS)
    assert [item.code for item in queries.catalogue()] == ["sweets-small", "nuts-small"]


def test_stock_is_counted_and_never_below_zero(brightside: Brand, joe: Member) -> None:
    item = shelve(SWEETS)
    by = actors.member(joe.id)
    assert shelf.change_stock(item_id=item.id, by_how_many=5, by=by, at=cast.AT) == 45
    assert shelf.change_stock(item_id=item.id, by_how_many=-45, by=by, at=cast.AT) == 0
    with pytest.raises(Refusal, match="there are not 1"):
        shelf.change_stock(item_id=item.id, by_how_many=-1, by=by, at=cast.AT)
    with pytest.raises(Refusal, match="is not counted"):
        shelf.change_stock(item_id=shelve(CREDIT).id, by_how_many=1, by=by, at=cast.AT)


def test_a_refill_counts_once_per_key(brightside: Brand, mara: Member) -> None:
    budget = stock(limit=100)
    by = actors.member(mara.id)
    for _ in range(2):
        purses.refill(budget_id=budget.id, amount=pounds(50), key="march", by=by, at=cast.AT)
    assert purse() == (150, 0, 0, 0)
    with pytest.raises(Refusal, match="another amount"):
        purses.refill(budget_id=budget.id, amount=pounds(51), key="march", by=by, at=cast.AT)
    with pytest.raises(Refusal, match="amount: an amount above"):
        purses.refill(budget_id=budget.id, amount=pounds(0), key="april", by=by, at=cast.AT)
    with pytest.raises(Refusal, match="no budget of GBP"):
        purses.refill(budget_id=cast.NOBODY, amount=pounds(1), key="april", by=by, at=cast.AT)


def test_opening_a_purse_twice_is_one_purse(brightside: Brand) -> None:
    assert stock().id == purses.open_budget(name="Goodwill", limit=pounds(1), by=SYSTEM, at=cast.AT).id
    assert purse() == (10_000, 0, 0, 0)


def test_an_agent_sets_no_policy_and_opens_no_purse(brightside: Brand, joe: Member) -> None:
    by = actors.member(joe.id)
    for act in (
        lambda: policies.set_policy(text="[promises]\n", by=by, at=cast.AT),
        lambda: purses.open_budget(name="Mine", limit=pounds(1), by=by, at=cast.AT),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "not_allowed"
    assert (queries.budget(), len(queries.policy_versions())) == (None, 1)


def test_each_policy_that_was_set_stays_and_the_last_is_in_force(brightside: Brand, mara: Member) -> None:
    by = actors.member(mara.id)
    assert queries.policy().version.startswith("0 (")
    first = policies.set_policy(text="[promises]\n", by=by, at=cast.AT)
    assert policies.set_policy(text="[promises]\n", by=by, at=cast.AT) == first
    second = policies.set_policy(text="[promises]\n# again\n", by=by, at=cast.AT)
    assert (first[:3], second[:3], queries.policy().version) == ("1 (", "2 (", second)
    assert [v.version for v in queries.policy_versions()][:2] == [second, first]
    with pytest.raises(Refusal, match="Line 1"):
        policies.set_policy(text="[promise]\n", by=by, at=cast.AT)
    assert queries.policy().version == second
