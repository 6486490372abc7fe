"""What X tells: posts and direct messages of the v2 API (docs.x.com: /x-api/posts/user-mention-timeline-by-user-id, data dictionary; /2/dm_events)
and webhook calls (account activity: data objects in the v1.1 format). Written by us from that documentation; X was never asked."""

import copy
from typing import Any

ME = "900"
TOM: dict[str, Any] = {
    "id": "2244",
    "name": "tom arden",
    "username": "tomarden",
    "public_metrics": {"followers_count": 5200, "following_count": 10, "tweet_count": 3, "listed_count": 0},
}
TWEET: dict[str, Any] = {
    "id": "1700000000000000001",
    "text": "@brightside my torch &amp; its box are broken https://t.co/abc https://t.co/pic",
    "author_id": "2244",
    "conversation_id": "1700000000000000001",
    "created_at": "2026-03-02T09:58:00.000Z",
    "edit_history_tweet_ids": ["1700000000000000001"],
    "entities": {
        "urls": [
            {
                "start": 46,
                "end": 62,
                "url": "https://t.co/abc",
                "expanded_url": "https://lamps.example/torch",
                "display_url": "lamps.example",
            },
            {"url": "https://t.co/pic", "expanded_url": "https://x.com/tomarden/status/1700000000000000001/photo/1"},
        ],
        "mentions": [{"start": 0, "end": 11, "username": "brightside", "id": ME}],
    },
    "attachments": {"media_keys": ["3_1"]},
}
PHOTO = {"media_key": "3_1", "type": "photo", "url": "https://pbs.example/torch.jpg", "alt_text": "The torch"}
REPLY: dict[str, Any] = {
    **TWEET,
    "id": "1700000000000000009",
    "text": "@brightside still nothing",
    "entities": {},
    "attachments": {},
    "referenced_tweets": [{"type": "replied_to", "id": "1700000000000000005"}],
    "edit_history_tweet_ids": ["1700000000000000009"],
}
LONG = {
    **REPLY,
    "id": "1700000000000000010",
    "text": "It be…",
    "note_tweet": {"text": "It began long ago."},
    "edit_history_tweet_ids": [],
}
EDITED = {**REPLY, "id": "1700000000000000011", "edit_history_tweet_ids": ["1700000000000000009", "1700000000000000011"]}
MESSAGE: dict[str, Any] = {
    "id": "1580000000000000001",
    "event_type": "MessageCreate",
    "text": "My order is 1007.",
    "sender_id": "2244",
    "dm_conversation_id": "900-2244",
    "created_at": "2026-03-02T10:05:00.000Z",
}
CALLED_USER = {"id_str": "2244", "name": "tom arden", "screen_name": "tomarden", "followers_count": 5200}
CALLED_TWEET: dict[str, Any] = {
    "id": 1700000000000000001,
    "id_str": "1700000000000000001",
    "created_at": "Mon Mar 02 09:58:00 +0000 2026",
    "text": "@brightside my torch &amp; its bo…",
    "truncated": True,
    "extended_tweet": {
        "full_text": "@brightside my torch &amp; its box are broken https://t.co/abc",
        "entities": {"urls": [{"url": "https://t.co/abc", "expanded_url": "https://lamps.example/torch"}]},
        "extended_entities": {"media": [{"type": "photo", "media_url_https": "https://pbs.example/torch.jpg"}]},
    },
    "in_reply_to_status_id_str": None,
    "user": CALLED_USER,
}
CALL_POSTS: dict[str, Any] = {"for_user_id": ME, "user_has_blocked": False, "tweet_create_events": [CALLED_TWEET]}
CALL_OWN = {"for_user_id": ME, "tweet_create_events": [{**CALLED_TWEET, "user": {**CALLED_USER, "id_str": ME}}]}
CALL_REPOST = {"for_user_id": ME, "tweet_create_events": [{**CALLED_TWEET, "retweeted_status": CALLED_TWEET}]}
CALL_LIKE = {"for_user_id": ME, "favorite_events": [{"id": "a7ba59eab0bfcba386f7acedac279542"}]}
CALL_MESSAGE: dict[str, Any] = {
    "for_user_id": ME,
    "direct_message_events": [
        {
            "type": "message_create",
            "id": "1580000000000000001",
            "created_timestamp": "1772445900000",
            "message_create": {
                "target": {"recipient_id": ME},
                "sender_id": "2244",
                "message_data": {"text": "My order is 1007.", "entities": {"hashtags": [], "urls": []}},
            },
        }
    ],
    "users": {
        "2244": {"id": "2244", "name": "tom arden", "screen_name": "tomarden"},
        ME: {"id": ME, "screen_name": "brightside"},
    },
}


def kept(one: dict[str, Any], *, kind: str = "tweet", media: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """What a look keeps."""
    return {kind: copy.deepcopy(one), "author": TOM, "media": media or [], **more}


EXAMPLES = [kept(TWEET, media=[PHOTO]), kept(REPLY), kept(LONG), kept(EDITED), kept(MESSAGE, kind="dm"), CALL_POSTS, CALL_MESSAGE]
