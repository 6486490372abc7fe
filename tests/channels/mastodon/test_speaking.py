"""An answer on Mastodon: for as many eyes as the question at most, and once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makegood.channels.adapters.mastodon import pictures, speaking
from makegood.channels.adapters.mastodon.adapter import MastodonAdapter
from makegood.channels.types import Announcement, AttachmentIn, ChannelConfig, OutgoingLetter
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels import stand_in
from tests.channels.mastodon.server import MastodonServer
from tests.channels.stand_in import Said

ADAPTER = MastodonAdapter()
TOM = Address(IdentityKind.HANDLE, "mastodon:tomarden@lamps.example", "tom arden")
LETTER = OutgoingLetter("0195-key", TOM, "", "A new one is on its way.", in_reply_to="7", public=True)

PICTURE = AttachmentIn("a.png", "image/png", b"\x89PNG\r\n\x00", description="Die neue Lampe, in ihrer Schachtel")


def posted(server: MastodonServer) -> dict[str, object]:
    return server.asked[-1].value  # type: ignore[no-any-return]


def test_an_answer_names_whom_it_answers_under_their_post(server: MastodonServer, channel: ChannelConfig) -> None:
    server.mention(7)
    receipt = ADAPTER.send(LETTER, channel=channel)
    assert posted(server) == {
        "status": "@tomarden@lamps.example A new one is on its way.",
        "visibility": "public",
        "in_reply_to_id": "7",
    }
    assert receipt.external_id in server.statuses
    assert server.asked[-1].headers["idempotency-key"] == "0195-key"


@pytest.mark.parametrize(
    ("asked", "public", "seen_by"),
    [
        ("public", True, "public"),
        ("unlisted", True, "unlisted"),
        ("private", True, "direct"),
        ("direct", True, "direct"),
        ("public", False, "direct"),
        ("unlisted", False, "direct"),
        ("private", False, "direct"),
        ("direct", False, "direct"),
    ],
)
def test_an_answer_is_seen_by_no_more_than_letter_and_question_allow(
    server: MastodonServer, channel: ChannelConfig, asked: str, public: bool, seen_by: str
) -> None:
    server.mention(7, visibility=asked)
    ADAPTER.send(replace(LETTER, public=public), channel=channel)
    assert posted(server)["visibility"] == seen_by


def test_a_repeat_is_one_post_also_when_the_answer_was_lost(server: MastodonServer, channel: ChannelConfig) -> None:
    server.mention(7)
    server.lose_answers = 1
    with pytest.raises(Trouble):
        ADAPTER.send(LETTER, channel=channel)
    ids = {ADAPTER.send(LETTER, channel=channel).external_id for _ in range(3)}
    assert (len(ids), server.posted) == (1, 1)


def test_a_repeat_after_the_server_forgot_the_key_is_found_among_our_posts(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    server.mention(7)
    old = replace(LETTER, queued_at=datetime.now(UTC) - timedelta(hours=2))
    first = ADAPTER.send(old, channel=channel)
    server.by_key.clear()
    assert ADAPTER.send(old, channel=channel).external_id == first.external_id
    other = ADAPTER.send(replace(old, message_key="0195-other", text="Another thing."), channel=channel)
    assert (other.external_id != first.external_id, server.posted) == (True, 2)


def test_a_public_answer_to_what_is_gone_is_refused_and_a_private_one_is_said(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    with pytest.raises(Refusal, match="is gone"):
        ADAPTER.send(LETTER, channel=channel)
    assert server.posted == 0
    ADAPTER.send(replace(LETTER, public=False), channel=channel)
    assert posted(server) == {"status": "@tomarden@lamps.example A new one is on its way.", "visibility": "direct"}


def test_a_private_conversation_can_be_begun_with_whoever_wrote_in_public(server: MastodonServer, channel: ChannelConfig) -> None:
    assert ADAPTER.abilities_of(channel=channel).begins
    ADAPTER.send(replace(LETTER, public=False, in_reply_to=""), channel=channel)
    assert posted(server)["visibility"] == "direct"


def test_lengths_are_counted_as_servers_count() -> None:
    assert speaking.length("See https://brightside.example/a/very/long/address/of/a/page ok") == len("See ") + 23 + len(" ok")
    assert speaking.length("@tomarden@lamps.example hi") == len("@tomarden hi")


def test_too_long_an_answer_is_refused_before_anything_is_sent(server: MastodonServer, channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match=r"text: 501 characters with their name; 127\.0\.0\.1 takes 500"):
        ADAPTER.send(replace(LETTER, text="x" * 491), channel=channel)
    assert server.asked == []


def test_the_gate_leaves_room_for_the_name(channel: ChannelConfig) -> None:
    assert ADAPTER.abilities_of(channel=channel).max_length == 468
    longer = replace(channel, settings={**channel.settings, "max_characters": "5000"})
    assert ADAPTER.abilities_of(channel=longer).max_length == 4968


@pytest.mark.parametrize(
    ("said", "kind", "lasting"),
    [
        (Said({"error": "Validation failed: Text can't be blank"}, 422), Refusal, None),
        (Said({"error": "This action is not allowed"}, 403), Trouble, True),
        (Said({"error": "down"}, 503), Trouble, False),
        (Said(b"<html>", 200), Trouble, False),
    ],
)
def test_what_the_server_does_not_take_is_said_in_words(
    server: MastodonServer, channel: ChannelConfig, said: Said, kind: type[Exception], lasting: bool | None
) -> None:
    server.mention(7)
    server.script.extend([None, said])
    with pytest.raises(kind) as wrong:
        ADAPTER.send(LETTER, channel=channel)
    assert getattr(wrong.value, "lasting", None) is lasting


def test_pictures_go_first_and_stand_in_the_post_with_what_they_show(
    server: MastodonServer, channel: ChannelConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_LOOK_EVERY_S", 0.0)
    server.mention(7)
    server.slow_pictures = 2
    ADAPTER.send(replace(LETTER, attachments=(PICTURE, replace(PICTURE, content=b"\r\n--2"))), channel=channel)
    assert posted(server)["media_ids"] == ["22345792", "22345793"]
    assert list(server.pictures.values()) == [
        ("Die neue Lampe, in ihrer Schachtel", b"\x89PNG\r\n\x00"),
        ("Die neue Lampe, in ihrer Schachtel", b"\r\n--2"),
    ]


def test_a_picture_that_the_server_does_not_take_stops_the_post(server: MastodonServer, channel: ChannelConfig) -> None:
    server.mention(7)
    server.script.extend([None, Said({"error": "Validation failed: File content type is invalid"}, 422)])
    with pytest.raises(Refusal, match=r"does not take “a\.png”: Validation failed: File content type is invalid"):
        ADAPTER.send(replace(LETTER, attachments=(PICTURE,)), channel=channel)
    assert server.posted == 0


def test_people_of_other_networks_are_refused(channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match="is no Mastodon account"):
        ADAPTER.send(replace(LETTER, to=cast.TOM_BY_HANDLE), channel=channel)


def test_trying_says_as_whom_and_how_long_a_post_may_be(server: MastodonServer, channel: ChannelConfig) -> None:
    assert ADAPTER.greet(channel=channel) == "Speaking works: 127.0.0.1 let us in as @brightside."
    short = replace(channel, settings={**channel.settings, "max_characters": "400"})
    assert ADAPTER.greet(channel=short).endswith("Set max_characters to 500: so long may a post be there.")


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({}, "base_url"),
        ({"base_url": "social.example"}, "base_url"),
        ({"base_url": "http://social.example"}, "base_url"),
        ({"base_url": "https://a:b@social.example"}, "base_url"),
        ({"access_token": ""}, "access_token"),
        ({"access_token": "a\nb"}, "access_token"),
        ({"words": ",".join(str(n) for n in range(9))}, "words"),
        ({"max_characters": "many"}, "max_characters"),
    ],
)
def test_malformed_settings_are_refused_by_name(settings: dict[str, str], field: str) -> None:
    whole = {"base_url": "https://social.example", "access_token": "hunter2"} if settings else {"access_token": "hunter2"}
    with pytest.raises(Refusal) as refused:
        ADAPTER.check_settings({**whole, **settings})
    assert list(refused.value.fields) == [field]
    assert "hunter2" not in refused.value.sentence
    assert stand_in.channel(ADAPTER, {"base_url": "http://localhost:3000/", "access_token": "x"}).settings["words"] == ""


def test_words_for_everybody_answer_nobody_and_a_repeat_is_one_post(server: MastodonServer, channel: ChannelConfig) -> None:
    said = Announcement(key="notice-1", text="The checkout is down. We are on it.", written_at=datetime.now(UTC))
    first, again = ADAPTER.announce(said, channel=channel), ADAPTER.announce(said, channel=channel)
    assert posted(server) == {"status": "The checkout is down. We are on it.", "visibility": "public"}
    assert (first.external_id, len(server.statuses)) == (again.external_id, 1)


def test_words_for_everybody_of_which_the_server_forgot_the_key_are_found_again(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    said = Announcement(key="notice-1", text="The checkout is down.", written_at=datetime.now(UTC))
    first = ADAPTER.announce(said, channel=channel)
    server.by_key.clear()
    earlier = replace(said, written_at=datetime.now(UTC) - timedelta(hours=2))
    assert ADAPTER.announce(earlier, channel=channel).external_id == first.external_id
    assert len(server.statuses) == 1


def test_words_for_everybody_that_are_too_long_are_refused(server: MastodonServer, channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match="takes"):
        ADAPTER.announce(Announcement("notice-1", "word " * 200, datetime.now(UTC)), channel=channel)
    assert server.statuses == {}
