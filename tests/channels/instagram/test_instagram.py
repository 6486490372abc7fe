"""Instagram: what an account is told, and how it answers. What it shares with Messenger is tried there."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.channels.adapters.instagram.adapter import InstagramAdapter
from makegood.channels.types import Authenticity, Automatic, ChannelConfig, Envelope, OutgoingLetter
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels import contract, graph, signatures, stand_in
from tests.channels.graph import GraphServer, error
from tests.channels.instagram import payloads

ADAPTER = InstagramAdapter()
SETTINGS = {**graph.SETTINGS, "account_id": graph.OURS}
TOM = Address(IdentityKind.HANDLE, f"instagram:{payloads.IGSID}")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphServer]:
    with stand_in.standing(GraphServer(), monkeypatch) as standing:
        yield standing


@pytest.fixture
def channel(server: GraphServer) -> ChannelConfig:
    return stand_in.channel(ADAPTER, {**SETTINGS, "base_url": server.url})


@pytest.fixture
def quiet() -> ChannelConfig:
    return stand_in.channel(ADAPTER, SETTINGS)


def letter(**changes: Any) -> OutgoingLetter:
    now = datetime.now(UTC)
    return replace(OutgoingLetter("k", TOM, "", "It is on its way.", in_reply_to="aWdf1", heard_at=now, queued_at=now), **changes)


def read(call: dict[str, Any], channel: ChannelConfig) -> list[Envelope]:
    return list(ADAPTER.parse(json.dumps(call).encode(), channel=channel))


def test_the_channel_keeps_every_promise_of_the_seam() -> None:
    contract.check(ADAPTER, settings=SETTINGS, examples=[json.dumps(one).encode() for one in payloads.EXAMPLES])


def test_a_message_and_a_comment_of_one_person_are_one_identity(quiet: ChannelConfig) -> None:
    (message,) = read(payloads.call(payloads.TEXT), quiet)
    (comment,) = read(payloads.comment(parent_id="1779"), quiet)
    assert message == Envelope(
        external_id="aWdf1",
        author=TOM,
        text="My torch is broken.",
        visible="My torch is broken.",
        sent_at=cast.later(minutes=-2),
        thread_key="aWdf1",
        thread_keys=("with 9912345",),
        authentic=Authenticity.VOUCHED,
    )
    assert (comment.author, comment.public) == (replace(TOM, name="tomarden"), True)
    assert (comment.thread_key, comment.thread_keys) == ("comment 1780", ("comment 1779",))
    assert comment.sent_at == cast.later(minutes=-2)


@pytest.mark.parametrize(
    ("event", "text", "automatic"),
    [
        (payloads.STORY, "[about our story] https://lookaside.example/story\nHow much?", None),
        (payloads.SHARE, "[shared post] https://lookaside.example/post", None),
        (payloads.REEL, "[reel: Lamps] https://x.example/r", None),
        (payloads.ODD, "[Something that the network does not hand on: look in its own program.]", None),
        (payloads.DELETED, "[They took this message back.]", Automatic.REPORT),
        (payloads.REACTION, "[They reacted with ❤.]", Automatic.REPORT),
    ],
)
def test_what_is_not_words_is_said_in_words(
    quiet: ChannelConfig, event: dict[str, Any], text: str, automatic: Automatic | None
) -> None:
    (envelope,) = read(payloads.call(event), quiet)
    assert (envelope.text, envelope.automatic) == (text, automatic)


@pytest.mark.parametrize("silent", payloads.SILENT)
def test_what_nobody_said_to_us_is_not_kept(quiet: ChannelConfig, silent: dict[str, Any]) -> None:
    body = json.dumps(silent).encode()
    assert ADAPTER.take(signatures.call(body, graph.sign(graph.SECRET, body)), channel=quiet).items == ()


def test_only_what_meta_signed_is_taken(quiet: ChannelConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps(payloads.call(payloads.TEXT)).encode()
    signatures.check(
        ADAPTER, quiet, body=body, secret=graph.SECRET, sign=graph.sign, header=graph.HEADER, monkeypatch=monkeypatch
    )


def test_a_page_call_is_no_call_for_an_account(quiet: ChannelConfig) -> None:
    with pytest.raises(ValueError, match="no call for an account"):
        read({"object": "page", "entry": []}, quiet)


def test_an_answer_is_a_message_once(server: GraphServer, channel: ChannelConfig) -> None:
    server.lose_answers = 1
    told = letter()
    with pytest.raises(Trouble):
        ADAPTER.send(told, channel=channel)
    assert ADAPTER.send(told, channel=channel).external_id == "m_0"
    assert len(server.said) == 1


def test_a_comment_is_answered_below_it_or_in_private_once(server: GraphServer, channel: ChannelConfig) -> None:
    told = letter(in_reply_to="comment 1780", public=True)
    assert {ADAPTER.send(told, channel=channel).external_id for _ in range(2)} == {"comment 1780_0"}
    assert server.asked[-1].path == "/v23.0/1780/replies"
    ADAPTER.send(letter(in_reply_to="comment 1780", heard_at=None), channel=channel)
    assert server.asked[-1].value["recipient"] == {"comment_id": "1780"}


def test_a_closed_window_is_said_whoever_closes_it(server: GraphServer, channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match="Instagram lets us answer within 24 hours"):
        ADAPTER.send(letter(heard_at=datetime(2026, 3, 1, tzinfo=UTC)), channel=channel)
    server.script.append(error(10, subcode=2534022))
    with pytest.raises(Refusal, match="Instagram lets us answer within 24 hours"):
        ADAPTER.send(letter(queued_at=None), channel=channel)


def test_lengths_are_bytes() -> None:
    assert (ADAPTER.length("torch"), ADAPTER.length("für 😢")) == (5, 9)


def test_trying_says_as_which_account(channel: ChannelConfig) -> None:
    assert ADAPTER.greet(channel=channel) == "Speaking works: Meta let us in as @brightside."


def test_a_malformed_number_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"^Number of your account \(account_id\): is no number\.$"):
        ADAPTER.check_settings({**SETTINGS, "account_id": "@brightside"})
