"""What drives a change, and that nothing stands out where nothing does. Seeded."""

from datetime import date

import numpy as np

from makegood.health.rules import drivers
from makegood.health.types import Day, Signal

ON = date(2026, 3, 2)


def day(facet: str, value: str, hits: int, n: int) -> Day:
    return Day("delivery", Signal.PROMISE, ON, hits, n, facet=facet, value=value)


def test_the_carrier_with_which_it_rose_stands_out_with_how_many_times_and_an_interval() -> None:
    then = [day("carrier", "Swiftline", 30, 60), day("carrier", "Postwagen", 5, 100)]
    before = [day("carrier", "Swiftline", 10, 200), day("carrier", "Postwagen", 15, 300)]
    (found, *_), compared = drivers.drivers(then=then, before=before)
    assert compared == 2
    assert (found.facet, found.value, found.hits, found.n, found.hits_before, found.n_before) == (
        "carrier",
        "Swiftline",
        30,
        60,
        10,
        200,
    )
    # (30.5/30.5)/(10.5/190.5) over (5.5/95.5)/(15.5/285.5)
    assert abs(found.times - (1 / (10.5 / 190.5)) / ((5.5 / 95.5) / (15.5 / 285.5))) < 1e-9
    assert 1 < found.low < found.times < found.high


def test_where_it_rose_everywhere_nothing_stands_out() -> None:
    then = [day("carrier", "Swiftline", 30, 60), day("carrier", "Postwagen", 50, 100)]
    before = [day("carrier", "Swiftline", 10, 200), day("carrier", "Postwagen", 15, 300)]
    assert drivers.drivers(then=then, before=before) == ((), 2)


def test_what_is_known_of_too_few_is_not_looked_at() -> None:
    then = [day("carrier", "Swiftline", 9, 9), day("carrier", "Postwagen", 5, 100)]
    assert drivers.drivers(then=then, before=[]) == ((), 0)


def test_of_many_values_in_which_nothing_is_different_one_in_twenty_alarms_at_most() -> None:
    """400 changes with thirty values each: at .05 for all of them together, 20 are to be borne; without the correction it would be most."""
    dice, found = np.random.default_rng(20_260_302), 0
    for _ in range(400):
        then = [day("product", f"p{n}", int(dice.binomial(60, 0.2)), 60) for n in range(30)]
        before = [day("product", f"p{n}", int(dice.binomial(200, 0.1)), 200) for n in range(30)]
        found += bool(drivers.drivers(then=then, before=before)[0])
    assert found <= 20
