"""Asks a provider's HTTP API: one request with a timeout through the guarded way out, and what went wrong in our words.

Plain HTTP instead of each provider's own library, so that every request has the one guard (no private address, no redirect, a size and a
time limit: `platform/http.py`). Never inside a transaction; never puts a token or a body into a sentence.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from makegood.kernel.refusals import Trouble
from makegood.platform import http

TIMEOUT_S = 20.0
LONGEST_PAUSE_S = 3_600.0
_TRY_AGAIN = frozenset({408, 425})


@dataclass(frozen=True, slots=True)
class Reply:
    """What an API answered: any status below 500 but 3xx and 429. Header names are small letters; `value` is the JSON, None where none came."""

    status: int
    headers: Mapping[str, str]
    value: Any

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300


def ask(
    method: str,
    url: str,
    *,
    whom: str,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    value: object = None,
    form: Mapping[str, str] | None = None,
    file: tuple[str, bytes] | None = None,
) -> Reply:
    """The answer of `whom` (for sentences: “Mastodon”), for a JSON `value`, a `form`, or a `file` (its media type and bytes) as it is. Raises Trouble: passing for 408, 425, 429 (with
    the pause that they ask for, at most an hour) and 5xx, and for what is no JSON; lasting for a redirect, which is never followed."""
    content, kind = _content(value, form) if file is None else (file[1], file[0])
    full = f"{url}?{urlencode(query)}" if query else url
    sent = {"accept": "application/json", **({"content-type": kind} if kind else {}), **(headers or {})}
    answer = http.request(method, full, headers=sent, content=content, timeout_s=TIMEOUT_S)
    said = {name.lower(): text for name, text in answer.headers.items()}
    if answer.status == 429:
        raise Trouble(f"{whom} asks us to slow down.", retry_after_s=pause(said))
    if answer.status >= 500 or answer.status in _TRY_AGAIN:
        raise Trouble(f"{whom} cannot answer right now ({answer.status}).", retry_after_s=pause(said))
    if 300 <= answer.status < 400:
        raise Trouble(f"{whom} has moved ({answer.status}): set its new address.", lasting=True)
    return Reply(answer.status, said, _read(answer.content, whom, needed=200 <= answer.status < 300))


def pause(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the headers that providers use: Retry-After, X-RateLimit-Reset (an instant), x-rate-limit-reset and ratelimit-reset
    (epoch seconds)."""
    after = headers.get("retry-after", "").strip()
    if after.isascii() and after.isdigit():
        return min(float(after), LONGEST_PAUSE_S)
    names = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
    until = _instant(next((headers[name] for name in names if headers.get(name)), ""))
    return None if until is None else min(max(until - time.time(), 1.0), LONGEST_PAUSE_S)


def spent(headers: Mapping[str, str]) -> float | None:
    """Seconds until we may ask again, where this answer was the last that the limit allows; None while some are left."""
    left = headers.get("x-ratelimit-remaining") or headers.get("x-rate-limit-remaining") or ""
    return pause(headers) if left.strip() == "0" else None


def _content(value: object, form: Mapping[str, str] | None) -> tuple[bytes, str]:
    if form is not None:
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    if value is not None:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), "application/json"
    return b"", ""


def in_parts(fields: Mapping[str, str], *, name: str, media_type: str, content: bytes) -> tuple[str, bytes]:
    """Fields and one file as a form in parts (RFC 7578), for `ask`'s `file`. The file goes under a name that says nothing of who sent it."""
    edge = f"part-{sha256(content).hexdigest()}"
    lines = [f'--{edge}\r\ncontent-disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    head = f'--{edge}\r\ncontent-disposition: form-data; name="{name}"; filename="picture"\r\ncontent-type: {media_type}\r\n\r\n'
    return f"multipart/form-data; boundary={edge}", "".join([*lines, head]).encode() + content + f"\r\n--{edge}--\r\n".encode()


def _read(content: bytes, whom: str, *, needed: bool) -> Any:
    try:
        return json.loads(content) if content.strip() else None
    except (ValueError, RecursionError) as error:
        if needed:
            raise Trouble(f"{whom} answered with something that is not JSON.") from error
        return None


def _instant(text: str) -> float | None:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 12:
        return float(text)
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return None
