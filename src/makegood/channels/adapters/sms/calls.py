"""Whether the provider signed a call, and what is kept of it.

The signature (X-Twilio-Signature) is HMAC-SHA-1 with the auth token over the address as the provider knows it, followed by each field of the
form, sorted; of a JSON body the address holds the SHA-256 instead. It holds no time: a call that is sent again is kept once.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from makegood.channels.adapters.sms.settings import SmsSettings
from makegood.channels.providers import signing
from makegood.channels.types import Call

HEADER = "x-twilio-signature"
_RECEIVED = b"received "


def require_signature(call: Call, settings: SmsSettings) -> None:
    """Refuses (`bad_signature`) what the provider did not sign."""
    is_form = call.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"
    if not is_form and not _is_the_body(call):
        raise signing.unsigned(HEADER)
    fields = _sorted_fields(call.body) if is_form else ""
    expected = (
        [_signature(settings.auth_token, url + fields) for url in _addresses(call, settings)] if settings.auth_token else []
    )
    signing.require(call.headers.get(HEADER, ""), expected, header=HEADER)


def with_instant(body: bytes, at: datetime) -> bytes:
    """What is kept: the body, behind the instant at which the provider called, because it tells none itself."""
    return _RECEIVED + at.astimezone(UTC).isoformat(timespec="seconds").encode() + b"\n" + body


def split(raw: bytes) -> tuple[datetime, bytes]:
    """The instant and the body again. ValueError where it is nothing that we kept."""
    head, found, body = raw.partition(b"\n")
    if not found or not head.startswith(_RECEIVED):
        raise ValueError("this is no call of the provider")
    return datetime.fromisoformat(head.removeprefix(_RECEIVED).decode("ascii")), body


def _is_the_body(call: Call) -> bool:
    told = call.query.get("bodySHA256", "")
    return hmac.compare_digest(told.encode(), hashlib.sha256(call.body).hexdigest().encode())


def _addresses(call: Call, settings: SmsSettings) -> Iterator[str]:
    """The address as we were asked and, behind a proxy, as the settings say that the provider knows it; each with and without its port."""
    known = [call.url]
    if settings.callback_url:
        query = urlsplit(call.url).query
        known.append(settings.callback_url.rstrip("/") + (f"/{call.rest}" if call.rest else "") + (f"?{query}" if query else ""))
    for url in known:
        yield from _with_and_without_port(url)


def _with_and_without_port(url: str) -> Sequence[str]:
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    host = parts.hostname or ""
    if parts.port is None and usual:
        return (url, parts._replace(netloc=f"{host}:{usual}").geturl())
    return (url, parts._replace(netloc=host).geturl()) if parts.port == usual else (url,)


def _sorted_fields(body: bytes) -> str:
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return "".join(name + value for name, value in sorted(set(pairs)))


def _signature(token: str, signed: str) -> str:
    return base64.b64encode(signing.digest(token, signed.encode("utf-8", "surrogatepass"), "sha1")).decode()
