"""Who is stuck now, by named phrases: what counts, what is past or planned, and that a long text takes no time."""

import pytest

from makegood.understanding.readers.cascade.reader import CascadeReader
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.rules import stuck
from makegood.understanding.types import TextIn, Urgency
from tests.understanding.small_models import cascade


@pytest.mark.parametrize(
    "text",
    [
        "Landing late, will I miss my connection to Oslo?",
        "can you hold flight 212 for us? we land in ten minutes",
        "Please hold the door for me, short connection",
        "Sitting on the plane for 70 minutes now, no news",
        "1.5 hrs on the runway, still on the plane",
        "Two hours stuck on a train outside Leeds",
        "Cancelled at eleven at night, no hotel, nobody tells us anything",
        "No one at the check-in desk and the flight goes in an hour",
        "Schaffe ich meinen Anschluss noch?",
        "¿dónde dormimos esta noche?",
        "on est bloqués dans l'ascenseur",
        "estamos presos no aeroporto",
    ],
)
def test_who_is_stuck_now_is_heard(text: str) -> None:
    assert stuck.phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        "You left us stranded at the airport last year.",
        "I was on hold for an hour and a half.",
        "Thank you for getting me home after I missed my connection.",
        "Sitting on the plane for twenty minutes.",
        "The website is stuck on the payment page.",
        "Your lounge had no tea.",
        "I waited two hours for my parcel.",
        "",
    ],
)
def test_what_is_past_or_short_or_planned_is_not(text: str) -> None:
    assert stuck.phrase(text) == ""


@pytest.mark.parametrize(("text", "minutes"), [("an hour", 60), ("1.5 hrs", 90), ("45 mins and 2 hours", 120), ("no time", 0)])
def test_the_longest_wait_counts(text: str, minutes: float) -> None:
    assert stuck.longest_wait(text) == minutes


def test_the_cascade_heeds_the_phrase_and_shows_it() -> None:
    reader: CascadeReader = cascade(first=FirstReader())
    text = "Can you hold flight 212 for us? We land in ten minutes."
    (chances,) = reader.chances([TextIn("1", "", text)])
    assert chances["urgency"][Urgency.STRANDED] >= stuck.CHANCE
    assert sum(chances["urgency"].values()) == pytest.approx(1.0)
    (found,) = reader.read([TextIn("1", "", text)])
    assert found.urgency.label == Urgency.STRANDED
    assert found.urgency.words[0].startswith("Can you hold flight")
