"""Calls as the providers make them. No account was available: each was written after the provider's own published documentation, named
beside it, with people and addresses of our own.

- Mailgun: "Receive messages" (Routes, raw MIME to an address that ends with `mime`, and parsed), "Webhooks", "Securing webhooks".
- Mailjet: "Parse API: inbound emails", "Event API: webhooks".
- Mandrill: "Format of inbound email webhooks", "Webhook format", "Authenticating webhook requests".
- Postal: "Receiving e-mail by HTTP" (hash format and raw), "Webhooks: payloads", signature as in its source of `SigningKey`.
- Postmark: "Inbound webhook" (with the raw e-mail included, and without), "Bounce webhook", "Spam complaint webhook".
- SparkPost: "Relay webhooks", "Event webhooks".
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from makegood.channels.types import Call
from tests import cast

OURS = "help@brightside.example"
URL = "https://desk.brightside.example/api/in/a-token/call/"
BASIC = "makegood:a-long-enough-password"
SIGNING_KEY = "key-of-the-webhooks"
MESSAGE_ID = "mg.abcdefghijklmnopqrstuvwxyz234567@brightside.example"
RAW = f"""From: {cast.TOM_NAME} <{cast.TOM_EMAIL}>
To: Brightside <{OURS}>
Subject: The torch does not switch on
Date: Mon, 2 Mar 2026 09:58:00 +0000
Message-ID: <tom-1@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{cast.TOM_WORDS} Grüße!
""".replace("\n", "\r\n")


@cache
def _postal_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def postal_public_key() -> str:
    """As Postal's operator copies it: the whole PEM."""
    return (
        _postal_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


@dataclass(frozen=True)
class Made:
    """A call before it is signed."""

    what: str
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, **more: str) -> Call:
        told = {"content-type": self.content_type, **self.headers, **more}
        return Call("POST", f"{URL}{self.what}", self.what, told, {}, self.body)


def _json(what: str, value: object) -> Made:
    headers = {"authorization": f"Basic {base64.b64encode(BASIC.encode()).decode()}"}
    return Made(what, "application/json", json.dumps(value).encode(), headers)


def form(what: str, fields: dict[str, str | bytes], files: dict[str, tuple[str, str, bytes]] | None = None) -> Made:
    """A form in parts, as a browser or a provider sends it."""
    line = "a-line-between"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value.encode() if isinstance(value, str) else value)
        + b"\r\n"
        for name, value in fields.items()
    ]
    parts += [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, (called, kind, content) in (files or {}).items()
    ]
    return Made(what, f"multipart/form-data; boundary={line}", b"".join(parts) + f"--{line}--\r\n".encode())


