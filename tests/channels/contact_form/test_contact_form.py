"""The contact form as a channel: what it reads, and which settings it takes."""

import pytest

from makegood.channels import registry
from makegood.channels.adapters.contact_form import adapter, settings
from makegood.channels.adapters.contact_form.adapter import ContactFormAdapter, Filled
from makegood.channels.messages import Message
from makegood.channels.rules import form_fields
from makegood.channels.types import AttachmentIn, Authenticity, ChannelId, ConversationId, Direction, MessageId, OutgoingLetter
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels import contract
from tests.channels.contact_form import forms


def test_what_is_written_is_what_is_read() -> None:
    files = (AttachmentIn("a.txt", "text/plain", b"\x00\xff"),)
    filled = Filled(
        "f-1", cast.TOM_EMAIL, "Tom", "A product\r\nX: y", "Dark.", cast.AT, "1007", "7K3F-Q2X5", files, doubtful=True
    )
    (read,) = ContactFormAdapter().parse(adapter.written(filled), channel=contract.config(ContactFormAdapter(), {}))
    assert (read.external_id, read.subject) == ("form:f-1", "A product X: y")
    assert read.text == "Dark.\n\nOrder number: 1007\nReference: 7K3F-Q2X5"
    assert (read.author, read.attachments, read.spam_likely) == (Address(IdentityKind.EMAIL, cast.TOM_EMAIL, "Tom"), files, True)
    assert (read.authentic, read.thread_key, read.thread_keys) == (Authenticity.CLAIMED, "", ())


def message(text: str, kind: str = "contact_form") -> Message:
    tom = Address(IdentityKind.EMAIL, cast.TOM_EMAIL)
    ids = (MessageId(cast.NOBODY), ConversationId(cast.NOBODY), ChannelId(cast.NOBODY))
    return Message(*ids, kind, Direction.IN, None, tom, "", text, text, "", cast.AT, None, None, False, "", None, False)


def test_what_was_typed_into_fields_is_shown_below_the_words_and_is_no_part_of_what_was_said() -> None:
    both = message("Dark.\n\nReference: mine\nAgain.\n\nOrder number: 1007\nReference: 7K3F-Q2X5")
    assert form_fields.to_read(both) == "Dark.\n\nReference: mine\nAgain.\n\nOrder number: 1007"
    assert form_fields.to_compare(both) == "Dark.\n\nReference: mine\nAgain."
    assert form_fields.to_compare(message("Dark.\n\nReference: 7K3F-Q2X5")) == "Dark."
    assert form_fields.to_read(message("Dark.")) == "Dark."
    assert form_fields.to_compare(message("Dark.\n\nReference: 7K3F-Q2X5", "email")) == "Dark.\n\nReference: 7K3F-Q2X5"


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", forms.BARE.replace(b"+00:00", b""), forms.BARE.replace(b'"ana@example.org"', b"7")]
)
def test_what_is_no_form_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any kind, by the seam's own words
        ContactFormAdapter().parse(raw, channel=contract.config(ContactFormAdapter(), {}))


def test_it_is_answered_by_mail_and_never_by_itself() -> None:
    assert registry.answers_by_mail("contact_form")
    assert not registry.answers_by_mail("webchat")
    letter = OutgoingLetter("m-1", Address(IdentityKind.EMAIL, cast.TOM_EMAIL), "", "Hello")
    with pytest.raises(Refusal) as refused:
        ContactFormAdapter().send(letter, channel=contract.config(ContactFormAdapter(), {}))
    assert refused.value.code == "no_answers_here"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("origins", "shop.example"),
        ("colour", "blue"),
        ("order_number", "perhaps"),
        ("files", "all"),
        ("language", "Deutsch"),
        ("subjects", "; ".join(str(i) for i in range(21))),
        ("subjects", "x" * 81),
        ("title", "x" * 121),
        ("consent_text", "x" * 1001),
    ],
)
def test_a_malformed_setting_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        ContactFormAdapter().check_settings({name: value})
    assert list(refused.value.fields) == [name]


def test_subjects_are_a_list_by_semicolons() -> None:
    told = ContactFormAdapter().check_settings({"subjects": " A  delivery;A product ;; A product"})
    assert settings.subjects(told) == ("A delivery", "A product")


def test_other_words_are_another_version() -> None:
    assert settings.text_version("I agree.") != settings.text_version("I agree!")
    assert len(settings.text_version("I agree.")) == 12
