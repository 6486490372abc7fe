"""Posts as the Mastodon API tells them: entities Status, Account, Poll, MediaAttachment and Notification of docs.joinmastodon.org
(/entities/Status, /entities/Notification, read for API version 4.3). Written by us from that documentation; no server was asked."""

import copy
from typing import Any

ACCOUNT: dict[str, Any] = {
    "id": "23634",
    "username": "tomarden",
    "acct": "tomarden@lamps.example",
    "display_name": "tom arden",
    "locked": False,
    "bot": False,
    "discoverable": True,
    "group": False,
    "created_at": "2016-04-08T00:00:00.000Z",
    "note": "<p>Lamps, mostly.</p>",
    "url": "https://lamps.example/@tomarden",
    "uri": "https://lamps.example/users/tomarden",
    "avatar": "https://files.lamps.example/avatar.png",
    "followers_count": 5200,
    "following_count": 178,
    "statuses_count": 33120,
    "last_status_at": "2026-03-02",
    "emojis": [],
    "fields": [],
}
OURS: dict[str, Any] = {**ACCOUNT, "id": "1", "username": "brightside", "acct": "brightside", "display_name": "Brightside Lights"}
MENTION: dict[str, Any] = {
    "id": "103270115826048975",
    "created_at": "2026-03-02T09:58:00.000Z",
    "edited_at": None,
    "in_reply_to_id": None,
    "in_reply_to_account_id": None,
    "sensitive": False,
    "spoiler_text": "",
    "visibility": "public",
    "language": "en",
    "uri": "https://lamps.example/users/tomarden/statuses/103270115826048975",
    "url": "https://lamps.example/@tomarden/103270115826048975",
    "replies_count": 0,
    "reblogs_count": 6,
    "favourites_count": 11,
    "content": '<p><span class="h-card" translate="no"><a href="https://social.example/@brightside" class="u-url mention">@<span>brightside</span></a></span> '
    'my torch does not switch on.<br>See <a href="https://lamps.example/torch/a-very-long-address" rel="nofollow noopener">'
    '<span class="invisible">https://</span><span class="ellipsis">lamps.example/torch/a-very-l</span>'
    '<span class="invisible">ong-address</span></a></p><p>Tom &amp; Ana</p>',
    "reblog": None,
    "application": {"name": "Web", "website": None},
    "account": ACCOUNT,
    "media_attachments": [],
    "mentions": [{"id": "1", "username": "brightside", "url": "https://social.example/@brightside", "acct": "brightside"}],
    "tags": [],
    "emojis": [],
    "card": None,
    "poll": None,
}
PICTURE: dict[str, Any] = {
    "id": "22345792",
    "type": "image",
    "url": "https://files.social.example/original/57859aede991da25.jpeg",
    "preview_url": "https://files.social.example/small/57859aede991da25.jpeg",
    "remote_url": None,
    "meta": {"original": {"width": 640, "height": 480, "size": "640x480", "aspect": 1.3333}},
    "description": "The torch,\n in two halves",
    "blurhash": "UFBWY:8_0Jxv4mx]t8t64.%M-:IUWGWAt6M}",
}
POLL: dict[str, Any] = {
    "id": "34830",
    "expires_at": "2026-03-05T04:05:08.302Z",
    "expired": False,
    "multiple": False,
    "votes_count": 10,
    "voters_count": None,
    "voted": False,
    "options": [{"title": "send it back", "votes_count": 6}, {"title": "keep it", "votes_count": None}],
    "emojis": [],
}


def status(**changes: Any) -> dict[str, Any]:
    """The mention, changed."""
    return {**copy.deepcopy(MENTION), **changes}


def kept(found: dict[str, Any], **around: Any) -> dict[str, Any]:
    """What a look keeps of a post."""
    return {"status": found, "root": "", "parent": "", **around}


DIRECT = status(id="103270115826048980", visibility="direct", content="<p>My order is 1007.</p>")
WARNED = status(
    id="103270115826048981",
    spoiler_text="Broken glass",
    sensitive=True,
    media_attachments=[PICTURE],
    poll=POLL,
    content="<p>Look.</p>",
)
REPLY = status(
    id="103270115826048990", in_reply_to_id=MENTION["id"], in_reply_to_account_id="23634", content="<p>Still nothing.</p>"
)
EDITED = status(edited_at="2026-03-02T10:15:00.000Z", content="<p>It was the battery. Sorry!</p>")
FOLLOWERS_ONLY = status(id="103270115826048982", visibility="private", content="<p>Not for all.</p>")
BY_A_BOT = status(
    id="103270115826048983", account={**ACCOUNT, "bot": True, "acct": "news@bots.example"}, content="<p>Lamps in the news.</p>"
)
LOCAL = status(
    id="103270115826048984", account={**ACCOUNT, "acct": "ana", "display_name": ""}, visibility="unlisted", content="<p>Hi</p>"
)
DELETED = {
    "deleted": {"id": MENTION["id"], "acct": "tomarden@lamps.example", "name": "tom arden", "at": 1772445600, "public": True}
}
# The event stream, after docs.joinmastodon.org/methods/streaming (read for API version 4.3): a smile when it opens, a thump about every 15 seconds.
STREAM_OPENS = b":)\n"
THUMP = b":thump\n"
FAVOURITE = {
    "id": "34975862",
    "type": "favourite",
    "created_at": "2026-03-02T09:59:00.000Z",
    "account": ACCOUNT,
    "status": MENTION,
}
MENTIONED = {"id": "34975861", "type": "mention", "created_at": "2026-03-02T09:58:00.000Z", "account": ACCOUNT, "status": MENTION}
EXAMPLES: list[dict[str, Any]] = [
    *(kept(one) for one in (MENTION, DIRECT, WARNED, EDITED, FOLLOWERS_ONLY, BY_A_BOT, LOCAL)),
    kept(REPLY, root=MENTION["id"], parent="public"),
    DELETED,
]
