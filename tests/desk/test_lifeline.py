"""The lifeline: every mark has its place, in order, inside the picture."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.desk import lifeline
from makegood.views.types import LifelineMark
from tests.cast import AT, later
from tests.desk import samples

KINDS = ("order", "delivered", "case", "gesture", "praise", "standing")


def test_nothing_to_draw_is_no_picture() -> None:
    assert lifeline.draw((), first=later(days=-10), at=AT) is None


def test_toms_line_shows_his_last_days_closer_and_says_so() -> None:
    line = lifeline.draw(samples.MARKS, first=later(days=-120), at=later(days=3))
    assert line is not None
    assert line.near is not None
    assert line.near.words == "the last ten days, closer"
    assert line.says == "Lifeline: 5 orders, 1 cases, 1 gestures, 1 times praise"
    assert [band.words for band in line.bands] == ["content, and quiet about it", "speaks up for us"]
    assert {words.text for words in line.labels} == {
        "Praised us in public",
        "A small bag of sweets",
        "Tom’s torch arrived broken",
    }


def test_a_long_quiet_acquaintance_is_drawn_evenly() -> None:
    marks = [LifelineMark(later(days=-300 + 60 * i), "order", f"Order {i}") for i in range(5)]
    line = lifeline.draw(marks, first=later(days=-300), at=AT)
    assert line is not None
    assert line.near is None
    gaps = {round(b.x - a.x) for a, b in zip(line.marks, line.marks[1:], strict=False)}
    assert max(gaps) - min(gaps) <= 1


marks = st.lists(
    st.builds(
        LifelineMark,
        at=st.integers(-400, 0).map(lambda days: later(days=days)),
        kind=st.sampled_from(KINDS),
        label=st.sampled_from(("passive", "advocate", "Order 1007, £50.99")),
        until=st.none(),
    ),
    min_size=1,
    max_size=30,
)


@settings(deadline=None)  # thirty pictures each
@given(marks)
def test_no_mark_leaves_the_picture_and_time_never_runs_backwards(found: list[LifelineMark]) -> None:
    line = lifeline.draw(found, first=AT - timedelta(days=500), at=AT)
    assert line is not None
    assert all(lifeline.LEFT <= dot.x <= lifeline.RIGHT for dot in line.marks)
    assert all(words.x <= lifeline.RIGHT for words in line.labels)
    alone = [lifeline.draw([mark], first=AT - timedelta(days=500), at=AT) for mark in found if mark.kind == "order"]
    if line.near is None:
        places = [dot.x for each in alone if each for dot in each.marks]
        dots = [dot.x for dot in line.marks if dot.shape == "order"]
        assert all(any(abs(place - dot) <= lifeline.APART for dot in dots) for place in places)
        assert set(dots) <= set(places)


def test_of_thousands_of_orders_only_those_are_drawn_that_can_be_told_apart() -> None:
    many = [LifelineMark(later(days=-400, minutes=240 * i), "order", f"Order {i}") for i in range(2400)]
    line = lifeline.draw(many, first=later(days=-400), at=AT)
    assert line is not None
    xs = sorted(dot.x for dot in line.marks)
    assert 500 <= len(xs) <= (lifeline.RIGHT - lifeline.LEFT) / lifeline.APART
    assert line.says == "Lifeline: 2400 orders, 0 cases, 0 gestures, 0 times praise"


def test_many_cases_of_one_stretch_are_one_arc() -> None:
    many = [LifelineMark(later(days=-300, minutes=i), "case", "Late", later(days=-200, minutes=i)) for i in range(40)]
    line = lifeline.draw(many, first=later(days=-400), at=AT)
    assert line is not None
    assert len(line.arcs) == 1


def test_marks_of_one_look_are_one_stroke_and_none_is_left_out() -> None:
    orders = [LifelineMark(later(days=-10 * n), "order", f"Order {n}") for n in range(1, 6)]
    line = lifeline.draw([*orders, LifelineMark(later(days=-3), "return", "Order 1")], first=later(days=-60), at=AT)
    assert line is not None
    strokes = {stroke.look: stroke.path for stroke in line.strokes}
    assert set(strokes) == {"order", "return"}
    assert strokes["order"].count("M") == 5
    assert strokes["return"] == f"M{line.marks[-1].x - 4:.1f} 126.0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
