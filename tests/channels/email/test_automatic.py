"""Mail that no person wrote just now (RELIABILITY D3), and ordinary mail that must not be taken for it."""

import pytest

from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import Automatic, ChannelConfig
from tests.channels.email import spamassassin

PLAIN = "From: {author}\nTo: help@brightside.example\nSubject: {subject}\nDate: Mon, 2 Mar 2026 09:00:00 +0000\nMessage-ID: <one@example.org>\n"


def kind(
    headers: str, *, author: str = "tom.arden@example.org", subject: str = "Torch", body: str = "Hello", channel: ChannelConfig
) -> str:
    raw = (PLAIN.format(author=author, subject=subject) + headers + f"\n{body}\n").encode()
    return EmailAdapter().parse(raw, channel=channel)[0].automatic or ""


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Auto-Submitted: auto-replied\n", Automatic.AUTO_REPLY),
        ("Auto-Submitted: auto-replied (vacation)\n", Automatic.AUTO_REPLY),
        ("auto-submitted: AUTO-GENERATED\n", Automatic.AUTO_REPLY),
        ("Auto-Submitted: auto-notified; owner-email=x@y.example\n", Automatic.AUTO_REPLY),
        ("Precedence: bulk\n", Automatic.LIST),
        ("Precedence: list\n", Automatic.LIST),
        ("Precedence: junk\n", Automatic.LIST),
        ("Precedence: auto_reply\n", Automatic.AUTO_REPLY),
        ("Precedence: bulk\nAuto-Submitted: auto-replied\n", Automatic.AUTO_REPLY),
        ("List-Id: <shop.example>\n", Automatic.LIST),
        ("List-Unsubscribe: <mailto:u@shop.example>\n", Automatic.LIST),
        ("X-Auto-Response-Suppress: OOF, AutoReply\n", Automatic.AUTO_REPLY),
        ("X-Autoreply: yes\n", Automatic.AUTO_REPLY),
        ("X-Autorespond: vacation\n", Automatic.AUTO_REPLY),
        ("X-Loop: help@brightside.example\n", Automatic.AUTO_REPLY),
        ("Return-Path: <>\n", Automatic.REPORT),
        ("Content-Type: multipart/report; report-type=feedback-report; boundary=x\n\n--x\n\nhi\n--x--\n", Automatic.REPORT),
        ("Message-ID: <mg.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@brightside.example>\n", ""),  # a second one, not the mail's own
    ],
)
def test_each_sign_of_a_machine_is_seen(headers: str, expected: str, channel: ChannelConfig) -> None:
    assert kind(headers, channel=channel) == expected


@pytest.mark.parametrize("author", ["MAILER-DAEMON@mx.example", "Mail Delivery System <postmaster@mx.example>", "Mailer-Daemon"])
def test_a_mail_servers_daemon_is_no_person(author: str, channel: ChannelConfig) -> None:
    assert kind("", author=author, channel=channel) in (Automatic.BOUNCE, Automatic.REPORT)


def test_our_own_address_as_author_is_our_own_mail(channel: ChannelConfig) -> None:
    assert kind("", author="Brightside <HELP@brightside.example>", channel=channel) == Automatic.OWN


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no\n",
        "Precedence: first-class\n",
        "Return-Path: <tom.arden@example.org>\n",
        "X-Mailer: A\nX-Priority: 1\n",
        "Received: by list-id\n",
    ],
)
def test_an_ordinary_mail_is_from_a_person(headers: str, channel: ChannelConfig) -> None:
    assert kind(headers, channel=channel) == ""


def test_an_absence_in_the_subject_alone_decides_nothing(channel: ChannelConfig) -> None:
    assert kind("", subject="Out of office", body="When do you open?", channel=channel) == ""
    assert (
        kind("", subject="Abwesenheitsnotiz", body="Ich bin bis Montag nicht im Büro.", channel=channel) == Automatic.AUTO_REPLY
    )
    assert kind("", subject="Re: Abwesenheitsnotiz", body="Danke, dass Sie nicht im Büro sind.", channel=channel) == ""


def test_ninety_nine_of_a_hundred_ordinary_mails_are_taken_for_a_persons(channel: ChannelConfig) -> None:
    mails = [raw for name, raw in spamassassin.mails("easy-ham") if not spamassassin.is_marked(raw)]
    kinds = [EmailAdapter().parse(raw, channel=channel)[0].automatic for raw in mails]
    assert len(mails) > 100
    assert sum(kind is None for kind in kinds) >= 0.99 * len(mails)


def test_a_persons_mail_is_hardly_ever_taken_for_spam(channel: ChannelConfig) -> None:
    letters = [EmailAdapter().parse(raw, channel=channel)[0].spam_likely for _, raw in spamassassin.mails("easy-ham")]
    assert sum(letters) <= 0.005 * len(letters)
