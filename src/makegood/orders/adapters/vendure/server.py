"""The shop's admin API: GraphQL over the house's guarded HTTP, signed in by a user's password or by an API key.

Sessions live in memory and are renewed when they end. Never called inside a transaction, and never shows a password, a key or a session.
"""

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.adapters.vendure import answers
from makegood.orders.adapters.vendure.answers import Node
from makegood.orders.adapters.vendure.settings import VendureSettings
from makegood.platform import http

TIMEOUT_S = 20.0
_TRY_AGAIN = frozenset({408, 425, 429})
_LONGEST_WORDS = 300
_OUT = frozenset({"FORBIDDEN", "UNAUTHORIZED"})
_COOKIE = re.compile(r"(?:^|, )([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=([^;,\s]+)")
_LOG_IN = """mutation LogIn($username: String!, $password: String!) {
  login(username: $username, password: $password) { __typename ... on ErrorResult { errorCode message } }
}"""

_sessions: dict[tuple[str, str, str], dict[str, str]] = {}  # the headers that carry a session, by address, user and password
_lock = threading.Lock()


class Server:
    """One shop at one address. Raises passing Trouble where it does not answer, lasting Trouble where it does not let us in or does not
    know what we ask for."""

    def __init__(self, settings: VendureSettings, *, timeout_s: float = TIMEOUT_S) -> None:
        self._settings, self._timeout_s = settings, timeout_s
        self._key = (settings.url, settings.username, settings.secret)
        self.whom = urlsplit(settings.url).hostname or "The shop"
        self.said_at = datetime.min.replace(tzinfo=UTC)  # the shop's own clock, as its last answer told it

    def ask(self, query: str, **variables: Any) -> Node:
        """The `data` of one query or mutation."""
        answer = self._post(query, variables, self._session())
        if _code(answer) in _OUT and self._settings.username:
            answer = self._post(query, variables, self._renew())
        if _code(answer) in _OUT:
            raise Trouble(
                f"{self.whom} does not let us do this: look at the key, and at what the account may do. {_words(answer)}",
                lasting=True,
            )
        if answer.get("errors"):
            raise Trouble(f"{self.whom} could not do it: {_words(answer)}", lasting=_code(answer) != "INTERNAL_SERVER_ERROR")
        return answers.one(answer, "data")

    def do(self, mutation: str, name: str, **variables: Any) -> Node:
        """What the mutation `name` gave. Refuses (`shop_…`) where the shop said no, with its own words."""
        result = answers.one(self.ask(mutation, **variables), name)
        if code := answers.text(result, "errorCode"):
            words = answers.text(result, "transitionError") or answers.text(result, "message", longest=_LONGEST_WORDS)
            raise Refusal(f"shop_{code.lower()}", f"The shop said no: {words or code}", {"shop": code.lower()})
        return result

    def _session(self) -> dict[str, str]:
        if not self._settings.username:
            return {"vendure-api-key": self._settings.secret}
        with _lock:
            found = _sessions.get(self._key)
        return found if found is not None else self._renew()

    def _renew(self) -> dict[str, str]:
        """Signs in. Two threads at once get a session each, and the later one is kept."""
        given = {"username": self._settings.username, "password": self._settings.secret}
        headers: dict[str, str] = {}
        answer = self._post(_LOG_IN, given, {}, told=headers)
        if answers.text(answer, "data", "login", "errorCode") or answer.get("errors"):
            raise Trouble(f"{self.whom} does not know this user name and password.", lasting=True)
        session = _carried(headers)
        with _lock:
            _sessions[self._key] = session
        return session

    def _post(
        self, query: str, variables: Mapping[str, Any], session: Mapping[str, str], *, told: dict[str, str] | None = None
    ) -> Node:
        headers = {"content-type": "application/json", "accept": "application/json", **session}
        if self._settings.channel:
            headers["vendure-token"] = self._settings.channel
        body = json.dumps({"query": query, "variables": variables}, ensure_ascii=False).encode()
        answer = http.request("POST", self._settings.url, headers=headers, content=body, timeout_s=self._timeout_s)
        self._note_time(answer)
        if told is not None:
            told.update({name.lower(): value for name, value in answer.headers.items()})
        if answer.status >= 500 or answer.status in _TRY_AGAIN:
            raise Trouble(f"{self.whom} cannot answer right now ({answer.status}).", retry_after_s=_pause(answer))
        return self._understood(answer)

    def _understood(self, answer: http.Answer) -> Node:
        try:
            value = json.loads(answer.content)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict) or not ("data" in value or "errors" in value):
            sentence = f"{self.whom} does not answer as an admin API of Vendure does ({answer.status}): check the address."
            raise Trouble(sentence, lasting=True)
        return value

    def _note_time(self, answer: http.Answer) -> None:
        said = next((value for name, value in answer.headers.items() if name.lower() == "date"), "")
        try:
            self.said_at = parsedate_to_datetime(said).astimezone(UTC)
        except (TypeError, ValueError):
            self.said_at = datetime.now(UTC)


def _carried(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers by which the session goes on: a token where the shop gives one, else its cookies."""
    if token := headers.get("vendure-auth-token", ""):
        return {"authorization": f"Bearer {token}"}
    return {"cookie": "; ".join(f"{name}={value}" for name, value in _COOKIE.findall(headers.get("set-cookie", "")))}


def _code(answer: Node) -> str:
    return next((answers.text(error, "extensions", "code") or "UNKNOWN" for error in answers.many(answer, "errors")), "")


def _words(answer: Node) -> str:
    return next((answers.text(error, "message", longest=_LONGEST_WORDS) for error in answers.many(answer, "errors")), "")


def _pause(answer: http.Answer) -> float | None:
    said = next((value for name, value in answer.headers.items() if name.lower() == "retry-after"), "")
    return min(float(said), 3_600.0) if said.isascii() and said.isdigit() else None
