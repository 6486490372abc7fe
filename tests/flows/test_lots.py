"""Who is held out of surprises, by lot, and what followed: drawn once for a person and kept, counted at each horizon from the brand's own records."""

from datetime import datetime
from uuid import UUID

import pytest

from makegood.gestures.queries import default_policy
from tests import cast
from tests.flows.conftest import TOM, House

HALF = '\n[surprises]\nnone_by_lot_for = "50 %"\n'


def policy(house: House, share: str, at: datetime) -> None:
    from makegood.gestures.actions import policies
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy

    text = default_policy().replace('# none_by_lot_for    = "10 %"', f'none_by_lot_for    = "{share}"')
    assert share in text
    with tenancy.brand(house.brand_id):
        policies.set_policy(text=text, by=SYSTEM, at=at)


def torch(house: House, number: str = "1007", at: datetime = cast.AT) -> None:
    """Tom's torch came and is broken; he writes."""
    house.shop.place_order(customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=at, number=number)
    house.shop.move_parcel(number, "delivered", at=at)
    house.turn_to(at)
    house.hears(cast.TOM_WORDS.replace("1007", number), subject=cast.TOM_SUBJECT, external_id=f"about-{number}", at=at)


def in_trial(house: House) -> list[tuple[bool, str, str, int]]:
    from makegood.experiments import queries
    from makegood.platform import tenancy

    with tenancy.brand(house.brand_id):
        trial = queries.running(key="surprise")
        assert trial is not None
        return [(e.held_out, e.drawn, e.harm, e.before_orders) for e in queries.drawn(trial_id=trial.id)]


@pytest.mark.parametrize("held_out", [False, True])
def test_the_lot_decides_about_the_surprise_alone_and_is_kept_with_how_things_stood(
    house: House, monkeypatch: pytest.MonkeyPatch, held_out: bool
) -> None:
    from makegood.experiments.rules import assigning
    from makegood.flows import desk_pages
    from makegood.platform import tenancy

    monkeypatch.setattr(assigning, "place", lambda *_: 0.0 if held_out else 0.9)
    policy(house, "50 %", cast.AT)
    torch(house)
    assert in_trial(house) == [(held_out, "sweets-small", "faulty", 1)]
    with tenancy.brand(house.brand_id):
        made = desk_pages.case_page(number=1, at=cast.AT).makegood
    assert made is not None
    assert (made.arm, made.propensity) == ("no_surprise" if held_out else "surprise", 0.5)
    assert any("one of those without surprises" in one.why for one in made.forbidden) is held_out
    assert any(step.params.get("code") == "sweets-small" for step in made.steps) is not held_out
    assert any(step.kind == "fix" for step in made.steps), "what is owed is never drawn"


def test_nobody_is_in_a_trial_where_nobody_is_held_out(house: House) -> None:
    from makegood.experiments import queries
    from makegood.platform import tenancy

    torch(house)
    with tenancy.brand(house.brand_id):
        assert queries.running(key="surprise") is None


def test_a_second_failure_draws_the_same_and_counts_nobody_twice(house: House) -> None:
    policy(house, "50 %", cast.AT)
    torch(house)
    (first,) = in_trial(house)
    torch(house, "1008", cast.later(days=3))
    assert in_trial(house) == [first]


def test_two_who_turn_out_to_be_one_keep_what_was_drawn_first(house: House) -> None:
    from makegood.experiments import actions
    from makegood.platform import tenancy

    policy(house, "50 %", cast.AT)
    torch(house)
    (first,) = in_trial(house)
    with tenancy.brand(house.brand_id):
        tom = _identity()
        strangers = [UUID(int=n) for n in range(1, 60)]
        _, lots = actions.draw(persons={one: (one, tom) for one in strangers}, without_share=5_000, at=cast.later(days=1))
        alone = actions.draw(persons={one: (one,) for one in strangers}, without_share=5_000, at=cast.later(days=1))[1]
    assert {(lot.held_out, lot.entered) for lot in lots.values()} == {(first[0], True)}
    assert {lot.held_out for lot in alone.values()} == {True, False}, "by themselves they would have drawn either"


def test_another_share_is_another_trial_and_who_was_held_out_stays_so(house: House) -> None:
    from makegood.experiments import actions, queries
    from makegood.platform import tenancy

    people = {UUID(int=n): (UUID(int=n),) for n in range(1, 400)}
    with tenancy.brand(house.brand_id):
        small, few = actions.draw(persons=people, without_share=500, at=cast.AT)
        again, same = actions.draw(persons=people, without_share=500, at=cast.later(days=1))
        large, more = actions.draw(persons=people, without_share=1_000, at=cast.later(days=2))
        known = queries.trials(key="surprise")
    assert small is not None
    assert again is not None
    assert large is not None
    assert (small.id, few) == (again.id, same)
    held_out = {one for one, lot in few.items() if lot.held_out}
    assert 8 <= len(held_out) <= 35
    assert held_out < {one for one, lot in more.items() if lot.held_out}
    assert [(one.without_share, one.ended_at) for one in known] == [(1_000, None), (500, cast.later(days=2))]


