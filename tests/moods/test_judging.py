"""What one text says of a mood."""

import pytest

from makegood.moods.rules import judging
from makegood.moods.types import Feeling, Heard
from makegood.understanding.types import UNSURE, Finding, Reading


def reading(act: str, feeling: str) -> Reading:
    def sure(label: str) -> Finding:
        return Finding(label, label, 0.9)

    return Reading(sure(feeling), sure(act), (), (), sure("normal"), "en", (), 0.0, "test")


@pytest.mark.parametrize(
    ("act", "feeling", "expected"),
    [
        ("praise", "positive", Feeling.KIND),
        ("information", "positive", Feeling.KIND),
        ("praise", UNSURE, Feeling.KIND),
        ("complaint", "negative", Feeling.ANGRY),
        ("leaving", "neutral", Feeling.ANGRY),
        ("question", "negative", Feeling.ANGRY),
        ("question", "neutral", Feeling.CALM),
        ("buying", "neutral", Feeling.CALM),
        (UNSURE, "neutral", Feeling.UNSURE),
        ("question", UNSURE, Feeling.UNSURE),
        ("praise", "negative", Feeling.UNSURE),  # “Well done, really”
        ("complaint", "positive", Feeling.UNSURE),
    ],
)
def test_kind_and_angry_need_somebody_to_say_so_and_both_at_once_are_unsure(act: str, feeling: str, expected: Feeling) -> None:
    assert judging.of_reading(reading(act, feeling), "…") == Heard(expected, act == "buying")


@pytest.mark.parametrize(
    "words",
    [
        "Thank you for being honest. I will order again.",
        "I'll definitely buy two more of them tonight!",
        "We can’t wait to shop with you on Monday.",
        "Just ordered three, code worked.",
        "OK you got me, placing an order now.",
        "Danke! Ich werde gleich noch einmal bestellen.",
        "Habe gerade zwei bestellt.",
        "I am going to get one of the new ones.",
    ],
)
def test_somebody_who_says_that_they_will_buy_wishes_to(words: str) -> None:
    assert judging.wishes_to_buy(words)


@pytest.mark.parametrize(
    "words",
    [
        "I will never buy from you again.",
        "I won't order here any more.",
        "I'll buy elsewhere.",
        "If you fix this I will order again.",
        "I tried to order all evening.",
        "I have ordered last week and nothing came.",
        "I would have bought two.",
        "Ich werde nie wieder bei euch bestellen.",
        "When do the new shirts come?",
        "The page was down when I wanted to buy.",
    ],
)
def test_who_denies_it_or_speaks_of_before_does_not(words: str) -> None:
    assert not judging.wishes_to_buy(words)
