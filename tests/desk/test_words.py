"""Time, counts and states in words."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from makegood.cases.types import Turn
from makegood.channels.messages import OutgoingState
from makegood.channels.types import Automatic
from makegood.desk import vocabulary
from makegood.desk.templatetags import words
from makegood.gestures.types import GestureKind, LedgerKind, Payer
from makegood.makegoods.types import StepKind, StepState
from makegood.orders.types import ParcelState
from makegood.outcomes.types import Standing
from makegood.people.types import IdentityKind
from makegood.understanding.types import Act, Asked, Feeling, Happened, Urgency
from tests.cast import AT, later


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=5), "1 min"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(minutes=99), "99 min"),
        (timedelta(minutes=100), "2 h"),
        (timedelta(hours=35), "35 h"),
        (timedelta(hours=36), "2 days"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_a_length_of_time_has_one_unit(length: timedelta, said: str) -> None:
    assert words.span(length) == said


@pytest.mark.parametrize(
    ("an_hour", "said"),
    [
        (0.0, "hardly any"),
        (0.4 / 720, "hardly any"),
        (0.6 / 720, "about one a month"),
        (0.6 / 168, "about one a week"),
        (2 / 168, "about two a week"),
        (1 / 24, "about one a day"),
        (0.25, "about six a day"),
        (0.5, "about one an hour"),
        (13.2, "about 13 an hour"),
    ],
)
def test_what_is_usual_is_said_in_the_unit_in_which_there_is_one(an_hour: float, said: str) -> None:
    assert words.usual(an_hour) == said


@pytest.mark.parametrize(
    ("what", "minutes", "mood", "said"),
    [
        ("first_reply", 40, "kept", "reply in 40 min"),
        ("first_reply", 30, "risk", "reply in 30 min"),
        ("first_reply", 0, "broken", "reply late by 1 min"),
        ("first_reply", -120, "broken", "reply late by 2 h"),
        ("resolution", 300, "kept", "put right in 5 h"),
        ("resolution", -300, "broken", "late by 5 h"),
    ],
)
def test_a_clock_speaks_and_keeps_the_exact_instant(what: str, minutes: int, mood: str, said: str) -> None:
    with timezone.override(ZoneInfo("Europe/London")):
        shown = words.clock(what, later(minutes=minutes), AT)
    assert f'class="clock clock--{mood}"' in shown
    assert f">{said}</time>" in shown
    assert f'datetime="{later(minutes=minutes).isoformat()}"' in shown
    assert "GMT" in shown


def test_a_clock_at_rest_has_no_instant() -> None:
    assert words.clock("done", None, AT) == '<span class="clock clock--done">put right</span>'
    assert words.clock("paused", None, AT) == '<span class="clock clock--rest">their turn</span>'


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "10:00"), (-1, "yesterday, 10:00"), (1, "tomorrow, 10:00"), (-4, "Thu 26 Feb, 10:00"), (-120, "2 Nov 2025")],
)
def test_an_instant_is_said_as_people_say_it(days: int, said: str) -> None:
    with timezone.override(ZoneInfo("Europe/London")):
        assert words.said(later(days=days), AT) == said


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("webchat:Visitor 3f2a", "Visitor 3f2a (chat)"),
        ("bluesky:tomarden.example", "@tomarden.example (Bluesky)"),
        ("mastodon:tom@lamps.example", "@tom@lamps.example (Mastodon)"),
        ("tom.arden@example.org", "tom.arden@example.org"),
        ("guestbook:Ana", "guestbook:Ana"),
        ("counter:Ana Roth", "Ana Roth (told to one of us)"),
        ("counter:4d7e7732b11659f190960b6d61f39e46", "told to one of us"),
        ("+447700900123", "+447700900123"),
    ],
)
def test_an_address_is_said_as_people_say_it(shown: str, said: str) -> None:
    assert words.placed(shown) == said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "bluesky:tornarden.example looks like bluesky:tomarden.example, but it is another account.",
            "@tornarden.example (Bluesky) looks like @tomarden.example (Bluesky), but it is another account.",
        ),
        ("It is mastodon:tom@lamps.example.", "It is @tom@lamps.example (Mastodon)."),
        ("Both are called Tom: Arden.", "Both are called Tom: Arden."),
        ("guestbook:Ana links to https://tomarden.example/.", "guestbook:Ana links to https://tomarden.example/."),
    ],
)
def test_an_address_in_a_sentence_is_said_as_people_say_it(sentence: str, said: str) -> None:
    assert words.placed_within(sentence) == said


def test_small_numbers_are_words() -> None:
    assert [vocabulary.number(n) for n in (0, 1, 12, 13)] == ["no", "one", "twelve", "13"]


def test_a_share_is_never_all_or_nothing() -> None:
    assert [words.percent(share) for share in (0.0, 0.004, 0.5, 0.999, 1.0)] == ["1 %", "1 %", "50 %", "99 %", "99 %"]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("turn", Turn),
        ("feeling", Feeling),
        ("act", Act),
        ("happened", Happened),
        ("asked", Asked),
        ("urgency", Urgency),
        ("standing", Standing),
        ("verb", StepKind),
        ("step", StepState),
        ("parcel", ParcelState),
        ("outgoing", OutgoingState),
        ("automatic", Automatic),
        ("identity", IdentityKind),
        ("gesture", GestureKind),
        ("payer", Payer),
        ("ledger", LedgerKind),
    ],
)
def test_every_stored_label_has_its_word(kind: str, labels: type) -> None:
    known = {value for value, _words in vocabulary.options(kind)}
    assert {label.value for label in labels} <= known  # type: ignore[attr-defined]


def test_no_word_is_one_that_we_do_not_use() -> None:
    banned = ("ticket", "user", "an error occurred", "please be advised", "valued customer")
    said = " ".join(str(words) for kind in vocabulary.LABELS for _value, words in vocabulary.options(kind)).casefold()
    assert [word for word in banned if word in said] == []
