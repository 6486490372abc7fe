"""The house's pictures: what is drawn lies where the values say, and the table behind says the same."""

import itertools
import re

import pytest
from django.template.loader import render_to_string

from makegood.desk import charts
from makegood.desk.charts import Cell, Note, Point, Series

MONTHS = ("Jan", "Feb", "Mar", "Apr")


def rendered(chart: charts.Chart) -> str:
    return render_to_string("desk/parts/chart.html", {"chart": chart})


def test_a_line_lies_where_its_values_say_and_breaks_where_nothing_is_known() -> None:
    points = (Point(0.5, 0.25, 0.75, 40), Point(1.0, 0.75, 1.0, 12, few=True), Point(None), Point(0.0, 0.0, 0.25, 30))
    chart = charts.line(MONTHS, [Series("Kept", points, "kept")], title="Promises", says="Kept.", said=charts.percent, top=1.0)
    zero, whole = (next(one.y1 for one in chart.lines if one.css == css) for css in ("chart__zero", "chart__grid"))
    assert (float(zero), float(chart.marks[1].y)) == (182.0, 14.0)
    assert float(chart.marks[0].y) == 98.0, "half of the way"
    assert chart.marks[2].y == zero
    assert whole != zero
    assert [path.d.count("L") for path in chart.paths] == [1], "the last stands alone behind the gap"
    assert len(chart.bands) == 2, "but has its interval"
    assert [one.css.endswith("few") for one in chart.marks] == [False, True, False]
    assert chart.heads == ("", "Kept", "Kept: from – to", "Kept: n")
    assert [row.cells for row in chart.rows] == [
        ("50 %", "25 % – 75 %", "40"),
        ("100 %", "75 % – 100 %", "12"),
        ("–", "", ""),
        ("0 %", "0 % – 25 %", "30"),
    ]


def test_stacked_bars_stand_upon_each_other_and_the_scale_holds_their_sum() -> None:
    ours = Series("We", tuple(Point(float(n)) for n in (100, 0, 50, 200)))
    theirs = Series("The carrier", tuple(Point(float(n)) for n in (100, 30, 0, 200)), "quiet")
    chart = charts.bars(MONTHS, [ours, theirs], title="Cost", says="By payer.", stacked=True)
    below, above = (next(rect for rect in chart.rects if rect.words.startswith(f"Jan: {name}")) for name in ("We", "The carrier"))
    assert float(above.y) + float(above.height) == pytest.approx(float(below.y), abs=0.11)
    assert [text.words for text in chart.texts if text.css == "chart__tick"] == ["0", "100", "200", "300", "400"]
    assert [text.words for text in chart.texts if text.css == "chart__key"] == ["We", "The carrier"]


def test_a_control_chart_draws_the_usual_the_limits_and_what_stands_out() -> None:
    points = (Point(0.1, n=50), Point(0.12, n=60), Point(0.4, n=55, signal=True), Point(0.1, n=50))
    chart = charts.control(
        MONTHS,
        points,
        centre=(0.1,) * 4,
        low=(0.0,) * 4,
        high=(0.22,) * 4,
        title="Complaints",
        says="One stands out.",
        name="Share",
        said=charts.percent,
    )
    assert [one.css for one in chart.paths].count("chart__limit") == 2
    rings = [one for one in chart.marks if one.css == "chart__ring"]
    assert [(one.x, one.y) for one in rings] == [(chart.marks[2].x, chart.marks[2].y)]
    assert [row.cells[-1] for row in chart.rows] == ["", "", "yes", ""]
    assert {"usual", "upper limit", "lower limit"} <= {text.words for text in chart.texts}


def test_a_strip_fills_each_cell_by_its_share_and_says_its_words() -> None:
    drawn = charts.strip(
        [Cell("week 1: none", None), Cell("week 2: 1 of 2", 0.5), Cell("week 3: 0 of 9", 0.0)], title="A", says="b"
    )
    full = [rect for rect in drawn.rects if "chart__bar" in rect.css]
    assert [(rect.y, rect.height) for rect in full] == [("18.0", "18.0"), ("36.0", "0.0")]
    assert "week 2: 1 of 2" in rendered(drawn)


def test_the_picture_says_what_it_is_without_being_seen_and_escapes_what_it_is_told() -> None:
    chart = charts.line(
        MONTHS[:2], [Series("<b>", (Point(1.0), Point(2.0)))], title="A & B", says="Two.", notes=[Note(0.5, "moved <house>")]
    )
    page = rendered(chart)
    assert 'role="img" aria-label="A &amp; B: Two."' in page
    assert "moved &lt;house&gt;" in page
    assert "<b>" not in page
    assert re.search(r"<details.*<table", page, re.DOTALL)
    assert not re.search(r"<script|style=", page)


def test_names_at_the_ends_of_lines_do_not_lie_upon_each_other() -> None:
    lines = [Series(name, (Point(1.0), Point(2.0 + n / 100))) for n, name in enumerate("abc")]
    chart = charts.line(MONTHS[:2], lines, title="t", says="s")
    heights = sorted(float(text.y) for text in chart.texts if "chart__end" in text.css)
    assert all(after - before >= 14.9 for before, after in itertools.pairwise(heights))


def test_a_series_of_another_length_is_refused_and_an_empty_picture_is_none() -> None:
    with pytest.raises(ValueError, match="as many points"):
        charts.line(MONTHS, [Series("a", (Point(1.0),))], title="t", says="s")
    assert charts.bars((), [Series("a", ())], title="t", says="s").rows == ()


@pytest.mark.parametrize(
    ("value", "said"), [(0.6667, "67 %"), (0.0967, "9.7 %"), (0.09996, "10 %"), (0.0, "0 %"), (1.0, "100 %"), (-0.034, "-3.4 %")]
)
def test_a_share_is_rounded_and_never_cut_off(value: float, said: str) -> None:
    assert charts.percent(value) == said


def test_a_count_is_grouped_and_rounded() -> None:
    assert [charts.count(value) for value in (1234, 12.0, 0.96, 1234.56)] == ["1,234", "12", "1.0", "1,234.6"]


def test_names_of_colours_that_do_not_fit_a_row_go_on_in_the_next() -> None:
    series = [Series("a rather long name of what happened", (Point(1.0),)) for _ in range(4)]
    chart = charts.bars(MONTHS[:1], series, title="t", says="s", stacked=True)
    keys = [(float(text.x), text.y) for text in chart.texts if text.css == "chart__key"]
    assert len({y for _x, y in keys}) == 2
    assert all(x + len(series[0].name) * 6.6 < 720 for x, _y in keys)
