"""The chat window as a channel: what it reads, which settings it takes, and whom it believes."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.channels.adapters.webchat import identity, message
from makegood.channels.adapters.webchat.adapter import WebchatAdapter
from makegood.channels.types import AttachmentIn, Authenticity, OutgoingLetter
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import embedding
from tests import cast
from tests.channels import contract
from tests.channels.webchat import windows
from tests.portal import signed

SECRET = "x" * 32
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_what_is_written_is_what_is_read() -> None:
    files = (AttachmentIn("a.txt", "text/plain", b"\x00\xffbytes"),)
    said = message.Said("k-1", "visitor-7k3f", "Hello \x00there", cast.AT, "Ana", vouched=False, files=files)
    read = message.read(message.written(said))
    assert (read.external_id, read.thread_key, read.text) == ("visitor-7k3f:k-1", "talk visitor-7k3f", "Hello there")
    assert read.author == Address(IdentityKind.HANDLE, "webchat:visitor-7k3f", "Ana", "webchat:Visitor 7k3f")
    assert (read.attachments, read.sent_at, read.authentic) == (files, cast.AT, Authenticity.CLAIMED)


@pytest.mark.parametrize("vouched", [1, "true", None])
def test_only_a_plain_yes_vouches(vouched: object) -> None:
    raw = windows.PLAIN.replace(b"false", str(vouched).encode() if vouched != "true" else b'"true"')
    if vouched is None:
        raw = windows.PLAIN.replace(b'"vouched": false, ', b"")
    assert message.read(raw).authentic is Authenticity.CLAIMED


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", windows.PLAIN.replace(b"+00:00", b""), windows.PLAIN.replace(b'"k-1"', b"7"), b"[" * 100_000]
)
def test_what_is_no_message_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any kind, by the seam's own words
        message.read(raw)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("origins", ""),
        ("origins", "shop.example"),
        ("origins", "https://shop.example/path"),
        ("origins", "https://user@shop.example"),
        ("origins", "ftp://shop.example"),
        ("origins", "https://shop.example:99999"),
        ("origins", "javascript:alert(1)"),
        ("colour", "red"),
        ("colour", "#12345"),
        ("language", "English"),
        ("side", "top"),
        ("mail_after_minutes", "0"),
        ("mail_after_minutes", "soon"),
        ("identity_secret", "short"),
        ("greeting", "x" * 301),
    ],
)
def test_a_malformed_setting_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        WebchatAdapter().check_settings({**windows.SETTINGS, name: value})
    assert list(refused.value.fields) == [name]


def test_origins_are_kept_as_a_browser_writes_them() -> None:
    told = WebchatAdapter().check_settings({"origins": "HTTPS://Shop.example:443/, http://127.0.0.1:8070\nhttps://shop.example"})
    assert told["origins"] == "https://shop.example http://127.0.0.1:8070"


@pytest.mark.parametrize("address", ["", "Shop", "a b", "../x", "-shop", "x" * 41])
def test_an_address_that_cannot_stand_in_a_web_address_is_refused_when_it_is_tried(address: str) -> None:
    channel = contract.config(WebchatAdapter(), windows.SETTINGS)
    object.__setattr__(channel, "address", address)
    with pytest.raises(Refusal) as refused:
        WebchatAdapter().greet(channel=channel)
    assert list(refused.value.fields) == ["address"]


def test_an_answer_sent_twice_is_one_message() -> None:
    adapter, letter = WebchatAdapter(), OutgoingLetter("m-1", message.address("visitor-7k3f"), "", "Hello")
    channel = contract.config(adapter, windows.SETTINGS)
    assert {adapter.send(letter, channel=channel).external_id for _ in range(2)} == {"m-1"}


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#8a2d5b", "#ffe600", "#777777", "#00ff00"])
def test_text_can_be_read_whatever_the_brands_colour(colour: str) -> None:
    for paper in ("#ffffff", "#211d1a"):
        assert embedding._contrast(embedding.readable(colour, on=paper), paper) >= 4.5
    assert embedding._contrast(embedding.ink_on(colour), colour) >= 4.4


# Signed identities ------------------------------------------------------------------------------------------------------


def token(**claims: object) -> str:
    exp = int((NOW + timedelta(hours=1)).timestamp())
    return signed.token({"sub": "C-2041", "exp": exp, **claims}, SECRET)


def test_a_good_token_says_who_they_are() -> None:
    told = identity.read(token(email="Tom.Arden@example.org", name="Tom", customer_number="C-2041"), secret=SECRET, now=NOW)
    assert told == identity.Claims("C-2041", "Tom.Arden@example.org", "Tom", "C-2041")


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": int(NOW.timestamp()) + 2 * 24 * 3600},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": float("inf")},
        {"nbf": int(NOW.timestamp()) + 3600},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 201},
        {"email": "nobody"},
        {"name": ["Tom"]},
    ],
)
def test_a_token_that_says_too_little_or_too_much_is_refused(claims: dict[str, object]) -> None:
    with pytest.raises(Refusal) as refused:
        identity.read(token(**claims), secret=SECRET, now=NOW)
    assert refused.value.code == "bad_identity"


def test_no_byte_of_a_token_can_be_changed() -> None:
    good = token()
    for place in range(len(good)):
        other = "A" if good[place] != "A" else "B"
        forged = good[:place] + other + good[place + 1 :]
        if forged.rpartition(".")[0] == good.rpartition(".")[0] and place == len(good) - 1:
            continue  # the last letter of a signature carries two bits that mean nothing
        with pytest.raises(Refusal):
            identity.read(forged, secret=SECRET, now=NOW)


@pytest.mark.parametrize("bad", ["", ".", "..", "a.b", "x" * 5000, "é.é.é"])
def test_what_is_no_token_is_refused(bad: str) -> None:
    with pytest.raises(Refusal):
        identity.read(bad, secret=SECRET, now=NOW)


def test_no_other_algorithm_is_read() -> None:
    exp = int((NOW + timedelta(hours=1)).timestamp())
    for algorithm in ("none", "None", "HS384", "RS256"):
        with pytest.raises(Refusal):
            identity.read(signed.token({"sub": "1", "exp": exp}, SECRET, algorithm=algorithm), secret=SECRET, now=NOW)
