"""A look at a Mastodon account: nothing is lost over an outage and nothing comes twice."""

import json
from typing import Any

import pytest

from makegood.channels.adapters.mastodon import listening
from makegood.channels.adapters.mastodon.adapter import MastodonAdapter
from makegood.channels.adapters.mastodon.settings import read
from makegood.channels.types import ChannelConfig, Fetched
from makegood.kernel.refusals import Refusal, Trouble
from tests.channels import stand_in
from tests.channels.mastodon import payloads
from tests.channels.mastodon.server import MastodonServer
from tests.channels.stand_in import Said

ADAPTER = MastodonAdapter()
BASE = 103_270_115_826_000_000


def look(channel: ChannelConfig, cursor: str = "", *, now_s: float = 0.0) -> Fetched:
    return listening.look(read(channel.settings), cursor=cursor, limit=100, now_s=lambda: now_s)


def catch_up(channel: ChannelConfig, cursor: str) -> tuple[list[str], str]:
    """The keys of everything until there is no more, and the cursor."""
    keys: list[str] = []
    for _ in range(1_000):
        fetched = look(channel, cursor)
        keys += [key for key, _ in fetched.items]
        cursor = fetched.cursor
        if not fetched.more:
            return keys, cursor
    raise AssertionError("It never ends.")


def words(fetched: Fetched, channel: ChannelConfig) -> list[str]:
    return [ADAPTER.parse(raw, channel=channel)[0].text for _, raw in fetched.items]


def test_the_first_look_takes_the_newest_page_and_later_ones_what_is_new(server: MastodonServer, channel: ChannelConfig) -> None:
    for number in range(60):
        server.mention(BASE + number, content=f"<p>{number}</p>")
    first = look(channel)
    assert words(first, channel) == [str(number) for number in range(40, 60)]
    assert look(channel, first.cursor).items == ()
    server.mention(BASE + 60, content="<p>60</p>")
    assert words(look(channel, first.cursor), channel) == ["60"]


