"""The labelled messages are whole, keep to the guide, and can be found again; agreement is reckoned as its sources say."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from makegood.commands.judging.answers import ONE_OF, SEVERAL
from tests.understanding import between_labellers, labelled


def answer(*labels: str) -> frozenset[str]:
    return frozenset(labels)


def test_each_of_1600_messages_has_one_agreed_answer_of_the_guide_to_every_question() -> None:
    agreed = labelled.agreed()
    assert len(agreed) == len({each.id for each in agreed}) == 1600
    for each in agreed:
        for question in labelled.ONE_OF:
            assert len(each.labels[question]) == 1
            assert each.labels[question] <= set(ONE_OF[question])
        for question in labelled.SEVERAL:
            assert each.labels[question] <= set(SEVERAL[question])
        assert each.unsure <= set(labelled.QUESTIONS)


def test_a_fifth_was_labelled_twice_by_different_labellers() -> None:
    by_message = defaultdict(list)
    for each in labelled.given():
        by_message[each.id].append(each)
    twice = [both for both in by_message.values() if len(both) == 2]
    assert len(twice) == 320
    assert all(both[0].labeller != both[1].labeller and {each.turn for each in both} == {"first", "second"} for both in twice)


def test_what_two_labellers_said_alike_was_not_changed_by_the_settling() -> None:
    given = {(each.id, each.turn): each.labels for each in labelled.given()}
    how = Counter(each.by for each in labelled.agreed())
    assert how == {"one": 1280, "both": 254, "adjudicated": 66}
    for each in labelled.agreed():
        first = given[each.id, "first"]
        second = given.get((each.id, "second"), first)
        same = [question for question in labelled.QUESTIONS if first[question] == second[question]]
        assert [question for question in same if each.labels[question] != first[question]] == []
        assert (each.by == "adjudicated") == (len(same) < len(labelled.QUESTIONS))


def test_at_least_150_messages_of_the_top_urgencies_are_among_them() -> None:
    urgencies = Counter(next(iter(each.labels["urgency"])) for each in labelled.agreed())
    assert urgencies["safety"] + urgencies["legal"] + urgencies["stranded"] >= 150


def test_the_weights_lead_back_to_700_messages_beside_250_reviews() -> None:
    agreed = labelled.agreed()
    assert sum(each.weight for each in agreed) == pytest.approx(1600, abs=0.01)
    reviews = sum(each.weight for each in agreed if each.cell == "review")
    assert reviews / 1600 == pytest.approx(250 / 950, abs=1e-5)


def test_every_labelled_message_is_found_again_in_the_data_folder() -> None:
    if not labelled.DATA.is_dir():
        pytest.skip("There is no data folder beside the repository.")
    found = labelled.texts()
    assert set(found) == {each.id for each in labelled.agreed()}
    assert all(text.strip() for text in found.values())


def test_alpha_is_that_of_krippendorffs_own_example_of_two_observers() -> None:
    # K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section A: binary data, two observers, no missing data: .095
    one, two = "0100000010", "1110010000"
    both = [(answer(a), answer(b)) for a, b in zip(one, two, strict=True)]
    assert between_labellers.alpha(both, between_labellers.same_or_not) == pytest.approx(0.095, abs=0.0005)


def test_what_another_labeller_found_again_is_counted_and_weighed() -> None:
    theirs, found = np.array([True, True, True, False]), np.array([True, False, True, True])
    again = between_labellers.again(theirs, found, np.array([1.0, 2.0, 5.0, 9.0]), np.zeros(4, np.int64))
    assert (again.of, again.again) == (3, 2)
    assert again.share == pytest.approx(6 / 8)
    assert again.low <= again.share <= again.high


def test_people_find_most_of_the_top_urgencies_that_another_named() -> None:
    second, first = between_labellers.found_again(between_labellers.TOP, "urgency")
    assert (second.of, second.again, first.of, first.again) == (53, 47, 48, 47)


def test_kappa_is_that_of_the_textbook() -> None:
    # 50 proposals, both yes 20, both no 15, 5 and 10 apart: observed .7, by chance .5, kappa .4
    both = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert between_labellers.kappa(both) == pytest.approx(0.4)


def test_sets_that_share_a_label_are_nearer_than_sets_that_share_none() -> None:
    late, both, lost = answer("late"), answer("late", "lost"), answer("lost")
    assert between_labellers.masi(late, late) == 0
    assert between_labellers.masi(late, both) == pytest.approx(2 / 3)
    assert between_labellers.masi(answer("late", "staff"), both) == pytest.approx(8 / 9)
    assert between_labellers.masi(late, lost) == 1
