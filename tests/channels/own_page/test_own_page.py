"""Own pages as a channel: what they read, and which settings they take."""

import pytest

from makegood.channels import registry
from makegood.channels.adapters.own_page import message, settings
from makegood.channels.adapters.own_page.adapter import OwnPageAdapter
from makegood.channels.types import AttachmentIn, Authenticity, OutgoingLetter
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels.own_page import pages


def test_what_is_written_is_what_is_read() -> None:
    files = (AttachmentIn("a.txt", "text/plain", b"\x00\xff"),)
    said = message.Said("l-1", "about c-1", cast.TOM_EMAIL, "Tom", " Dark\x00. ", cast.AT, files)
    read = message.read(message.written(said))
    assert (read.external_id, read.thread_key, read.text, read.visible) == ("page:l-1", "about c-1", "Dark.", "Dark.")
    assert (read.author, read.attachments) == (Address(IdentityKind.EMAIL, cast.TOM_EMAIL, "Tom"), files)
    assert (read.authentic, read.sent_at, read.public) == (Authenticity.VOUCHED, cast.AT, False)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        pages.BARE.replace(b"+00:00", b""),
        pages.BARE.replace(b'"new a1-10"', b"7"),
        pages.BARE.replace(b'"Hello"', b"7"),
    ],
)
def test_what_is_no_message_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"own page|Expecting|isoformat"):
        message.read(raw)


def test_it_is_answered_by_mail_and_never_by_itself() -> None:
    from tests.channels import contract

    assert registry.answers_by_mail("own_page")
    letter = OutgoingLetter("m-1", Address(IdentityKind.EMAIL, cast.TOM_EMAIL), "", "Hello")
    with pytest.raises(Refusal) as refused:
        OwnPageAdapter().send(letter, channel=contract.config(OwnPageAdapter(), {}))
    assert refused.value.code == "no_answers_here"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("days", "0"),
        ("days", "366"),
        ("days", "a week"),
        ("days", "²"),
        ("in_letters", "perhaps"),
        ("asks", "1"),
        ("colour", "blue"),
        ("language", "Deutsch"),
    ],
)
def test_a_malformed_setting_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        OwnPageAdapter().check_settings({name: value})
    assert list(refused.value.fields) == [name]


def test_a_link_is_good_for_thirty_days_and_letters_name_it_unless_the_brand_says_otherwise() -> None:
    usual = OwnPageAdapter().check_settings({})
    assert (settings.days(usual), settings.is_on(usual, "in_letters"), settings.is_on(usual, "asks")) == (30, True, True)
    other = OwnPageAdapter().check_settings({"days": "7", "in_letters": "no", "asks": "no"})
    assert (settings.days(other), settings.is_on(other, "in_letters"), settings.is_on(other, "asks")) == (7, False, False)
