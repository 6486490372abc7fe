"""A stand-in of the provider's API after twilio.com/docs (Programmable Messaging: Message resource; security: validating requests; error
dictionary; opt-out keywords), and the calls that it makes. Written by us from that documentation; the provider was never asked."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.channels.stand_in import Asked, Said, StandIn

SID, TOKEN, NUMBER, TOM = "AC" + "0a" * 16, "0f-auth-of-the-stand-in", "+442079460123", "+447700900123"
SETTINGS = {"account_sid": SID, "auth_token": TOKEN, "sender": NUMBER}
URL = "https://care.example/in/token/call"
HEADER = "x-twilio-signature"
FORM = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}


def body(**changes: str) -> bytes:
    told = {
        "ToCountry": "GB", "SmsMessageSid": "SM1", "NumMedia": "0", "SmsSid": "SM1", "SmsStatus": "received", "Body": "My torch is broken. 😢",
        "To": NUMBER, "NumSegments": "1", "MessageSid": "SM1", "AccountSid": SID, "From": TOM, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    return urlencode(told | changes).encode()


def status(state: str, **more: str) -> bytes:
    told = {
        "SmsSid": "SM9",
        "SmsStatus": state,
        "MessageStatus": state,
        "To": TOM,
        "MessageSid": "SM9",
        "AccountSid": SID,
        "From": NUMBER,
    }
    return urlencode(told | more).encode()


MMS = body(
    NumMedia="2",
    MediaContentType0="image/jpeg",
    MediaUrl0="https://api.example/m/1",
    MediaContentType1="audio/amr",
    MediaUrl1="https://api.example/m/2",
)
EXAMPLES = [
    body(), MMS, body(Body="STOP"), body(Body="cancel"), body(Body="START"), body(Body="HELP"), body(Body="ARRET", OptOutType="STOP"),
    status("undelivered", ErrorCode="30003"), status("failed", ErrorCode="21610"),
]  # fmt: skip


def sign(secret: str, content: bytes, url: str = URL) -> dict[str, str]:
    """As the provider documents it: the address and each field, sorted by its name."""
    fields = "".join(
        name + value for name, value in sorted(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
    )
    mark = hmac.digest(secret.encode(), (url + fields).encode(), hashlib.sha1)
    return {HEADER: base64.b64encode(mark).decode()}


class SmsProvider(StandIn):
    """Messages that were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []
        self.stopped: set[str] = set()

    def answer(self, asked: Asked) -> Said:
        entry = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {entry}":
            return Said({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        if asked.path == f"/2010-04-01/Accounts/{SID}.json":
            return Said({"sid": SID, "friendly_name": "Brightside Lights"})
        if asked.path != f"/2010-04-01/Accounts/{SID}/Messages.json":
            return Said({"code": 20404, "message": "not found", "status": 404}, 404)
        if asked.method == "GET":
            return Said({"messages": [one for one in reversed(self.sent) if one["to"] == asked.query["To"]]})
        return self._send(asked.form)

    def _send(self, form: dict[str, str]) -> Said:
        if form["To"] in self.stopped:
            return Said({"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}, 400)
        if not form["To"].startswith("+"):
            return Said({"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}, 400)
        made = {
            "sid": f"SM{len(self.sent):032x}", "to": form["To"], "body": form["Body"], "direction": "outbound-api", "status": "queued",
            "date_created": format_datetime(datetime.now(UTC)),
        }  # fmt: skip
        self.sent.append(made)
        return Said(made, 201)
