"""The server's event stream: it says at once that somebody turned to us. Reads nothing out of it but that; what came is read by a look.

As docs.joinmastodon.org/methods/streaming says (read for API version 4.3): `event:` and `data:` lines, an empty line after each event, and lines
that begin with a colon to show that the other side is there (about every 15 seconds). Never stores.
"""

import json
from collections.abc import Generator, Iterable, Iterator
from urllib.parse import urlsplit

from makegood.channels.adapters.mastodon.server import Server
from makegood.channels.adapters.mastodon.settings import MastodonSettings
from makegood.channels.providers import calls, reading
from makegood.kernel.refusals import Trouble
from makegood.platform import http

STREAM = "/api/v1/streaming/user/notification"
QUIET_S = 50.0  # three signs of life that did not come: the line is dead
_NONE_HERE = frozenset({404, 405, 410, 501})


def listen(settings: MastodonSettings) -> Generator[bool]:
    """True for each mention, False for any other sign of life, the first once the stream is open. Ends where the server ends it. Raises
    Trouble."""
    known = {"authorization": f"Bearer {settings.access_token}", "accept": "text/event-stream"}
    with http.held_open(_address(settings) + STREAM, headers=known, quiet_s=QUIET_S) as answer:
        _let_in(answer, settings.host)
        yield False
        yield from mentions(answer.lines)


def mentions(lines: Iterable[str]) -> Iterator[bool]:
    """What the lines of a stream tell: True once for each mention, False for each other line. Pure. What cannot be read counts as a mention,
    for a look too many costs little."""
    event, data = "", ""
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            event = value.strip() if name == "event" else event
            data += value.strip() if name == "data" and len(data) < http.LONGEST_LINE else ""
            yield False
            continue
        yield event == "notification" and _is_mention(data)
        event, data = "", ""


def _is_mention(data: str) -> bool:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return True
    return not isinstance(told, dict) or told.get("type") in (None, "mention")


def _address(settings: MastodonSettings) -> str:
    """Where the stream is: some servers have a machine of its own for it, which the instance names (wss://…)."""
    told = Server(settings).get("/api/v2/instance").value
    named = urlsplit(reading.text(told, "configuration", "urls", "streaming"))
    if not named.hostname:
        return settings.base_url
    scheme = urlsplit(settings.base_url).scheme  # the token never goes out less guarded than we were told
    return f"{scheme}://{named.netloc}"


def _let_in(answer: http.OpenAnswer, host: str) -> None:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if answer.status in _NONE_HERE:
        raise Trouble(f"{host} has no event stream ({answer.status}).", lasting=True)
    if answer.status in (401, 403):
        raise Trouble(
            f"{host} does not let us into its event stream ({answer.status}): the access token needs the scope read.",
            lasting=True,
        )
    if answer.status != 200 or "text/event-stream" not in headers.get("content-type", ""):
        raise Trouble(f"{host} did not open its event stream ({answer.status}).", retry_after_s=calls.pause(headers))
