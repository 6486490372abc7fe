"""Messenger: what a page is told, and how it answers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.channels.adapters.messenger.adapter import MessengerAdapter
from makegood.channels.types import AttachmentIn, Authenticity, Automatic, Call, ChannelConfig, Envelope, OutgoingLetter
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels import contract, graph, signatures, stand_in
from tests.channels.graph import GraphServer, error
from tests.channels.messenger import payloads
from tests.channels.stand_in import Said

ADAPTER = MessengerAdapter()
SETTINGS = {**graph.SETTINGS, "page_id": graph.OURS}
TOM = Address(IdentityKind.HANDLE, f"messenger:{payloads.PSID}")
COMMENTER = Address(IdentityKind.HANDLE, "facebook:7001", "Tom Arden")


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
    base = OutgoingLetter("0195-key", TOM, "", "A new one is on its way.", in_reply_to="m_A", heard_at=now, queued_at=now)
    return replace(base, **changes)


def read(call: dict[str, Any], channel: ChannelConfig) -> list[Envelope]:
    return list(ADAPTER.parse(json.dumps(call).encode(), channel=channel))


def test_the_channel_keeps_every_promise_of_the_seam() -> None:
    contract.check(ADAPTER, settings=SETTINGS, examples=[json.dumps(one).encode() for one in payloads.EXAMPLES])


def test_a_message_is_private_and_in_the_one_conversation_with_them(quiet: ChannelConfig) -> None:
    assert read(payloads.call(payloads.TEXT), quiet) == [
        Envelope(
            external_id="m_A",
            author=TOM,
            text="My torch is broken.",
            visible="My torch is broken.",
            sent_at=cast.later(minutes=-2),
            thread_key="m_A",
            thread_keys=("with 2475834",),
            authentic=Authenticity.VOUCHED,
        )
    ]
    assert read(payloads.call(payloads.ANSWER), quiet)[0].thread_keys == ("m_0", "with 2475834")


def test_files_are_named_with_where_they_lie(quiet: ChannelConfig) -> None:
    assert read(payloads.call(payloads.FILES), quiet)[0].text == (
        "[picture] https://scontent.example/torch.jpg\n[place] 51.5, -0.12\n[shared post: A page] https://lamps.example/"
    )


def test_a_button_is_words_and_a_reaction_is_only_shown(quiet: ChannelConfig) -> None:
    (pressed,) = read(payloads.call(payloads.PRESSED), quiet)
    (reacted,) = read(payloads.call(payloads.REACTION), quiet)
    assert (pressed.text, pressed.automatic) == ("[They pressed “Talk to somebody”.]", None)
    assert (reacted.text, reacted.automatic, reacted.thread_keys[0]) == ("[They reacted with 😢.]", Automatic.REPORT, "m_0")


def test_what_a_colleague_wrote_in_the_pages_inbox_is_our_own(quiet: ChannelConfig) -> None:
    (echo,) = read(payloads.call(payloads.ECHO), quiet)
    assert (echo.automatic, echo.author.value, echo.thread_keys) == (
        Automatic.OWN,
        f"messenger:{graph.OURS}",
        ("with 2475834",),
    )


def test_a_comment_is_public_and_answers_below_it_belong_to_it(quiet: ChannelConfig) -> None:
    (first,) = read(payloads.comment(), quiet)
    (below,) = read(payloads.comment(comment_id="1_56", parent_id="1_55"), quiet)
    assert (first.public, first.author, first.thread_key, first.thread_keys) == (True, COMMENTER, "comment 1_55", ())
    assert (below.thread_key, below.thread_keys) == ("comment 1_56", ("comment 1_55",))


def test_an_edited_comment_is_a_message_of_its_own_and_one_taken_back_is_only_shown(quiet: ChannelConfig) -> None:
    (edited,) = read(payloads.comment(verb="edited"), quiet)
    (gone,) = read(payloads.comment(verb="remove"), quiet)
    assert (edited.text, edited.external_id) == ("[Edited]\nMy torch is broken.", f"1_55:edited:{payloads.AT_MS}")
    assert (gone.external_id, gone.automatic) == ("1_55:deleted", Automatic.REPORT)


@pytest.mark.parametrize("silent", payloads.SILENT)
def test_receipts_our_own_words_and_other_pages_are_not_kept(quiet: ChannelConfig, silent: dict[str, Any]) -> None:
    body = json.dumps(silent).encode()
    assert ADAPTER.take(signatures.call(body, graph.sign(graph.SECRET, body)), channel=quiet).items == ()


def test_only_what_meta_signed_is_taken(quiet: ChannelConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    signatures.check(
        ADAPTER,
        quiet,
        body=json.dumps(payloads.call(payloads.TEXT)).encode(),
        secret=graph.SECRET,
        sign=graph.sign,
        header=graph.HEADER,
        monkeypatch=monkeypatch,
    )


def test_meta_is_told_that_we_are_there_only_with_our_words(quiet: ChannelConfig) -> None:
    def ask(**changes: str) -> bytes:
        query = {"hub.mode": "subscribe", "hub.verify_token": graph.VERIFY, "hub.challenge": "1158201444"}
        told = query | {f"hub.{name}": value for name, value in changes.items()}
        return ADAPTER.take(Call("GET", "https://care.example/", "", {}, told, b""), channel=quiet).body

    assert ask() == b"1158201444"
    for wrong in ({"verify_token": "guess"}, {"verify_token": ""}, {"mode": "other"}, {"challenge": "<script>"}):
        with pytest.raises(Refusal) as refused:
            ask(**wrong)
        assert refused.value.code == "bad_signature"


def test_an_answer_is_a_message_within_the_window(server: GraphServer, channel: ChannelConfig) -> None:
    assert ADAPTER.send(letter(queued_at=None), channel=channel).external_id == "m_0"
    assert server.asked[-1].value == {
        "recipient": {"id": payloads.PSID},
        "messaging_type": "RESPONSE",
        "message": {"text": "A new one is on its way.", "metadata": "makegood:0195-key"},
    }


def test_a_repeat_is_one_message_also_when_the_answer_was_lost(server: GraphServer, channel: ChannelConfig) -> None:
    server.lose_answers = 1
    told = letter()
    with pytest.raises(Trouble):
        ADAPTER.send(told, channel=channel)
    assert {ADAPTER.send(told, channel=channel).external_id for _ in range(2)} == {"m_0"}
    assert len(server.said) == 1


def test_the_same_words_in_a_later_letter_are_another_message(server: GraphServer, channel: ChannelConfig) -> None:
    ADAPTER.send(letter(), channel=channel)
    later = letter(message_key="0195-other", queued_at=datetime.now(UTC) + timedelta(minutes=1))
    assert ADAPTER.send(later, channel=channel).external_id == "m_1"


@pytest.mark.parametrize("heard_at", [None, datetime(2026, 3, 1, tzinfo=UTC)])
def test_after_the_window_nothing_is_sent(server: GraphServer, channel: ChannelConfig, heard_at: datetime | None) -> None:
    with pytest.raises(Refusal, match="within 24 hours"):
        ADAPTER.send(letter(heard_at=heard_at), channel=channel)
    assert server.asked == []


def test_a_comment_is_answered_below_it_once(server: GraphServer, channel: ChannelConfig) -> None:
    told = letter(to=COMMENTER, in_reply_to="comment 1_55", public=True)
    server.lose_answers = 1
    with pytest.raises(Trouble):
        ADAPTER.send(told, channel=channel)
    assert ADAPTER.send(told, channel=channel).external_id == "comment 1_55_0"
    assert [one["message"] for one in server.comments["1_55"]] == ["A new one is on its way."]
    assert server.said == []


def test_a_private_answer_to_a_comment_goes_by_the_comment(server: GraphServer, channel: ChannelConfig) -> None:
    ADAPTER.send(letter(to=COMMENTER, in_reply_to="comment 1_55"), channel=channel)
    assert server.asked[-1].value["recipient"] == {"comment_id": "1_55"}
    assert server.comments == {}


def test_what_is_public_is_never_a_message_and_nothing_else_is_a_comment(server: GraphServer, channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match="in public we can only answer a comment"):
        ADAPTER.send(letter(public=True), channel=channel)
    with pytest.raises(Refusal, match="is nobody on Messenger"):
        ADAPTER.send(letter(to=COMMENTER), channel=channel)
    with pytest.raises(Refusal, match="carries no files"):
        ADAPTER.send(letter(attachments=(AttachmentIn("a", "image/png", b""),)), channel=channel)
    assert server.asked == []


@pytest.mark.parametrize(
    ("said", "kind", "words", "lasting"),
    [
        (error(4), Trouble, "slow down", False),
        (error(613), Trouble, "slow down", False),
        (error(2), Trouble, "right now", False),
        (Said({}, 500), Trouble, "right now", False),
        (error(190, status=401), Trouble, "access token", True),
        (error(10), Trouble, "permissions", True),
        (error(200), Trouble, "permissions", True),
        (error(10, subcode=2018278), Refusal, "within 24 hours", None),
        (error(551), Refusal, "blocked us", None),
        (error(100, subcode=2018001), Refusal, "blocked us", None),
        (error(100, message="Message  text\ntoo long"), Refusal, "does not take this: Message text too long", None),
    ],
)
def test_error_codes_are_said_in_words(
    server: GraphServer, channel: ChannelConfig, said: Said, kind: type[Exception], words: str, lasting: bool | None
) -> None:
    server.script.append(said)
    with pytest.raises(kind, match=words) as wrong:
        ADAPTER.send(letter(queued_at=None), channel=channel)
    assert getattr(wrong.value, "lasting", None) is lasting
    assert graph.TOKEN not in str(wrong.value)


def test_a_limit_says_when_it_opens_again(server: GraphServer, channel: ChannelConfig) -> None:
    usage = json.dumps({graph.OURS: [{"type": "messenger", "call_count": 100, "estimated_time_to_regain_access": 19}]})
    server.script.append(replace(error(80006), headers={"X-Business-Use-Case-Usage": usage}))
    with pytest.raises(Trouble) as trouble:
        ADAPTER.send(letter(queued_at=None), channel=channel)
    assert trouble.value.retry_after_s == 19 * 60


def test_trying_says_as_which_page(channel: ChannelConfig) -> None:
    assert ADAPTER.greet(channel=channel) == "Speaking works: Meta let us in as Brightside Lights."


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"page_id": "brightside"}, "page_id"),
        ({"app_secret": ""}, "app_secret"),
        ({"verify_token": "short"}, "verify_token"),
        ({"api_version": "23"}, "api_version"),
        ({"base_url": "http://graph.facebook.com"}, "base_url"),
    ],
)
def test_malformed_settings_are_refused_by_name(changed: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        ADAPTER.check_settings({**SETTINGS, **changed})
    assert list(refused.value.fields) == [field]
