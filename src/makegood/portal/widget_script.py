"""The chat window's one script, with what it must know written into it: so that it asks nobody anything before the first message.

The source beside it is served as it is, less its comments and indents: there is no build. Never holds a secret: everybody reads it.
"""

import json
from functools import cache
from importlib import resources

from makegood.channels.types import ChannelConfig
from makegood.flows import speaking, status_page
from makegood.platform import clock, embedding
from makegood.portal import opening
from makegood.portal.door import Place

LARGEST = 30_000  # bytes, with all that is written into it
_LIGHT, _DARK = "#ffffff", "#211d1a"  # the window's paper
_PLACE = "const C = {};"


def script(place: Place) -> str:
    """The script for one channel, as it is now: business hours three weeks ahead, colours that can be read, and the brand's own words."""
    return _source().replace(_PLACE, f"const C = {_written(_told(place))};", 1)


def _told(place: Place) -> dict[str, object]:
    settings, brand = place.channel.settings, place.brand
    colour = settings["colour"]
    return {
        "brand": brand.name,
        "greeting": settings.get("greeting", ""),
        "notice": status_page.known_already(slug=brand.slug),
        "language": _language(place.channel, brand.language),
        "side": settings.get("side") or "right",
        "colour": colour,
        "ink": embedding.ink_on(colour),
        "light": embedding.readable(colour, on=_LIGHT),
        "dark": embedding.readable(colour, on=_DARK),
        "open": opening.stretches(hours=brand.hours, at=place.at),
        "minutes": brand.first_reply_minutes,
        "mail": speaking.mail_channel() is not None,
        "ahead": int(clock.offset().total_seconds()),
    }


def _language(channel: ChannelConfig, otherwise: str) -> str:
    return channel.settings.get("language") or otherwise


def _written(value: object) -> str:
    """JSON that can stand in a script: nothing in it ends a script, a line or a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _source() -> str:
    text = resources.files("makegood.portal").joinpath("widget/chat.js").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
