"""The generic signed channel: its JSON becomes envelopes, and replies are posted where the settings say."""

import json
from typing import Any

import pytest
from standardwebhooks import Webhook

from makegood.channels.adapters.webhook.adapter import WebhookAdapter, read_messages
from makegood.channels.types import AttachmentIn, ChannelConfig, ChannelId, Envelope, Fetched, OutgoingLetter
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from makegood.platform import http, signatures
from tests import cast

SECRET = signatures.new_secret()
SETTINGS = {"reply_url": "https://chat.example/replies", "reply_secret": SECRET}
POST: dict[str, Any] = {
    "id": "p-1",
    "author": {"handle": cast.TOM_HANDLE, "name": "tom arden"},
    "sent_at": "2026-03-05T18:00:00+01:00",
    "text": cast.TOM_PRAISE,
    "in_reply_to": "p-0",
    "thread": "t-7",
    "public": True,
    "link": "https://social.example/p-1",
    "reach": 5200,
}
LETTER = OutgoingLetter(
    message_key="0195-key", to=cast.TOM_BY_EMAIL, subject="Re: Torch", text="A new one is on its way.", in_reply_to="m-1"
)


def channel(settings: dict[str, str] | None = None) -> ChannelConfig:
    return ChannelConfig(
        ChannelId(cast.NOBODY), cast.NOBODY, "webhook", "Chat", "chat", SETTINGS if settings is None else settings
    )


def test_a_public_post_becomes_an_envelope() -> None:
    assert read_messages(json.dumps({"messages": [POST]}).encode()) == (
        Envelope(
            external_id="p-1",
            author=Address(IdentityKind.HANDLE, cast.TOM_HANDLE, "tom arden"),
            text=cast.TOM_PRAISE,
            visible=cast.TOM_PRAISE,
            sent_at=cast.later(days=3, hours=7),
            thread_key="p-1",
            thread_keys=("p-0", "thread t-7"),
            public=True,
            link="https://social.example/p-1",
            reach=5200,
        ),
    )


@pytest.mark.parametrize(
    ("author", "address"),
    [
        ({"email": cast.TOM_EMAIL}, Address(IdentityKind.EMAIL, cast.TOM_EMAIL)),
        ({"phone": cast.TOM_PHONE}, Address(IdentityKind.PHONE, cast.TOM_PHONE)),
        ({"customer_number": cast.TOM_NUMBER}, Address(IdentityKind.CUSTOMER_NUMBER, cast.TOM_NUMBER)),
    ],
)
def test_an_author_is_found_by_whatever_address_is_given(author: dict[str, str], address: Address) -> None:
    (envelope,) = read_messages(json.dumps({"messages": [{**POST, "author": author}]}).encode())
    assert envelope.author == address


def test_a_national_telephone_number_needs_a_country() -> None:
    body = json.dumps({"messages": [{**POST, "author": {"phone": "07700 900123"}}]}).encode()
    assert read_messages(body, region="GB")[0].author.value == "07700 900123"
    with pytest.raises(Refusal, match="telephone number"):
        read_messages(body)


def test_parsing_is_the_same_every_time_and_says_why_it_cannot() -> None:
    raw = json.dumps({"messages": [POST]}).encode()
    assert WebhookAdapter().parse(raw, channel=channel()) == WebhookAdapter().parse(raw, channel=channel())
    with pytest.raises(ValueError, match=r"messages\[0\]\.text: is missing"):
        WebhookAdapter().parse(json.dumps({"messages": [{**POST, "text": None}]}).encode(), channel=channel())


def test_there_is_nothing_to_fetch() -> None:
    assert WebhookAdapter().fetch(channel=channel(), cursor="c", limit=10) == Fetched((), "c", more=False)


def test_a_reply_is_posted_with_a_signature_and_an_id_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str, dict[str, str], bytes]] = []

    def take(method: str, url: str, *, headers: dict[str, str], content: bytes, timeout_s: float) -> http.Answer:
        sent.append((method, url, headers, content))
        return http.Answer(204, {}, b"")

    monkeypatch.setattr(http, "request", take)
    receipts = [WebhookAdapter().send(LETTER, channel=channel()) for _ in range(2)]
    assert [receipt.external_id for receipt in receipts] == ["0195-key", "0195-key"]
    method, url, headers, content = sent[0]
    assert (method, url) == ("POST", "https://chat.example/replies")
    assert Webhook(SECRET).verify(content, headers) == {
        "id": "0195-key",
        "to": {"email": cast.TOM_EMAIL, "name": cast.TOM_NAME},
        "subject": "Re: Torch",
        "text": "A new one is on its way.",
        "automatic": False,
        "in_reply_to": "m-1",
    }
    assert sent[1][2]["webhook-id"] == headers["webhook-id"]


@pytest.mark.parametrize(
    ("status", "lasting"), [(500, False), (503, False), (429, False), (400, True), (401, True), (410, True), (301, True)]
)
def test_a_receiver_that_does_not_take_it_is_trouble(monkeypatch: pytest.MonkeyPatch, status: int, lasting: bool) -> None:
    monkeypatch.setattr(http, "request", lambda *args, **kwargs: http.Answer(status, {}, b""))
    with pytest.raises(Trouble) as trouble:
        WebhookAdapter().send(LETTER, channel=channel())
    assert trouble.value.lasting is lasting


def test_a_channel_that_takes_no_replies_says_so() -> None:
    with pytest.raises(Refusal, match="Chat takes no replies"):
        WebhookAdapter().send(LETTER, channel=channel({}))


def test_attachments_are_not_carried() -> None:
    letter = OutgoingLetter(
        "k", cast.TOM_BY_EMAIL, "", "See the picture.", attachments=(AttachmentIn("a.png", "image/png", b""),)
    )
    with pytest.raises(Refusal, match="cannot carry attachments"):
        WebhookAdapter().send(letter, channel=channel())


def test_settings_are_both_there_or_both_empty() -> None:
    adapter = WebhookAdapter()
    assert adapter.check_settings({}) == {}
    assert adapter.check_settings({"reply_url": "", "reply_secret": " "}) == {}
    assert adapter.check_settings({**SETTINGS, "reply_url": " https://chat.example/replies "}) == SETTINGS


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"reply_url": "https://chat.example/"}, "reply_secret"),
        ({"reply_secret": SECRET}, "reply_url"),
        ({**SETTINGS, "reply_url": "chat.example"}, "reply_url"),
        ({**SETTINGS, "reply_url": "file:///etc/passwd"}, "reply_url"),
        ({**SETTINGS, "reply_url": "https://a@chat.example/"}, "reply_url"),
        ({**SETTINGS, "reply_secret": "hunter2"}, "reply_secret"),
        ({**SETTINGS, "colour": "red"}, "colour"),
    ],
)
def test_malformed_settings_are_refused_by_name_and_never_repeat_a_secret(settings: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        WebhookAdapter().check_settings(settings)
    assert list(refused.value.fields) == [field]
    assert "hunter2" not in refused.value.sentence
