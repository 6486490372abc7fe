"""Promises in our own words: seventy sentences, English and German, as a member writes them on Monday, 2 March 2026, at ten."""

import pytest

from makegood.promises.rules import words
from tests import cast

PROMISED = [
    ("I will call you on Friday.", "call", "2026-03-07 00:00"),
    ("I'll call you tomorrow at 3 pm.", "call", "2026-03-03 15:00"),
    ("I’ll ring you tomorrow morning.", "call", "2026-03-03 12:00"),
    ("We will phone you on Thursday before 11:30.", "call", "2026-03-05 11:30"),
    ("I'm calling you at 4 pm.", "call", "2026-03-02 16:00"),
    ("We'll get back to you by Wednesday.", "answer", "2026-03-05 00:00"),
    ("You will hear from us within two days.", "answer", "2026-03-05 00:00"),
    ("You'll hear from me today.", "answer", "2026-03-03 00:00"),
    ("We will write to you by the end of the week.", "answer", "2026-03-07 00:00"),
    ("I will let you know by noon.", "answer", "2026-03-02 12:00"),
    ("We will e-mail you within 3 working days.", "answer", "2026-03-06 00:00"),
    ("I will be in touch within an hour.", "answer", "2026-03-02 11:00"),
    ("My colleague will write to you tomorrow.", "answer", "2026-03-04 00:00"),
    ("We will send you a new one on Tuesday.", "delivery", "2026-03-04 00:00"),
    ("We shall send the replacement by 10 March.", "delivery", "2026-03-11 00:00"),
    ("We will ship it on March 5th.", "delivery", "2026-03-06 00:00"),
    ("I will send the replacement today.", "delivery", "2026-03-03 00:00"),
    ("We're sending it out this afternoon.", "delivery", "2026-03-02 18:00"),
    ("We will refund you within 5 days.", "refund", "2026-03-08 00:00"),
    ("I will pay it back by Friday.", "refund", "2026-03-07 00:00"),
    ("You will have your money back within two weeks.", "refund", "2026-03-17 00:00"),
    ("Our technician will visit you, and we will come by on Saturday.", "visit", "2026-03-08 00:00"),
    ("We will come to you on 12 March at 9:00.", "visit", "2026-03-12 09:00"),
    ("I will call you on 29 March 2027.", "call", "2027-03-29 23:00"),
    ("I will call you the day after tomorrow.", "call", "2026-03-05 00:00"),
    ("We will answer next week.", "answer", "2026-03-14 00:00"),
    ("I will call you at 9 am.", "call", "2026-03-03 09:00"),
    ("We will reply by 2 January.", "answer", "2027-01-03 00:00"),
    ("Ich rufe Sie am Freitag an.", "call", "2026-03-07 00:00"),
    ("Ich melde mich morgen bei Ihnen.", "answer", "2026-03-04 00:00"),
    ("Wir melden uns bis Mittwoch.", "answer", "2026-03-05 00:00"),
    ("Sie hören bis morgen Mittag von uns.", "answer", "2026-03-03 12:00"),
    ("Wir schicken Ihnen am Dienstag eine neue.", "delivery", "2026-03-04 00:00"),
    ("Morgen schicken wir Ihnen Ersatz.", "delivery", "2026-03-04 00:00"),
    ("Wir erstatten Ihnen den Betrag innerhalb von 3 Tagen.", "refund", "2026-03-06 00:00"),
    ("Wir überweisen das Geld bis zum 10. März.", "refund", "2026-03-11 00:00"),
    ("Ich werde Sie übermorgen anrufen.", "call", "2026-03-05 00:00"),
    ("Ich rufe Sie um 15 Uhr an.", "call", "2026-03-02 15:00"),
    ("Ich rufe Sie morgen um 9:30 Uhr an.", "call", "2026-03-03 09:30"),
    ("Wir antworten Ihnen innerhalb von zwei Werktagen.", "answer", "2026-03-05 00:00"),
    ("Wir kommen am Donnerstag bei Ihnen vorbei.", "visit", "2026-03-06 00:00"),
    ("Sie bekommen bis Freitag eine Antwort.", "answer", "2026-03-07 00:00"),
    ("Ich schreibe Ihnen heute noch.", "answer", "2026-03-03 00:00"),
    ("Wir liefern am 5.3. bei Ihnen.", "delivery", "2026-03-06 00:00"),
]
NOT_PROMISED = [
    "Will I call you on Friday?",
    "I called you on Friday.",
    "You will call us on Friday.",
    "If it is late, I will call you on Friday.",
    "I will not call you on Friday.",
    "We can't send it before Friday.",
    "I would call you on Friday.",
    "I hope we will send it tomorrow.",
    "As soon as I know, I will write to you on Friday.",
    "I will call you.",
    "We will send you a new one.",
    "Friday is fine for us.",
    "The parcel came on Friday.",
    "Thank you for your letter of 2 March.",
    "We will be closed on Friday.",
    "I will call you on 30 February.",
    "> I will call you on Friday.",
    "Good morning, we will look into it.",
    "She will call on Friday.",
    "Falls es nicht kommt, rufe ich Sie am Freitag an.",
    "Ich rufe Sie nicht am Freitag an.",
    "Haben wir Sie am Freitag angerufen?",
    "Wir haben Ihnen am Freitag geschrieben.",
    "Ich rufe Sie an.",
    "Guten Morgen, wir kümmern uns darum.",
    "Könnten Sie uns morgen anrufen?",
]


@pytest.mark.parametrize(("sentence", "kind", "due"), PROMISED)
def test_a_promise_is_found_with_its_time(sentence: str, kind: str, due: str) -> None:
    (one,) = words.found(sentence, zone="Europe/London", at=cast.AT)
    assert (one.kind.value, f"{one.due.at:%Y-%m-%d %H:%M}", one.words) == (kind, due, sentence)


@pytest.mark.parametrize("sentence", NOT_PROMISED)
def test_nothing_is_found_where_nothing_is_promised(sentence: str) -> None:
    assert words.found(sentence, zone="Europe/London", at=cast.AT) == ()


def test_a_letter_holds_several_and_each_once() -> None:
    letter = (
        "Hello Tom,\n\nI will call you on Friday. We will send the torch tomorrow.\n\nAgain: I will call you on Friday.\n\nJoe"
    )
    found = words.found(letter, zone="Europe/London", at=cast.AT)
    assert [one.key for one in found] == ["call:2026-03-07T00:00:00+00:00", "delivery:2026-03-04T00:00:00+00:00"]
