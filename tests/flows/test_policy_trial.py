"""A policy is tried on past cases before it goes into force, and what was given is compared by group; neither changes anything."""

from datetime import timedelta
from typing import Any

import pytest

from makegood.gestures.queries import default_policy
from makegood.kernel.refusals import Refusal
from tests import cast
from tests.flows.conftest import House
from tests.flows.test_loss_said import arrived

SINCE = cast.AT - timedelta(days=90)


def tried(house: House, text: str) -> Any:
    from makegood.flows import policy_trial
    from makegood.platform import tenancy

    with tenancy.brand(house.brand_id):
        return policy_trial.on_past_cases(text=text, since=SINCE)


def test_another_policy_says_what_it_would_have_proposed_and_what_it_would_have_cost(house: House) -> None:
    arrived(house)
    same = tried(house, default_policy())
    assert (len(same.tried), same.differing, same.cost_now) == (1, (), same.cost_then)
    strict = tried(
        house,
        default_policy()
        .replace('never_below       = "10.00"', 'never_below       = "1.00"')
        .replace('a_return_costs_us = "4.00"', 'a_return_costs_us = "1.00"'),
    )
    (one,) = strict.differing
    assert (one.now.name.partition("-with-sweets")[0], one.then.name.partition("-with-sweets")[0]) == (
        "replace-no-return",
        "replace-with-return",
    )
    assert (strict.cost_then - strict.cost_now).minor == 100, "the label of the return"


def test_a_policy_that_cannot_be_read_is_refused_before_it_is_tried(house: House) -> None:
    arrived(house)
    with pytest.raises(Refusal) as caught:
        tried(house, "[surprise]\n")
    assert caught.value.code == "policy_unreadable"


def test_the_fairness_page_counts_what_was_agreed_to_by_group(house: House) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import desk_pages, desk_work, fairness
    from makegood.platform import tenancy

    arrived(house)
    with tenancy.brand(house.brand_id):
        assert fairness.page(since=SINCE).n == 0
        mara = next(m for m in brands.members() if m.name == "Mara Lindqvist")
        made = desk_pages.case_page(number=1, at=cast.AT).makegood
        assert made is not None
        desk_work.approve(number=1, makegood_id=made.id, member=mara, at=cast.AT)
        page = fairness.page(since=SINCE)
    given = sum(step.cost.minor for step in made.steps if step.kind == "give")
    assert (page.n, page.alarms) == (1, 0)
    assert [(one.by, [(mean.group, mean.n, mean.mean) for mean in one.means]) for one in page.compared] == [
        ("where", [("in private", 1, given)]),
        ("reach", [("not known", 1, given)]),
        ("language", [("en", 1, given)]),
    ]
    assert all(one.gaps == () for one in page.compared)
