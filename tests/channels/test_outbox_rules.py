"""The outbox's pure rules: pauses, times to leave, what failures mean, files."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.channels.messages import Failure
from makegood.channels.rules import failures, leaving
from makegood.channels.rules import files as file_rules
from makegood.channels.types import AttachmentIn
from makegood.kernel.refusals import Refusal
from tests import cast


def test_the_pauses_grow_to_four_hours_and_end_after_three_days() -> None:
    pauses = [leaving.next_try(tries=n, since=timedelta(hours=1), chance=0.0) for n in range(1, 11)]
    assert pauses == [timedelta(seconds=s) for s in (15, 60, 300, 900, 1800, 3600, 7200, 14400, 14400, 14400)]
    assert leaving.next_try(tries=1, since=timedelta(), chance=1.0) == timedelta(seconds=18.75)
    assert leaving.next_try(tries=20, since=timedelta(days=3) - timedelta(seconds=1), chance=0.0) == timedelta(hours=4)
    assert leaving.next_try(tries=20, since=timedelta(days=3), chance=0.0) is None


def test_a_channel_rests_from_the_second_trouble_in_a_row_and_at_once_where_it_asked() -> None:
    rests = [leaving.shut_for(failures=n, asked=None).total_seconds() for n in range(1, 9)]
    assert rests == [0, 15, 30, 60, 120, 240, 300, 300]
    assert leaving.shut_for(failures=1, asked=42).total_seconds() == 42
    assert leaving.shut_for(failures=1, asked=1e9) == timedelta(days=1)


@pytest.mark.parametrize(
    ("choice", "given", "leaves"),
    [
        ("", "", None),
        ("now", "", None),
        ("tomorrow", "", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("monday", "", datetime(2026, 3, 9, 9, tzinfo=UTC)),  # today is a Monday: the next one
        ("at", "2026-04-01T09:30", datetime(2026, 4, 1, 8, 30, tzinfo=UTC)),  # summer time by then
        ("at", "2026-03-29T01:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # an hour that clocks leave out
    ],
)
def test_a_time_is_the_brands_own(choice: str, given: str, leaves: datetime | None) -> None:
    assert leaving.leaving_time(choice=choice, given=given, zone="Europe/London", at=cast.AT) == leaves


@pytest.mark.parametrize(
    ("given", "why"), [("", "not a time"), ("soon", "not a time"), ("2026-03-02T10:00", "past"), ("2027-04-01T10:00", "too far")]
)
def test_a_time_that_is_none_is_refused_by_its_field(given: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        leaving.leaving_time(choice="at", given=given, zone="Europe/London", at=cast.AT)
    assert refused.value.fields == {"leave_at": why}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("550 5.1.1 <tom@example.org>: Recipient address rejected: User unknown", Failure.UNKNOWN_ADDRESS),
        ("550 No such user here", Failure.UNKNOWN_ADDRESS),
        ("550 5.7.1 Recipient address does not exist", Failure.UNKNOWN_ADDRESS),
        ("556 5.1.10 Domain has null MX", Failure.UNKNOWN_PLACE),
        ("550 5.4.4 Host not found", Failure.UNKNOWN_PLACE),
        ("552 5.2.2 Over quota", Failure.FULL),
        ("552 The mailbox is full", Failure.FULL),
        ("550 5.2.1 Mailbox disabled", Failure.CLOSED),
        ("552 5.3.4 Message size exceeds fixed limit", Failure.TOO_LARGE),
        ("554 5.7.1 Message rejected as spam", Failure.SPAM),
        ("550 5.7.28 unsolicited mail", Failure.SPAM),
        ("550 5.7.26 This mail is unauthenticated", Failure.NOT_VOUCHED),
        ("550 5.7.1 SPF check failed", Failure.NOT_VOUCHED),
        ("550 5.7.1 Access denied", Failure.NOT_ALLOWED),
        ("535 5.7.8 Authentication credentials invalid", Failure.NOT_LET_IN),
        ("554 Transaction failed", Failure.OTHER),
        ("the host 10.5.1.1 is known", Failure.OTHER),  # an address is no code
    ],
)
def test_what_a_server_says_is_understood(said: str, why: Failure) -> None:
    assert failures.why_it_failed(status="", said=said) is why


def test_the_status_of_a_report_goes_before_its_words() -> None:
    assert failures.why_it_failed(status="5.2.2", said="user unknown") is Failure.FULL


def file(size: int, name: str = "a.pdf") -> AttachmentIn:
    return AttachmentIn(name, "application/pdf", b"x" * size)


def test_files_have_a_number_and_a_size() -> None:
    file_rules.check([file(1_500_000)] * 10)
    for files, why in (([file(1)] * 11, "too many"), ([file(7_500_001), file(7_500_000)], "too large"), ([file(0)], "empty")):
        with pytest.raises(Refusal) as refused:
            file_rules.check(files)
        assert refused.value.fields == {"files": why}


def test_a_member_may_write_down_more_than_goes_along_with_a_letter() -> None:
    file_rules.check_sizes([25_000_000], room=file_rules.NOTED)
    with pytest.raises(Refusal) as refused:
        file_rules.check_sizes([15_000_001])
    assert refused.value.sentence == "files: 15.0 MB together; at most 15 MB go along. Send a smaller copy."


@pytest.mark.parametrize(
    ("told", "kept"),
    [("image/PNG; charset=x", "image/png"), ("text/html\r\nX: y", "application/octet-stream"), ("", "application/octet-stream")],
)
def test_a_media_type_is_well_formed_or_mere_bytes(told: str, kept: str) -> None:
    assert file_rules.plain_type(told) == kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("bill.pdf", "bill.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mara\\bill.pdf", "bill.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        (" .htaccess\u200b", "htaccess"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("", "file-3"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_of_files_are_cleaned(name: str, kept: str) -> None:
    assert file_rules.plain_name(name, 3) == kept
