"""What X tells, by look and by call."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from makegood.channels.adapters.x import weighing
from makegood.channels.adapters.x.adapter import XAdapter
from makegood.channels.types import Authenticity, Call, ChannelConfig, Envelope
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels import contract, signatures, stand_in
from tests.channels.x import payloads
from tests.channels.x.server import KEYS

ADAPTER = XAdapter()
TOM = Address(IdentityKind.HANDLE, "x:tomarden", "tom arden")
HEADER = "x-twitter-webhooks-signature"


@pytest.fixture
def quiet() -> ChannelConfig:
    return stand_in.channel(ADAPTER, KEYS)


def read(kept: dict[str, Any], channel: ChannelConfig) -> list[Envelope]:
    return list(ADAPTER.parse(json.dumps(kept).encode(), channel=channel))


def sign(secret: str, body: bytes) -> dict[str, str]:
    return {HEADER: "sha256=" + base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()}


def test_the_channel_keeps_every_promise_of_the_seam() -> None:
    contract.check(ADAPTER, settings=KEYS, examples=[json.dumps(one).encode() for one in payloads.EXAMPLES])


def test_a_mention_is_an_envelope_with_whole_addresses_and_its_picture(quiet: ChannelConfig) -> None:
    words = (
        "@brightside my torch & its box are broken https://lamps.example/torch "
        "https://x.com/tomarden/status/1700000000000000001/photo/1\n\n[picture: The torch] https://pbs.example/torch.jpg"
    )
    assert read(payloads.kept(payloads.TWEET, media=[payloads.PHOTO]), quiet) == [
        Envelope(
            external_id="1700000000000000001",
            author=TOM,
            text=words,
            visible=words,
            sent_at=cast.later(minutes=-2),
            thread_key="1700000000000000001",
            public=True,
            link="https://x.com/tomarden/status/1700000000000000001",
            reach=5200,
            authentic=Authenticity.VOUCHED,
        )
    ]


def test_a_reply_refers_to_its_parent_and_to_the_conversation(quiet: ChannelConfig) -> None:
    (reply,) = read(payloads.kept(payloads.REPLY), quiet)
    assert reply.thread_keys == ("1700000000000000005", "1700000000000000001")


def test_a_long_post_is_whole_and_an_edited_one_says_so(quiet: ChannelConfig) -> None:
    assert read(payloads.kept(payloads.LONG), quiet)[0].text == "It began long ago."
    (edited,) = read(payloads.kept(payloads.EDITED), quiet)
    assert edited.text == "[Edited]\n\n@brightside still nothing"
    assert edited.thread_keys == ("1700000000000000005", "1700000000000000009", "1700000000000000001")


def test_a_direct_message_is_private_and_all_of_one_persons_are_one_conversation(quiet: ChannelConfig) -> None:
    (message,) = read(payloads.kept(payloads.MESSAGE, kind="dm"), quiet)
    assert (message.external_id, message.public, message.reach) == ("dm:1580000000000000001", False, None)
    assert (message.thread_key, message.thread_keys) == ("dm:2244:1580000000000000001", ("dm:2244",))
    assert (message.author, message.sent_at) == (TOM, cast.later(minutes=5))


def test_a_call_tells_the_same_as_a_look(quiet: ChannelConfig) -> None:
    (called,) = read(payloads.CALL_POSTS, quiet)
    (looked,) = read(payloads.kept(payloads.TWEET), quiet)
    assert (called.external_id, called.author, called.sent_at, called.reach) == (
        looked.external_id,
        looked.author,
        looked.sent_at,
        looked.reach,
    )
    assert called.text == (
        "@brightside my torch & its box are broken https://lamps.example/torch\n\n[picture] https://pbs.example/torch.jpg"
    )
    assert read(payloads.CALL_MESSAGE, quiet) == read(payloads.kept(payloads.MESSAGE, kind="dm"), quiet)


@pytest.mark.parametrize("silent", [payloads.CALL_OWN, payloads.CALL_REPOST, payloads.CALL_LIKE])
def test_what_nobody_said_to_us_is_not_kept(quiet: ChannelConfig, silent: dict[str, Any]) -> None:
    body = json.dumps(silent).encode()
    answer = ADAPTER.take(signatures.call(body, sign(KEYS["consumer_secret"], body)), channel=quiet)
    assert (answer.status, answer.items) == (200, ())


def test_only_what_x_signed_is_taken(quiet: ChannelConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps(payloads.CALL_POSTS).encode()
    signatures.check(ADAPTER, quiet, body=body, secret=KEYS["consumer_secret"], sign=sign, header=HEADER, monkeypatch=monkeypatch)


def test_what_is_signed_and_odd_is_kept_for_a_person(quiet: ChannelConfig) -> None:
    body = b'{"something": "new"}'
    answer = ADAPTER.take(signatures.call(body, sign(KEYS["consumer_secret"], body)), channel=quiet)
    assert answer.items == ((hashlib.sha256(body).hexdigest(), body),)


def test_a_challenge_is_answered_and_signs_nothing_but_challenges(quiet: ChannelConfig) -> None:
    def ask(token: str) -> bytes:
        return ADAPTER.take(Call("GET", "https://care.example/", "", {}, {"crc_token": token}, b""), channel=quiet).body

    expected = base64.b64encode(hmac.digest(b"key secret", b"NDk4-ZDM4", hashlib.sha256)).decode()
    assert json.loads(ask("NDk4-ZDM4")) == {"response_token": f"sha256={expected}"}
    for forged in (json.dumps(payloads.CALL_POSTS), "", "a b", "x" * 201):
        with pytest.raises(Refusal):
            ask(forged)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("a" * 280, 280),
        ("\u00fc", 1),
        ("u\u0308", 1),  # u and a mark are one letter
        ("手", 2),
        ("한국", 4),
        ("🙂", 2),
        ("🙋🏽", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("🇩🇪", 2),
        ("5️⃣", 2),
        ("©", 1),
        ("See https://brightside.example/a/very/long/address/indeed ok", 4 + 23 + 3),
        ("brightside.example", 23),
        ("Tom’s “torch” – ok", 18),
    ],
)
def test_letters_weigh_what_x_says(text: str, weight: int) -> None:
    assert weighing.weight(text) == weight


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"access_token": "no number"}, "access_token"),
        ({"consumer_secret": ""}, "consumer_secret"),
        ({"words": "1,2,3,4,5,6"}, "words"),
        ({"direct_messages": "perhaps"}, "direct_messages"),
        ({"pace_s": "1"}, "pace_s"),
        ({"base_url": "http://api.x.com"}, "base_url"),
    ],
)
def test_malformed_settings_are_refused_by_name(changed: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        ADAPTER.check_settings({**KEYS, **changed})
    assert list(refused.value.fields) == [field]
