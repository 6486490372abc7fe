"""What somebody said last of staying and to others, and how a row of somebody who may leave is sorted: on values alone."""

from uuid import UUID

from makegood.cases import rules as case_rules
from makegood.people.types import Fact, IdentityId
from makegood.views import lifeline, rules
from makegood.views.types import LoyaltyWord
from tests import cast

TOM = IdentityId(UUID(int=1))


def told(kind: str, answer: str, percent: int, **ago: float) -> Fact:
    at = cast.later(**{unit: -amount for unit, amount in ago.items()})
    return Fact(TOM, kind, f"{answer}{percent}", at, {"answer": answer, "percent": percent})


def test_the_latest_word_of_half_a_year_counts() -> None:
    facts = [
        told("may_leave", "yes", 95, days=181),
        told("tells_others", "warns", 80, days=90),
        told("may_leave", "risk", 72, days=3),
        told("tells_others", "recommends", 91, days=1),
    ]
    assert lifeline.loyalty(facts, at=cast.AT) == (
        LoyaltyWord("leaving", "risk", 72, cast.later(days=-3)),
        LoyaltyWord("advocacy", "recommends", 91, cast.later(days=-1)),
    )
    assert lifeline.loyalty(facts[:1], at=cast.AT) == ()


def test_who_may_leave_is_sorted_two_hours_earlier_and_nobody_else() -> None:
    due = cast.later(hours=3)
    assert rules.sorted_as(due, leaving="risk") == cast.later(hours=1)
    assert rules.sorted_as(due, leaving="") == due
    assert rules.sorted_as(None, leaving="yes") is None


def test_a_word_of_going_is_not_taken_back_by_silence() -> None:
    assert [case_rules.more_leaving(one, other) for one, other in (("", ""), ("risk", ""), ("", "yes"), ("yes", "risk"))] == [
        "",
        "risk",
        "yes",
        "yes",
    ]
