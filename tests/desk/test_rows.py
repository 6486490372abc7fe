"""The rows of a list: written once while nothing in them changes, anew as soon as something does."""

from dataclasses import replace

import pytest
from django.utils.safestring import SafeString, mark_safe

from makegood.desk.listing import RowShown
from makegood.desk.templatetags import rows

ROW = RowShown(
    number=7,
    address="/b/brightside/cases/7/?list=ours",
    who="Tom <Dune>",
    title="Tom’s torch arrived faulty",
    words="It does not switch on & I need it",
    when=mark_safe("<time>10:02</time>"),
    clock=mark_safe('<time class="clock">reply in 40 min</time>'),
    state="a way to put it right",
    mark="state state--next",
    owner="Mara",
)


@pytest.fixture(autouse=True)
def nothing_is_kept_yet() -> None:
    rows._written.cache_clear()


def test_a_row_is_written_with_its_words_escaped_and_its_instants_as_they_are() -> None:
    told = rows.row_of_list(ROW)
    assert isinstance(told, SafeString)
    for part in (
        'data-case="7"',
        "Tom &lt;Dune&gt;",
        "switch on &amp; I",
        "<time>10:02</time>",
        ">reply in 40 min</time>",
        "<span>Mara</span>",
    ):
        assert part in told
    assert "aria-current" not in told
    assert "row__why" not in told


def test_the_case_that_stands_beside_the_list_is_marked() -> None:
    assert [rows.row_of_list(ROW, number).count('aria-current="true"') for number in (7, 8, None, "")] == [1, 0, 0, 0]


def test_a_row_is_written_once_until_something_in_it_changes() -> None:
    first = rows.row_of_list(ROW)
    assert rows.row_of_list(replace(ROW)) is first
    assert rows._written.cache_info().misses == 1
    assert "It came today" in rows.row_of_list(replace(ROW, words="It came today"))
    assert "reply in 39 min" in rows.row_of_list(replace(ROW, clock=mark_safe("reply in 39 min")))
    assert rows._written.cache_info().misses == 3
