"""Topics, groups, facets and names: pure."""

from itertools import chain, combinations
from random import Random
from uuid import UUID

import numpy as np
import pytest

from makegood.bursts.rules import cusum, facets, gathering, matters, naming, nearness, placing, watching
from makegood.bursts.rules.matters import Matter
from makegood.bursts.rules.nearness import Nearness
from makegood.bursts.rules.seasons import Floats

NEAR = Nearness(joins=0.6, wide=0.5, least=0.25, apart=0.05, margin=0.02, one=0.8)
NO_RIVALS = np.zeros((0, 384), dtype=np.float32)


def around(axis: int, count: int, *, spread: float, seed: int = 1) -> placing.Floats32:
    """Vectors of length 1 that lie around one direction."""
    noise = np.random.default_rng(seed).standard_normal((count, 384)).astype(np.float32)
    noise[:, axis] = 0
    raw = np.eye(384, dtype=np.float32)[axis] + spread * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


def nothing() -> placing.Places:
    empty = np.zeros((0, 384), dtype=np.float32)
    return placing.places(empty, empty, np.zeros(0))


def test_alike_messages_share_a_topic_and_a_middle_forgets_in_a_day() -> None:
    known = nothing()
    vectors = np.concatenate([around(0, 3, spread=0.3), around(1, 2, spread=0.3)])
    found = placing.place(known, vectors, np.arange(5.0), NEAR)
    assert [one.row for one in found] == [0, 0, 0, 1, 1]
    assert [one.is_new for one in found] == [True, False, False, True, False]
    before = float(np.linalg.norm(known.totals[0]))
    placing.place(known, vectors[:1], np.array([2.0 + placing.HALF_LIFE_S]), NEAR)
    assert float(np.linalg.norm(known.totals[0])) == pytest.approx(before / 2 + 1, rel=0.05)


def test_more_topics_than_there_was_room_for() -> None:
    known = nothing()
    found = placing.place(known, np.eye(384, dtype=np.float32)[:100], np.zeros(100), NEAR)
    assert [one.row for one in found] == list(range(100))
    assert known.size == 100


def test_near_topics_are_one_and_the_first_stays() -> None:
    middles = np.concatenate([around(0, 1, spread=0.1), around(1, 1, spread=0.1), around(0, 2, spread=0.1, seed=5)])
    assert placing.near_ones(middles, least=0.8) == [(0, [2, 3])]


def test_two_causes_are_two_groups_and_what_is_neither_is_in_none() -> None:
    vectors = np.concatenate([around(0, 12, spread=0.7), around(1, 8, spread=0.7), around(2, 3, spread=0.2)])
    found = gathering.groups(vectors, [""] * 23, NO_RIVALS, NEAR, least=5)
    assert [one.rows.tolist() for one in found] == [list(range(12)), list(range(12, 20))]


def test_the_same_harm_reaches_further_and_never_what_is_nearer_to_something_else() -> None:
    members = around(0, 8, spread=0.5)
    stray = around(0, 1, spread=1.5, seed=9)  # cosine .55
    vectors, owner = np.concatenate([members, stray]), np.array([0] * 8 + [-1])
    said = ["outage"] * 8
    assert gathering.grow(vectors, [*said, ""], owner, NO_RIVALS, NEAR)[-1] == -1
    assert gathering.grow(vectors, [*said, "outage"], owner, NO_RIVALS, NEAR)[-1] == 0
    assert gathering.grow(vectors, [*said, "outage"], owner, stray, NEAR)[-1] == -1
    far, many = around(0, 1, spread=3.0, seed=9), {"outage": 0.97}
    further = np.concatenate([members, far])
    assert gathering.grow(further, [*said, "outage"], owner, NO_RIVALS, NEAR)[-1] == -1
    assert gathering.grow(further, [*said, "outage"], owner, NO_RIVALS, NEAR, surplus=many)[-1] == 0
    assert gathering.grow(further, [*said, "billing"], owner, NO_RIVALS, NEAR, surplus=many)[-1] == -1


