"""The gate out: pure rules on whether, and when, words may leave."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makegood.channels.rules import gate as rules
from makegood.channels.rules import parties
from makegood.channels.rules.gate import Gate, Leave, Never, Wish
from makegood.channels.types import Abilities, Pictures
from makegood.people.types import Purpose
from tests import cast

MAIL = Abilities(threads=True, attachments=True, public=False, private=True, max_length=None, reply_window_hours=None)
PICTURES = Pictures(2, 1_000, frozenset({"image/png"}), 20, private=False)
SOCIAL = Abilities(threads=True, attachments=False, public=True, private=True, max_length=300, reply_window_hours=24)
ANSWER = Wish(
    purpose=Purpose.SERVICE,
    automatic=False,
    public=False,
    text="A new torch is on its way.",
    answers_them=True,
    answers_automatic=False,
    last_from_them=cast.AT - timedelta(hours=1),
)
FOLLOW_UP = replace(ANSWER, automatic=True, answers_them=False)
NOTHING_KNOWN = Gate(consent=None, automatic_last_day=0, hold_because="", hold_until=None, zone="Europe/London")
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


def test_an_answer_to_what_they_wrote_leaves_at_once_even_at_night() -> None:
    assert rules.may_we_speak(ANSWER, NOTHING_KNOWN, MAIL, at=NIGHT) == Leave(NIGHT)


def test_automatic_words_wait_for_the_morning() -> None:
    morning = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert rules.may_we_speak(FOLLOW_UP, NOTHING_KNOWN, MAIL, at=NIGHT) == Leave(morning, "It is night where they are.")


def test_morning_comes_an_hour_earlier_when_summer_time_begins() -> None:
    saturday_night = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    assert rules.end_of_quiet(saturday_night, "Europe/London") == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


def test_a_machine_is_never_answered_by_a_machine() -> None:
    verdict = rules.may_we_speak(replace(FOLLOW_UP, answers_automatic=True), NOTHING_KNOWN, MAIL, at=cast.AT)
    assert isinstance(verdict, Never)
    assert verdict.code == "automatic_to_automatic"


def test_marketing_needs_a_yes_and_a_withdrawal_stops_even_service() -> None:
    greeting = replace(FOLLOW_UP, purpose=Purpose.MARKETING)
    no_word = rules.may_we_speak(greeting, NOTHING_KNOWN, MAIL, at=cast.AT)
    said_yes = rules.may_we_speak(greeting, replace(NOTHING_KNOWN, consent=True), MAIL, at=cast.AT)
    said_no = rules.may_we_speak(ANSWER, replace(NOTHING_KNOWN, consent=False), MAIL, at=cast.AT)
    assert (isinstance(no_word, Never), isinstance(said_yes, Leave), isinstance(said_no, Never)) == (True, True, True)


def test_the_fourth_automatic_message_of_a_day_waits() -> None:
    full = replace(NOTHING_KNOWN, automatic_last_day=3)
    assert rules.may_we_speak(FOLLOW_UP, full, MAIL, at=cast.AT) == Leave(
        cast.later(days=1), "3 automatic messages went to them within a day."
    )
    assert rules.may_we_speak(ANSWER, full, MAIL, at=cast.AT) == Leave(cast.AT)


def test_a_hold_puts_off_everything_but_an_answer() -> None:
    held = replace(NOTHING_KNOWN, hold_because="A complaint is open.", hold_until=cast.later(days=2))
    assert rules.may_we_speak(FOLLOW_UP, held, MAIL, at=cast.AT) == Leave(cast.later(days=2), "A complaint is open.")
    assert rules.may_we_speak(ANSWER, held, MAIL, at=cast.AT) == Leave(cast.AT)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Your order 1007 is on its way.", "an order number"),
        ("We refunded £1.99 just now.", "an amount of money"),
        ("Write to tom.arden@example.org please.", "an e-mail address"),
        ("Call us on +44 7700 900123.", "a telephone number"),
    ],
)
def test_nothing_private_is_said_in_public(text: str, what: str) -> None:
    verdict = rules.may_we_speak(replace(ANSWER, public=True, text=text), NOTHING_KNOWN, SOCIAL, at=cast.AT)
    assert isinstance(verdict, Never)
    assert verdict.code == "private_in_public"
    assert what in verdict.sentence


def test_a_kind_public_answer_leaves() -> None:
    thanks = replace(ANSWER, public=True, text="Thank you, that made our day. Sam and Mara say hello.")
    assert rules.may_we_speak(thanks, NOTHING_KNOWN, SOCIAL, at=cast.AT) == Leave(cast.AT)


def test_a_channels_limits_are_kept() -> None:
    long = rules.may_we_speak(replace(ANSWER, text="x" * 301), NOTHING_KNOWN, SOCIAL, at=cast.AT)
    late = rules.may_we_speak(replace(ANSWER, last_from_them=cast.AT - timedelta(hours=25)), NOTHING_KNOWN, SOCIAL, at=cast.AT)
    assert [v.code for v in (long, late) if isinstance(v, Never)] == ["too_long", "window_closed"]


def test_only_who_took_part_may_join_by_a_reference() -> None:
    tom, stranger = "email:tom.arden@example.org", "email:somebody@example.net"
    assert parties.may_join(public=False, author=tom, parties=(tom,), by_token=False)
    assert not parties.may_join(public=False, author=stranger, parties=(tom,), by_token=False)
    assert parties.may_join(public=False, author=stranger, parties=(tom,), by_token=True)
    assert parties.may_join(public=True, author=stranger, parties=(tom,), by_token=False)


@pytest.mark.parametrize(
    ("files", "public", "code", "field"),
    [
        ([("a.png", 1_000, "image/png", "The lamp")] * 2, True, "", ""),
        ([("a.png", 1, "image/png", "The lamp")] * 3, True, "too_many_files", "files"),
        ([("a.pdf", 1, "application/pdf", "The lamp")], True, "no_picture", "files"),
        ([("a.png", 1_001, "image/png", "The lamp")], True, "files_too_large", "files"),
        ([("a.png", 1, "image/png", " ")], True, "no_description", "describe"),
        ([("a.png", 1, "image/png", "x" * 21)], True, "description_too_long", "describe"),
        ([("a.png", 1, "image/png", "The lamp")], False, "no_attachments", "files"),
    ],
)
def test_a_network_shows_pictures_within_its_limits_and_each_with_words_for_those_who_cannot_see_it(
    files: list[tuple[str, int, str, str]], public: bool, code: str, field: str
) -> None:
    wish = replace(ANSWER, public=public, files=tuple(rules.FileAlong(*file) for file in files))
    verdict = rules.may_we_speak(wish, NOTHING_KNOWN, replace(SOCIAL, attachments=True, pictures=PICTURES), at=cast.AT)
    assert (getattr(verdict, "code", ""), getattr(verdict, "field", "")) == (code, field)
