"""Tom's own page with Brightside: the house of the torch, its channel for own pages, and somebody who opens a link."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from makegood.people.types import Address, Person
from makegood.platform import clock, tenancy
from tests import cast
from tests.flows.conftest import House, house

__all__ = ["house"]

WORDS_OF_TOM = "The torch arrived broken. It does not switch on at all. I want a replacement."


@dataclass
class Page:
    """A link and whoever holds it, in a browser without script, without cookies."""

    token: str
    language: str = "en"
    browser: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    @property
    def path(self) -> str:
        return f"/mine/{self.token}/"

    def open(self, query: str = "") -> HttpResponse:
        answer: HttpResponse = self.browser.get(self.path + query, headers={"accept-language": self.language})
        return answer

    def text(self, query: str = "") -> str:
        return readable(self.open(query))

    def post(self, part: str, action: str, **fields: Any) -> HttpResponse:
        answer: HttpResponse = self.browser.post(
            f"{self.path}{part}/{action}/", fields, headers={"accept-language": self.language}
        )
        return answer


def readable(answer: HttpResponse) -> str:
    """The words of a page, without its tags."""
    import html

    main = answer.content.decode().partition("<main>")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, house: House) -> House:
    """The pages' clock goes with the house's."""
    monkeypatch.setattr(clock, "now", lambda: house.now)
    return house


@pytest.fixture
def open_house(now: House) -> House:
    """The house, with own pages."""
    connect(now)
    return now


def connect(house: House, **settings: str) -> UUID:
    """Gives a brand own pages."""
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM

    with tenancy.brand(house.brand_id):
        return connecting.add_channel(
            kind="own_page", name="Own pages", address="mine", settings=settings, by=SYSTEM, at=cast.later(days=-30)
        )


def person(house: House, address: Address = cast.TOM_BY_EMAIL) -> Person:
    """Whoever is behind an address, known from now on."""
    from makegood.people import queries as people
    from makegood.people.actions import recognising
    from makegood.people.types import Sighting

    with tenancy.brand(house.brand_id):
        (who,) = recognising.recognise(sightings=[Sighting((address,), source="order")], at=house.now)
        return people.person(person_id=who.person_id)


def link(house: House, address: Address = cast.TOM_BY_EMAIL) -> Page:
    """A link that a member gave to whoever is behind an address."""
    from makegood.flows import own_page_links
    from makegood.kernel.actors import SYSTEM

    whose = person(house, address)
    with tenancy.brand(house.brand_id):
        return Page(own_page_links.show(person=whose, by=SYSTEM, at=house.now).token)
