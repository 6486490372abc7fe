"""What the WhatsApp Cloud API calls us with, written by us after developers.facebook.com (WhatsApp Business Platform, Cloud API, webhooks:
messages, statuses, error codes); Meta was never asked."""

from typing import Any

from tests.channels.graph import OURS

TOM, AT_S = "447700900123", 1772445480  # 09:58 on the Monday of the cast


def call(*messages: dict[str, Any], statuses: list[dict[str, Any]] | None = None, number: str = OURS) -> dict[str, Any]:
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "442079460123", "phone_number_id": number},
    }
    if statuses:
        value["statuses"] = statuses
    else:
        value |= {"contacts": [{"profile": {"name": "Tom Arden"}, "wa_id": TOM}], "messages": list(messages)}
    return {"object": "whatsapp_business_account", "entry": [{"id": "102", "changes": [{"field": "messages", "value": value}]}]}


def message(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"from": TOM, "id": f"wamid.{kind}", "timestamp": str(AT_S), "type": kind, kind: content, **more}


def status(state: str, **more: Any) -> dict[str, Any]:
    return {"id": "wamid.out", "status": state, "timestamp": str(AT_S), "recipient_id": TOM, **more}


def failed(code: int, title: str = "Message failed to send") -> dict[str, Any]:
    error = {"code": code, "title": title, "message": title, "error_data": {"details": "More words."}}
    return call(statuses=[status("failed", errors=[error])])


TEXT = message("text", {"body": "My torch is broken."})
ANSWER = message("text", {"body": "Yes."}, context={"from": "442079460123", "id": "wamid.out"})
IMAGE = message("image", {"id": "1003", "mime_type": "image/jpeg", "sha256": "29ed", "caption": "In two halves"})
VOICE = message("audio", {"id": "1004", "mime_type": "audio/ogg; codecs=opus", "voice": True})
DOCUMENT = message("document", {"id": "1005", "mime_type": "application/pdf", "filename": "bill.pdf"})
LOCATION = message("location", {"latitude": 51.5, "longitude": -0.12, "name": "Shop", "address": "1 High Street"})
CONTACTS = message(
    "contacts", [{"name": {"formatted_name": "Ana Duarte"}, "phones": [{"phone": "+44 7700 900456", "type": "CELL"}]}]
)
BUTTON_REPLY = message("interactive", {"type": "button_reply", "button_reply": {"id": "yes", "title": "A new one"}})
LIST_REPLY = message(
    "interactive", {"type": "list_reply", "list_reply": {"id": "a", "title": "Morning", "description": "9 to 10"}}
)
BUTTON = message("button", {"text": "Call me", "payload": "CALL"})
REACTION = message("reaction", {"message_id": "wamid.out", "emoji": "👍"})
TAKEN_BACK = message("reaction", {"message_id": "wamid.out"})
SYSTEM = message(
    "system", {"body": "Tom Arden changed to another number", "wa_id": "447700900999", "type": "user_changed_number"}
)
ODD = {"from": TOM, "id": "wamid.odd", "timestamp": str(AT_S), "type": "unsupported", "errors": [{"code": 131051}]}
HIDDEN = {
    "from_user_id": "GB.13491208655302741918",
    "id": "wamid.hidden",
    "timestamp": str(AT_S),
    "type": "text",
    "text": {"body": "Hello"},
}
EXAMPLES = [
    *(
        call(one)
        for one in (
            TEXT,
            ANSWER,
            IMAGE,
            VOICE,
            DOCUMENT,
            LOCATION,
            CONTACTS,
            BUTTON_REPLY,
            LIST_REPLY,
            BUTTON,
            REACTION,
            ODD,
            HIDDEN,
        )
    ),
    failed(131026),
]
MARKED = call(statuses=[status("sent", biz_opaque_callback_data="0195-key")])
LATE = [call(statuses=[status(one, biz_opaque_callback_data="0195-key")]) for one in ("delivered", "read")]
SILENT = [
    call(statuses=[status(one)]) for one in ("sent", "delivered", "read")
]  # without a mark of ours + [call(TAKEN_BACK), call(TEXT, number="1")]
