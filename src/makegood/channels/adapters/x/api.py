"""Asks the X API in our account's name: each request signed after OAuth 1.0a (RFC 5849), and what went wrong in our words."""

from collections.abc import Mapping
from urllib.parse import urlencode

from oauthlib import oauth1

from makegood.channels.adapters.x.settings import XSettings
from makegood.channels.providers import calls, reading
from makegood.kernel.refusals import Trouble

WHOM = "X"


def ask(
    settings: XSettings, method: str, path: str, *, query: Mapping[str, str] | None = None, value: object = None
) -> calls.Reply:
    """The answer, whatever its status below 500 but 401 (lasting Trouble: wrong keys) and 429 (passing). Raises Trouble."""
    url = settings.base_url + path + (f"?{urlencode(query)}" if query else "")
    client = oauth1.Client(
        settings.consumer_key,
        client_secret=settings.consumer_secret,
        resource_owner_key=settings.access_token,
        resource_owner_secret=settings.access_token_secret,
    )
    _, headers, _ = client.sign(url, http_method=method)
    reply = calls.ask(method, url, whom=WHOM, headers=headers, value=value)
    if reply.status == 401:
        raise Trouble("X does not let us in (401): make the keys and tokens anew in the developer console.", lasting=True)
    return reply


def why(reply: calls.Reply) -> str:
    """What X says is wrong, in its own words, cut to one line."""
    first = next(reading.many(reply.value, "errors"), {})
    said = reading.text(reply.value, "detail") or reading.text(first, "message") or f"HTTP {reply.status}"
    return " ".join(said.split())[:200]
