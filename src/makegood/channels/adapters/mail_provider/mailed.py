"""The mails inside a provider's call, byte for byte where the provider hands them on whole, else put together from its fields.

Pure. A mail's envelope recipient is written above it as Delivered-To: our signed reply address often stands nowhere else.
"""

import base64
import re
from collections.abc import Mapping
from typing import Any

from anymail.exceptions import AnymailError
from django.core.exceptions import ImproperlyConfigured

from makegood.channels.adapters.mail_provider import calls
from makegood.channels.adapters.mail_provider.calls import Kept
from makegood.channels.adapters.mail_provider.providers import Provider

_PLAIN = re.compile(r"[!-~]{1,200}@[A-Za-z0-9.-]{1,253}")
NOT_ONE = (TypeError, AttributeError, AssertionError, LookupError, AnymailError, ImproperlyConfigured)


def mails(kept: Kept, *, provider: Provider, settings: Mapping[str, str]) -> tuple[bytes, ...]:
    """The mails of a call, each with its envelope recipient above it. ValueError where the call holds none."""
    try:
        whole = _WHOLE[provider.name](kept)
        found = whole if whole is not None else _put_together(kept, provider, settings)
    except NOT_ONE as wrong:
        raise ValueError(f"not a mail as {provider.name} hands it on") from wrong
    return tuple(_delivered(raw, to, spam=spam) for raw, to, spam in found)


_Found = tuple[bytes, str, bool]  # a mail, whom it was delivered to, whether the provider calls it spam


def _mailgun(kept: Kept) -> list[_Found] | None:
    raw = kept.fields.get("body-mime")
    return None if raw is None else [(raw, _text(kept.fields.get("recipient", b"")), False)]


def _mandrill(kept: Kept) -> list[_Found]:
    events = Kept(kept.what, "application/json", kept.fields["mandrill_events"]).json
    mails = [event["msg"] for event in events if event.get("event") == "inbound"]
    return [(_bytes(mail["raw_msg"]), mail.get("email") or "", False) for mail in mails]


def _postal(kept: Kept) -> list[_Found]:
    told = kept.json
    raw = base64.b64decode(told["message"]) if told.get("base64") is True else _bytes(told["message"])
    return [(raw, told.get("rcpt_to") or "", False)]


def _postmark(kept: Kept) -> list[_Found] | None:
    told = kept.json
    if "RawEmail" not in told:
        return None
    said = {header["Name"].lower(): header["Value"] for header in told.get("Headers", [])}
    return [(_bytes(told["RawEmail"]), told.get("OriginalRecipient") or "", said.get("x-spam-status", "").lower()[:3] == "yes")]


def _sparkpost(kept: Kept) -> list[_Found]:
    found = []
    for event in kept.json:
        relayed = event["msys"].get("relay_message")
        if relayed is None:
            continue  # it asks now and then whether somebody is there
        content = relayed["content"]
        raw = content["email_rfc822"]
        whole = base64.b64decode(raw) if content.get("email_rfc822_is_base64") else _bytes(raw)
        found.append((whole, relayed.get("rcpt_to") or "", False))
    return found


def _mailjet(_kept: Kept) -> None:
    return None  # it takes mails apart and hands on the parts


_WHOLE: Mapping[str, Any] = {
    "Mailgun": _mailgun,
    "Mailjet": _mailjet,
    "Mandrill": _mandrill,
    "Postal": _postal,
    "Postmark": _postmark,
    "SparkPost": _sparkpost,
}


def _put_together(kept: Kept, provider: Provider, settings: Mapping[str, str]) -> list[_Found]:
    events = calls.view(provider, kept.what, settings).parse_events(calls.as_request(kept))
    return [
        (event.message.as_bytes(), event.message.envelope_recipient or "", event.message.spam_detected is True)
        for event in events
    ]


def _delivered(raw: bytes, to: str, *, spam: bool) -> bytes:
    marks = b"X-Spam-Flag: YES\r\n" if spam else b""
    return marks + (b"Delivered-To: " + to.encode() + b"\r\n" if _PLAIN.fullmatch(to) else b"") + raw.lstrip(b"\r\n")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