def test_an_outage_of_seven_days_loses_nothing_though_pages_shift_while_they_are_read(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    server.mention(BASE)
    cursor = look(channel).cursor
    for number in range(1, 701):
        server.mention(BASE + number, content=f"<p>{number}</p>")
    server.limit_left = 100_000
    late = iter(range(701, 721))

    def meanwhile() -> None:
        if (number := next(late, None)) is not None:
            server.mention(BASE + number, content=f"<p>{number}</p>")

    server.on_page = meanwhile
    keys, cursor = catch_up(channel, cursor)
    more, _ = catch_up(channel, cursor)
    assert [int(key.split(":")[0]) - BASE for key in [*keys, *more]] == list(range(1, 721))


def test_a_look_that_broke_is_done_again_from_the_same_place(server: MastodonServer, channel: ChannelConfig) -> None:
    server.mention(BASE)
    cursor = look(channel).cursor
    server.mention(BASE + 1, content="<p>1</p>")
    server.script.append(Said({"error": "Bad gateway"}, 502))
    with pytest.raises(Trouble) as trouble:
        look(channel, cursor)
    assert not trouble.value.lasting
    assert words(look(channel, cursor), channel) == ["1"]


def test_the_whole_thread_comes_with_a_mention_each_post_once_and_with_its_root(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    root = payloads.status(id="50", content="<p>root</p>", account={**payloads.ACCOUNT, "id": "7", "acct": "ana@lamps.example"})
    ours = payloads.status(id="51", in_reply_to_id="50", content="<p>by web</p>", account=payloads.OURS)
    sent = payloads.status(
        id="52", in_reply_to_id="50", content="<p>sent by us</p>", account=payloads.OURS, application={"name": "Makegood"}
    )
    mention = server.mention(BASE, in_reply_to_id="51", content="<p>me too</p>")
    below = payloads.status(id=str(BASE + 9), in_reply_to_id=str(BASE), content="<p>and I</p>")
    server.contexts[mention["id"]] = {"ancestors": [root, ours, sent], "descendants": [below]}
    fetched = look(channel)
    assert [key.rstrip(":") for key, _ in fetched.items] == ["50", "51", str(BASE + 9), str(BASE)]
    read_again = [ADAPTER.parse(raw, channel=channel)[0] for _, raw in fetched.items]
    assert [one.thread_keys for one in read_again] == [(), ("50",), (str(BASE), "50"), ("51", "50")]
    assert [one.automatic for one in read_again] == [None, "own", None, None]


def test_what_others_say_to_each_other_in_a_thread_is_overheard_and_what_is_said_to_us_is_not(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    aside = payloads.status(id="50", content="<p>root</p>", mentions=[])
    to_us = payloads.status(id="52", in_reply_to_id="51", in_reply_to_account_id="1", mentions=[], content="<p>well?</p>")
    mention = server.mention(BASE, in_reply_to_id="52", content="<p>me too</p>")
    server.contexts[mention["id"]] = {"ancestors": [aside, to_us], "descendants": []}
    heard = [ADAPTER.parse(raw, channel=channel)[0] for _, raw in look(channel).items]
    assert [(one.external_id, one.overheard) for one in heard] == [("50", True), ("52", False), (str(BASE), False)]


def test_posts_with_our_words_are_heard_but_not_our_own(server: MastodonServer, channel: ChannelConfig) -> None:
    tagged = payloads.status(id="70", content="<p>nice lamp</p>", tags=[{"name": "brightside", "url": "https://x.example"}])
    named = payloads.status(id="71", content="<p>From Brightside Lights</p>")
    ours = payloads.status(id="72", content="<p>We are Brightside Lights</p>", account=payloads.OURS)
    server.statuses |= {one["id"]: one for one in (tagged, named, ours)}
    first = look(channel)
    assert words(first, channel) == ["nice lamp", "From Brightside Lights"]
    server.statuses["73"] = payloads.status(id="73", content="<p>brightside lights again</p>")
    assert words(look(channel, first.cursor), channel) == ["brightside lights again"]


def test_an_edit_and_a_deletion_are_seen_when_posts_are_looked_at_again(server: MastodonServer, channel: ChannelConfig) -> None:
    server.mention(BASE, content="<p>first</p>")
    server.mention(BASE + 1, content="<p>second</p>")
    cursor = look(channel, now_s=1_000).cursor
    server.statuses[str(BASE)] |= {"content": "<p>changed</p>", "edited_at": "2026-03-02T10:15:00.000Z"}
    del server.statuses[str(BASE + 1)]
    assert look(channel, cursor, now_s=1_299).items == ()
    later = look(channel, cursor, now_s=1_300)
    assert words(later, channel) == ["[Edited on 2026-03-02 at 10:15 UTC]\nchanged", "[They took this post back.]"]
    assert look(channel, later.cursor, now_s=1_600).items == ()


def test_what_became_of_known_posts_is_seen_though_hundreds_came_meanwhile(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    known = server.mention(BASE, content="<p>It does not shine.</p>")
    cursor = look(channel, now_s=1_000).cursor
    for number in range(1, 200):
        server.mention(BASE + number, content=f"<p>{number}</p>")
    known["edited_at"], known["content"] = "2026-03-03T08:00:00.000Z", "<p>It shines after all.</p>"
    server.limit_left = 10_000
    first = look(channel, cursor, now_s=600_000)
    assert words(first, channel)[0] == "[Edited on 2026-03-03 at 08:00 UTC]\nIt shines after all."


def test_an_account_to_which_nobody_had_spoken_misses_nothing_of_what_comes_then(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    cursor = look(channel).cursor
    for number in range(90):
        server.mention(BASE + number)
    assert sorted(set(catch_up(channel, cursor)[0])) == sorted(f"{BASE + number}:" for number in range(90))


def test_a_server_that_cannot_be_asked_for_several_posts_is_heard_all_the_same(
    server: MastodonServer, channel: ChannelConfig
) -> None:
    server.knows_several = False
    server.mention(BASE, content="<p>hello</p>")
    first = look(channel, now_s=1_000)
    assert words(first, channel) == ["hello"]
    assert look(channel, first.cursor, now_s=2_000).items == ()


def test_a_limit_that_is_nearly_spent_ends_the_look_with_what_there_is(server: MastodonServer, channel: ChannelConfig) -> None:
    server.mention(BASE)
    cursor = look(channel).cursor
    for number in range(1, 11):
        server.mention(BASE + number, in_reply_to_id="50", content=f"<p>{number}</p>")
    server.limit_left = 8
    fetched = look(channel, cursor)
    assert words(fetched, channel) == ["1", "2"]
    assert not fetched.more
    assert 60 < (fetched.again_after_s or 0) <= 90
    server.limit_left = 300
    assert words(look(channel, fetched.cursor), channel) == [str(number) for number in range(3, 11)]


def test_a_spent_limit_is_trouble_with_the_pause_that_the_server_asks_for(server: MastodonServer, channel: ChannelConfig) -> None:
    server.limit_left = 0
    with pytest.raises(Trouble, match="slow down") as trouble:
        look(channel)
    assert 60 < (trouble.value.retry_after_s or 0) <= 90


def test_a_thread_that_the_server_stumbles_over_does_not_cost_the_mention(server: MastodonServer, channel: ChannelConfig) -> None:
    server.mention(BASE)
    cursor = look(channel).cursor
    server.mention(BASE + 1, in_reply_to_id="50", content="<p>me</p>")
    server.script.extend([None, Said({}, 500)])
    assert words(look(channel, cursor), channel) == ["me"]


def test_a_wrong_token_is_lasting_trouble_that_says_what_to_do(server: MastodonServer) -> None:
    channel = stand_in.channel(ADAPTER, {"base_url": server.url, "access_token": "old"})
    with pytest.raises(Trouble, match="make a new access token") as trouble:
        ADAPTER.fetch(channel=channel, cursor="", limit=10)
    assert trouble.value.lasting
    assert "old" not in trouble.value.sentence


def test_a_private_address_that_nobody_allowed_is_never_asked() -> None:
    channel = stand_in.channel(ADAPTER, {"base_url": "http://127.0.0.1:9", "access_token": "x"})
    with pytest.raises(Refusal, match="leads to a private address"):
        ADAPTER.fetch(channel=channel, cursor="", limit=10)


def test_what_is_kept_of_a_post_is_what_the_server_told(server: MastodonServer, channel: ChannelConfig) -> None:
    mention = server.mention(BASE)
    ((key, raw),) = look(channel).items
    kept: dict[str, Any] = json.loads(raw)
    assert (key, kept) == (f"{BASE}:", {"status": mention, "root": str(BASE), "parent": ""})
