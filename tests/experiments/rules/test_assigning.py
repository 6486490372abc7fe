"""Who is in which group: the same person always, nobody chosen, and an alarm where the groups are not what was assigned."""

from datetime import timedelta
from uuid import UUID

import pytest
from scipy import stats

from makegood.experiments.rules import assigning
from makegood.experiments.rules.assigning import HELD_OUT, Assigned
from tests import cast

PEOPLE = [UUID(int=n * 7_919) for n in range(20_000)]
SHARES = {"card": 0.3, "sweets": 0.7}


def assign(person: UUID, experiment: str = "spring", key: bytes = b"a key of ours") -> Assigned:
    return assigning.assign(person, key=key, experiment=experiment, shares=SHARES, held_out=0.08, at=cast.AT)


def test_the_same_person_has_the_same_group_and_another_key_gives_another() -> None:
    first = [assign(one).arm for one in PEOPLE[:500]]
    assert first == [assign(one).arm for one in PEOPLE[:500]]
    assert first != [assign(one, key=b"another").arm for one in PEOPLE[:500]]


def test_shares_are_kept_and_propensities_are_what_happens() -> None:
    found = [assign(one) for one in PEOPLE]
    for arm, share in (("card", 0.3 * 0.92), ("sweets", 0.7 * 0.92), (HELD_OUT, 0.08)):
        mine = [one for one in found if one.arm == arm]
        assert len(mine) / len(found) == pytest.approx(share, abs=0.011)
        assert {round(one.propensity, 9) for one in mine} == {round(share, 9)}


def test_who_is_held_out_is_held_out_of_everything_and_other_experiments_are_independent() -> None:
    spring, autumn = ([assign(one, name).arm for one in PEOPLE] for name in ("spring", "autumn"))
    assert [one == HELD_OUT for one in spring] == [one == HELD_OUT for one in autumn]
    both = sum(a == b == "card" for a, b in zip(spring, autumn, strict=True)) / len(PEOPLE)
    assert both == pytest.approx(0.92 * 0.3 * 0.3, abs=0.01)


def test_of_two_who_are_one_person_the_earlier_assignment_stays() -> None:
    later, earlier = Assigned("sweets", 0.6, cast.AT), Assigned("card", 0.3, cast.AT - timedelta(days=1))
    assert assigning.of_one_person([later, earlier]) == earlier


@pytest.mark.parametrize("shares", [{}, {"a": 1.2}, {"a": 1.1, "b": -0.1}])
def test_shares_that_are_none_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        assigning.assign(PEOPLE[0], key=b"k", experiment="e", shares=shares, held_out=0.05, at=cast.AT)


@pytest.mark.parametrize("counted", [(5_050, 4_950), (500, 480, 520), (3, 1), (900, 100, 50, 2_000)])
def test_the_chance_of_such_groups_is_that_of_a_library(counted: tuple[int, ...]) -> None:
    arms = {str(n): 1 / len(counted) for n in range(len(counted))}
    told = assigning.mismatch({str(n): one for n, one in enumerate(counted)}, arms)
    assert told == pytest.approx(stats.chisquare(counted).pvalue, rel=1e-9, abs=1e-300)


def test_groups_that_somebody_chose_sound_the_alarm() -> None:
    assert assigning.mismatch({"a": 5_300, "b": 4_700}, {"a": 0.5, "b": 0.5}) < assigning.SURE
    assert assigning.mismatch({"a": 5_050, "b": 4_950}, {"a": 0.5, "b": 0.5}) > assigning.SURE
    assert assigning.mismatch({"a": 0, "b": 0}, {"a": 0.5, "b": 0.5}) == 1.0
