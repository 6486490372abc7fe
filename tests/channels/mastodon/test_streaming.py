"""The event stream says that somebody turned to us, and nothing more."""

import json
from contextlib import closing

import pytest

from makegood.channels.adapters.mastodon import streaming
from makegood.channels.adapters.mastodon.adapter import MastodonAdapter
from makegood.channels.seam import TellsAtOnce
from makegood.channels.types import ChannelConfig
from makegood.kernel.refusals import Refusal, Trouble
from tests.channels import stand_in
from tests.channels.mastodon import payloads
from tests.channels.mastodon.server import TOKEN, MastodonServer
from tests.channels.stand_in import Said

ADAPTER = MastodonAdapter()


def told(*events: tuple[str, object]) -> list[str]:
    lines = [":)"]
    for event, data in events:
        lines += [f"event: {event}", f"data: {data if isinstance(data, str) else json.dumps(data)}", ""]
    return [*lines, ":thump"]


def test_a_mention_is_told_once_and_a_favourite_a_deletion_and_a_thump_are_only_signs_of_life() -> None:
    lines = told(("notification", payloads.FAVOURITE), ("notification", payloads.MENTIONED), ("delete", "103270115826048975"))
    assert list(streaming.mentions(lines)) == [False, *[False] * 3, False, False, True, *[False] * 3, False]


@pytest.mark.parametrize("data", ["{", "[1]", "[" * 5_000, json.dumps({"id": "1"})])
def test_what_cannot_be_read_asks_for_a_look_rather_than_for_none(data: str) -> None:
    assert sum(streaming.mentions(told(("notification", data)))) == 1


def test_an_event_that_was_cut_off_asks_for_nothing_because_the_end_of_the_line_does() -> None:
    assert not any(streaming.mentions(["event: notification", 'data: {"type": "mention"}']))


def test_the_stream_of_a_server_opens_and_tells(server: MastodonServer, channel: ChannelConfig) -> None:
    assert isinstance(ADAPTER, TellsAtOnce)
    with closing(ADAPTER.listen(channel=channel)) as line:
        assert next(line) is False
        assert next(line) is False, "the smile with which it opens"
        server.mention(1)
        assert [next(line) for _ in range(3)] == [False, False, True]
        server.send(payloads.THUMP)
        assert next(line) is False
        server.send(None)
        assert list(line) == [], "the server ended it"
    assert server.asked[-1].headers["authorization"] == f"Bearer {TOKEN}"


def test_a_server_may_have_its_stream_on_a_machine_of_its_own(
    server: MastodonServer, channel: ChannelConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stand_in.standing(MastodonServer(), monkeypatch) as other:
        server.streaming = other.url.replace("http://", "wss://")
        with closing(ADAPTER.listen(channel=channel)) as line:
            assert next(line) is False
        assert [one.path for one in other.asked] == [streaming.STREAM]


def test_a_machine_inside_that_the_server_names_is_never_asked(server: MastodonServer, channel: ChannelConfig) -> None:
    server.streaming = "wss://169.254.169.254"
    with pytest.raises(Refusal) as refused:
        next(ADAPTER.listen(channel=channel))
    assert refused.value.code == "forbidden_address"


@pytest.mark.parametrize(
    ("status", "lasting", "sentence"),
    [
        (404, True, "127.0.0.1 has no event stream (404)."),
        (401, True, "127.0.0.1 does not let us into its event stream (401): the access token needs the scope read."),
        (503, False, "127.0.0.1 did not open its event stream (503)."),
    ],
)
def test_a_stream_that_does_not_open_says_why(
    server: MastodonServer, channel: ChannelConfig, status: int, lasting: bool, sentence: str
) -> None:
    server.script += [None, Said({"error": "no"}, status)]
    with pytest.raises(Trouble) as trouble:
        next(ADAPTER.listen(channel=channel))
    assert (trouble.value.sentence, trouble.value.lasting) == (sentence, lasting)


def test_a_page_in_place_of_a_stream_is_none(server: MastodonServer, channel: ChannelConfig) -> None:
    server.script += [None, Said({"hello": "you"})]
    with pytest.raises(Trouble, match="did not open its event stream"):
        next(ADAPTER.listen(channel=channel))


def test_a_line_without_an_end_is_hung_up(server: MastodonServer, channel: ChannelConfig) -> None:
    server.script += [None, Said(iter([b"event: " + b"x" * 700_000] * 2), headers={"content-type": "text/event-stream"})]
    with pytest.raises(Trouble, match="a line of more than 1048576 bytes"):
        list(ADAPTER.listen(channel=channel))


def test_with_words_to_look_for_a_stream_does_not_tell_all(server: MastodonServer, channel: ChannelConfig) -> None:
    plain = stand_in.channel(ADAPTER, {"base_url": server.url, "access_token": TOKEN})
    assert (ADAPTER.tells_all(channel=channel), ADAPTER.tells_all(channel=plain)) == (False, True)
