"""What providers hand in: checked, kept, and read into the same mails as a mailbox gives."""

import dataclasses
import json
from uuid import UUID

import pytest

from makegood.channels import registry
from makegood.channels.types import Automatic, Call, ChannelConfig, ChannelId, Envelope
from makegood.kernel.refusals import Refusal
from tests import cast
from tests.channels import contract
from tests.channels.mail_provider import payloads
from tests.channels.mail_provider.payloads import Made

PROVIDERS = ("mailgun", "mailjet", "mandrill", "postal", "postmark", "sparkpost")
ADAPTER = registry.ADAPTERS["mail_provider"]


def channel(provider: str, **more: str) -> ChannelConfig:
    settings = ADAPTER.check_settings({**payloads.settings(provider), **more})
    return ChannelConfig(ChannelId(UUID(int=7)), UUID(int=1), "mail_provider", "Mail", payloads.OURS, settings)


def taken(made: Made, provider: str, **more: str) -> tuple[Envelope, ...]:
    at = channel(provider, **more)
    answer = ADAPTER.take(made.call(), channel=at)  # type: ignore[attr-defined]
    assert answer.status == 200
    ((_key, raw),) = answer.items
    return tuple(ADAPTER.parse(raw, channel=at))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_provider_keeps_every_promise_of_the_seam(provider: str) -> None:
    examples = [made() for of, made in payloads.INBOUND.values() if of == provider]
    raws = [ADAPTER.take(made.call(), channel=channel(provider)).items[0][1] for made in examples]  # type: ignore[attr-defined]
    contract.check(ADAPTER, settings=payloads.settings(provider), examples=raws)


@pytest.mark.parametrize("name", payloads.INBOUND)
def test_what_tom_wrote_is_read_the_same_whoever_carried_it(name: str) -> None:
    provider, made = payloads.INBOUND[name]
    (envelope,) = taken(made(), provider)
    assert (envelope.author.value, envelope.author.name) == (cast.TOM_EMAIL, cast.TOM_NAME)
    assert envelope.subject == "The torch does not switch on"
    assert envelope.visible == f"{cast.TOM_WORDS} Grüße!"
    assert envelope.thread_key == "tom-1@example.org"
    assert envelope.automatic is None
    assert [file.name for file in envelope.attachments] == ([] if "whole" in name else ["torch.png"])


def test_a_whole_mail_has_the_same_natural_key_by_any_provider_and_by_a_mailbox() -> None:
    whole = [(provider, made) for name, (provider, made) in payloads.INBOUND.items() if "whole" in name]
    keys = {taken(made(), provider)[0].external_id for provider, made in whole}
    mailbox = registry.ADAPTERS["email"]
    hosts = {"imap_host": "mail.example", "imap_user": "u", "imap_password": "p", "smtp_host": "mail.example"}
    config = dataclasses.replace(channel("mailgun"), kind="email", settings=mailbox.check_settings(hosts))
    keys |= {mailbox.parse(payloads.RAW.encode(), channel=config)[0].external_id}
    assert len(keys) == 1


@pytest.mark.parametrize("name", payloads.INBOUND)
def test_the_same_call_twice_is_one_item(name: str) -> None:
    provider, made = payloads.INBOUND[name]
    one, other = (ADAPTER.take(made().call(), channel=channel(provider)).items[0] for _ in range(2))  # type: ignore[attr-defined]
    assert one[0] == other[0]


@pytest.mark.parametrize("name", payloads.INBOUND)
def test_a_call_that_is_not_signed_is_refused(name: str) -> None:
    provider, make = payloads.INBOUND[name]
    made = make()
    proofs = {"authorization", "x-mandrill-signature", "x-postal-signature"}
    bare = dataclasses.replace(made, headers={key: value for key, value in made.headers.items() if key not in proofs})
    if provider == "mailgun":
        bare = dataclasses.replace(made, body=made.body.replace(payloads._mailgun_signature()["signature"].encode(), b"0" * 64))
    for call in (bare.call(), bare.call(authorization="Basic bm90OnVz"), bare.call(**{"x-postal-signature": "bm8="})):
        with pytest.raises(Refusal) as no:
            ADAPTER.take(call, channel=channel(provider))  # type: ignore[attr-defined]
        assert no.value.code == "bad_signature"


@pytest.mark.parametrize("provider", ["mandrill", "postal"])
def test_one_changed_byte_breaks_a_signature_over_the_body(provider: str) -> None:
    made = payloads.mandrill_raw() if provider == "mandrill" else payloads.postal_raw()
    changed = dataclasses.replace(made, body=made.body.replace(b"12", b"13", 1) if provider == "postal" else made.body + b"&x=1")
    with pytest.raises(Refusal) as no:
        ADAPTER.take(changed.call(), channel=channel(provider))  # type: ignore[attr-defined]
    assert no.value.code == "bad_signature"


def test_what_a_call_proves_itself_with_is_not_kept() -> None:
    ((_key, raw),) = ADAPTER.take(payloads.postmark_raw().call(), channel=channel("postmark")).items  # type: ignore[attr-defined]
    assert b"a-long-enough-password" not in raw
    assert b"authorization" not in raw.lower().split(b"\n", 3)[2]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_mail_that_never_arrives_finds_its_letter_again(provider: str) -> None:
    (envelope,) = taken(payloads.BOUNCED[provider](), provider)
    assert envelope.automatic is Automatic.BOUNCE
    assert envelope.bounce is not None
    assert (envelope.bounce.lasting, envelope.bounce.unwanted) == (True, False)
    assert envelope.bounce.recipient == cast.TOM_EMAIL
    assert envelope.bounce.original_message_id == payloads.MESSAGE_ID
    if provider != "postal":  # which tells of the bounce in a mail of its own
        assert "5.1.1 No such user" in envelope.bounce.reason


