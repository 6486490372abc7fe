"""One Mastodon server's API, as our account may ask it: a token in each request, and what it answers in our words."""

from collections.abc import Mapping
from typing import Any

from makegood.channels.adapters.mastodon.settings import MastodonSettings
from makegood.channels.providers import calls
from makegood.kernel.refusals import Trouble

SCOPES = "read, write:statuses and write:media"
RESERVE = 5  # requests left in the limit at which a look ends early: so many are kept for what we say meanwhile


class Server:
    """Asks and remembers how much of the rate limit is left. Every method raises Trouble."""

    def __init__(self, settings: MastodonSettings) -> None:
        self._settings = settings
        self.whom = settings.host
        self.wait_s: float | None = None  # until the limit is whole again, once it is nearly spent

    def get(self, path: str, query: Mapping[str, str] | None = None) -> calls.Reply:
        return self._ask("GET", path, query=query)

    def list(self, path: str, query: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """The objects of a list; none where the server does not know the path or does not offer it (404, 410, 422)."""
        reply = self.get(path, query)
        return [one for one in reply.value if isinstance(one, dict)] if reply.fine and isinstance(reply.value, list) else []

    def post(self, path: str, value: object, *, key: str) -> calls.Reply:
        return self._ask("POST", path, value=value, headers={"idempotency-key": key})

    def post_file(self, path: str, file: tuple[str, bytes]) -> calls.Reply:
        return self._ask("POST", path, file=file)

    def me(self) -> dict[str, Any]:
        """Our own account."""
        reply = self.get("/api/v1/accounts/verify_credentials")
        return reply.value if reply.fine and isinstance(reply.value, dict) else {}

    def _ask(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **told: Any) -> calls.Reply:
        known = {"authorization": f"Bearer {self._settings.access_token}", **(headers or {})}
        reply = calls.ask(method, self._settings.base_url + path, whom=self.whom, headers=known, **told)
        if reply.status in (401, 403) and not _is_about_one_post(path):
            sentence = f"{self.whom} does not let us in ({reply.status}): make a new access token with the scopes {SCOPES}."
            raise Trouble(sentence, lasting=True)
        left = reply.headers.get("x-ratelimit-remaining", "")
        if left.isdigit() and int(left) <= RESERVE:
            self.wait_s = calls.pause(reply.headers) or 60.0
        return reply


def _is_about_one_post(path: str) -> bool:
    return path.startswith("/api/v1/statuses/")