def _mailgun_signature() -> dict[str, str]:
    timestamp, token = "1772445480", "c0ffee" * 8
    signed = hmac.new(SIGNING_KEY.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": signed}


def mailgun_raw(raw: bytes = RAW.encode()) -> Made:
    return form("inbound", {"recipient": OURS, "sender": cast.TOM_EMAIL, "body-mime": raw, **_mailgun_signature()})


def mailgun_parsed() -> Made:
    headers = [
        ["From", f"{cast.TOM_NAME} <{cast.TOM_EMAIL}>"],
        ["To", OURS],
        ["Subject", "The torch does not switch on"],
        ["Date", "Mon, 2 Mar 2026 09:58:00 +0000"],
        ["Message-Id", "<tom-1@example.org>"],
    ]
    fields = {
        "recipient": OURS,
        "sender": cast.TOM_EMAIL,
        "message-headers": json.dumps(headers),
        "body-plain": f"{cast.TOM_WORDS} Grüße!",
        "attachment-count": "1",
        **_mailgun_signature(),
    }
    return form("inbound", fields, {"attachment-1": ("torch.png", "image/png", b"\x89PNG\r\n\x1a\n")})


def mailgun_news(event: str, **more: object) -> Made:
    data = {
        "event": event,
        "timestamp": 1772445480.5,
        "recipient": cast.TOM_EMAIL,
        "message": {"headers": {"message-id": "a-name-of-its-own@mailgun.example"}},
        "user-variables": {"makegood_id": MESSAGE_ID},
        **more,
    }
    return _json("tracking", {"signature": _mailgun_signature(), "event-data": data})


def mailjet_parsed() -> Made:
    return _json(
        "inbound",
        {
            "Sender": cast.TOM_EMAIL,
            "Recipient": OURS,
            "Headers": {
                "From": f"{cast.TOM_NAME} <{cast.TOM_EMAIL}>",
                "To": OURS,
                "Subject": "The torch does not switch on",
                "Date": "Mon, 2 Mar 2026 09:58:00 +0000",
                "Message-ID": "<tom-1@example.org>",
            },
            "Parts": [
                {"Headers": {"Content-Type": "text/plain; charset=utf-8"}, "ContentRef": "Text-part"},
                {
                    "Headers": {
                        "Content-Type": 'image/png; name="torch.png"',
                        "Content-Disposition": 'attachment; filename="torch.png"',
                    },
                    "ContentRef": "Attachment1",
                },
            ],
            "Text-part": f"{cast.TOM_WORDS} Grüße!",
            "Attachment1": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(),
            "SpamAssassinScore": "0.1",
        },
    )


def mailjet_news(event: str, **more: object) -> Made:
    told = {
        "event": event,
        "time": 1772445480,
        "MessageID": 19421777835146490,
        "email": cast.TOM_EMAIL,
        "Payload": json.dumps({"makegood_id": MESSAGE_ID}),
        **more,
    }
    return _json("tracking", [told])


def _mandrill(what: str, events: object) -> Made:
    fields = {"mandrill_events": json.dumps(events)}
    signed = f"{URL}{what}" + "".join(name + fields[name] for name in sorted(fields))
    signature = base64.b64encode(hmac.new(SIGNING_KEY.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    return Made(what, "application/x-www-form-urlencoded", urlencode(fields).encode(), {"x-mandrill-signature": signature})


def mandrill_raw() -> Made:
    return _mandrill("inbound", [{"event": "inbound", "ts": 1772445480, "msg": {"raw_msg": RAW, "email": OURS}}])


def mandrill_news(event: str, **more: object) -> Made:
    message = {"email": cast.TOM_EMAIL, "metadata": {"makegood_id": MESSAGE_ID}, **more}
    return _mandrill("tracking", [{"event": event, "ts": 1772445480, "_id": "abc", "msg": message}])


def _postal(what: str, value: object) -> Made:
    body = json.dumps(value).encode()
    signature = base64.b64encode(_postal_key().sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303 - what Postal signs with
    return Made(what, "application/json", body, {"x-postal-signature": signature})


def postal_raw() -> Made:
    told = {"id": 12, "rcpt_to": OURS, "mail_from": cast.TOM_EMAIL, "base64": True}
    return _postal("inbound", {**told, "message": base64.b64encode(RAW.encode()).decode()})


def postal_news(**payload: object) -> Made:
    return _postal("tracking", {"event": "MessageBounced", "timestamp": 1772445480, "uuid": "u-1", "payload": payload})


def postmark_raw(**more: object) -> Made:
    return _json("inbound", {"FromFull": {"Email": cast.TOM_EMAIL}, "OriginalRecipient": OURS, "RawEmail": RAW, **more})


def postmark_parsed() -> Made:
    return _json(
        "inbound",
        {
            "FromFull": {"Email": cast.TOM_EMAIL, "Name": cast.TOM_NAME},
            "ToFull": [{"Email": OURS, "Name": "Brightside"}],
            "CcFull": [],
            "BccFull": [],
            "OriginalRecipient": OURS,
            "Subject": "The torch does not switch on",
            "Date": "Mon, 2 Mar 2026 09:58:00 +0000",
            "TextBody": f"{cast.TOM_WORDS} Grüße!",
            "Headers": [
                {"Name": "Return-Path", "Value": f"<{cast.TOM_EMAIL}>"},
                {"Name": "Message-ID", "Value": "<tom-1@example.org>"},
            ],
            "Attachments": [
                {"Name": "torch.png", "ContentType": "image/png", "Content": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}
            ],
        },
    )


def postmark_news(record: str, **more: object) -> Made:
    told = {
        "RecordType": record,
        "ID": 4,
        "Email": cast.TOM_EMAIL,
        "MessageID": "a-name-of-its-own",
        "BouncedAt": "2026-03-02T09:58:00Z",
    }
    return _json("tracking", {**told, "Metadata": {"makegood_id": MESSAGE_ID}, **more})


def sparkpost_raw() -> Made:
    content = {"email_rfc822": base64.b64encode(RAW.encode()).decode(), "email_rfc822_is_base64": True}
    relayed = {"content": content, "msg_from": cast.TOM_EMAIL, "rcpt_to": OURS, "protocol": "smtp"}
    return _json("inbound", [{"msys": {}}, {"msys": {"relay_message": relayed}}])


def sparkpost_news(kind: str, **more: object) -> Made:
    told = {"type": kind, "timestamp": "1772445480", "event_id": "1", "transmission_id": "77", "raw_rcpt_to": cast.TOM_EMAIL}
    return _json("tracking", [{"msys": {"message_event": {**told, "rcpt_meta": {"makegood_id": MESSAGE_ID}, **more}}}])


INBOUND: dict[str, tuple[str, Callable[[], Made]]] = {
    "mailgun, whole": ("mailgun", mailgun_raw),
    "mailgun, in fields": ("mailgun", mailgun_parsed),
    "mailjet, in parts": ("mailjet", mailjet_parsed),
    "mandrill, whole": ("mandrill", mandrill_raw),
    "postal, whole": ("postal", postal_raw),
    "postmark, whole": ("postmark", postmark_raw),
    "postmark, in fields": ("postmark", postmark_parsed),
    "sparkpost, whole": ("sparkpost", sparkpost_raw),
}
BOUNCED: dict[str, Callable[[], Made]] = {
    "mailgun": lambda: mailgun_news("failed", severity="permanent", **{"delivery-status": {"message": "5.1.1 No such user"}}),
    "mailjet": lambda: mailjet_news("bounce", error="user unknown", hard_bounce=True, smtp_reply="5.1.1 No such user"),
    "mandrill": lambda: mandrill_news("hard_bounce", diag="5.1.1 No such user"),
    "postal": lambda: postal_news(
        original_message={"id": 3, "tag": MESSAGE_ID, "to": cast.TOM_EMAIL, "direction": "outgoing"}, bounce={"id": 4}
    ),
    "postmark": lambda: postmark_news("Bounce", Type="HardBounce", Details="5.1.1 No such user"),
    "sparkpost": lambda: sparkpost_news("bounce", bounce_class="10", raw_reason="5.1.1 No such user"),
}
COMPLAINED: dict[str, Callable[[], Made]] = {
    "mailgun": lambda: mailgun_news("complained"),
    "mailjet": lambda: mailjet_news("spam", source="JMRPP"),
    "mandrill": lambda: mandrill_news("spam"),
    "postmark": lambda: postmark_news("SpamComplaint", Type="SpamComplaint"),
    "sparkpost": lambda: sparkpost_news("spam_complaint"),
}
NO_NEWS: dict[str, list[Callable[[], Made]]] = {
    "mailgun": [
        lambda: mailgun_news("delivered"),
        lambda: mailgun_news("opened"),
        lambda: mailgun_news("clicked"),
        lambda: mailgun_news("failed", severity="temporary"),
    ],
    "mailjet": [lambda: mailjet_news("sent"), lambda: mailjet_news("open"), lambda: mailjet_news("bounce", error="greylisted")],
    "mandrill": [lambda: mandrill_news("send"), lambda: mandrill_news("open"), lambda: mandrill_news("deferral")],
    "postal": [lambda: postal_news(status="Sent", message={"id": 3, "tag": MESSAGE_ID, "to": cast.TOM_EMAIL})],
    "postmark": [
        lambda: postmark_news("Delivery"),
        lambda: postmark_news("Open"),
        lambda: postmark_news("Bounce", Type="Transient"),
    ],
    "sparkpost": [lambda: sparkpost_news("delivery"), lambda: sparkpost_news("open"), lambda: sparkpost_news("delay")],
}


def settings(provider: str) -> dict[str, str]:
    """Settings of a channel at this provider."""
    secret = {"mailgun": SIGNING_KEY, "mandrill": SIGNING_KEY, "postal": postal_public_key()}.get(provider, BASIC)
    own = {
        "mailgun": {"sender_domain": "mg.brightside.example"},
        "mailjet": {"api_secret": "s"},
        "postal": {"api_url": "https://postal.brightside.example"},
    }
    return {"provider": provider, "api_key": "k", "webhook_secret": secret, "reply_secret": "r" * 32, **own.get(provider, {})}
