"""What a plan goes by of what was read."""

from dataclasses import replace

import pytest

from makegood.flows import meaning
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.types import Finding, Reading, TextIn

HANNA = "Guten Tag,\n\ndie Lichterkette aus Bestellung 1028 ist leider defekt: die Hälfte der Lampen leuchtet nicht. Bitte schicken Sie mir Ersatz."


def with_a_call(probability: float) -> Reading:
    (reading,) = FirstReader().read([TextIn("1", "Lichterkette defekt", HANNA)])
    return replace(reading, asked=(*reading.asked, Finding("call", "call", probability)))


@pytest.mark.parametrize(("chance", "asked"), [(0.2694, ("replacement",)), (0.3123, ("replacement",)), (0.5, ("replacement",)),
                                              (0.51, ("replacement", "call"))])  # fmt: skip
def test_a_call_is_planned_where_it_is_asked_for_more_likely_than_not(chance: float, asked: tuple[str, ...]) -> None:
    assert meaning.asked(with_a_call(chance)) == asked


def test_whoever_asks_to_be_rung_in_so_many_words_is() -> None:
    (reading,) = FirstReader().read([TextIn("1", "Lichterkette defekt", f"{HANNA} Bitte rufen Sie mich an.")])
    assert set(meaning.asked(reading)) == {"replacement", "call"}


def test_a_member_still_sees_the_call_that_no_plan_holds() -> None:
    assert [one.label for one in with_a_call(0.3123).asked] == ["replacement", "call"]


def test_readings_of_which_one_plans_a_call_are_not_the_same() -> None:
    assert meaning.is_same(with_a_call(0.3), with_a_call(0.4))
    assert not meaning.is_same(with_a_call(0.4), with_a_call(0.6))
