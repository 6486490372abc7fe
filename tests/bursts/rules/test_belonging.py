"""Who belongs to a confirmed cause: members and what is usual vote. Pure."""

import numpy as np
import pytest

from makegood.bursts.rules import belonging
from makegood.bursts.rules.belonging import Heard
from makegood.bursts.rules.placing import Floats32

FREE, DOWN, CODE = -1, 0, 1


def at(cosine: float, axis: int, *, away: int) -> Floats32:
    """A vector so near to one direction, for the rest in another."""
    made = np.zeros(384, dtype=np.float32)
    made[axis], made[away] = cosine, (1 - cosine**2) ** 0.5
    return made


def heard(*rows: tuple[Floats32, str, float]) -> Heard:
    """Vectors, harms, and minutes."""
    return Heard(np.stack([one[0] for one in rows]), [one[1] for one in rows], np.array([60 * one[2] for one in rows]))


MEMBERS = [(at(0.95, 0, away=10 + n), "outage", n) for n in range(20)]
USUAL = heard(*[(at(0.9, 1 + n % 3, away=40 + n), ("late", "faulty", "")[n % 3], 0.0) for n in range(60)])
OWNER = np.array([DOWN] * 20 + [FREE])


def joins(vector: Floats32, harm: str, minute: float, usual: Heard = USUAL, usual_an_hour: float = 1.0) -> bool:
    voted = belonging.vote(heard(*MEMBERS, (vector, harm, minute)), OWNER, usual, usual_an_hour=usual_an_hour)
    assert voted[:20].tolist() == [DOWN] * 20
    return bool(voted[20] == DOWN)


def test_while_many_speak_of_it_what_is_said_in_other_words_belongs_and_what_is_usual_does_not() -> None:
    assert joins(at(0.5, 0, away=200), "", 10)
    assert joins(at(0.2, 0, away=200), "outage", 10)
    assert not joins(at(0.8, 1, away=200), "late", 10)


def test_where_it_is_quiet_again_only_what_lies_much_nearer_to_members_belongs() -> None:
    stray = at(0.3, 0, away=200) + 0.28 * np.eye(384, dtype=np.float32)[2]
    stray /= np.linalg.norm(stray)
    assert joins(stray, "", 10)
    assert not joins(stray, "", 600)
    assert joins(at(0.9, 0, away=200), "outage", 600)


def test_the_busier_a_usual_hour_is_the_nearer_one_must_lie() -> None:
    word = at(0.30, 0, away=200) + 0.32 * np.eye(384, dtype=np.float32)[3]
    word /= np.linalg.norm(word)
    assert joins(word, "", 10, usual_an_hour=1.0)
    assert not joins(word, "", 10, usual_an_hour=400.0)


def test_who_belongs_votes_in_the_next_round() -> None:
    bridge, far = at(0.6, 0, away=300), at(0.75, 300, away=301)
    rows = [*MEMBERS, (far, "outage", 10.0)]
    usual = heard(*[(at(0.72, 301, away=40 + n), "", 0.0) for n in range(10)])
    alone = belonging.vote(heard(*rows), OWNER, usual, usual_an_hour=5.0)
    assert alone[-1] == FREE
    both = belonging.vote(heard(*rows, (bridge, "", 10.0)), np.array([DOWN] * 20 + [FREE, FREE]), usual, usual_an_hour=5.0)
    assert both[20:].tolist() == [DOWN, DOWN]


def test_what_is_nearer_to_another_cause_goes_there() -> None:
    code = [(at(0.95, 5, away=60 + n), "billing", n) for n in range(6)]
    owner = np.array([DOWN] * 20 + [CODE] * 6 + [FREE, FREE])
    stray = (at(0.8, 5, away=200), "billing", 10.0)
    page = (at(0.6, 0, away=201), "", 10.0)
    voted = belonging.vote(heard(*MEMBERS, *code, stray, page), owner, USUAL, usual_an_hour=1.0)
    assert voted[26:].tolist() == [CODE, DOWN]


@pytest.mark.parametrize("owner", [OWNER, np.full(21, FREE)])
def test_nobody_joins_where_nothing_is_known_of_a_usual_day(owner: belonging.Owners) -> None:
    nothing = Heard(np.zeros((0, 384), dtype=np.float32), [], np.zeros(0))
    rows = heard(*MEMBERS, (at(0.9, 0, away=200), "outage", 10.0))
    assert belonging.vote(rows, owner, nothing, usual_an_hour=1.0).tolist() == owner.tolist()