def test_what_followed_is_counted_at_each_horizon_and_only_what_followed(house: House) -> None:
    from makegood.experiments import queries
    from makegood.flows import did_it_pay
    from makegood.platform import tenancy

    policy(house, "50 %", cast.AT)
    torch(house)
    house.shop.place_order(customer=TOM, items=[("DIM-04", 1)], at=cast.later(days=10), number="1010")
    house.turn_to(cast.later(days=10))
    assert _counted(house) == [(7, 0, False)]
    house.turn_to(cast.later(days=30))
    assert _counted(house) == [(7, 0, False), (28, 1, False)]
    house.shop.place_order(customer=TOM, items=[("DIM-04", 1)], at=cast.later(days=90), number="1011")
    house.turn_to(cast.later(days=90))
    assert _counted(house) == [(7, 0, False), (28, 1, False), (84, 1, False)]
    with tenancy.brand(house.brand_id):
        trial = queries.running(key="surprise")
        page = did_it_pay.page(at=cast.later(days=90))
    assert trial is not None
    assert [(one.days, one.people, one.waiting) for one in page.horizons] == [(7, 1, 0), (28, 1, 0), (84, 1, 0)]
    assert page.people_with + page.people_without == 1


def _counted(house: House) -> list[tuple[int, int, bool]]:
    from makegood.experiments import queries
    from makegood.platform import tenancy

    with tenancy.brand(house.brand_id):
        trial = queries.running(key="surprise")
        assert trial is not None
        return [(one.followed.days, one.followed.orders, one.followed.praised) for one in queries.counted(trial_id=trial.id)]


def _identity() -> UUID:
    from makegood.experiments import queries

    trial = queries.running(key="surprise")
    assert trial is not None
    return queries.drawn(trial_id=trial.id)[0].identity_id


def test_where_the_lot_chooses_which_the_chances_are_logged_and_the_night_lays_the_next_days_shares(house: House) -> None:
    """Tom and fifty others got sweets or nuts; the night counts what followed and lays the shares of its day, once."""
    from makegood.experiments import actions, queries
    from makegood.experiments.types import Entering, Followed, Lot
    from makegood.flows import did_it_pay
    from makegood.gestures.actions import policies, shelf
    from makegood.gestures.types import GestureKind
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.ids import new_id
    from makegood.kernel.money import Money
    from makegood.people.actions import recognising
    from makegood.people.types import Address, IdentityKind, Sighting
    from makegood.platform import tenancy

    text = default_policy().replace('# none_by_lot_for    = "10 %"', 'none_by_lot_for    = "10 %"')
    text = text.replace("# which_by_lot       = true", "which_by_lot       = true")
    pence: dict[str, Money] = {"face_value": Money(100, "GBP"), "real_cost": Money(40, "GBP")}
    with tenancy.brand(house.brand_id):
        policies.set_policy(text=text, by=SYSTEM, at=cast.AT)
        nuts: dict[str, object] = {
            "code": "nuts-small",
            "name": "Small bag of nuts",
            "kind": GestureKind.SURPRISE,
            "sku": "NUTS-S",
        }
        shelf.add_item(**nuts, **pence, stock=40, by=SYSTEM, at=cast.AT)  # type: ignore[arg-type]
    torch(house)
    even = {"sweets-small": 0.5, "nuts-small": 0.5}
    with tenancy.brand(house.brand_id):
        trial = queries.running(key="surprise")
        assert trial is not None
        (tom,) = queries.drawn(trial_id=trial.id)
        assert (dict(tom.among), tom.drawn in even) == (even, True)
        seen = [Sighting((Address(IdentityKind.EMAIL, f"n{n}@example.net", f"N {n}"),)) for n in range(50)]
        ids = [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT)]
        lot, before = Lot(held_out=False, propensity=0.9), ("late", "GBP", 1, 2_000, "passive")
        codes = sorted(even)
        entering = [Entering(who, lot, "case", new_id(), codes[n % 2], *before, among=even) for n, who in enumerate(ids)]
        entries = actions.enter(trial=trial, entering=entering, at=cast.AT)
        plain = (0, False, False, "passive", 40)
        actions.follow(followed=[Followed(one, 28, int(n % 4 == 0), *plain) for n, one in enumerate(entries)])
    for _ in range(2):
        house.turn_to(cast.later(days=1))
    with tenancy.brand(house.brand_id):
        things = queries.things(trial_id=trial.id)
        choice = did_it_pay.page(at=cast.later(days=1)).choice
    assert {one.code: (one.share, one.tried, one.came_back) for one in things} == {
        "nuts-small": (0.5, 25, 0.52),
        "sweets-small": (0.5, 25, 0.0),
    }, "evenly, until each was tried two hundred times; thirteen of the twenty-five with nuts came back"
    assert choice is not None
    assert choice.by_lot
    assert choice.things == things
    assert [one.enough for one in choice.ways] == [False] * 3
