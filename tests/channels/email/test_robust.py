"""Mail as it really is and as nobody should write it: never a crash, never an endless look."""

import time
from collections.abc import Iterator

import pytest

from benchmarks import fuzz_mail
from makegood.channels.adapters.email import bodies, mime
from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import ChannelConfig, Envelope
from tests import pace
from tests.channels.email import spamassassin
from tests.channels.email.conftest import channel_with

HEAD = b"From: Tom <tom.arden@example.org>\nTo: help@brightside.example\nSubject: Torch\nMessage-ID: <one@example.org>\n"


def read(raw: bytes, channel: ChannelConfig, *, within: float = 2) -> Envelope:
    start = time.process_time()
    envelope = EmailAdapter().parse(raw, channel=channel)[0]
    assert pace.within(time.process_time() - start, within)
    return envelope


def test_every_real_mail_is_read_within_two_seconds(channel: ChannelConfig) -> None:
    mails = spamassassin.mails()
    for _, raw in mails:
        envelope = read(raw, channel)
        assert envelope.author.value
        assert len(envelope.external_id) <= 400
    assert len(mails) == 2250


def test_three_thousand_broken_letters_raise_nothing() -> None:
    outcome = fuzz_mail.run(fuzz_mail.originals(), count=3000, seed=20260302)
    assert outcome.failures == []
    assert outcome.slowest < 2


def nested(depth: int) -> bytes:
    return (
        HEAD
        + b"".join(b'Content-Type: multipart/mixed; boundary="n%d"\n\n--n%d\n' % (n, n) for n in range(depth))
        + b"Content-Type: text/plain\n\ndeep\n"
    )


def many_parts(count: int) -> bytes:
    return (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="m"\n\n'
        + b"--m\nContent-Type: text/plain\n\nhello\n" * count
        + b"--m--\n"
    )


def absurd() -> Iterator[tuple[str, bytes]]:
    yield "10,000 headers", b"".join(b"X-Header-%d: %s\n" % (n, b"v" * 50) for n in range(10_000)) + HEAD + b"\nHello\n"
    yield "one header of a megabyte", HEAD + b"X-Long: " + b"x " * 500_000 + b"\n\nHello\n"
    yield "subject of a megabyte", b"Subject: " + b"=?utf-8?q?x?= " * 80_000 + b"\nFrom: a@b.example\n\nHello\n"
    yield (
        "20,000 recipients",
        b"Cc: " + b", ".join(b'"A, %d" <a%d@b.example>' % (n, n) for n in range(20_000)) + b"\n" + HEAD + b"\nHello\n",
    )
    yield "folded a hundred thousand times", HEAD + b"References: <a@b>\n" + b" <x@y>\n" * 100_000 + b"\nHello\n"
    yield "500 nested parts", nested(500)
    yield "20,000 parts", many_parts(20_000)
    yield "a million boundaries of another", HEAD + b'Content-Type: multipart/mixed; boundary="m"\n\n' + b"--mm\n" * 1_000_000
    yield "5,000 links", HEAD + b"Content-Type: text/html\n\n" + b"<a href='https://example.org/x'>link</a> " * 5_000
    yield "20 MB of text", HEAD + b"\n" + b"The torch is dark and so am I.\n" * 650_000
    yield "20 MB on one line", HEAD + b"\n" + b"x" * 20_000_000
    yield "20 MB of html", HEAD + b"Content-Type: text/html\n\n" + b"<p>The torch is dark.</p>\n" * 800_000
    yield (
        "20 MB attached",
        HEAD
        + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n"
        + (b"QUJD" * 19 + b"\n") * 260_000,
    )
    yield "20 MB quoted-printable", HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=C3=A9=\n" * 2_500_000
    yield "quotes without end", HEAD + b'Content-Type: text/plain; name="' + b'\\"' * 200_000 + b"\n\nHello\n"
    yield "parameters without end", HEAD + b"Content-Type: text/plain" + b"; a*0*=b" * 100_000 + b"\n\nHello\n"
    yield "brackets", HEAD.replace(b"Tom <", b"<" * 30_000) + b"\nHello\n"
    yield "comments", HEAD.replace(b"Tom <", b"(" * 30_000 + b" <") + b"\nHello\n"
    yield (
        "a delivery report of 10 MB",
        HEAD
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\nContent-Type: message/delivery-status\n\n"
        + b"Final-Recipient: rfc822; a@b.example\n\n" * 280_000
        + b"--r--\n",
    )


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in absurd()])
def test_an_absurd_mail_is_read_within_two_seconds(raw: bytes, channel: ChannelConfig) -> None:
    assert read(raw, channel).author.value


@pytest.mark.parametrize("raw", [b"", b"\n" * 2_000_000, b"\x00" * 1_000_000], ids=["nothing", "line breaks", "NUL"])
def test_what_has_neither_header_nor_word_is_no_mail(raw: bytes, channel: ChannelConfig) -> None:
    with pytest.raises(ValueError, match="no mail"):
        read(raw, channel)


def test_a_nest_is_opened_as_far_as_sense_goes() -> None:
    deepest = max(part.depth for part in mime.walk(mime.read(nested(500))))
    assert deepest == mime.DEEPEST


def test_beyond_the_thousandth_part_the_rest_is_one(channel: ChannelConfig) -> None:
    raw = many_parts(5_000)
    assert len(mime.walk(mime.read(raw))) == mime.MOST_PARTS + 1
    assert read(raw, channel).text.count("hello") == 5_000


def test_a_mail_larger_than_is_kept_is_cut_and_says_so() -> None:
    small = channel_with(largest_mb="1")
    body = b'Content-Type: multipart/mixed; boundary="m"\n\n--m\nContent-Type: text/plain\n\nSee the film.\n--m\nContent-Type: video/mp4\nContent-Disposition: attachment; filename=film.mp4\nContent-Transfer-Encoding: base64\n\n'
    envelope = read(HEAD + body + (b"QUJD" * 19 + b"\n") * 20_000 + b"--m--\n", small)
    assert envelope.cut
    assert envelope.visible == "See the film."
    assert envelope.attachments == ()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\u200b.htaccess", "htaccess"),
        (".htaccess", "htaccess"),
        ("a\x00b.txt", "ab.txt"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("🎉.png", "🎉.png"),
        ("", "attachment-1.png"),
        ("/", "attachment-1.png"),
        ("Küche 1.jpg", "Küche 1.jpg"),
    ],
)
def test_a_hostile_name_becomes_one_that_can_be_shown(written: str, kept: str) -> None:
    assert bodies.safe_name(written, "image/png", 1) == kept
