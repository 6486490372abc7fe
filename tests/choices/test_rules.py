"""Declining well: what may be offered, how the letter reads, which way an answer chooses, and what is suggested next time."""

from datetime import timedelta
from uuid import UUID

import pytest

from makegood.choices.rules import answering, checking, drafting, suggesting
from makegood.choices.types import Alternative, AlternativeIn, Answer, Past, Went
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from tests import cast

REQUEST = "to have your dinner cut up, because of a broken wrist"
STANDARD = "a dish is seen as the chef means it before it is eaten"
WAYS = (
    AlternativeIn("We serve it as it is meant to be seen, take it back, cut it, and serve it again", "You eat with one hand."),
    AlternativeIn("The tasting menu in small bites", "Nothing has to be cut."),
)
TITLES = [one.title for one in WAYS]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("the second one, please", Answer(2)),
        ("The first.", Answer(1)),
        ("2", Answer(2)),
        ("Number 1 please, thank you!", Answer(1)),
        ("Das Zweite, bitte", Answer(2)),
        ("die letzte bitte", Answer(2)),
        ("I would love the tasting menu with its small bites", Answer(2)),
        ("None of these, I am afraid", Answer(none=True)),
        ("Nichts davon, danke", Answer(none=True)),
        ("not the second", Answer()),
        ("the first or the second?", Answer()),
        ("the first, but with a knife", Answer()),
        ("the third", Answer()),
        ("that one", Answer()),
        ("We come with 2 people at 8", Answer()),
        ("Thank you, see you at 7 pm", Answer()),
        ("Thanks for asking!", Answer()),
        ("", Answer()),
        ("the second one, please. " * 20, Answer()),
    ],
)
def test_an_answer_chooses_where_it_is_plain_and_else_a_person_asks(text: str, answer: Answer) -> None:
    assert answering.which(text, TITLES) == answer


def test_the_letter_begins_with_them_and_ends_with_a_choice() -> None:
    text = drafting.letter(
        language="en", greeting="Hello Ana,", request=REQUEST, standard=STANDARD, alternatives=WAYS, signature="Mara\nBrightside Lights"
    )  # fmt: skip
    assert text == (
        "Hello Ana,\n\n"
        "thank you for asking, and for telling us what would help: to have your dinner cut up, because of a broken wrist.\n\n"
        "What we care about here is this: a dish is seen as the chef means it before it is eaten. Doing exactly what you ask would cost you "
        "that, so we thought about what would serve you better:\n\n"
        "1. We serve it as it is meant to be seen, take it back, cut it, and serve it again. You eat with one hand.\n\n"
        "2. The tasting menu in small bites. Nothing has to be cut.\n\n"
        "Which one would you like? You can choose on your page with us, or simply answer “the first one” or “the second one, please”. If none "
        "of them is right, tell us, and we think again.\n\n"
        "Mara\nBrightside Lights"
    )
    assert checking.stiff(text) == ()
    german = drafting.letter(language="de-AT", greeting="Guten Tag", request="x", standard="y", alternatives=WAYS, signature="B")
    assert "Was möchten Sie?" in german


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"request": " "}, "request", "say what they asked for"),
        ({"standard": ""}, "standard", "say what we promise there"),
        ({"alternatives": WAYS[:1]}, "alternatives", "offer 2 or 3 other ways"),
        ({"alternatives": (WAYS[0], WAYS[0])}, "alternatives", "two of them are the same"),
        ({"alternatives": (WAYS[0], AlternativeIn(" "))}, "title_2", "say what happens"),
        ({"alternatives": (WAYS[0], AlternativeIn("x", cost=Money(-1, "GBP")))}, "cost_2", "cannot be less than nothing"),
    ],
)
def test_what_is_no_choice_is_refused_by_its_field(changes: dict[str, object], field: str, why: str) -> None:
    given: dict[str, object] = {"request": REQUEST, "standard": STANDARD, "alternatives": WAYS}
    with pytest.raises(Refusal) as refused:
        checking.check(**{**given, **changes})  # type: ignore[arg-type]  # one at a time is wrong
    assert (refused.value.code, refused.value.fields) == ("offer_malformed", {field: why})


def test_a_letter_that_begins_with_a_policy_does_not_leave_and_stiff_words_are_named() -> None:
    with pytest.raises(Refusal) as refused:
        checking.check_letter(subject="Your dinner", text="Our policy does not allow this.")
    assert refused.value.fields == {"text": "it begins with a policy; begin with them"}
    checking.check_letter(
        subject="Your dinner", text=f"Thank you for asking. {'We thought of you. ' * 14} So much for our policy."
    )
    assert checking.stiff("Unfortunately it is not possible, dear customer.") == (
        "unfortunately",
        "not possible",
        "valued customer",
    )


def past(origin: int, request: str, *, chosen: bool = False, went: Went | None = None, days: int = 0, title: str = "") -> Past:
    way = Alternative(UUID(int=origin * 100 + days), 1, title or f"way {origin}", "", "", None, UUID(int=origin))
    return Past(way, "meal", request, cast.AT + timedelta(days=days), chosen, went)


def test_what_went_well_most_often_is_suggested_first_with_its_numbers() -> None:
    often = [
        past(1, "dinner cut up", chosen=n < 5, went=Went.WELL if n < 4 else None, days=n, title=f"cut it, {n}") for n in range(7)
    ]
    once = [past(2, "cut my dinner, please", chosen=True, went=Went.WELL)]
    found = suggesting.suggest([*once, *often], request="could my dinner be cut up?")
    assert [(one.title, one.offered, one.chosen, one.well) for one in found] == [("cut it, 6", 7, 5, 4), ("way 2", 1, 1, 1)]


def test_another_kind_of_request_suggests_nothing() -> None:
    assert suggesting.suggest([past(1, "dinner cut up")], request="a table by the window") == ()
