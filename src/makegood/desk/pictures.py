"""The pictures of a letter: those that came with it are shown, those from elsewhere only when somebody asks, and tracking pixels never.

Pure: sanitised HTML in, HTML for the sandboxed frame out. A picture that came along is written into the page (`data:`), so that showing it
asks nobody for anything. One from elsewhere is loaded by the reader's own browser and by nobody else, without a referrer: there is no proxy.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import urlsplit

from makegood.desk import picture_files

MOST_INLINE_BYTES = 10_000_000  # of all pictures that came with one letter
MOST_HOSTS = 30
PIXEL = 3  # a picture of at most so many points on one side is there to be counted, not seen
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"', re.IGNORECASE)
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a letter would load from elsewhere: how many pictures from which hosts, and the hosts of tracking pixels, which are never loaded.
    `refused` counts addresses that lead into somebody's own network, or nowhere."""

    pictures: int = 0
    hosts: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()
    refused: int = 0

    def __bool__(self) -> bool:
        return bool(self.pictures or self.trackers or self.refused)


def elsewhere(html: str) -> Elsewhere:
    """What this sanitised letter would load from elsewhere."""
    seen: list[str] = []
    trackers: list[str] = []
    refused = 0
    for tag in _IMAGE.findall(html):
        attributes = _attributes(tag)
        address = attributes.get("data-remote-src", "")
        if not address:
            continue
        host = _host(address)
        if not host:
            refused += 1
        elif _is_pixel(attributes):
            trackers.append(host)
        else:
            seen.append(host)
    return Elsewhere(len(seen), tuple(dict.fromkeys(seen))[:MOST_HOSTS], tuple(dict.fromkeys(trackers)), refused)


def prepared(html: str, came_along: Mapping[str, bytes], *, ask_elsewhere: bool) -> str:
    """The letter for its frame: `cid:` pictures out of `came_along` (content id → bytes), and those from elsewhere only where asked for."""
    room = MOST_INLINE_BYTES
    written: dict[str, str] = {}
    for name, content in came_along.items():
        kind = picture_files.kind(content)
        if kind and len(content) <= room:
            room -= len(content)
            written[name.lower()] = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    allowed = set(elsewhere(html).hosts) if ask_elsewhere else set()
    return _IMAGE.sub(lambda match: _shown(match[0], written, allowed), html)


def sources(html: str) -> str:
    """What the content policy of the frame must name so that the pictures from elsewhere load; '' for none. Never anything but hosts."""
    return " ".join(f"https://{host} http://{host}" for host in elsewhere(html).hosts)


def _shown(tag: str, written: Mapping[str, str], allowed: set[str]) -> str:
    attributes = _attributes(tag)
    own, address = attributes.pop("src", ""), attributes.pop("data-remote-src", "")
    size = {name: attributes[name] for name in ("width", "height") if attributes.get(name, "").rstrip("%").isdigit()}
    told = {**size, "alt": attributes.get("alt", "")}
    if own.lower().startswith("cid:"):
        found = written.get(unescape(own[4:]).lower())
        return _tag({"src": found, **told}) if found else _tag({**told, "class": "gone"})
    if not address or _is_pixel(attributes):
        return "" if address else _tag({**told, "class": "gone"})
    if _host(address) in allowed:
        return _tag({"src": unescape(address), "referrerpolicy": "no-referrer", **told})
    return _tag({**told, "class": "waiting"})


def _tag(attributes: Mapping[str, str | None]) -> str:
    told = [f'{name}="{escape(value)}"' for name, value in attributes.items() if value is not None]
    return f"<img {' '.join(told)}>"


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): value for name, value in _ATTRIBUTE.findall(tag)}


def _is_pixel(attributes: Mapping[str, str]) -> bool:
    return any(attributes.get(side, "").isdigit() and int(attributes[side][:6]) <= PIXEL for side in ("width", "height"))


def _host(address: str) -> str:
    """The host of a web address out in the world; '' for a bare number, a name without a dot, another port, or what is malformed."""
    try:
        parts = urlsplit(unescape(address))
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    plain = parts.scheme in ("http", "https") and parts.username is None and port is None and _HOST.fullmatch(host)
    return host if plain and not host.endswith((".local", ".internal", ".localhost", ".lan", ".home", ".arpa")) else ""
