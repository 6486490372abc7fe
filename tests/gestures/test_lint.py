"""Holes and contradictions of a policy are found before it goes into force, each in a sentence; a sound one has none."""

import pytest

from makegood.gestures.rules.lint import look_over
from tests.gestures.given import policy

FACTS = """
[facts]
"order status" = ["pending", "sent", "delivered"]
"hours since order" = "number"
"passengers" = "number"
"insured" = "yes or no"
"new product" = "each text"
"old product" = "each text"
"""


def rung(name: str, sentences: str, share: str) -> str:
    return f'[[make_up]]\nname = "{name}"\nif = [{sentences}]\nshare = "{share}"\n'


def may(name: str, *sentences: str, more: str = "", word: str = "may", do: str = "cancel") -> str:
    wanted = ", ".join(f'"{one}"' for one in sentences)
    return f'[[{word}]]\nname = "{name}"\ndo = "{do}"\nif = [{wanted}]\n{more}'


def found(text: str) -> list[tuple[str, str]]:
    return [(one.sort, one.words) for one in look_over(policy(text))]


def test_the_policy_that_is_shipped_has_no_contradiction() -> None:
    assert found(policy().text) == []


@pytest.mark.parametrize(("text", "expected"), [
    (rung("A", '"hours late is at least 5", "hours late is less than 5"', "5 %"),
     ("never", "“A” asks for what cannot be true at once.")),
    (rung("A", '"hours late is at least 24"', "5 %") + rung("B", '"hours late is at least 5"', "10 %"),
     ("never", "“A” never counts: wherever it fits, “B” fits as well and gives no less.")),
    ('[[rule]]\nname = "A"\ngive = ["money"]\nwho = ["lead"]\nup_to = "5.00"\n[[rule]]\nname = "B"\ngive = ["money"]\nwho = ["agent", "lead"]\n',
     ("never", "“A” never decides: “B” allows all of it, with no more to ask.")),
    ('[extras]\nnothing_below = "2.00"\n[[rule]]\nname = "A"\ngive = ["money"]\nwho = ["lead"]\nup_to = "1.50"\n',
     ("contradiction", "“A” allows money up to £1.50, but nothing below £2.00 is given.")),
    (rung("A", '"failure is at least 2"', "5 %"),
     ("hole", "The rungs of what makes up say how much, but no rule says who may give money.")),
])  # fmt: skip
def test_rungs_and_rules_that_cannot_be_meant_are_told(text: str, expected: tuple[str, str]) -> None:
    assert expected in found(text)


@pytest.mark.parametrize(("text", "expected"), [
    (may("A", "order status is pending", "order status is sent"),
     ("never", "“A” asks for what cannot be true at once.")),
    (may("A", "hours since order is less than 24", "order status is pending") + may("N", "hours since order is less than 48", word="never"),
     ("contradiction", "“A” allows what “N” always rules out.")),
    (may("A", "insured", more='amount = "100.00"\nfor_each = "passengers"\n') + may("B", "order status is sent", more='amount = "50.00"\n'),
     ("contradiction", "“A” and “B” can both hold for “cancel” and give different amounts: the first counts.")),
    (may("A", "order status is one of pending, sent"),
     ("hole", "No [[may]] lets “cancel” where order status is delivered: it is refused there.")),
    (may("A", "order status is pending"), ("hole", "No rule asks for “insured”.")),
    (may("A", "new product is the same as old product", "new product is not the same as old product"),
     ("never", "“A” asks for what cannot be true at once.")),
])  # fmt: skip
def test_what_may_be_done_is_looked_over(text: str, expected: tuple[str, str]) -> None:
    assert expected in found(text + FACTS)


def test_equal_amounts_and_rules_that_exclude_each_other_are_no_contradiction() -> None:
    text = (
        may("A", "insured", "order status is pending", more='amount = "100.00"\n')
        + may("B", "insured", "order status is sent", more='amount = "50.00"\n')
        + may("C", "order status is delivered", more='amount = "50.00"\n')
    )
    assert [sort for sort, _ in found(text + FACTS) if sort == "contradiction"] == []
