"""What Meta calls an Instagram account's webhook with: messages, message_reactions, messaging_postbacks, messaging_seen, comments. Written by
us after developers.facebook.com (Instagram Platform, webhooks); Meta was never asked."""

from typing import Any

from tests.channels.graph import OURS

IGSID = "9912345"
AT_MS = 1772445480000  # 09:58 on the Monday of the cast


def call(*messaging: dict[str, Any], changes: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    time = AT_MS // 1000 if changes else AT_MS
    entry: dict[str, Any] = {"id": OURS, "time": time}
    return {"object": "instagram", "entry": [entry | ({"changes": changes} if changes else {"messaging": list(messaging)})]}


def event(**said: Any) -> dict[str, Any]:
    return {"sender": {"id": IGSID}, "recipient": {"id": OURS}, "timestamp": AT_MS, **said}


def comment(**changes: Any) -> dict[str, Any]:
    media = {"id": "123123", "media_product_type": "FEED"}
    value = {
        "id": "1780",
        "from": {"id": IGSID, "username": "tomarden"},
        "media": media,
        "text": "My torch is broken.",
        **changes,
    }
    return call(changes=[{"field": "comments", "value": value}])


TEXT = event(message={"mid": "aWdf1", "text": "My torch is broken."})
STORY = event(
    message={"mid": "aWdf2", "text": "How much?", "reply_to": {"story": {"id": "17", "url": "https://lookaside.example/story"}}}
)
SHARE = event(message={"mid": "aWdf3", "attachments": [{"type": "share", "payload": {"url": "https://lookaside.example/post"}}]})
REEL = event(
    message={"mid": "aWdf4", "attachments": [{"type": "ig_reel", "payload": {"title": "Lamps", "url": "https://x.example/r"}}]}
)
DELETED = event(message={"mid": "aWdf1", "is_deleted": True})
ODD = event(message={"mid": "aWdf5", "is_unsupported": True})
REACTION = event(reaction={"mid": "aWdf1", "action": "react", "reaction": "love", "emoji": "❤"})
SEEN = event(read={"mid": "aWdf1"})
EXAMPLES = [call(one) for one in (TEXT, STORY, SHARE, REEL, DELETED, ODD, REACTION)] + [comment(), comment(parent_id="1779")]
SILENT = [
    call(SEEN),
    comment(**{"from": {"id": OURS, "username": "brightside"}}),
    call(changes=[{"field": "mentions", "value": {}}]),
]
