"""The letters, in both languages: whole, named, warm; and what is never in them."""

import re
from string import Formatter

import pytest

from makegood.makegoods.rules import letters
from makegood.makegoods.rules.letters_de import GERMAN
from makegood.makegoods.rules.letters_en import ENGLISH
from makegood.makegoods.rules.proposals import propose
from makegood.makegoods.rules.words import PLACES, Words
from makegood.makegoods.types import Situation
from makegood.understanding.types import Happened
from tests.gestures.given import pounds
from tests.makegoods.given import STORY, line, story, text_of

BOTH = pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])

NEVER = re.compile(
    r"do better|better next time|besser machen|review|rate us|rating|stars|recommend|follow us|bewert|sterne|weiterempfehl|empfehl"
    r"|ticket|valued|dear customer|sehr geehrte|inconvenience|unannehmlichkeit|please be advised|unfortunately|leider|policy",
    re.IGNORECASE,
)


def test_the_letter_of_story_1() -> None:
    assert text_of(propose(STORY)[0]) == (
        "Hello Tom,\n\n"
        "The pocket torch from your order 1007 did not work when it reached you. That was our fault, and we are sorry.\n\n"
        "A replacement is on its way to you. It comes the same way as the first: 24-hour courier, one-hour slot. "
        "Please keep the first one; there is nothing to send back.\n\n"
        "We will write once more when it has arrived, to make sure that all is well.\n\n"
        "Brightside Lights"
    )


def test_the_letter_of_story_1_in_german() -> None:
    german = story(language="de", person_name="Tom Arden", line=line(title="Taschenlampe", service="Kurier in 24 Stunden"))
    assert text_of(propose(german)[0]) == (
        "Guten Tag Tom Arden,\n\n"
        "»Taschenlampe« aus Ihrer Bestellung 1007 hat nicht funktioniert, als es bei Ihnen ankam. "
        "Das war unser Fehler, und es tut uns leid.\n\n"
        "Der Ersatz ist schon unterwegs zu Ihnen. Die Lieferung kommt auf demselben Weg wie beim ersten Mal: Kurier in 24 Stunden. "
        "Bitte behalten Sie, was Sie haben; Sie müssen nichts zurückschicken.\n\n"
        "Wenn er angekommen ist, schreiben wir Ihnen noch einmal und fragen, ob alles gut ist.\n\n"
        "Brightside Lights"
    )


def test_the_follow_up_asks_whether_it_is_right_and_for_nothing_else() -> None:
    assert text_of(propose(STORY)[0], "follow-up") == (
        "Hello Tom,\n\n"
        "The replacement for the pocket torch from your order 1007 should be with you now.\n\n"
        "If all is well, there is nothing you need to do. "
        "If it is not, just answer and we will put it right at once.\n\n"
        "Brightside Lights"
    )


@BOTH
def test_each_language_has_every_letter_for_every_harm(words: Words) -> None:
    assert set(words.letters) == set(ENGLISH.letters)
    assert (set(words.paragraphs), set(words.failed_too)) == (set(ENGLISH.paragraphs), set(ENGLISH.failed_too))
    assert set(words.failed) == set(words.failed_somewhere) == {harm.value for harm in Happened}


@BOTH
def test_a_letter_names_only_places_that_exist(words: Words) -> None:
    whole = (words.letters, words.failed, words.failed_somewhere, words.failed_too, words.paragraphs)
    for text in (one for each in whole for one in each.values()):
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= PLACES


@BOTH
def test_a_letter_greets_and_is_signed(words: Words) -> None:
    for name, text in words.letters.items():
        assert text.endswith("\n\n{signature}"), name
        assert text.startswith("{greeting}\n\n") or name == "card"


@BOTH
def test_a_letter_names_what_failed_and_says_what_comes_next(words: Words) -> None:
    for name, text in words.letters.items():
        if name != "card" and not name.startswith("follow_up"):
            assert text.startswith("{greeting}\n\n{what_failed} "), name
            assert text.count("\n\n") >= 3, "what failed, what we do or found, what comes next"


@BOTH
def test_no_letter_promises_to_do_better_or_asks_for_a_review(words: Words) -> None:
    said = (*words.letters.values(), *words.failed.values(), *words.failed_somewhere.values(), *words.paragraphs.values())
    for text in (*said, words.own_ours):
        assert not NEVER.search(text), text


@BOTH
def test_the_letters_are_short(words: Words) -> None:
    for name, text in words.letters.items():
        assert len(text.split()) <= 85, name


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("harm", [harm.value for harm in Happened])
def test_every_letter_can_be_written_for_every_harm(language: str, harm: str) -> None:
    for situation in (story(language=language, harm=harm), story(language=language, harm=harm, line=None, person_name="")):
        for name in (n for n, t in ENGLISH.letters.items() if situation.line or "{item}" not in t):
            text = letters.letter(name, situation, amount=pounds(199), gift="a thing")
            assert "{" not in text
            assert "  " not in text
            assert " ." not in text


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Tom Arden", "Hello Tom,"),
        ("Tom", "Hello Tom,"),
        ("Arden, Tom", "Hello Arden, Tom,"),
        ("Dr. Ana Duarte", "Hello Dr. Ana Duarte,"),
        ("T. Arden", "Hello T. Arden,"),
        ("", "Hello,"),
        ("  Tom\r\nBcc: x@example.org  Arden ", "Hello Tom,"),
    ],
)
def test_how_somebody_is_called(name: str, called: str) -> None:
    assert letters.letter("refund", story(person_name=name), amount=pounds(199)).split("\n")[0] == called


def test_an_unknown_language_is_answered_in_english_and_a_region_in_its_language() -> None:
    assert text_of(propose(story(language="xx"))[0]) == text_of(propose(STORY)[0])
    assert text_of(propose(story(language="de-AT"))[0]) == text_of(propose(story(language="de"))[0])


@pytest.mark.parametrize(
    ("title", "quantity", "shown"),
    [
        ("Pocket torch", 1, "pocket torch"),
        ("LED bulb, 60 W", 6, "6 × LED bulb, 60 W"),
        ("iPad stand", 1, "iPad stand"),
        ("", 1, "TORCH-01"),
    ],
)
def test_how_a_thing_stands_in_an_english_sentence(title: str, quantity: int, shown: str) -> None:
    assert letters.item_in_sentence(line(title=title, quantity=quantity)) == shown


def test_their_subject_is_kept() -> None:
    def subject(situation: Situation) -> str:
        return letters.subject(situation)

    assert subject(STORY) == "Re: Torch doesn't work"
    assert subject(story(subject="AW: Lampe")) == "AW: Lampe"
    assert subject(story(subject="")) == "Your order 1007"
    assert subject(story(subject="", line=None, language="de")) == "Ihre Nachricht an uns"
    assert subject(story(subject="a\r\nBcc: x@example.org")) == "Re: a Bcc: x@example.org"


def test_whoever_sends_a_letter_signs_it() -> None:
    text = text_of(propose(STORY)[0])
    signed = letters.sign(text, brand="Brightside Lights", member="Mara Lindqvist")
    assert signed.endswith("\n\nMara Lindqvist\nBrightside Lights")
    assert letters.sign(signed, brand="Brightside Lights", member="Joe Okafor") == signed
    assert letters.sign("My own words.", brand="Brightside Lights", member="Joe Okafor") == "My own words."
    assert text_of(propose(story(member_name="Joe Okafor"))[0]).endswith("\n\nJoe Okafor\nBrightside Lights")
