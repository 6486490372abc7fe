"""The paper: the address lies in the window of the envelope, every European letter is there, and the same cards make the same bytes."""

import re
from dataclasses import replace

import pytest

from makegood.letters import writing
from makegood.letters.types import Page

EUROPE = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßŸĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠȘȚŢŤŨŪŬŮŰŲŴŶŹŻŽάβγδεζηθАБВГДЂЄЖЗИІЇЙЉЊЋЏЩЪЫЬЭЮЯ„“”‚‘’–—…€£"
PAGE = Page(
    sender="Brightside Lights · 3 Lamp Street · London SE1 1AA",
    brand="Brightside Lights",
    name="Zoë Škvorecký-Åström",
    lines=("Hauptstraße 5", "10115 Berlin", "GERMANY"),
    greeting="Dear Zoë,",
    text="Happy birthday. May every torch shine as long as you need it, and the dimmers too.\nWe think of you.",
    closing="Warmly,",
    signed="Mara Lindqvist",
    place_and_day="2 March 2026",
    card="Birthday card",
)


def within_window(page: Page) -> list[str]:
    left, top, width, height = writing.WINDOW
    return [
        one.text
        for one in writing.laid_out(page)
        if top <= one.y <= top + height and left <= one.x and one.x + writing._width(one.text, one.size) <= left + width
    ]


def test_the_address_lies_in_the_window_of_the_envelope_and_nothing_else_does() -> None:
    assert within_window(PAGE) == [PAGE.sender, PAGE.name, *PAGE.lines]


def test_a_long_address_still_fits_into_the_window() -> None:
    long = replace(PAGE, name="W" * 50, lines=tuple("M" * 40 for _ in range(6)), sender="s" * 200)
    assert len(within_window(long)) == 8
    lowest = max(one.y for one in writing.laid_out(long) if one.text.startswith("MM"))
    assert lowest <= writing.WINDOW[1] + writing.WINDOW[3] - 2


def test_no_line_runs_over_the_edge_of_the_paper() -> None:
    for text in (PAGE.text, "x" * 600, "long words " * 54):
        for one in writing.laid_out(replace(PAGE, text=text)):
            assert one.x + writing._width(one.text, one.size) <= writing.A4[0] - 15
            assert one.y <= writing.A4[1] - 10


def test_the_words_are_all_there_in_their_order() -> None:
    told = " ".join(one.text for one in writing.laid_out(PAGE))
    assert " ".join(PAGE.text.split()) in told


def test_every_european_letter_is_in_the_font() -> None:
    assert writing.missing(EUROPE + EUROPE.lower()) == ""
    assert writing.missing("Ana 🎂 漢") == "🎂漢"


def test_a_day_is_one_file_with_a_sheet_for_each_and_its_font_within() -> None:
    made = writing.pdf([PAGE, replace(PAGE, name="Tom Arden"), PAGE], title="2 March 2026")
    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")
    assert re.search(rb"/Type /Pages|/Count 3", made)
    assert b"/Count 3" in made
    assert b"/FontFile2" in made
    assert b"/ToUnicode" in made


def test_the_same_cards_make_the_same_bytes() -> None:
    assert writing.pdf([PAGE], title="a") == writing.pdf([PAGE], title="a")


@pytest.mark.parametrize("pages", [1, 50])
def test_a_sheet_stays_small(pages: int) -> None:
    assert len(writing.pdf([PAGE] * pages, title="a")) < 60_000 + 4_000 * pages
