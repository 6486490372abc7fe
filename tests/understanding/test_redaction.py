"""Who wrote, and what leads to them, does not leave the house; what comes back is shown with their own words again."""

import pytest

from makegood.understanding.rules import redaction

LETTER = """My parcel 4711-88 never came!

My name is Nell Ward, order #1007 of 12 March. Write to nell.ward@example.net or call +44 20 7946 0958.
I live at 12 Mill Lane, SW1A 1AA, and paid with 4111 1111 1111 1111. See https://shop.example/track?t=abc.
I am @nellward there.

Kind regards,
Eleanor W.
"""


def test_nothing_of_a_letter_leads_to_who_wrote_it() -> None:
    sent = redaction.redact(LETTER, names=["Nell Ward"], numbers=["1007"])
    for private in (
        "Nell",
        "Ward",
        "1007",
        "example.net",
        "7946",
        "Mill Lane",
        "SW1A",
        "4111",
        "shop.example",
        "Eleanor",
        "4711",
    ):
        assert private not in sent.text
    assert "never came!" in sent.text
    assert "paid with [CARD 1]" in sent.text


def test_what_was_taken_out_is_put_back_into_words_that_came_back() -> None:
    sent = redaction.redact("Nell here. Refund Nell Ward please, nell.ward@example.net", names=["Nell Ward"])
    assert sent.text == "[NAME 1] here. Refund [NAME 2] please, [EMAIL 1]"
    assert sent.restored("Refund [NAME 2] please") == "Refund Nell Ward please"
    assert sent.restored("[NAME 9] and [CARD 1]") == "[NAME 9] and [CARD 1]"


def test_the_same_thing_has_the_same_placeholder() -> None:
    sent = redaction.redact("Call +44 20 7946 0958. Again: +44 20 7946 0958!")
    assert sent.text == "Call [PHONE 1]. Again: [PHONE 1]!"


def test_a_writer_cannot_slip_a_placeholder_in() -> None:
    sent = redaction.redact("[NAME 1] says hello to Tom Arden", names=["Tom Arden"])
    assert sent.text == "[…] says hello to [NAME 1]"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Guten Tag, ich heiße Jörg Müller und warte.", "Müller"),
        ("Hola, me llamo Lucía Peña y espero.", "Peña"),
        ("Bonjour, je m’appelle Zoé Martin.", "Martin"),
        ("Olá, meu nome é João Sousa.", "Sousa"),
        ("Es wartet\nViele Grüße\nJutta Kern", "Kern"),
    ],
)
def test_who_says_their_name_is_not_named(text: str, name: str) -> None:
    assert name not in redaction.redact(text).text


def test_short_names_go_only_as_they_are_written() -> None:
    assert redaction.redact("Al bought it al fresco.", names=["Al Ba"]).text == "[NAME 1] bought it al fresco."


@pytest.mark.parametrize("text", ["", "\x00", "[" * 5_000, "9" * 10_000, "@" * 5_000, "regards,\n" * 800, "é̷" * 4_000])
def test_any_text_is_redacted_and_is_at_most_so_long(text: str) -> None:
    assert len(redaction.redact(text, names=["Al"]).text) <= 2 * redaction.LONGEST


def test_amounts_stay_because_they_say_what_it_is_about() -> None:
    assert redaction.redact("I paid £14.99 for 2 lamps.").text == "I paid £14.99 for 2 lamps."
