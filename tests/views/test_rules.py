"""How rows are shown, sorted and found: on values alone."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel.refusals import Refusal
from makegood.views import rules
from tests import cast


def test_a_long_text_is_cut_at_a_word_and_marked() -> None:
    assert rules.one_line("The torch\n\ndoes  not switch on", 20) == "The torch does not…"
    assert rules.one_line("The torch") == "The torch"


def test_search_compares_small_letters_without_accents() -> None:
    assert rules.searchable("Zoë Müller", "#12") == "zoe muller #12"
    assert rules.search_patterns("  Müller zoë  ") == ("%muller%", "%zoe%")
    assert rules.search_patterns("100% _a\\b") == ("%100\\%%", "%\\_a\\\\b%")
    assert rules.search_patterns("   ") == ()
    assert len(rules.search_patterns("a b c d e f g h i j")) == 8


@given(st.text())
def test_no_search_fails(search: str) -> None:
    assert all("\x00" not in pattern for pattern in rules.search_patterns(search))


def test_a_cursor_comes_back_as_the_key_that_it_was_made_of() -> None:
    key = (1, cast.AT, UUID(int=7))
    assert rules.read_cursor(rules.cursor_of(*key), (int, datetime, UUID)) == key
    assert rules.read_cursor("", (int, datetime, UUID)) is None


@pytest.mark.parametrize(
    "cursor", ["x", "1~2", "1~2026-03-02T10:00:00~" + str(UUID(int=7)), "1~2026-03-02T10:00:00+00:00~nobody", "~~"]
)
def test_what_is_no_place_in_the_list_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.read_cursor(cursor, (int, datetime, UUID))
    assert refused.value.fields == {"cursor": "not a place in this list"}


def test_a_number_is_read_with_its_word_as_one_or_as_many() -> None:
    said = "{count:message was|messages were} put to {number}"
    assert rules.aloud(said, {"count": 1, "number": 3}, by="", person="") == "1 message was put to 3"
    assert rules.aloud(said, {"count": 20, "number": 3}, by="", person="") == "20 messages were put to 3"
    assert rules.aloud(said, {"number": 3}, by="", person="") == "– put to 3"


def test_who_gives_something_to_themselves_takes_it() -> None:
    said = "{by} {owner:took the case|gave the case to}."
    assert rules.aloud(said, {"owner": "Joe Okafor"}, by="Joe Okafor", person="") == "Joe Okafor took the case."
    assert (
        rules.aloud(said, {"owner": "Mara Lindqvist"}, by="Joe Okafor", person="")
        == "Joe Okafor gave the case to Mara Lindqvist."
    )
    assert rules.aloud(said, {}, by="Joe Okafor", person="") == "Joe Okafor –."


def test_a_sentence_is_filled_and_a_missing_place_fails_nothing() -> None:
    told = rules.aloud("{by} sent {what} to {person}: {state}", {"state": "out_for_delivery"}, by="Mara", person="Tom")
    assert told == "Mara sent – to Tom: out for delivery"


def test_danger_goes_first_and_declined_makegoods_are_not_shown() -> None:
    assert [rules.urgency_rank(u) for u in ("safety", "legal", "normal", "")] == [0, 1, 1, 1]
    assert [rules.proposal_shown(s) for s in ("proposed", "stuck", "declined", "revoked", "")] == [
        "proposed",
        "stuck",
        "",
        "",
        "",
    ]


def test_a_day_and_an_instant_are_said_as_people_say_them() -> None:
    said = "We promised {person} something by {due}, in {place}"
    berlin = ZoneInfo("Europe/Berlin")
    at = {"due": "2026-07-24T17:30:00+00:00", "place": "2026-T"}
    assert (
        rules.aloud(said, at, by="", person="Tom", zone=berlin) == "We promised Tom something by 24 July 2026, 19:30, in 2026-T"
    )
    assert rules.aloud("{due}", {"due": "2026-02-28"}, by="", person="", zone=berlin) == "28 February 2026"
    assert rules.aloud("{due}", {"due": "2026-02-31"}, by="", person="", zone=berlin) == "2026-02-31"
