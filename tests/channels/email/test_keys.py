"""The natural key of a mail, its thread, and the signed reply address."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.channels.adapters.email import keys, reply_tokens
from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import ChannelConfig, Envelope
from makegood.kernel.refusals import Refusal
from tests import cast

MAIL = (
    b"From: Tom Arden <tom.arden@example.org>\r\nTo: help@brightside.example\r\nSubject: Torch\r\n"
    b"Date: Mon, 2 Mar 2026 09:00:00 +0000\r\nMessage-ID: <one@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\nThe torch is dark, caf\xc3\xa9 or not.\r\n"
)
SECRET, CONVERSATION = "a secret for tests", UUID("01957f6e-1111-7222-8333-444455556666")


def read(raw: bytes, channel: ChannelConfig) -> Envelope:
    return EmailAdapter().parse(raw, channel=channel)[0]


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"\r\n", b"\n"),
        b"Return-Path: <x@list.example>\r\nDelivered-To: help@brightside.example\r\nReceived: by mx; Mon, 2 Mar 2026 09:00:02 +0000\r\n"
        + MAIL,
        MAIL.replace(b"8bit", b"quoted-printable").replace(b"caf\xc3\xa9", b"caf=C3=A9"),
        MAIL.replace(b"Subject: Torch", b"Subject: [EXTERNAL] Torch").replace(b"dark, caf", b"dark,\r\ncaf"),
        MAIL.replace(b"Subject: Torch", b"DKIM-Signature: v=1; a=rsa-sha256\r\nSubject:  =?utf-8?Q?Torch?="),
    ],
    ids=["line ends", "servers' lines", "encoding", "gateway's prefix and wrapping", "signed and encoded"],
)
def test_the_same_mail_by_two_paths_is_one(other: bytes, channel: ChannelConfig) -> None:
    assert read(other, channel).external_id == read(MAIL, channel).external_id


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"is dark", b"is bright"),
        MAIL.replace(b"Subject: Torch", b"Subject: Dimmer"),
        MAIL.replace(b"tom.arden@", b"tom.other@"),
        MAIL.replace(b"09:00:00", b"09:00:01"),
    ],
    ids=["text", "subject", "author", "date"],
)
def test_two_mails_with_one_message_id_are_both_kept(other: bytes, channel: ChannelConfig) -> None:
    one, two = read(MAIL, channel), read(other, channel)
    assert one.external_id != two.external_id
    assert one.thread_key == two.thread_key == "one@example.org"


def test_a_mail_without_an_id_has_a_key_and_no_thread(channel: ChannelConfig) -> None:
    bare = MAIL.replace(b"Message-ID: <one@example.org>\r\n", b"").replace(b"From: Tom Arden <tom.arden@example.org>\r\n", b"")
    one, two = read(bare, channel), read(b"Received: by mx; Mon, 2 Mar 2026 09:00:02 +0000\r\n" + bare, channel)
    assert one.thread_key == ""
    assert one.external_id == two.external_id
    assert one.author == two.author


def test_the_nearest_reference_comes_first(channel: ChannelConfig) -> None:
    raw = b"In-Reply-To: <c@x>\r\nReferences: <a@x> <b@x>\r\n <c@x>\r\n" + MAIL
    assert read(raw, channel).thread_keys == ("c@x", "b@x", "a@x")


def test_a_hundred_references_keep_the_nearest_and_the_first(channel: ChannelConfig) -> None:
    raw = b"References: " + b" ".join(b"<%d@x>" % n for n in range(100)) + b"\r\n" + MAIL
    found = read(raw, channel).thread_keys
    assert len(found) == keys.MOST_REFERENCES
    assert (found[0], found[-1]) == ("99@x", "0@x")


def test_an_endless_message_id_is_the_same_short_word_wherever_it_stands(channel: ChannelConfig) -> None:
    endless = b"<" + b"x" * 900 + b"@example.org>"
    one = read(MAIL.replace(b"<one@example.org>", endless), channel)
    two = read(b"In-Reply-To: " + endless + b"\r\n" + MAIL, channel)
    assert one.thread_key == two.thread_keys[0]
    assert len(one.external_id) < 400


@given(st.uuids(), st.emails())
def test_a_reply_token_opens_its_conversation_for_its_recipient_only(conversation: UUID, address: str) -> None:
    token = reply_tokens.make_reply_token(SECRET, conversation, address)
    assert len(token) == reply_tokens.LENGTH
    assert token == token.lower()
    assert reply_tokens.read_reply_token(SECRET, token.upper(), address.upper()) == conversation
    assert reply_tokens.read_reply_token(SECRET, token, "x" + address) is None
    assert reply_tokens.read_reply_token("another secret", token, address) is None


@pytest.mark.parametrize("place", range(0, reply_tokens.LENGTH, 3))
def test_a_reply_token_with_one_letter_changed_opens_nothing(place: int) -> None:
    token = reply_tokens.make_reply_token(SECRET, CONVERSATION, cast.TOM_EMAIL)
    changed = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
    assert reply_tokens.read_reply_token(SECRET, changed, cast.TOM_EMAIL) is None


@pytest.mark.parametrize("token", ["", "x", "z" * 50, "-" * 50, "0" * 51, "ä" * 50])
def test_what_is_no_reply_token_opens_nothing(token: str) -> None:
    assert reply_tokens.read_reply_token(SECRET, token, cast.TOM_EMAIL) is None


def test_a_reply_address_fits_the_64_letters_of_a_local_part() -> None:
    token = reply_tokens.make_reply_token(SECRET, CONVERSATION, cast.TOM_EMAIL)
    assert len(reply_tokens.reply_address("customer-care@brightside.example", token).partition("@")[0]) == 64
    with pytest.raises(Refusal) as refused:
        reply_tokens.reply_address("customers-care@brightside.example", token)
    assert refused.value.fields == {"reply_address": "needed"}


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To"])
def test_an_answer_to_the_signed_address_finds_its_conversation(header: str, channel: ChannelConfig) -> None:
    token = reply_tokens.make_reply_token(channel.settings["reply_secret"], CONVERSATION, cast.TOM_EMAIL)
    raw = f"{header}: HELP+{token.upper()}@Brightside.Example\r\n".encode() + MAIL
    assert (read(raw, channel).reply_token, read(raw, channel).addressed) == (str(CONVERSATION), "")


def test_another_sender_with_the_signed_address_gets_nothing(channel: ChannelConfig) -> None:
    token = reply_tokens.make_reply_token(channel.settings["reply_secret"], CONVERSATION, cast.TOM_EMAIL)
    raw = f"Cc: help+{token}@brightside.example\r\n".encode() + MAIL.replace(b"tom.arden@example.org", b"cheat@elsewhere.example")
    assert (read(raw, channel).reply_token, read(raw, channel).addressed) == ("", token)
