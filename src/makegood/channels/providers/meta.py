"""What Messenger, Instagram and WhatsApp share: how Meta signs its calls and asks whether we are there, the Graph API, and its error codes.

The signature is HMAC-SHA-256 of the body with the app's secret. It holds no time: a call that is sent again is the same bytes under the same
key, and kept once. Plain calls by `calls.ask`; nothing is stored, no token is put into a sentence.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from makegood.channels.providers import calls, reading, signing
from makegood.channels.providers import settings as checking
from makegood.channels.types import Call, CallAnswer, Envelope, Setting, WasTaken
from makegood.kernel.refusals import Refusal, Trouble

HEADER = "x-hub-signature-256"
WINDOW_HOURS = 24
_CHALLENGE = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_SLOWER = frozenset({4, 17, 32, 613, 80002, 80006, 80007, 130429, 131048, 131056})
_PASSING = frozenset({1, 2, 131000, 131016, 133004, 133016})
_NOT_LET_IN = frozenset({102, 190, 131005, 131031, 131042})
_WINDOW = frozenset({131047})
_WINDOW_SUBCODES = frozenset({2018278, 2534022})
_UNREACHABLE = frozenset({551, 131021, 131026, 131030, 131045, 131049, 131050, 130472})
_UNREACHABLE_SUBCODES = frozenset({1545041, 2018001, 2018108, 2534014})
APP_SECRET = Setting(
    "app_secret",
    "App secret",
    "In Meta's developer console: App settings, Basic. It checks what Meta signs.",
    required=True,
    secret=True,
)
VERIFY_TOKEN = Setting(
    "verify_token",
    "Verify token",
    "Any words of yours; give Meta the same beside the callback address.",
    required=True,
    secret=True,
)
ACCESS_TOKEN = Setting(
    "access_token", "Access token", "One of a system user, which does not run out.", required=True, secret=True
)
VERSION = Setting("api_version", "Version of the Graph API", default="v23.0")
CHECKS: Mapping[str, checking.Check] = {
    "base_url": checking.base_address,
    "api_version": checking.matching(r"v\d{1,3}\.\d", "is no version such as v23.0"),
    "verify_token": lambda value: "" if len(value) >= 8 else "is shorter than 8 characters",
}


def take(call: Call, settings: Mapping[str, str], parse: Callable[[], Sequence[Envelope | WasTaken]]) -> CallAnswer:
    """Answers Meta's question whether we are there (GET with our verify token), or keeps what it signed. Refuses (`bad_signature`)."""
    secret = settings.get("app_secret", "")
    if call.method == "GET":
        return _challenge(call, settings.get("verify_token", ""))
    expected = [f"sha256={signing.digest(secret, call.body).hex()}"] if secret else []
    signing.require(call.headers.get(HEADER, ""), expected, header=HEADER)
    return signing.kept(call.body, worth_it=signing.says_something(parse))


def ask(
    settings: Mapping[str, str],
    method: str,
    path: str,
    *,
    whom: str,
    value: object = None,
    query: Mapping[str, str] | None = None,
) -> Any:
    """The JSON that the Graph API answers. Raises Refusal where they cannot be reached (`window_closed`, `unreachable`, `not_taken`), and
    Trouble: passing for limits and disturbances, lasting for a token that does not fit."""
    token = settings["access_token"]
    proof = signing.digest(settings["app_secret"], token.encode()).hex()
    url = f"{settings['base_url'].rstrip('/')}/{settings['api_version']}/{path}"
    headers = {"authorization": f"Bearer {token}"}
    reply = calls.ask(method, url, whom=whom, headers=headers, value=value, query={**(query or {}), "appsecret_proof": proof})
    if reply.fine:
        return reply.value
    error = reading.one(reply.value, "error")
    raise wrong(
        reading.number(error, "code"),
        reading.number(error, "error_subcode"),
        _said(error, reply.status),
        whom=whom,
        headers=reply.headers,
    )


def wrong(
    code: int | None, subcode: int | None, said: str, *, whom: str, headers: Mapping[str, str] | None = None
) -> Refusal | Trouble:
    """What an error code of the Graph API means, in our words (Meta's documents: Graph API error handling, Messenger and Cloud API codes)."""
    if code in _SLOWER:
        return Trouble(f"{whom} asks us to slow down ({code}).", retry_after_s=_regain(headers or {}))
    if code in _PASSING:
        return Trouble(f"{whom} cannot answer right now ({code}).")
    if code in _WINDOW or subcode in _WINDOW_SUBCODES:
        return window_closed(whom)
    if code in _UNREACHABLE or subcode in _UNREACHABLE_SUBCODES:
        sentence = f"{whom} cannot bring it to them: they blocked us, left, or never wrote to us ({code}). Find another way to reach them."
        return Refusal("unreachable", sentence, {"to": "cannot be reached"})
    if code in _NOT_LET_IN or code == 10 or (code is not None and 200 <= code < 300):
        return Trouble(f"{whom} does not let us in ({code}): check the access token and its permissions.", lasting=True)
    return Refusal("not_taken", f"{whom} does not take this: {said}", {"text": "not taken"})


def window_closed(whom: str) -> Refusal:
    sentence = f"{whom} lets us answer within {WINDOW_HOURS} hours of their last message alone. Find another way to reach them."
    return Refusal("window_closed", sentence, {"text": "window_closed"})


def _challenge(call: Call, token: str) -> CallAnswer:
    fits = bool(token) and hmac.compare_digest(call.query.get("hub.verify_token", "").encode(), token.encode())
    challenge = call.query.get("hub.challenge", "")
    if not fits or call.query.get("hub.mode") != "subscribe" or not _CHALLENGE.fullmatch(challenge):
        raise signing.unsigned("hub.verify_token")
    return CallAnswer(body=challenge.encode())


def _said(error: Mapping[str, Any], status: int) -> str:
    message = " ".join(reading.text(error, "message").split())[:200]
    return message or f"HTTP {status}"


def _regain(headers: Mapping[str, str]) -> float | None:
    """Seconds until the limit opens again: the header tells minutes (x-business-use-case-usage)."""
    try:
        usage = json.loads(headers.get("x-business-use-case-usage", ""))
        minutes = [one["estimated_time_to_regain_access"] for some in usage.values() for one in some]
        return min(max(minutes) * 60.0, calls.LONGEST_PAUSE_S) or None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
