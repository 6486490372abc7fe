"""Whether something else began during an incident: pure, and with seeded chance."""

from collections.abc import Iterable
from uuid import UUID

import numpy as np
import pytest

from makegood.bursts.rules import nearness, splitting
from makegood.bursts.rules.matters import Matter
from makegood.bursts.rules.splitting import Part
from tests.bursts.rules.test_causes import NEAR, around

MINUTE = 60.0
LEAST = 5


def look(
    chance: np.random.Generator, *told: tuple[int, str, Iterable[float]], near: nearness.Nearness = NEAR, spread: float = 0.5
) -> Part | None:
    """Each part: around which direction, what most of it names, and when it was said (minutes). One in five names nothing."""
    parts = tuple((axis, harm, list(said)) for axis, harm, said in told)
    vectors = np.concatenate(
        [around(axis, len(said), spread=spread, seed=int(chance.integers(1 << 30))) for axis, _, said in parts]
    )
    harms = [harm if chance.random() < 0.8 else "" for _, harm, said in parts for _ in said]
    said = np.array([minute * MINUTE for _, _, part in parts for minute in part])
    whole = Matter(UUID(int=1), vectors.mean(axis=0), harms, [{}] * len(harms))
    return splitting.split(whole, vectors, list(range(len(harms))), said, near, least=LEAST)


def of(part: Part | None) -> list[int]:
    assert part is not None
    return [int(row) for row in part.rows]


@pytest.mark.parametrize("seed", range(20))
def test_what_began_late_and_names_another_harm_is_a_cause_of_its_own(seed: int) -> None:
    chance = np.random.default_rng(seed)
    down, code = chance.uniform(0, 90, 60), chance.uniform(50, 90, 15)
    found = of(look(chance, (0, "outage", down), (1, "billing", code)))
    assert set(found) <= set(range(60, 75))
    assert len(found) >= 13


def test_what_is_said_as_early_as_the_rest_is_no_cause_of_its_own() -> None:
    """Two thousand incidents in which one in six name another harm by chance: as often as is borne, or less."""
    split = 0
    for seed in range(2_000):
        chance = np.random.default_rng(seed)
        some, others = chance.uniform(0, 90, 50), chance.uniform(0, 90, 12)
        split += look(chance, (0, "outage", some), (1, "billing", others)) is not None
    assert split / 2_000 <= splitting.BY_CHANCE


def test_one_matter_said_late_in_the_words_of_the_rest_stays() -> None:
    chance = np.random.default_rng(5)
    down, late = chance.uniform(0, 90, 60), chance.uniform(50, 90, 15)
    assert look(chance, (0, "outage", down), (0, "billing", late), spread=0.2) is None


def test_too_few_are_none_and_so_is_one_harm() -> None:
    chance = np.random.default_rng(5)
    down = chance.uniform(0, 90, 60)
    assert look(chance, (0, "outage", down), (1, "billing", [60, 61, 62, 63])) is None
    assert look(chance, (0, "outage", down)) is None


def test_a_stray_that_spoke_early_stays_with_the_rest() -> None:
    chance = np.random.default_rng(5)
    down, code = chance.uniform(0, 90, 60), [3.0, *chance.uniform(60, 90, 30)]
    found = of(look(chance, (0, "outage", down), (1, "billing", code)))
    assert 60 not in found
    assert len(found) >= 25


def test_the_chance_is_that_of_the_exact_test() -> None:
    assert splitting.chance(0, 5, 5, 10) == pytest.approx(1 / 252)  # the five first of ten are none of these five
    assert splitting.chance(1, 5, 5, 10) == pytest.approx(26 / 252)
    assert splitting.chance(5, 5, 5, 10) == 1.0
    assert splitting.chance(0, 5, 0, 10) == 1.0
    assert splitting.chance(0, 10, 900, 1_510) == pytest.approx((610 / 1_510) ** 10, rel=0.05)