@pytest.mark.parametrize("provider", payloads.COMPLAINED)
def test_a_complaint_is_no_bounce_but_says_that_they_want_no_more(provider: str) -> None:
    (envelope,) = taken(payloads.COMPLAINED[provider](), provider)
    assert envelope.automatic is Automatic.REPORT
    assert envelope.bounce is not None
    assert (envelope.bounce.lasting, envelope.bounce.unwanted) == (False, True)
    assert envelope.bounce.original_message_id == payloads.MESSAGE_ID


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nobody_is_watched_and_what_is_only_late_is_not_lost(provider: str) -> None:
    assert [taken(made(), provider) for made in payloads.NO_NEWS[provider]] == [()] * len(payloads.NO_NEWS[provider])


def test_the_same_news_twice_has_one_natural_key() -> None:
    one, other = (taken(payloads.postmark_news("Bounce", Type="HardBounce"), "postmark")[0] for _ in range(2))
    assert one.external_id == other.external_id
    assert taken(payloads.postmark_news("Bounce", Type="HardBounce", ID=5), "postmark")[0].external_id != one.external_id


def test_whom_a_mail_was_delivered_to_opens_our_signed_reply_address() -> None:
    from makegood.channels.adapters.email import reply_tokens

    conversation = UUID("0198c3c0-0000-7000-8000-000000000001")
    token = reply_tokens.make_reply_token("r" * 32, conversation, cast.TOM_EMAIL)
    address = reply_tokens.reply_address(payloads.OURS, token)
    (envelope,) = taken(payloads.postmark_raw(OriginalRecipient=address), "postmark")
    assert envelope.reply_token == str(conversation)


def test_what_the_provider_calls_spam_is_marked() -> None:
    headers = [{"Name": "X-Spam-Status", "Value": "Yes"}]
    (envelope,) = taken(payloads.postmark_raw(Headers=headers), "postmark")
    assert envelope.spam_likely


def test_a_provider_that_looks_whether_somebody_is_there_is_answered() -> None:
    for method in ("HEAD", "GET"):
        answer = ADAPTER.take(Call(method, payloads.URL, "inbound", {}, {}, b""), channel=channel("mandrill"))  # type: ignore[attr-defined]
        assert (answer.status, answer.items) == (200, ())


def test_another_address_below_the_door_is_named_as_wrong() -> None:
    call = dataclasses.replace(payloads.postmark_raw().call(), rest="inbund")
    with pytest.raises(Refusal, match="call/inbound"):
        ADAPTER.take(call, channel=channel("postmark"))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("postmark", b"[]"),
        ("postmark", b"not json"),
        ("sparkpost", b'{"msys": 1}'),
        ("sparkpost", b'[{"msys": {"relay_message": {}}}]'),
        ("mailjet", b"7"),
    ],
)
def test_what_is_signed_and_odd_is_kept_and_then_refused_by_the_reader(provider: str, body: bytes) -> None:
    made = dataclasses.replace(payloads.postmark_raw(), body=body)
    at = channel(provider)
    for what in ("inbound", "tracking"):
        ((_key, raw),) = ADAPTER.take(dataclasses.replace(made, what=what).call(), channel=at).items  # type: ignore[attr-defined]
        with pytest.raises(ValueError):  # noqa: PT011 - any kind, by the seam's own words
            ADAPTER.parse(raw, channel=at)


def test_a_mail_of_26_mb_through_a_form_is_kept_as_far_as_the_mailbox_takes() -> None:
    head = payloads.RAW.encode().replace(b"text/plain; charset=utf-8", b"text/plain; charset=us-ascii")
    (envelope,) = taken(payloads.mailgun_raw(head + b"x" * 78 + b"\r\n" + (b"y" * 78 + b"\r\n") * 325_000), "mailgun")
    assert envelope.cut
    assert envelope.visible.startswith(cast.TOM_WORDS[:20])
    assert len(envelope.text) <= 500_000


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_setting_that_a_provider_needs_is_asked_for_by_name(provider: str) -> None:
    whole = payloads.settings(provider)
    needed = {"provider", "api_key", "webhook_secret"} | set(whole) - {"reply_secret"}
    for name in sorted(needed):
        with pytest.raises(Refusal) as no:
            ADAPTER.check_settings({**whole, name: ""})
        assert name in no.value.fields, name


def test_settings_that_are_wrong_are_named_and_what_is_right_is_kept() -> None:
    wrong = {"webhook_secret": "short:pw", "api_url": "ftp://x", "sender_domain": "no domain", "largest_mb": "a lot"}
    for name, value in wrong.items():
        with pytest.raises(Refusal) as no:
            ADAPTER.check_settings({**payloads.settings("postmark"), name: value})
        assert name in no.value.fields, name
    kept = ADAPTER.check_settings(payloads.settings("postal"))
    assert "BEGIN" not in kept["webhook_secret"]
    assert not {name for name in kept if name.startswith(("imap", "smtp"))}
    assert json.dumps(ADAPTER.check_settings(kept)) == json.dumps(kept)
