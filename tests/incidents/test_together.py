"""Who is answered with the others, and who by a person of their own."""

from uuid import UUID

from makegood.incidents.rules import together
from makegood.incidents.rules.together import Standing
from makegood.incidents.types import State


def cases(*harms: str, begin: int = 0) -> list[Standing]:
    """One case for each, in order; "outage faulty" names both."""
    return [Standing(UUID(int=begin + n + 1), frozenset(one.split())) for n, one in enumerate(harms)]


def test_what_half_of_them_name_is_the_incidents_own_and_who_names_more_is_held_back() -> None:
    there = cases("outage", "outage", "", "outage late")
    assert together.own_harms(there) == {"outage"}
    assert together.held_back(there) == {UUID(int=4): "They were also let down otherwise: something was late."}
    assert together.to_answer(there) == tuple(UUID(int=n) for n in (1, 2, 3))


def test_what_a_tenth_of_them_name_is_another_word_for_the_same_but_of_two_it_is_theirs() -> None:
    many = cases(*["outage"] * 26, *["outage faulty"] * 2)
    assert list(together.held_back(many).values()) == ["They were also let down otherwise: something was faulty."] * 2
    many += cases("outage faulty", "outage late", begin=28)
    assert together.own_harms(many) == {"outage", "faulty"}
    assert list(together.held_back(many)) == [UUID(int=30)]


def test_what_is_dangerous_or_of_their_data_is_read_by_somebody_however_many_name_it() -> None:
    many = cases(*["outage"] * 20, *["outage safety"] * 5, *["outage privacy"] * 5)
    assert together.own_harms(many) == {"outage"}
    assert len(together.held_back(many)) == 10
    assert together.own_harms(cases("safety", "safety", "safety late")) == {"safety"}


def test_a_members_word_goes_before_the_rule_and_what_is_resolved_needs_no_answer() -> None:
    [first, second, third] = cases("outage", "outage late", "outage late")
    assert first.apart is None
    there = [
        Standing(first.case_id, first.harms, apart=True),
        Standing(second.case_id, second.harms, apart=False),
        Standing(third.case_id, third.harms, resolved=True),
    ]
    assert together.held_back([*there, *cases("outage", begin=9)]) == {first.case_id: "A member answers it apart."}
    assert together.to_answer(there) == (second.case_id,)


def test_cases_close_with_the_letter_only_once_it_is_over() -> None:
    assert [together.resolves(state, asked_for=True) for state in (State.OPEN, State.OVER)] == [False, True]
    assert not together.resolves(State.OVER, asked_for=False)
