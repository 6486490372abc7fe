"""Arrays as one value: what goes in comes out of the database, character for character."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.kernel.ids import new_id
from makegood.platform import bulk
from makegood.platform.arrays import array, arrays_of

AN_ID = UUID("0190c2f2-1111-7000-8000-000000000001")
INSTANT = datetime(2026, 3, 2, 9, 30, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", ['say "hello"', "back\\slash", "", "NULL", "{a,b}", " spaces ", "two\nlines", "é😀", '\\"', "\\"]),
        ("text", ["one and none", None]),
        ("text", ['the same "word"'] * 3),
        ("uuid", [AN_ID, None, new_id()]),
        ("uuid", [None, None]),
        ("timestamptz", [INSTANT, None]),
        ("int", [1, -2, None]),
        ("bool", [True, False]),
        ("text", []),
    ],
)
def test_what_goes_in_comes_out(brightside: Brand, kind: str, values: list[object]) -> None:
    assert bulk.look((f"SELECT %s::{kind}[]", [array(values)])) == [[(values,)]]


def test_a_character_that_the_database_has_not_moves_nothing_into_another_place() -> None:
    assert array(["a\x00b", "c"]) == '{"a\x00b","c"}'
    assert array(["a", "b\x00"]) == '{"a","b\x00"}'


def test_what_is_no_plain_value_is_left_to_the_driver() -> None:
    assert array([b"bytes", b"more"]) == [b"bytes", b"more"]
    assert array([["a"], ["b"]]) == [["a"], ["b"]]


@pytest.mark.parametrize("value", ['say "hello"', "back\\slash", "", "NULL", None, AN_ID, INSTANT, 7, True, b"bytes", ["a"]])
def test_a_row_that_comes_alone_is_written_as_one_among_many(value: object) -> None:
    assert arrays_of([(value, "x")]) == [array([value]), array(["x"])]
    assert arrays_of([(value, "x"), (value, "y")]) == [array([value, value]), array(["x", "y"])]
