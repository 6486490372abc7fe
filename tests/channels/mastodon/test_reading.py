"""What a Mastodon post says, and to whom."""

import json
from typing import Any

import pytest

from makegood.channels.adapters.mastodon.adapter import MastodonAdapter
from makegood.channels.providers import html_text
from makegood.channels.types import Authenticity, Automatic, Envelope
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels import contract, stand_in
from tests.channels.mastodon import payloads

SETTINGS = {"base_url": "https://social.example", "access_token": "secret"}
TOM = Address(IdentityKind.HANDLE, "mastodon:tomarden@lamps.example", "tom arden")


def read(kept: dict[str, Any]) -> Envelope:
    adapter = MastodonAdapter()
    (envelope,) = adapter.parse(json.dumps(kept).encode(), channel=stand_in.channel(adapter, SETTINGS))
    return envelope


def test_the_channel_keeps_every_promise_of_the_seam() -> None:
    contract.check(MastodonAdapter(), settings=SETTINGS, examples=[json.dumps(one).encode() for one in payloads.EXAMPLES])


def test_a_public_mention_is_an_envelope_with_its_reach() -> None:
    words = "@brightside my torch does not switch on.\nSee https://lamps.example/torch/a-very-long-address\n\nTom & Ana"
    assert read(payloads.kept(payloads.MENTION)) == Envelope(
        external_id="103270115826048975",
        author=TOM,
        text=words,
        visible=words,
        sent_at=cast.later(minutes=-2),
        thread_key="103270115826048975",
        public=True,
        link="https://lamps.example/@tomarden/103270115826048975",
        reach=5200,
        authentic=Authenticity.VOUCHED,
    )


@pytest.mark.parametrize(
    ("post", "public"),
    [(payloads.MENTION, True), (payloads.LOCAL, True), (payloads.FOLLOWERS_ONLY, False), (payloads.DIRECT, False)],
)
def test_what_is_not_for_everybody_is_private_and_has_no_reach(post: dict[str, Any], public: bool) -> None:
    envelope = read(payloads.kept(post))
    assert (envelope.public, envelope.reach) == (public, 5200 if public else None)


def test_a_warning_stands_first_and_poll_and_picture_follow_the_words() -> None:
    assert read(payloads.kept(payloads.WARNED)).text == (
        "Content warning: Broken glass\n\nLook.\n\nPoll:\n- send it back (6)\n- keep it\n\n"
        "[picture: The torch, in two halves] https://files.social.example/original/57859aede991da25.jpeg"
    )


def test_an_edit_is_a_message_of_its_own_that_says_so() -> None:
    edited = read(payloads.kept(payloads.EDITED))
    assert edited.external_id == "103270115826048975:edited:2026-03-02T10:15:00.000Z"
    assert edited.text == "[Edited on 2026-03-02 at 10:15 UTC]\nIt was the battery. Sorry!"
    assert (edited.thread_key, edited.sent_at) == ("103270115826048975", cast.later(minutes=15))


def test_a_reply_refers_to_its_parent_and_to_the_root() -> None:
    deep = {**payloads.REPLY, "in_reply_to_id": "5"}
    assert read(payloads.kept(deep, root="1", parent="public")).thread_keys == ("5", "1")


def test_a_private_reply_never_joins_a_public_thread() -> None:
    aside = {**payloads.DIRECT, "in_reply_to_id": "5"}
    assert read(payloads.kept(aside, root="1", parent="public")).thread_keys == ()
    assert read(payloads.kept(aside, root="1", parent="")).thread_keys == ()
    assert read(payloads.kept(aside, root="1", parent="direct")).thread_keys == ("5",)


def test_accounts_of_the_own_server_get_its_name_and_machines_are_said_to_be_machines() -> None:
    assert read(payloads.kept(payloads.LOCAL)).author.value == "mastodon:ana@social.example"
    assert read(payloads.kept(payloads.BY_A_BOT)).automatic is Automatic.LIST
    assert read(payloads.kept(payloads.MENTION, ours=True)).automatic is Automatic.OWN


def test_a_deletion_is_said_in_the_conversation_and_opens_nothing() -> None:
    gone = read(payloads.DELETED)
    assert (gone.external_id, gone.thread_keys) == ("103270115826048975:deleted", ("103270115826048975",))
    assert (gone.automatic, gone.visible, gone.author) == (Automatic.REPORT, "[They took this post back.]", TOM)


@pytest.mark.parametrize("missing", ["id", "created_at", "account"])
def test_a_post_that_lacks_what_makes_it_one_is_kept_and_not_read(missing: str) -> None:
    with pytest.raises(ValueError, match="missing"):
        read(payloads.kept({name: value for name, value in payloads.MENTION.items() if name != missing}))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<br />b</p><p>c</p>", "a\nb\n\nc"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<script>alert(1)</script><p>x &lt;b&gt;</p>", "x <b>"),
        ("<p>unclosed <a href='javascript:x'>link", "unclosed link"),
        ("<blockquote>q</blockquote>", "q"),
        ("", ""),
    ],
)
def test_markup_becomes_plain_text(html: str, text: str) -> None:
    assert html_text.plain(html) == text
