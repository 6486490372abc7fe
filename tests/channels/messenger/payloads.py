"""What Meta calls a Facebook page's webhook with: Messenger Platform (messages, message_echoes, messaging_postbacks, message_reactions,
message_reads, message_deliveries) and Pages (field `feed`), written by us after developers.facebook.com; Meta was never asked."""

from typing import Any

from tests.channels.graph import OURS

PSID = "2475834"
AT_MS = 1772445480000  # 09:58 on the Monday of the cast


def call(*messaging: dict[str, Any], changes: list[dict[str, Any]] | None = None, page: str = OURS) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": page, "time": AT_MS}
    return {"object": "page", "entry": [entry | ({"changes": changes} if changes else {"messaging": list(messaging)})]}


def event(**said: Any) -> dict[str, Any]:
    return {"sender": {"id": PSID}, "recipient": {"id": OURS}, "timestamp": AT_MS, **said}


def comment(**changes: Any) -> dict[str, Any]:
    value = {
        "from": {"id": "7001", "name": "Tom Arden"},
        "item": "comment",
        "verb": "add",
        "post_id": f"{OURS}_1",
        "comment_id": "1_55",
        "parent_id": f"{OURS}_1",
        "created_time": AT_MS // 1000,
        "message": "My torch is broken.",
        **changes,
    }
    return call(changes=[{"field": "feed", "value": value}])


TEXT = event(message={"mid": "m_A", "text": "My torch is broken."})
ANSWER = event(message={"mid": "m_B", "text": "Yes please.", "reply_to": {"mid": "m_0"}})
FILES = event(
    message={
        "mid": "m_C",
        "attachments": [
            {"type": "image", "payload": {"url": "https://scontent.example/torch.jpg"}},
            {"type": "location", "title": "Here", "payload": {"coordinates": {"lat": 51.5, "long": -0.12}}},
            {"type": "fallback", "title": "A page", "URL": "https://lamps.example/"},
        ],
    }
)
PRESSED = event(postback={"mid": "m_D", "title": "Talk to somebody", "payload": "TALK"})
REACTION = event(reaction={"mid": "m_0", "action": "react", "emoji": "😢", "reaction": "sad"})
ECHO = {
    "sender": {"id": OURS},
    "recipient": {"id": PSID},
    "timestamp": AT_MS,
    "message": {"is_echo": True, "app_id": 1, "mid": "m_E", "text": "From the page's own inbox."},
}
OWN_ECHO = {**ECHO, "message": {**ECHO["message"], "metadata": "makegood:0195"}}  # type: ignore[dict-item]
READ = event(read={"watermark": AT_MS})
DELIVERED = event(delivery={"mids": ["m_0"], "watermark": AT_MS})
UNREACTED = event(reaction={"mid": "m_0", "action": "unreact"})
EXAMPLES = [
    call(TEXT),
    call(ANSWER),
    call(FILES),
    call(PRESSED),
    call(REACTION),
    call(ECHO),
    comment(),
    comment(verb="edited"),
    comment(verb="remove"),
]
SILENT = [
    call(OWN_ECHO),
    call(READ),
    call(DELIVERED),
    call(UNREACTED),
    call(TEXT, page="1"),
    comment(item="like"),
    comment(**{"from": {"id": OURS}}),
]
