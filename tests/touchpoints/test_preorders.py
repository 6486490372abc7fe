"""Who complains of pre-ordering speaks of the pre-order's day, whatever the hour and whether we know the order or not; a question is none."""

import pytest

from makegood.touchpoints.rules import where
from makegood.touchpoints.rules.where import Circumstance


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (Circumstance("I pre-ordered it for launch day and it did not come", ("late",)), "pre-order-delivery"),
        (
            Circumstance("There is no point in pre-ordering again", ("other",), act="complaint"),
            "pre-order-delivery",
        ),
        (Circumstance("Meine Vorbestellung ist nicht da", ("late",)), "pre-order-delivery"),
        (Circumstance("I pre-ordered it and it is torn", ("faulty",), delivery="delivery"), "goods"),
        (Circumstance("Can I pre-order the paperback?", act="question"), "browse"),
    ],
)
def test_a_complaint_of_pre_ordering_is_of_the_pre_orders_day(one: Circumstance, key: str) -> None:
    assert where.where(one).key == key
