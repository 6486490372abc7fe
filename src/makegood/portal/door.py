"""The way in for people who are no members: an address names a brand and one channel of it, and opens that brand for one request.

No session, no cookie, no member. A brand that does not exist, one without such a channel, and a paused channel look alike: 404. Where a page
of somebody else's asks, its origin must be on the channel's list. Never decides anything about what is said.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest

from makegood.brands import queries as brands
from makegood.brands.types import Brand, BrandId
from makegood.channels import queries as channels
from makegood.channels.types import ChannelConfig
from makegood.config import environment
from makegood.platform import asking, clock


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request came in: the brand and the channel, and the business time."""

    brand: Brand
    channel: ChannelConfig
    at: datetime


@contextmanager
def opened(*, slug: str, kind: str, address: str) -> Iterator[Place]:
    """The brand's transaction, open for one channel: one message to the database. Http404 where there is none."""
    channel, brand = channels.ask_channel_at(kind=kind, address=address), brands.ask_open_brand()
    with asking.behind(brands.at_slug(slug=slug), channel, brand) as leads_somewhere:
        if not leads_somewhere or channel.answer is None:
            raise Http404
        yield Place(brand.answer, channel.answer, clock.now())


def brand_of(slug: str) -> BrandId:
    """The brand at this address. Http404 where there is none."""
    brand_id = brands.brand_id_for_slug(slug=slug)
    if brand_id is None:
        raise Http404
    return brand_id


def own_origin() -> str:
    """Ours, as a browser writes it."""
    base = urlsplit(environment.settings().base_url)
    return f"{base.scheme}://{base.netloc}"


def may_ask(origin: str, listed: tuple[str, ...]) -> bool:
    """Whether pages of this origin may use the channel: those on its list, and our own."""
    return bool(origin) and (origin in listed or origin == own_origin())


def asker(request: HttpRequest) -> str:
    """Whoever asks, by their network address, as a keyed hash of which nobody can read the address: for counting alone. Of an IPv6 address
    the network of a household (/64) counts."""
    ip = _address(request.META.get("REMOTE_ADDR", ""), request.META)
    key = environment.settings().secret_key.encode()
    return hmac.new(key, f"makegood.portal.asker {ip}".encode(), hashlib.sha256).hexdigest()[:32]


def _address(peer: str, headers: Mapping[str, str]) -> str:
    """The last address that no proxy of ours has. Only a listed proxy is believed (ASVS 15.3.4)."""
    told = [part.strip() for part in headers.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while told and _is_ours(peer):
        peer = told.pop()
    try:
        ip = ipaddress.ip_address(peer)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def _is_ours(peer: str) -> bool:
    try:
        ip = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(ip in network for network in environment.settings().trusted_proxies)
