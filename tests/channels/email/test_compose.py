"""What leaves: our headers and nobody else's, the same mail at each repeat, and the marks of a machine."""

import email
from dataclasses import replace
from datetime import timedelta
from email.message import Message

import pytest

from makegood.channels.adapters.email import compose, keys, reply_tokens, settings
from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import AttachmentIn, ChannelConfig, OutgoingLetter
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from tests import cast

CONVERSATION = "01957f6e-1111-7222-8333-444455556666"
LETTER = OutgoingLetter(
    message_key="answer-1",
    to=cast.TOM_BY_EMAIL,
    subject="Your torch",
    text="Hello Tom,\n\na new one is on its way. £0 – promised. 🎉\n",
    in_reply_to="two@example.org",
    references=("one@example.org", "two@example.org"),
    reply_token=CONVERSATION,
)
HEADERS = {"message-id", "date", "from", "to", "subject", "in-reply-to", "references", "reply-to", "content-type", "content-transfer-encoding", "mime-version"}  # fmt: skip


def made(letter: OutgoingLetter, channel: ChannelConfig) -> compose.Mail:
    return compose.compose(letter, channel=channel, settings=settings.read(channel.settings), at=cast.AT)


def parsed(mail: compose.Mail) -> Message:
    return email.message_from_bytes(mail.raw)


def test_a_letter_carries_its_thread_and_a_signed_way_back(channel: ChannelConfig) -> None:
    mail = parsed(made(LETTER, channel))
    token = reply_tokens.make_reply_token(channel.settings["reply_secret"], CONVERSATION_ID, cast.TOM_EMAIL)
    assert mail["From"] == "Brightside Lights <help@brightside.example>"
    assert mail["To"] == "Tom Arden <tom.arden@example.org>"
    assert mail["In-Reply-To"] == "<two@example.org>"
    assert mail["References"].split() == ["<one@example.org>", "<two@example.org>"]
    assert "".join(mail["Reply-To"].split()) == f"help+{token}@brightside.example"
    assert mail["Date"] == "Mon, 02 Mar 2026 10:00:00 +0000"
    assert mail["Auto-Submitted"] is None
    assert mail.get_payload(decode=True).decode().replace("\r\n", "\n") == LETTER.text


CONVERSATION_ID = reply_tokens.UUID(CONVERSATION)


def test_a_repeat_is_the_same_mail_to_the_other_side(channel: ChannelConfig) -> None:
    first = made(LETTER, channel)
    again = compose.compose(LETTER, channel=channel, settings=settings.read(channel.settings), at=cast.AT + timedelta(days=1))
    assert first.message_id == again.message_id
    assert first.message_id != made(replace(LETTER, message_key="answer-2"), channel).message_id
    assert keys.is_own(first.message_id, "brightside.example")


def test_what_comes_back_is_known_as_ours(channel: ChannelConfig) -> None:
    envelope = EmailAdapter().parse(made(LETTER, channel).raw, channel=channel)[0]
    assert envelope.automatic == "own"
    assert envelope.visible == LETTER.text.strip()


def test_automatic_words_carry_the_marks_of_a_machine(channel: ChannelConfig) -> None:
    mail = made(replace(LETTER, automatic=True), channel)
    assert mail.sender == ""
    assert parsed(mail)["Auto-Submitted"] == "auto-replied"
    assert parsed(mail)["X-Auto-Response-Suppress"] == "All"
    unasked = made(replace(LETTER, automatic=True, in_reply_to="", references=()), channel)
    assert parsed(unasked)["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "poison",
    [
        "\r\nBcc: cheat@elsewhere.example",
        "\nX-Evil: 1\n\nbody",
        "\r\r\n\nSubject: two",
        "\x00\x0b\x0c\x85\u2028\u2029Bcc: x",
        "=?utf-8?Q?=0D=0ABcc:_x?=",
        "\ud800",
    ],
)
@pytest.mark.parametrize("field", ["subject", "name", "from_name", "in_reply_to", "references", "attachment"])
def test_no_field_becomes_another_header(field: str, poison: str, channel: ChannelConfig) -> None:
    letter = {
        "subject": replace(LETTER, subject=f"Torch{poison}"),
        "name": replace(LETTER, to=Address(IdentityKind.EMAIL, cast.TOM_EMAIL, f"Tom{poison}")),
        "from_name": LETTER,
        "in_reply_to": replace(LETTER, in_reply_to=f"two@example.org{poison}"),
        "references": replace(LETTER, references=(f"one@example.org{poison}", "two@example.org>\r\nBcc: <x@y")),
        "attachment": replace(LETTER, attachments=(AttachmentIn(f"a{poison}.txt", f"text/plain{poison}", b"x", poison),)),
    }[field]
    told = settings.read({**channel.settings, "from_name": f"Shop{poison}" if field == "from_name" else ""})
    mail = email.message_from_bytes(compose.compose(letter, channel=channel, settings=told, at=cast.AT).raw)
    assert {name.lower() for name in mail.keys()} <= HEADERS  # noqa: SIM118 - a Message's items are its headers
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject", [])) == 1
    for part in mail.walk():
        assert part["X-Evil"] is None
        assert part["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "tom",
        "tom@",
        "@example.org",
        "tom@example",
        "a@b.example, c@d.example",
        "tom@example.org\r\nRCPT TO:<x@y.example>",
        "<tom@example.org>",
        "tom arden@example.org",
        "x" * 65 + "@example.org",
        "tom@exa_mple.org",
        'tom"@example.org',
        "tom@example.org>",
    ],
)
def test_an_address_that_is_none_is_refused_by_its_name(address: str, channel: ChannelConfig) -> None:
    with pytest.raises(Refusal) as refused:
        made(replace(LETTER, to=Address(IdentityKind.EMAIL, address)), channel)
    assert refused.value.fields == {"to": "not a mail address"}


def test_a_letter_without_a_word_is_refused(channel: ChannelConfig) -> None:
    with pytest.raises(Refusal) as refused:
        made(replace(LETTER, text=" \n"), channel)
    assert refused.value.fields == {"text": "empty"}


def test_an_address_in_letters_of_the_world_leaves_in_ascii(channel: ChannelConfig) -> None:
    assert (
        made(replace(LETTER, to=Address(IdentityKind.EMAIL, "tom@bücher.example")), channel).recipient
        == "tom@xn--bcher-kva.example"
    )


def test_an_attachment_arrives_whole(channel: ChannelConfig) -> None:
    file = AttachmentIn("Rechnung März.pdf", "application/pdf", bytes(range(256)))
    envelope = EmailAdapter().parse(made(replace(LETTER, attachments=(file,)), channel).raw, channel=channel)[0]
    assert [(f.name, f.media_type, f.content) for f in envelope.attachments] == [(file.name, file.media_type, file.content)]


def test_a_letter_larger_than_the_mailbox_takes_is_refused(channel: ChannelConfig) -> None:
    with pytest.raises(Refusal) as refused:
        made(replace(LETTER, attachments=(AttachmentIn("film.mp4", "video/mp4", bytes(26_000_000)),)), channel)
    assert refused.value.fields == {"attachments": "too large"}
