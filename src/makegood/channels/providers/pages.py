"""Reads a page or a file of the open web: a few redirects, each through the guard of `platform/http.py`, and what went wrong in our words.

Never inside a transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from makegood.channels.providers import calls
from makegood.kernel.refusals import Trouble
from makegood.platform import http

MOST_REDIRECTS = 5
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Page:
    """What is at an address: `url` where it was found in the end. Header names are small letters. `gone` where there is nothing any more."""

    status: int
    url: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def gone(self) -> bool:
        return self.status in _GONE

    @property
    def unchanged(self) -> bool:
        return self.status == 304


def read(url: str, *, whom: str, headers: Mapping[str, str] | None = None, timeout_s: float = 20.0) -> Page:
    """What is at an address after at most five redirects: content, nothing new (304), or gone (404, 410).

    Raises Trouble, passing for 408, 425, 429 and 5xx with the pause that they ask for, lasting for other refusals and too many
    redirects; Refusal for an address that may not be asked.
    """
    for _ in range(MOST_REDIRECTS + 1):
        answer = http.request("GET", url, headers=headers, timeout_s=timeout_s)
        said = {name.lower(): text for name, text in answer.headers.items()}
        if answer.status in (301, 302, 303, 307, 308) and said.get("location"):
            url = urljoin(url, said["location"])
            continue
        _check(answer.status, said, whom)
        return Page(answer.status, url, said, answer.content)
    raise Trouble(f"{whom} sends us from one address to another without an end.", lasting=True)


def _check(status: int, headers: Mapping[str, str], whom: str) -> None:
    if status == 429:
        raise Trouble(f"{whom} asks us to slow down.", retry_after_s=calls.pause(headers))
    if status >= 500 or status in (408, 425):
        raise Trouble(f"{whom} cannot answer right now ({status}).", retry_after_s=calls.pause(headers))
    if not (200 <= status < 300 or status == 304 or status in _GONE):
        raise Trouble(f"{whom} does not let us read it ({status}).", lasting=True)
