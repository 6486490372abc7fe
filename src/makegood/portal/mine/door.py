"""The way in to somebody's own page: a token opens one brand, for one person, for one request. No session, no cookie, no member.

A token that we never gave, one of a brand that has no own pages (any more), and one whose address was erased look alike: Http404. One that has
ended says so, and the way to a new one. Never writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.channels.types import ChannelConfig
from makegood.flows import own_page_links
from makegood.own_pages import queries as own_pages
from makegood.own_pages import rules
from makegood.own_pages.types import PageLink
from makegood.people import queries as people
from makegood.platform import clock, tenancy
from makegood.portal import door, words
from makegood.portal.mine.seam import Who


@dataclass(frozen=True, slots=True)
class Entered:
    """What a token opened. `who` is None where the link has ended. `at` is the business time."""

    brand: Brand
    channel: ChannelConfig
    link: PageLink | None
    who: Who | None
    language: str
    at: datetime


@contextmanager
def entered(request: HttpRequest, token: str) -> Iterator[Entered]:
    """The brand's transaction, open for whoever has this token. Http404 where it leads nowhere."""
    with own_pages.behind(token) as link:
        channel = own_page_links.channel() if link else None
        if link is None or channel is None:
            raise Http404
        at, brand = clock.now(), brands.current()
        language = spoken(request, channel, brand)
        good = rules.is_good(link, at=at)
        who = _of(link.identity_id, brand, channel, language, link_id=link.id) if good else None
        yield Entered(brand, channel, link, who, language, at)


@contextmanager
def previewed(request: HttpRequest, ticket: str) -> Iterator[Entered]:
    """The same page for a member with a ticket of the desk's, good for some minutes. Http404 for any other."""
    read = own_page_links.read_ticket(ticket)
    if read is None:
        raise Http404
    brand_id, identity_id = read
    with tenancy.brand(brand_id):
        channel = own_page_links.channel()
        if channel is None:
            raise Http404
        at, brand = clock.now(), brands.current()
        language = spoken(request, channel, brand)
        who = _of(identity_id, brand, channel, language, preview=True)
        yield Entered(brand, channel, None, who, language, at)


@contextmanager
def at_brand(request: HttpRequest, slug: str) -> Iterator[Entered]:
    """A brand that has own pages, for whoever asks for a link. Http404 for any other."""
    with tenancy.brand(door.brand_of(slug)):
        channel = own_page_links.channel()
        if channel is None:
            raise Http404
        brand = brands.current()
        yield Entered(brand, channel, None, None, spoken(request, channel, brand), clock.now())


def spoken(request: HttpRequest, channel: ChannelConfig, brand: Brand) -> str:
    """The language of the page: that of their browser, else the channel's, else the brand's."""
    wishes = words.wishes(request.headers.get("Accept-Language", ""))
    return words.choose(*wishes, channel.settings.get("language", ""), brand.language)["language"]


def _of(
    identity_id: UUID, brand: Brand, channel: ChannelConfig, language: str, *, link_id: UUID | None = None, preview: bool = False
) -> Who:
    found = people.persons_of(identity_ids=[identity_id]).get(identity_id)
    if found is None:  # erased since
        raise Http404
    identity = next(one for one in found.identities if one.id == identity_id)
    return Who(brand, channel, identity, found, link_id, language, preview)
