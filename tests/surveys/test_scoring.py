"""What answers say: shares and scores with their intervals, and what silence may hide. Values worked out by hand or by the sources named there."""

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.surveys.rules import scoring
from makegood.surveys.rules.scoring import Group, wilson
from makegood.surveys.types import Answer, SurveyKind


def test_wilsons_interval_is_that_of_the_source() -> None:
    share = wilson(15, 148)  # Newcombe 1998, Statistics in Medicine 17, 857: 15 of 148 by method 3: .0624 to .1605
    assert share is not None
    assert (round(share.low, 4), round(share.high, 4)) == (0.0624, 0.1605)
    none, all_ = wilson(0, 20), wilson(29, 29)  # the same table: 0 to .1611, and .8830 to 1
    assert none is not None
    assert all_ is not None
    assert (none.low, round(none.high, 4), round(all_.low, 4), all_.high) == (0.0, 0.1611, 0.8830, 1.0)


@given(st.integers(1, 2_000), st.data())
def test_a_share_lies_within_its_interval_and_both_within_all(n: int, data: st.DataObject) -> None:
    share = wilson(data.draw(st.integers(0, n)), n)
    assert share is not None
    assert 0.0 <= share.low <= share.value <= share.high <= 1.0


def test_nobody_has_no_share_and_more_than_all_is_refused() -> None:
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="between"):
        wilson(3, 2)


def test_recommending_has_the_variance_of_a_difference_within_one_sample() -> None:
    found = scoring.score(SurveyKind.NPS, [10] * 200 + [8] * 120 + [0] * 80, asked=400)
    assert found is not None
    half = 1.959963984540054 * math.sqrt((0.5 + 0.2 - 0.09) / 400)  # measure: 3.9 points of standard error at 400
    assert (found.value, round(found.high - found.value, 9)) == (30.0, round(100 * half, 9))
    assert round(100 * half / 1.959963984540054, 1) == 3.9


@pytest.mark.parametrize(("said", "value"), [(10, 100.0), (8, 0.0), (3, -100.0)])
def test_where_all_say_the_same_nothing_is_sure_all_the_same(said: int, value: float) -> None:
    found = scoring.score(SurveyKind.NPS, [said] * 5, asked=5)
    assert found is not None
    assert found.value == value
    assert found.high - found.low > 40


def test_what_silence_hides_is_bounded_by_the_worst_and_the_best() -> None:
    found = scoring.score(SurveyKind.CSAT, [5, 4, 2, 1], asked=10)
    assert found is not None
    assert (found.value, found.worst, found.best, found.mean) == (50.0, 20.0, 80.0, 3.0)
    nps = scoring.score(SurveyKind.NPS, [10, 10, 0, 8], asked=8)
    assert nps is not None
    assert (nps.value, nps.worst, nps.best) == (25.0, -37.5, 62.5)


@given(st.sampled_from([SurveyKind.CSAT, SurveyKind.CES, SurveyKind.NPS]), st.data())
def test_a_score_lies_within_its_interval_and_within_what_silence_leaves_open(kind: SurveyKind, data: st.DataObject) -> None:
    from makegood.surveys.rules import scales

    answers = data.draw(st.lists(st.sampled_from(scales.SCALES[kind].steps), min_size=1, max_size=60))
    found = scoring.score(kind, answers, asked=len(answers) + data.draw(st.integers(0, 60)))
    assert found is not None
    assert found.low <= found.value <= found.high
    assert found.worst - 1e-9 <= found.value <= found.best + 1e-9


def test_weeks_begin_on_the_brands_mondays() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # a Sunday in London, a Monday in Berlin
    for zone, begins in (("Europe/London", date(2026, 2, 23)), ("Europe/Berlin", date(2026, 3, 2))):
        weeks = scoring.by_week(
            SurveyKind.CSAT, [Answer(late, 5)], asked=[late], zone=zone, until=datetime(2026, 3, 4, tzinfo=UTC), weeks=3
        )
        assert [(one.begins_on, one.answered) for one in weeks if one.asked] == [(begins, 1)]
        assert len(weeks) == 3


def test_groups_are_told_apart_only_where_their_intervals_do_not_meet() -> None:
    def group(name: str, hits: int, n: int) -> Group:
        share = wilson(hits, n)
        assert share is not None
        return Group(name, share)

    mail, text = group("email", 30, 40), group("sms", 5, 40)
    assert scoring.apart([mail, text]) == (text, mail)
    assert scoring.apart([mail, group("sms", 25, 40)]) is None
    assert scoring.apart([mail, group("sms", 0, 9)]) is None, "nine are too few"
    assert scoring.apart([mail]) is None