def test_the_best_subset_is_that_of_all_subsets() -> None:
    chance = Random(4)
    for _ in range(50):
        values = [f"v{i}" for i in range(7)]
        people = {value: float(chance.randrange(12)) for value in values}
        expected = {value: chance.uniform(0.2, 8) for value in values}
        every = chain.from_iterable(combinations(values, many) for many in range(len(values) + 1))
        best = max(facets.score(sum(people[v] for v in some), sum(expected[v] for v in some)) for some in every)
        assert facets.best_subset(people, expected).score == pytest.approx(best)


def test_a_burst_is_said_to_be_where_most_of_it_is_and_others_were_not() -> None:
    past = [{"carrier": "Swiftline", "channel": "mail"}] * 10 + [{"carrier": "Parcelway", "channel": "mail"}] * 30
    burst = [{"carrier": "Swiftline", "channel": "mail"}] * 18 + [{"carrier": "Parcelway", "channel": "mail"}] * 2
    assert facets.concentrated(burst, past) == "carrier Swiftline"
    assert facets.concentrated(past, past) == ""
    assert facets.concentrated([{}] * 20, past) == ""


def test_a_burst_is_called_by_words_of_three_people_and_never_by_names_or_numbers() -> None:
    texts = [
        "The checkout fails, order 1044, says Rita",
        "checkout fails again",
        "My checkout page fails for rita@example.org",
        "Rita: page, checkout!",
    ]
    others = ["the lamp fails", "a page of the manual is missing"]
    assert naming.title_words(texts, others, names=["Rita Lamb"]) == ("checkout", "fails")


def test_two_groups_are_one_by_their_words_or_by_their_harm_unless_something_sets_them_apart() -> None:
    east, half = around(0, 1, spread=0.1)[0], around(0, 1, spread=2.0)[0]

    def matter(middle: placing.Floats32, harm: str, carrier: str = "") -> Matter:
        return Matter(UUID(int=1), middle, [harm] * 6, [{"carrier": carrier} if carrier else {}] * 6)

    assert matters.are_one(matter(east, ""), matter(east, "late"), NEAR)
    assert not matters.are_one(matter(east, "late"), matter(half, "billing"), NEAR)
    assert matters.are_one(matter(east, "late"), matter(half, "late"), NEAR)
    assert not matters.are_one(matter(east, "late", "Swiftline"), matter(half, "late", "Parcelway"), NEAR)


def test_minutes_taken_together_are_those_taken_one_by_one() -> None:
    chance = np.random.default_rng(2)
    people = (chance.random((3, 400)) < 0.02).astype(float)
    weights = np.repeat([0.5, 1.5, 1.0, 0.2], 100)
    mean, k = np.array([0.01, 0.02, 0.005]), np.full(3, 1.0)
    seen = watching.watch(watching.begin(3, at=0), people, watching.Usual(mean, k, np.full((3, 3), 99.0), weights))
    one_by_one: Floats = cusum.begin(3).sums
    watch = cusum.begin(3)
    for minute in range(400):
        watch = cusum.step(watch, people[:, minute], mean=mean * weights[minute], k=k, now=minute)
        one_by_one = watch.sums
    assert seen.state.sums == pytest.approx(one_by_one)
    assert seen.raised == ()


def test_a_raised_topic_is_raised_once_and_rests_when_it_is_calmed() -> None:
    usual = watching.Usual(np.array([0.01]), np.array([1.0]), np.full((1, 3), 4.0), np.ones(60))
    seen = watching.watch(watching.begin(1, at=100), np.ones((1, 60)), usual)
    (raised,) = seen.raised
    assert (raised.row, raised.at - 100 <= 5, raised.rule) == (0, True, "flash")
    assert watching.watch(watching.begin(1, at=100), np.ones((1, 60)), usual, already=[0]).raised == ()
    rests = watching.calm(seen.state, [0], at=200)
    assert rests.sums.tolist() == [[0.0, 0.0, 0.0]]
    assert watching.watch(rests, np.ones((1, 30)), watching.Usual(usual.mean, usual.k, usual.bounds, np.ones(30))).raised == ()
    assert not watching.is_over(0, 1.0, 1.0, lasts=60)
    assert watching.is_over(1, 1.0, 1.0, lasts=120)
    assert watching.is_over(500, 1.0, 1.0, lasts=watching.A_DAY)


def test_each_embedder_has_its_own_nearness() -> None:
    assert nearness.of("words-1-x").joins < nearness.of("small-2-y").joins == nearness.of("another").joins
