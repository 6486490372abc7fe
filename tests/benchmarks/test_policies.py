"""The two written policies of others hold as files of ours: what is right is allowed, what is astray is refused, and neither contradicts itself."""

from collections import Counter

import pytest

from benchmarks import policies
from makegood.gestures.rules.lint import look_over

NEEDS_DATA = pytest.mark.skipif(not policies.DATA.is_dir(), reason="../shared/data/policies is not beside this folder")
SHORT = 20  # actions of the tasks that pay with a gift card which holds too little: the written text refuses them in words


@pytest.mark.parametrize("house", ["retail", "airline"])
def test_a_written_policy_contradicts_itself_nowhere(house: str) -> None:
    assert {finding.sort for finding in look_over(policies.policy_of(house))} <= {"hole"}


@NEEDS_DATA
def test_every_right_action_of_the_shop_is_allowed_but_those_that_the_text_itself_refuses_and_nothing_astray_is() -> None:
    judged = list(policies.retail())
    refused = [one for one in judged if not one.way and not one.allowed]
    assert (Counter(not one.way for one in judged)[True], len(refused)) == (768, SHORT)
    assert all(
        "gift card holds is" in one.why and "(needed: gift card holds is at least to pay, which is" in one.why for one in refused
    )
    astray = [one for one in judged if one.way]
    assert len(astray) > 4_000
    assert [(one.do, one.way, one.why) for one in astray if one.allowed] == []


@NEEDS_DATA
def test_every_right_action_of_the_airline_is_allowed_and_nothing_astray_is() -> None:
    judged = list(policies.airline())
    assert len(judged) > 40_000
    assert [(one.do, one.way, one.why) for one in judged if not one.as_it_should] == []
