"""Short messages: what the provider tells, and how we answer."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.channels.adapters.sms import calls, segments
from makegood.channels.adapters.sms.adapter import SmsAdapter
from makegood.channels.types import AttachmentIn, Automatic, Bounce, Call, ChannelConfig, Envelope, OutgoingLetter
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels import contract, signatures, stand_in
from tests.channels.sms import provider
from tests.channels.sms.provider import SmsProvider
from tests.channels.stand_in import Said

ADAPTER = SmsAdapter()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmsProvider]:
    with stand_in.standing(SmsProvider(), monkeypatch) as standing:
        yield standing


@pytest.fixture
def channel(server: SmsProvider) -> ChannelConfig:
    return stand_in.channel(ADAPTER, {**provider.SETTINGS, "base_url": server.url, "callback_url": provider.URL})


@pytest.fixture
def quiet() -> ChannelConfig:
    return stand_in.channel(ADAPTER, provider.SETTINGS)


def as_call(content: bytes, headers: Mapping[str, str], *, url: str = provider.URL) -> Call:
    return Call("POST", url, "", {**provider.FORM, **headers}, {}, content)


def read(content: bytes, channel: ChannelConfig) -> list[Envelope]:
    return list(ADAPTER.parse(calls.with_instant(content, cast.AT), channel=channel))


def letter(**changes: Any) -> OutgoingLetter:
    base = OutgoingLetter("0195-key", cast.TOM_BY_PHONE, "", "A new one is on its way.", queued_at=datetime.now(UTC))
    return replace(base, **changes)


def test_the_channel_keeps_every_promise_of_the_seam() -> None:
    examples = [calls.with_instant(one, cast.AT) for one in provider.EXAMPLES]
    contract.check(ADAPTER, settings=provider.SETTINGS, examples=examples)


def test_a_message_is_of_a_number_that_nobody_vouches_for(quiet: ChannelConfig) -> None:
    assert read(provider.body(), quiet) == [
        Envelope(
            external_id="SM1",
            author=Address(IdentityKind.PHONE, cast.TOM_PHONE),
            text="My torch is broken. 😢",
            visible="My torch is broken. 😢",
            sent_at=cast.AT,
            to=(Address(IdentityKind.PHONE, provider.NUMBER),),
            thread_key="SM1",
            thread_keys=("with +447700900123",),
        )
    ]


def test_pictures_are_named_with_where_they_lie(quiet: ChannelConfig) -> None:
    assert read(provider.MMS, quiet)[0].text.splitlines()[1:] == [
        "[image/jpeg] https://api.example/m/1",
        "[audio/amr] https://api.example/m/2",
    ]


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        ("STOP", {}, [Automatic.OPT_OUT]),
        (" stop ", {}, [Automatic.OPT_OUT]),
        ("Unsubscribe", {}, [Automatic.OPT_OUT]),
        ("CANCEL", {}, [None, Automatic.OPT_OUT]),
        ("end", {"OptOutType": "STOP"}, [None, Automatic.OPT_OUT]),
        ("ARRET", {"OptOutType": "STOP"}, [Automatic.OPT_OUT]),
        ("START", {}, [Automatic.OPT_IN]),
        ("YES", {"OptOutType": "START"}, [None, Automatic.OPT_IN]),
        ("YES", {}, [None]),
        ("HELP", {}, [None]),
        ("Please stop sending me broken torches", {}, [None]),
        ("Cancel my order", {}, [None]),
    ],
)
def test_only_the_whole_word_is_a_wish_and_what_may_mean_more_is_read_too(
    quiet: ChannelConfig, words: str, more: dict[str, str], said: list[Automatic | None]
) -> None:
    found = read(provider.body(Body=words, **more), quiet)
    assert [one.automatic for one in found] == said
    assert len({one.external_id for one in found}) == len(found)


def test_what_did_not_arrive_is_a_bounce_for_good_in_words(quiet: ChannelConfig) -> None:
    (known,) = read(provider.status("undelivered", ErrorCode="30003"), quiet)
    (unknown,) = read(provider.status("failed", ErrorCode="30999"), quiet)
    words = "Their telephone is off or out of reach."
    assert known.bounce == Bounce(cast.TOM_PHONE, True, "30003", words, "SM9")
    assert unknown.bounce is not None
    assert unknown.bounce.reason == "The provider could not bring it to them (30999)."


@pytest.mark.parametrize("state", ["queued", "sent", "delivered", "read"])
def test_other_receipts_are_not_kept(quiet: ChannelConfig, state: str) -> None:
    body = provider.status(state)
    answer = ADAPTER.take(as_call(body, provider.sign(provider.TOKEN, body)), channel=quiet)
    assert (answer.status, answer.items) == (200, ())


def test_only_what_the_provider_signed_is_taken(quiet: ChannelConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    body = provider.body()

    def same_key(called: Call, *, channel: ChannelConfig) -> Any:
        answer = ADAPTER.take(called, channel=channel)
        return replace(answer, items=tuple((key, calls.split(raw)[1]) for key, raw in answer.items))

    class Taking:
        take = staticmethod(same_key)

    signatures.check(
        Taking(),
        quiet,
        body=body,
        secret=provider.TOKEN,
        sign=provider.sign,
        header=provider.HEADER,
        monkeypatch=monkeypatch,
        as_call=as_call,
    )


def test_the_address_is_signed_too_whatever_stands_before_us(quiet: ChannelConfig, channel: ChannelConfig) -> None:
    body = provider.body()
    elsewhere = provider.sign(provider.TOKEN, body, "https://care.example/in/another/call")
    with pytest.raises(Refusal):
        ADAPTER.take(as_call(body, elsewhere), channel=quiet)
    with_port = provider.sign(provider.TOKEN, body, "https://care.example:443/in/token/call")
    assert ADAPTER.take(as_call(body, with_port), channel=quiet).items
    good = provider.sign(provider.TOKEN, body)
    inside = as_call(body, good, url="http://127.0.0.1:8000/in/token/call")
    assert ADAPTER.take(inside, channel=channel).items
    with pytest.raises(Refusal):
        ADAPTER.take(inside, channel=quiet)


def test_a_json_body_is_signed_by_its_digest_in_the_address(quiet: ChannelConfig) -> None:
    body = json.dumps({"MessageSid": "SM1", "From": provider.TOM, "To": provider.NUMBER, "Body": "Hi", "NumMedia": 0}).encode()

    def called(content: bytes, told: str) -> Call:
        url = f"{provider.URL}?bodySHA256={told}"
        mark = base64.b64encode(hmac.digest(provider.TOKEN.encode(), url.encode(), hashlib.sha1)).decode()
        return Call("POST", url, "", {"content-type": "application/json", provider.HEADER: mark}, {"bodySHA256": told}, content)

    ((_, raw),) = ADAPTER.take(called(body, hashlib.sha256(body).hexdigest()), channel=quiet).items
    assert ADAPTER.parse(raw, channel=quiet)[0].text == "Hi"
    for wrong in (called(body + b" ", hashlib.sha256(body).hexdigest()), called(body, ""), called(body, "0" * 64)):
        with pytest.raises(Refusal):
            ADAPTER.take(wrong, channel=quiet)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Body=x",
        b"received never\nBody=x",
        b"received 2026-03-02T10:00:00+00:00\nBody=x",
        b'received 2026-03-02T10:00:00+00:00\n{"',
    ],
)
def test_what_is_no_message_is_kept_and_not_read(quiet: ChannelConfig, raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any, by the seam's own words
        ADAPTER.parse(raw, channel=quiet)


def test_a_message_of_another_network_at_the_same_provider_is_not_read_as_a_number(quiet: ChannelConfig) -> None:
    with pytest.raises(ValueError, match="From is no telephone number"):
        read(provider.body(From="whatsapp:+447700900123"), quiet)


def test_an_answer_names_number_words_and_where_to_tell_what_became_of_it(server: SmsProvider, channel: ChannelConfig) -> None:
    receipt = ADAPTER.send(letter(queued_at=None), channel=channel)
    assert server.asked[-1].form == {
        "To": cast.TOM_PHONE,
        "From": provider.NUMBER,
        "Body": "A new one is on its way.",
        "StatusCallback": provider.URL,
    }
    assert (receipt.external_id, receipt.detail) == (server.sent[0]["sid"], "1 short message, GSM-7")


def test_a_messaging_service_sends_in_place_of_a_number(server: SmsProvider, channel: ChannelConfig) -> None:
    service = "MG" + "0b" * 16
    ADAPTER.send(letter(), channel=replace(channel, settings={**channel.settings, "sender": service}))
    assert server.asked[-1].form["MessagingServiceSid"] == service
    assert "From" not in server.asked[-1].form


def test_a_repeat_is_one_message_also_when_the_answer_was_lost(server: SmsProvider, channel: ChannelConfig) -> None:
    server.lose_answers = 1
    told = letter()
    with pytest.raises(Trouble):
        ADAPTER.send(told, channel=channel)
    assert {ADAPTER.send(told, channel=channel).external_id for _ in range(2)} == {server.sent[0]["sid"]}
    assert len(server.sent) == 1


def test_the_same_words_in_a_later_letter_are_another_message(server: SmsProvider, channel: ChannelConfig) -> None:
    ADAPTER.send(letter(), channel=channel)
    ADAPTER.send(letter(queued_at=datetime.now(UTC) + timedelta(minutes=1)), channel=channel)
    assert len(server.sent) == 2


def test_whoever_told_the_provider_to_stop_is_not_reached_and_it_says_so(server: SmsProvider, channel: ChannelConfig) -> None:
    server.stopped.add(cast.TOM_PHONE)
    with pytest.raises(Refusal, match="told the provider to stop") as refused:
        ADAPTER.send(letter(), channel=channel)
    assert refused.value.code == "opted_out"


@pytest.mark.parametrize(
    ("said", "kind", "words", "lasting"),
    [
        (
            Said({"code": 21211, "message": "Invalid 'To' Phone Number"}, 400),
            Refusal,
            r"cannot write to this number.*21211",
            None,
        ),
        (Said({"code": 21617, "message": "too long"}, 400), Refusal, r"too long \(21617\)", None),
        (Said({"code": 20429}, 429, {"Retry-After": "7"}), Trouble, "slow down", False),
        (Said({"code": 20003}, 401), Trouble, "auth token", True),
        (Said({}, 503), Trouble, "right now", False),
    ],
)
def test_error_codes_are_said_in_words(
    server: SmsProvider, channel: ChannelConfig, said: Said, kind: type[Exception], words: str, lasting: bool | None
) -> None:
    server.script.append(said)
    with pytest.raises(kind, match=words) as wrong:
        ADAPTER.send(letter(queued_at=None), channel=channel)
    assert getattr(wrong.value, "lasting", None) is lasting
    assert provider.TOKEN not in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", segments.Segments("GSM-7", 0, 1)),
        ("a" * 160, segments.Segments("GSM-7", 160, 1)),
        ("a" * 161, segments.Segments("GSM-7", 161, 2)),
        ("a" * 307, segments.Segments("GSM-7", 307, 3)),
        ("€" * 80, segments.Segments("GSM-7", 160, 1)),
        ("für £5 à la carte", segments.Segments("GSM-7", 17, 1)),
        ("’" * 70, segments.Segments("UCS-2", 70, 1)),
        ("’" * 71, segments.Segments("UCS-2", 71, 2)),
        ("😢", segments.Segments("UCS-2", 2, 1)),
        ("я" * 135, segments.Segments("UCS-2", 135, 3)),
    ],
)
def test_texts_are_counted_in_short_messages(text: str, counted: segments.Segments) -> None:
    assert segments.count(text) == counted


def test_the_gate_counts_in_plain_letters(quiet: ChannelConfig) -> None:
    assert ADAPTER.abilities_of(channel=quiet).max_length == 918
    assert (ADAPTER.length("a" * 918), ADAPTER.length("я" * 402)) == (918, 918)
    assert ADAPTER.length("я" * 403) > 918
    one = replace(quiet, settings={**quiet.settings, "most_segments": "1"})
    assert ADAPTER.abilities_of(channel=one).max_length == 160


def test_what_cannot_be_said_is_refused_before_the_provider_is_asked(server: SmsProvider, channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match=r"text: 7 short messages \(UCS-2\); this channel takes 6"):
        ADAPTER.send(letter(text="я" * 403), channel=channel)
    with pytest.raises(Refusal, match="is no telephone number"):
        ADAPTER.send(letter(to=cast.TOM_BY_EMAIL), channel=channel)
    with pytest.raises(Refusal, match="carry no files"):
        ADAPTER.send(letter(attachments=(AttachmentIn("a", "image/png", b""),)), channel=channel)
    assert server.asked == []


def test_trying_says_as_whom(channel: ChannelConfig) -> None:
    assert ADAPTER.greet(channel=channel) == "Speaking works: the provider let us in as Brightside Lights."


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"account_sid": "AC1"}, "account_sid"),
        ({"auth_token": ""}, "auth_token"),
        ({"sender": "020 7946 0123"}, "sender"),
        ({"sender": "Brightside Lights"}, "sender"),
        ({"callback_url": "care.example"}, "callback_url"),
        ({"most_segments": "11"}, "most_segments"),
    ],
)
def test_malformed_settings_are_refused_by_name(changed: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        ADAPTER.check_settings({**provider.SETTINGS, **changed})
    assert list(refused.value.fields) == [field]
