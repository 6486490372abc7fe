"""Looks at X and answers there, against a stand-in."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from makegood.channels.adapters.x.adapter import XAdapter
from makegood.channels.types import AttachmentIn, ChannelConfig, Fetched, OutgoingLetter
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from tests.channels import stand_in
from tests.channels.stand_in import Said
from tests.channels.x import payloads
from tests.channels.x.server import KEYS, XServer

ADAPTER = XAdapter()
TOM = Address(IdentityKind.HANDLE, "x:tomarden", "tom arden")
LETTER = OutgoingLetter("0195-key", TOM, "", "A new one is on its way.", in_reply_to="1700000000000000001", public=True)


def mention(number: int, **changes: object) -> dict[str, object]:
    return {**payloads.TWEET, "id": str(number), "text": f"number {number}", "attachments": {}, "entities": {}, **changes}


def look(channel: ChannelConfig, cursor: str = "", limit: int = 100) -> Fetched:
    return ADAPTER.fetch(channel=channel, cursor=cursor, limit=limit)


def keys(fetched: Fetched) -> list[str]:
    return [key for key, _ in fetched.items]


def test_the_first_look_takes_one_page_and_a_backlog_is_walked_to_where_we_were(server: XServer, channel: ChannelConfig) -> None:
    server.mentions = [mention(2_000)]
    cursor = look(channel).cursor
    server.mentions += [mention(2_000 + n) for n in range(1, 251)]
    server.left = 10_000
    heard: list[str] = []
    for round_ in range(20):
        fetched = look(channel, cursor)
        cursor = fetched.cursor
        heard += keys(fetched)
        if round_ == 0:
            server.mentions.append(mention(2_900))  # meanwhile
            assert fetched.more
        if not fetched.more:
            break
    heard += keys(look(channel, cursor))
    assert sorted(heard, key=int) == [str(2_000 + n) for n in range(1, 251)] + ["2900"]
    assert keys(look(channel, cursor)) == ["2900"]


def test_an_outage_longer_than_x_remembers_takes_all_that_it_still_has(server: XServer, channel: ChannelConfig) -> None:
    server.mentions = [mention(500)]
    cursor = look(channel).cursor
    server.mentions = [mention(5_000 + n) for n in range(150)]
    first = look(channel, cursor)
    second = look(channel, first.cursor)
    assert (len(first.items), first.more, len(second.items), second.more) == (100, True, 50, False)
    assert first.gap.startswith("X no longer shows all that was said since the last look")
    assert (second.gap, look(channel, second.cursor).gap) == (first.gap, "")


def test_a_page_that_x_forgot_is_walked_again_and_nothing_is_lost(server: XServer, channel: ChannelConfig) -> None:
    server.mentions = [mention(2_000)]
    cursor = look(channel).cursor
    server.mentions += [mention(2_000 + n) for n in range(1, 151)]
    first = look(channel, cursor)
    server.forget_pages = 1
    second = look(channel, first.cursor)
    third = look(channel, second.cursor)
    assert set(keys(first)) | set(keys(second)) | set(keys(third)) == {str(2_000 + n) for n in range(1, 151)}


def test_direct_messages_are_heard_until_those_we_know(server: XServer, channel: ChannelConfig) -> None:
    server.messages = [{**payloads.MESSAGE, "id": "2000"}]
    cursor = look(channel).cursor
    server.messages += [{**payloads.MESSAGE, "id": str(2_000 + n)} for n in range(1, 121)]
    server.messages.append({**payloads.MESSAGE, "id": "2500", "sender_id": payloads.ME})
    first = look(channel, cursor)
    second = look(channel, first.cursor)
    assert sorted([*keys(first), *keys(second)]) == sorted(f"dm:{2_000 + n}" for n in range(1, 121))
    assert not second.more
    assert keys(look(channel, second.cursor)) == []


def test_direct_messages_may_be_left_alone(server: XServer) -> None:
    look(stand_in.channel(ADAPTER, {**KEYS, "base_url": server.url, "direct_messages": "no"}))
    assert "/2/dm_events" not in server.paths("GET")


def test_what_a_mention_answers_comes_with_it_and_is_only_overheard(server: XServer, channel: ChannelConfig) -> None:
    ana = {**payloads.TOM, "id": "77", "username": "ana"}
    parent = mention(1_999, author_id="77", conversation_id="1999")
    answer = mention(2_001, referenced_tweets=[{"type": "replied_to", "id": "1999"}], conversation_id="1999")
    ours = mention(1_998, author_id=payloads.ME)
    to_ours = mention(2_002, referenced_tweets=[{"type": "replied_to", "id": "1998"}])
    repost = mention(2_003, referenced_tweets=[{"type": "retweeted", "id": "1998"}])
    server.includes = {"users": [payloads.TOM, ana], "media": [], "tweets": [parent, ours]}
    server.mentions = [answer, to_ours, repost]
    fetched = look(channel)
    heard = {key: ADAPTER.parse(raw, channel=channel)[0] for key, raw in fetched.items}
    assert {key: one.overheard for key, one in heard.items()} == {"1999": True, "2001": False, "2002": False}
    assert heard["1999"].author.value == "x:ana"


def test_words_are_searched_for_without_our_own_posts(server: XServer) -> None:
    channel = stand_in.channel(ADAPTER, {**KEYS, "base_url": server.url, "words": "Brightside Lights, #brightside"})
    server.found = [mention(3_000)]
    assert keys(look(channel)) == ["3000"]
    asked = [one.query["query"] for one in server.asked if one.path == "/2/tweets/search/recent"]
    assert asked == ['"Brightside Lights" -from:900 -is:retweet', "#brightside -from:900 -is:retweet"]


def test_the_pace_is_the_settings_or_what_x_asks_for(server: XServer, channel: ChannelConfig) -> None:
    assert look(channel).again_after_s == 90.0
    server.left = 2
    assert 500 < (look(channel).again_after_s or 0) <= 600
    with pytest.raises(Trouble, match="slow down") as trouble:
        look(channel)
    assert 500 < (trouble.value.retry_after_s or 0) <= 600


def test_wrong_keys_are_lasting_trouble(server: XServer) -> None:
    channel = stand_in.channel(ADAPTER, {**KEYS, "access_token_secret": "old", "base_url": server.url})
    with pytest.raises(Trouble, match="keys and tokens anew") as trouble:
        look(channel)
    assert trouble.value.lasting


def test_a_public_answer_is_a_reply_under_their_post(server: XServer, channel: ChannelConfig) -> None:
    receipt = ADAPTER.send(LETTER, channel=channel)
    assert server.asked[-1].value == {
        "text": "A new one is on its way.",
        "reply": {"in_reply_to_tweet_id": "1700000000000000001"},
    }
    assert receipt.external_id == "5000"


def test_a_repeat_is_one_post_also_when_the_answer_was_lost(server: XServer, channel: ChannelConfig) -> None:
    server.lose_answers = 1
    letter = replace(LETTER, queued_at=datetime.now(UTC))
    with pytest.raises(Trouble):
        ADAPTER.send(letter, channel=channel)
    assert {ADAPTER.send(letter, channel=channel).external_id for _ in range(2)} == {"5000"}
    assert len(server.mine) == 1


def test_the_same_words_to_somebody_else_are_no_repeat(server: XServer, channel: ChannelConfig) -> None:
    ADAPTER.send(LETTER, channel=channel)
    with pytest.raises(Refusal, match="Change them a little"):
        ADAPTER.send(replace(LETTER, in_reply_to="1700000000000000009"), channel=channel)


def test_what_is_private_is_a_direct_message_and_never_a_post(server: XServer, channel: ChannelConfig) -> None:
    private = replace(LETTER, public=False, queued_at=datetime.now(UTC))
    assert ADAPTER.send(private, channel=channel).external_id == "7000"
    assert ADAPTER.send(private, channel=channel).external_id == "7000"
    answer = replace(LETTER, in_reply_to="dm:2244:1580000000000000001", text="Thanks.")
    assert ADAPTER.send(answer, channel=channel).external_id == "7001"
    assert server.paths() == ["/2/dm_conversations/with/2244/messages"] * 2
    assert server.mine == []


def test_a_private_conversation_can_be_begun_with_whoever_wrote_in_public(server: XServer, channel: ChannelConfig) -> None:
    assert ADAPTER.abilities.begins
    ADAPTER.send(replace(LETTER, public=False, in_reply_to=""), channel=channel)
    assert (server.paths(), server.mine) == (["/2/dm_conversations/with/2244/messages"], [])


def test_who_takes_no_direct_messages_is_said_to_take_none(server: XServer, channel: ChannelConfig) -> None:
    server.takes_messages = False
    with pytest.raises(Refusal, match="take no direct messages from us"):
        ADAPTER.send(replace(LETTER, public=False), channel=channel)
    gone = replace(LETTER, public=False, to=replace(TOM, value="x:gone"))
    with pytest.raises(Refusal, match="There is no @gone on X"):
        ADAPTER.send(gone, channel=channel)


@pytest.mark.parametrize(
    ("said", "kind", "lasting"),
    [
        (Said({"title": "Forbidden", "detail": "Reply to this conversation is not allowed."}, 403), Refusal, None),
        (Said({"errors": [{"message": "bad"}]}, 400), Refusal, None),
        (Said({}, 503), Trouble, False),
        (Said({}, 401), Trouble, True),
        (Said({}, 302, {"location": "http://169.254.169.254/"}), Trouble, True),
    ],
)
def test_what_x_does_not_take_is_said_in_words(
    server: XServer, channel: ChannelConfig, said: Said, kind: type[Exception], lasting: bool | None
) -> None:
    server.script.append(said)
    with pytest.raises(kind) as wrong:
        ADAPTER.send(LETTER, channel=channel)
    assert getattr(wrong.value, "lasting", None) is lasting


def test_what_cannot_be_said_is_refused_before_x_is_asked(server: XServer, channel: ChannelConfig) -> None:
    with pytest.raises(Refusal, match="text: 282 characters as X counts them; it takes 280"):
        ADAPTER.send(replace(LETTER, text="手" * 141), channel=channel)
    with pytest.raises(Refusal, match="cannot carry attachments"):
        ADAPTER.send(replace(LETTER, attachments=(AttachmentIn("a", "image/png", b""),)), channel=channel)
    with pytest.raises(Refusal, match="no account on X"):
        ADAPTER.send(replace(LETTER, to=Address(IdentityKind.PHONE, "+447700900123")), channel=channel)
    with pytest.raises(Refusal, match="no account on X"):
        ADAPTER.send(replace(LETTER, to=replace(TOM, value="x:../dm_events"), public=False), channel=channel)
    assert server.asked == []


def test_trying_says_as_whom(channel: ChannelConfig) -> None:
    assert ADAPTER.greet(channel=channel) == "Speaking works: X let us in as @brightside."


def test_a_cursor_of_another_shape_begins_anew(server: XServer, channel: ChannelConfig) -> None:
    server.mentions = [mention(2_000)]
    assert keys(look(channel, json.dumps(["?"]))) == ["2000"]
