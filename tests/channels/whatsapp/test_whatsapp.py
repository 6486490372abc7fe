"""WhatsApp: what a number is told, and how it answers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.channels.adapters.whatsapp.adapter import WhatsAppAdapter
from makegood.channels.types import (
    AttachmentIn,
    Authenticity,
    Automatic,
    Bounce,
    ChannelConfig,
    Envelope,
    OutgoingLetter,
    WasTaken,
)
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels import contract, graph, signatures, stand_in
from tests.channels.graph import GraphServer, error
from tests.channels.stand_in import Said
from tests.channels.whatsapp import payloads

ADAPTER = WhatsAppAdapter()
SETTINGS = {**graph.SETTINGS, "phone_number_id": graph.OURS}


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
    base = OutgoingLetter("0195-key", cast.TOM_BY_PHONE, "", "It is\non its way.", in_reply_to="wamid.text")
    return replace(base, **{"heard_at": datetime.now(UTC) - timedelta(hours=1), **changes})


def with_template(channel: ChannelConfig) -> ChannelConfig:
    return replace(channel, settings={**channel.settings, "template": "our_answer", "template_language": "en_GB"})


def read(call: dict[str, Any], channel: ChannelConfig) -> list[Envelope]:
    return list(ADAPTER.parse(json.dumps(call).encode(), channel=channel))


def test_the_channel_keeps_every_promise_of_the_seam() -> None:
    contract.check(ADAPTER, settings=SETTINGS, examples=[json.dumps(one).encode() for one in payloads.EXAMPLES])


def test_a_message_is_of_a_telephone_number_with_a_name(quiet: ChannelConfig) -> None:
    assert read(payloads.call(payloads.TEXT), quiet) == [
        Envelope(
            external_id="wamid.text",
            author=Address(IdentityKind.PHONE, cast.TOM_PHONE, "Tom Arden"),
            text="My torch is broken.",
            visible="My torch is broken.",
            sent_at=cast.later(minutes=-2),
            thread_key="wamid.text",
            thread_keys=("with +447700900123",),
            authentic=Authenticity.VOUCHED,
        )
    ]
    assert read(payloads.call(payloads.ANSWER), quiet)[0].thread_keys == ("wamid.out", "with +447700900123")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (payloads.IMAGE, "[picture, kept at WhatsApp as 1003]\nIn two halves"),
        (payloads.VOICE, "[voice message, kept at WhatsApp as 1004]"),
        (payloads.DOCUMENT, "[document: bill.pdf, kept at WhatsApp as 1005]"),
        (payloads.LOCATION, "[place: Shop, 1 High Street] 51.5, -0.12"),
        (payloads.CONTACTS, "[contact] Ana Duarte +44 7700 900456"),
        (payloads.BUTTON_REPLY, "[They chose “A new one”.]"),
        (payloads.LIST_REPLY, "[They chose “Morning”.] 9 to 10"),
        (payloads.BUTTON, "[They pressed “Call me”.]"),
        (payloads.ODD, "[Something that WhatsApp does not hand on: look in its own program.]"),
    ],
)
def test_what_is_not_words_is_said_in_words(quiet: ChannelConfig, message: dict[str, Any], text: str) -> None:
    (envelope,) = read(payloads.call(message), quiet)
    assert (envelope.text, envelope.automatic) == (text, None)


def test_a_reaction_and_a_new_number_are_only_shown(quiet: ChannelConfig) -> None:
    (reacted,) = read(payloads.call(payloads.REACTION), quiet)
    (moved,) = read(payloads.call(payloads.SYSTEM), quiet)
    assert (reacted.text, reacted.automatic, reacted.thread_keys[0]) == ("[They reacted with 👍.]", Automatic.REPORT, "wamid.out")
    assert (moved.text, moved.automatic) == ("[Tom Arden changed to another number]", Automatic.REPORT)


def test_who_hides_their_number_is_known_by_the_one_that_whatsapp_gives(quiet: ChannelConfig) -> None:
    (hidden,) = read(payloads.call(payloads.HIDDEN), quiet)
    assert hidden.author == Address(IdentityKind.HANDLE, "whatsapp:GB.13491208655302741918")


@pytest.mark.parametrize(
    ("code", "words"),
    [(131026, "blocked us"), (131047, "within 24 hours"), (131056, "slow down"), (131000, "right now")],
)
def test_a_failed_message_of_ours_is_a_bounce_for_good(quiet: ChannelConfig, code: int, words: str) -> None:
    (envelope,) = read(payloads.failed(code), quiet)
    assert envelope.automatic is Automatic.BOUNCE
    assert envelope.bounce == Bounce(cast.TOM_PHONE, True, str(code), envelope.text, "wamid.out")
    assert words in envelope.text


def test_that_it_sent_what_carries_our_mark_is_kept_and_no_message(quiet: ChannelConfig) -> None:
    body = json.dumps(payloads.MARKED).encode()
    (kept,) = ADAPTER.take(signatures.call(body, graph.sign(graph.SECRET, body)), channel=quiet).items
    assert ADAPTER.parse(kept[1], channel=quiet) == ()
    assert ADAPTER.taken(kept[1], channel=quiet) == (WasTaken("0195-key", "wamid.out"),)
    assert ADAPTER.taken(body, channel=replace(quiet, settings={**quiet.settings, "phone_number_id": "1"})) == ()


@pytest.mark.parametrize("silent", [*payloads.SILENT, *payloads.LATE])
def test_receipts_and_other_numbers_are_not_kept(quiet: ChannelConfig, silent: dict[str, Any]) -> None:
    body = json.dumps(silent).encode()
    assert ADAPTER.take(signatures.call(body, graph.sign(graph.SECRET, body)), channel=quiet).items == ()


def test_only_what_meta_signed_is_taken(quiet: ChannelConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps(payloads.call(payloads.TEXT)).encode()
    signatures.check(
        ADAPTER, quiet, body=body, secret=graph.SECRET, sign=graph.sign, header=graph.HEADER, monkeypatch=monkeypatch
    )


def test_within_the_window_an_answer_is_words(server: GraphServer, channel: ChannelConfig) -> None:
    assert ADAPTER.send(letter(), channel=with_template(channel)).external_id == "wamid.0"
    assert server.asked[-1].value == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "447700900123",
        "type": "text",
        "text": {"body": "It is\non its way.", "preview_url": False},
        "context": {"message_id": "wamid.text"},
        "biz_opaque_callback_data": "0195-key",
    }


@pytest.mark.parametrize("heard_at", [None, datetime(2026, 3, 1, tzinfo=UTC)])
def test_outside_the_window_it_is_the_template_or_nothing(
    server: GraphServer, channel: ChannelConfig, heard_at: datetime | None
) -> None:
    with pytest.raises(Refusal, match="within 24 hours"):
        ADAPTER.send(letter(heard_at=heard_at), channel=channel)
    assert server.asked == []
    ADAPTER.send(letter(heard_at=heard_at), channel=with_template(channel))
    told = server.asked[-1].value
    assert (told["type"], "context" in told) == ("template", False)
    assert told["template"] == {
        "name": "our_answer",
        "language": {"code": "en_GB"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "It is on its way."}]}],
    }


def test_a_template_takes_less(channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match=r"1025 characters; after 24 hours WhatsApp takes 1024"):
        ADAPTER.send(letter(text="x" * 1025, heard_at=None), channel=with_template(channel))


def test_the_gate_knows_whether_the_window_closes_anything(channel: ChannelConfig) -> None:
    assert ADAPTER.abilities_of(channel=channel).reply_window_hours == 24
    assert ADAPTER.abilities_of(channel=with_template(channel)).reply_window_hours is None


def test_whoever_hides_their_number_is_answered_too(server: GraphServer, channel: ChannelConfig) -> None:
    server.script.append(Said({"messages": [{"id": "wamid.9"}]}))
    hidden = Address(IdentityKind.HANDLE, "whatsapp:GB.1")
    assert ADAPTER.send(letter(to=hidden), channel=channel).external_id == "wamid.9"
    assert server.asked[-1].value["recipient"] == "GB.1"
    assert "to" not in server.asked[-1].value


def test_others_and_files_are_refused_before_anything_is_sent(server: GraphServer, channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match="is nobody on WhatsApp"):
        ADAPTER.send(letter(to=cast.TOM_BY_EMAIL), channel=channel)
    with pytest.raises(Refusal, match="carries no files"):
        ADAPTER.send(letter(attachments=(AttachmentIn("a", "image/png", b""),)), channel=channel)
    assert server.asked == []


@pytest.mark.parametrize(
    ("said", "kind", "words", "lasting"),
    [
        (error(130429, status=429), Trouble, "slow down", False),
        (error(131056), Trouble, "slow down", False),
        (error(131016), Trouble, "right now", False),
        (error(190, status=401), Trouble, "access token", True),
        (error(131047), Refusal, "within 24 hours", None),
        (error(131026), Refusal, "blocked us", None),
        (error(132001, message="Template name does not exist"), Refusal, "Template name does not exist", None),
    ],
)
def test_error_codes_are_said_in_words(
    server: GraphServer, channel: ChannelConfig, said: Said, kind: type[Exception], words: str, lasting: bool | None
) -> None:
    server.script.append(said)
    with pytest.raises(kind, match=words) as wrong:
        ADAPTER.send(letter(), channel=channel)
    assert getattr(wrong.value, "lasting", None) is lasting


def test_trying_says_as_whom(channel: ChannelConfig) -> None:
    assert ADAPTER.greet(channel=channel) == "Speaking works: Meta let us in as Brightside Lights."


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"phone_number_id": "+44"}, "phone_number_id"),
        ({"template": "Our Answer"}, "template"),
        ({"template_language": "English"}, "template_language"),
    ],
)
def test_malformed_settings_are_refused_by_name(changed: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        ADAPTER.check_settings({**SETTINGS, **changed})
    assert list(refused.value.fields) == [field]
