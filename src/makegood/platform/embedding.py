"""What a piece of ours that stands in other people's pages is told: whose pages, and in which colour. Pure; never asks the network."""

import re
from urllib.parse import urlsplit

from makegood.kernel.refusals import Refusal

_SEPARATORS = re.compile(r"[\s,;]+")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
MOST_ORIGINS = 20
_WHITE, _BLACK = "#ffffff", "#16110e"


def origins(told: str, *, field: str = "origins") -> tuple[str, ...]:
    """The origins in a list by spaces or commas, as a browser writes them. Refuses what is none, naming `field`."""
    found = tuple(dict.fromkeys(_origin(one, field) for one in _SEPARATORS.split(told.strip()) if one))
    if len(found) > MOST_ORIGINS:
        raise Refusal("bad_settings", f"{field}: at most {MOST_ORIGINS} origins.", {field: "too many"})
    return found


def colour(told: str, *, field: str = "colour", otherwise: str) -> str:
    """A colour as #rrggbb, small letters; `otherwise` where none is told. Refuses anything else, naming `field`."""
    clean = told.strip().lower() or otherwise
    if not _COLOUR.fullmatch(clean):
        raise Refusal("bad_settings", f"{field}: write it as #rrggbb, like {otherwise}.", {field: "not a colour like #8a2d5b"})
    return clean


def check_address(address: str) -> None:
    """Refuses (`bad_address`) what cannot stand in a web address as one part."""
    if not _ADDRESS.fullmatch(address):
        sentence = f"address: “{address[:60]}” stands in a web address: use small letters, digits and hyphens, like shop."
        raise Refusal("bad_address", sentence, {"address": "small letters, digits and hyphens"})


def ink_on(background: str) -> str:
    """White or nearly black, whichever stands out more on this colour (WCAG 2.2, contrast ratio)."""
    light = _luminance(background)
    return _WHITE if 1.05 / (light + 0.05) >= (light + 0.05) / (_luminance(_BLACK) + 0.05) else _BLACK


def readable(colour: str, *, on: str) -> str:
    """The colour itself, or the same moved towards white or black as far as text of it can be read on `on` (4.5 : 1, WCAG 2.2 AA)."""
    target = _WHITE if _luminance(on) < 0.18 else _BLACK
    for part in range(21):
        mixed = _mix(colour, target, part / 20)
        if _contrast(mixed, on) >= 4.5:
            return mixed
    return target


def _origin(text: str, field: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/") and not parts.query + parts.fragment
    if not plain or parts.username is not None:
        sentence = f"{field}: “{text[:80]}” is no origin. Write it like https://shop.example, without a path."
        raise Refusal("bad_settings", sentence, {field: "not an origin like https://shop.example"})
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: str, target: str, share: float) -> str:
    parts = zip(_parts(colour), _parts(target), strict=True)
    return "#" + "".join(f"{round(own + (other - own) * share):02x}" for own, other in parts)
