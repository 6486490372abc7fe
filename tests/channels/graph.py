"""A stand-in of Meta's Graph API after developers.facebook.com (Graph API: error handling, secure requests; Messenger Platform: send API,
conversations, private replies; Instagram Platform; WhatsApp Cloud API: messages). What it does was never compared with Meta's own."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from tests.channels.stand_in import Asked, Said, StandIn

SECRET, TOKEN, VERIFY = "app secret", "a token", "words of ours"
OURS = "17841400000000000"
SETTINGS = {"access_token": TOKEN, "app_secret": SECRET, "verify_token": VERIFY}
HEADER = "x-hub-signature-256"


def sign(secret: str, body: bytes) -> dict[str, str]:
    return {HEADER: "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()}


def error(code: int, *, subcode: int | None = None, status: int = 400, message: str = "(#0) said no") -> Said:
    """An error as the Graph API tells it."""
    told: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam"}
    return Said({"error": told | ({"error_subcode": subcode} if subcode else {})}, status)


class GraphServer(StandIn):
    """Messages and comments that were said, by whom they went to."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[dict[str, Any]] = []  # private: to, id, message, from, created_time
        self.comments: dict[str, list[dict[str, Any]]] = {}

    def answer(self, asked: Asked) -> Said:
        proof = hmac.digest(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hex()
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return error(190, status=401, message="Invalid OAuth access token")
        if asked.query.get("appsecret_proof") != proof:
            return error(100, message="Invalid appsecret_proof provided in the API argument")
        match asked.path.split("/")[1:]:
            case ["v23.0", one] if asked.method == "GET":
                return Said(
                    {"id": one, "name": "Brightside Lights", "username": "brightside", "verified_name": "Brightside Lights"}
                )
            case ["v23.0", one, "messages"] if one == OURS:
                return self._message(asked.value)
            case ["v23.0", one, "conversations"] if one == OURS:
                found = [one for one in self.said if one["to"] == asked.query["user_id"]]
                return Said({"data": [{"id": "t_1", "messages": {"data": found}}] if found else []})
            case ["v23.0", comment, "comments" | "replies" as edge]:
                return self._comment(comment, edge, asked)
        return error(100, message="Unsupported request")

    def _message(self, value: dict[str, Any]) -> Said:
        if value.get("messaging_product") == "whatsapp":
            made = f"wamid.{len(self.said)}"
            self.said.append({"to": value["to"], "id": made, "value": value})
            return Said({"messaging_product": "whatsapp", "contacts": [{"wa_id": value["to"]}], "messages": [{"id": made}]})
        made, to = f"m_{len(self.said)}", value["recipient"].get("id") or value["recipient"]["comment_id"]
        text = value["message"]["text"]
        self.said.append({"to": to, "id": made, "message": text, "from": {"id": OURS}, "created_time": _now()})
        return Said({"recipient_id": to, "message_id": made})

    def _comment(self, comment: str, edge: str, asked: Asked) -> Said:
        there = self.comments.setdefault(comment, [])
        if asked.method == "GET":
            return Said({"data": there})
        words, since = ("message", "created_time") if edge == "comments" else ("text", "timestamp")
        there.append({"id": f"{comment}_{len(there)}", words: asked.value["message"], "from": {"id": OURS}, since: _now()})
        return Said({"id": there[-1]["id"]})


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
