"""The server of our account, by XRPC (the AT protocol's calls): a session in memory, renewed when it ends, and what went wrong in our words.

Sessions are never stored. The plain calls of `channels/providers` and not a client library: every request has the house's one guard (no
private address, no redirect, a limit of size and time), and a record that no schema knows is still read.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from makegood.channels.adapters.bluesky.settings import BlueskySettings
from makegood.channels.providers import calls, reading
from makegood.kernel.refusals import Trouble

_File = tuple[str, bytes] | None  # media type and bytes
CHAT = "did:web:api.bsky.chat#bsky_chat"  # the service behind our server that carries direct messages
RESERVE = 20  # calls left in the limit at which a look ends early: so many are kept for what we say meanwhile
_ENDED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing"})
_NOT_ALLOWED = "Bad token"  # so begins the message where the session is good and the app password does not go so far
_OUT = frozenset(
    {"AuthenticationRequired", "AccountTakedown", "AccountDeactivated", "AuthFactorTokenRequired", "RateLimitExceeded"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gave: `value` where it went well, else the network's own name for what went wrong, and its sentence."""

    value: dict[str, Any]
    error: str = ""
    message: str = ""

    @property
    def ended(self) -> bool:
        """The session is over."""
        return self.error in _ENDED and not self.message.startswith(_NOT_ALLOWED)


@dataclass(slots=True)
class _Session:
    access: str = field(repr=False)
    renewal: str = field(repr=False)
    did: str


_sessions: dict[tuple[UUID, str, str, str], _Session] = {}
_lock = threading.Lock()


class Server:
    """One account on one server. Every method raises Trouble; a refusal by the network is an `Answer` with its error."""

    def __init__(self, settings: BlueskySettings, channel_id: UUID) -> None:
        self._settings = settings
        self._key = (channel_id, settings.service, settings.handle, settings.app_password)
        self.whom = urlsplit(settings.service).hostname or "Bluesky"
        self.wait_s: float | None = None  # until the limit is whole again, once it is nearly spent

    @property
    def did(self) -> str:
        """Our account's own name, which no change of handle changes."""
        return self._session().did

    def ask(self, method: str, query: Mapping[str, Any] | None = None, *, chat: bool = False) -> Answer:
        """A look. A list in `query` is asked as the same name several times."""
        pairs = [(name, one) for name, given in (query or {}).items() for one in (given if isinstance(given, list) else [given])]
        return self._call("GET", f"{method}?{urlencode(pairs)}" if pairs else method, None, chat=chat)

    def do(self, method: str, value: Mapping[str, Any], *, chat: bool = False) -> Answer:
        """A change."""
        return self._call("POST", method, value, chat=chat)

    def upload(self, media_type: str, content: bytes) -> Answer:
        """A file for a record that is written then."""
        return self._call("POST", "com.atproto.repo.uploadBlob", None, file=(media_type, content))

    def needs(self, answer: Answer, doing: str) -> dict[str, Any]:
        """The value of an answer that must have gone well. Raises passing Trouble with the network's own words where it did not."""
        if answer.error:
            raise Trouble(f"{self.whom} did not let us {doing}: {answer.message or answer.error}.")
        return answer.value

    def try_ask(self, method: str, query: Mapping[str, Any]) -> Answer | None:
        """A look at one thing; None where the server says more than we take, or nothing just because this one thing is out of order."""
        try:
            return self.ask(method, query)
        except Trouble as trouble:
            if trouble.lasting or trouble.retry_after_s is None:
                self._check_alive(trouble)
                return None
            raise

    def _check_alive(self, trouble: Trouble) -> None:
        """Raises the trouble again where the whole server is out of order, and not what was asked."""
        if self._request("GET", "com.atproto.server.describeServer", None, token="").error:
            raise trouble

    def _call(self, verb: str, path: str, value: Mapping[str, Any] | None, *, chat: bool = False, file: _File = None) -> Answer:
        session = self._session()
        answer = self._request(verb, path, value, token=session.access, chat=chat, file=file)
        if answer.ended:
            answer = self._request(verb, path, value, token=self._renew(session).access, chat=chat, file=file)
        if answer.ended:
            raise Trouble(f"{self.whom} ended our session as soon as it began.")
        return answer

    def _session(self) -> _Session:
        with _lock:
            found = _sessions.get(self._key)
            if found is None:
                found = _sessions[self._key] = self._log_in()
            return found

    def _renew(self, old: _Session) -> _Session:
        """Another session in place of one that ended; by the password where its renewal ended, too. One thread does it for all."""
        with _lock:
            now = _sessions.get(self._key)
            if now is not None and now is not old:
                return now
            _sessions.pop(self._key, None)
            answer = self._request("POST", "com.atproto.server.refreshSession", None, token=old.renewal)
            found = self._log_in() if answer.error else _read_session(answer.value)
            _sessions[self._key] = found
            return found

    def _log_in(self) -> _Session:
        given = {"identifier": self._settings.handle, "password": self._settings.app_password}
        answer = self._request("POST", "com.atproto.server.createSession", given, token="")
        if answer.error:
            out = answer.error in _OUT or not answer.message
            sentence = f"{self.whom} does not let @{self._settings.handle} in ({answer.message or answer.error}): give a new app password."
            raise Trouble(sentence, lasting=out)
        return _read_session(answer.value)

    def _request(
        self, verb: str, path: str, value: Mapping[str, Any] | None, *, token: str, chat: bool = False, file: _File = None
    ) -> Answer:
        headers = {**({"authorization": f"Bearer {token}"} if token else {}), **({"atproto-proxy": CHAT} if chat else {})}
        reply = calls.ask(verb, f"{self._settings.service}/xrpc/{path}", whom=self.whom, headers=headers, value=value, file=file)
        self._mind_the_limit(reply.headers)
        told = reply.value if isinstance(reply.value, dict) else {}
        if reply.fine:
            return Answer(told)
        return Answer({}, reading.text(told, "error") or f"HTTP {reply.status}", reading.name(told, "message").rstrip("."))

    def _mind_the_limit(self, headers: Mapping[str, str]) -> None:
        left = headers.get("ratelimit-remaining", "")
        if left.isdigit() and int(left) <= RESERVE:
            self.wait_s = calls.pause(headers) or 60.0


def forget_sessions() -> None:
    """Every session, for tests."""
    with _lock:
        _sessions.clear()


def _read_session(value: dict[str, Any]) -> _Session:
    try:
        return _Session(reading.needed(value, "accessJwt"), reading.needed(value, "refreshJwt"), reading.needed(value, "did"))
    except ValueError as wrong:
        raise Trouble(f"The server let us in and did not say as whom: {wrong}.") from wrong
