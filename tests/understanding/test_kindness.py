"""A message that says nothing but kind words is told from one that says a single word beside them."""

import pytest

from makegood.understanding.readers.first.words import cut
from makegood.understanding.rules import kindness


def only_kind(text: str, language: str = "en") -> bool:
    return kindness.only_kind(cut(text).plain, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thanks, all fine now.", "en"),
        ("The new parcel arrived today, everything is perfect. Thank you so much!", "en"),
        ("Vielen Dank, alles gut angekommen.", "de"),
        ("Muchas gracias, todo perfecto.", "es"),
        ("Merci beaucoup, tout est parfait.", "fr"),
        ("Muito obrigada, chegou tudo certinho!", "pt"),
    ],
)
def test_thanks_and_nothing_beside_them_are_kind(text: str, language: str) -> None:
    assert only_kind(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, all fine now. Not.",
        "Great service, three weeks.",
        "Thanks for nothing.",
        "Perfect, lost again.",
        "Is everything fine now?",
        "The delivery was promised for Tuesday and now it's Friday.",
        "",
        "!!!",
    ],
)
def test_one_word_beside_them_or_a_question_is_enough_for_a_no(text: str) -> None:
    assert not only_kind(text)


def test_words_of_another_language_are_not_known() -> None:
    assert not only_kind("Grazie mille, tutto bene.", "it")
    assert not only_kind("Vielen Dank, alles gut.", "en")


def test_a_long_message_says_more_than_thanks() -> None:
    assert not only_kind("thank you " * 13)
