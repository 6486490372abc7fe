"""How a hosted page looks, and what its browser may do: the brand's name and colour, a strict policy, no cookie, nobody's frame but a
listed page's. Decides nothing about the content."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.brands.types import Brand
from makegood.channels.types import ChannelConfig
from makegood.config import environment
from makegood.platform import embedding
from makegood.portal.door import Place

_LIGHT, _DARK = "#ffffff", "#211d1a"  # the sheet that text stands on


def page(
    request: HttpRequest,
    place: Place,
    template: str,
    shown: Mapping[str, Any],
    *,
    frames: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The page, with its policy. `frames` are the origins whose pages may hold it in a frame."""
    ours = dress(place.brand, place.channel)
    answer = render(request, template, {**shown, "channel": place.channel, **ours}, status=status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{ours['nonce']}'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {environment.settings().live_url}; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {' '.join(frames) or chr(39) + 'none' + chr(39)}"
    )
    return answer


def dress(brand: Brand, channel: ChannelConfig) -> dict[str, Any]:
    """What the frame of every page for people who are no members needs: the brand, its colour in each of its uses, and a nonce for this answer's
    style alone, which its policy names."""
    return in_colour(brand, channel.settings["colour"])


def in_colour(brand: Brand, colour: str) -> dict[str, Any]:
    """`dress`, for a page that belongs to no channel."""
    return {
        "brand": brand,
        "nonce": secrets.token_urlsafe(16),
        "colour": colour,
        "ink": embedding.ink_on(colour),
        "light": embedding.readable(colour, on=_LIGHT),
        "dark": embedding.readable(colour, on=_DARK),
    }
