"""A brand with a chat window and a contact form, and somebody who uses them from the shop's own page."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House, house

__all__ = ["house"]

SHOP = "https://shop.brightside.example"
SECRET = "only-the-shop-and-makegood-know-this-one"
SUBJECTS = "A delivery; A product; Something else"


@dataclass
class Corner:
    """Where people write: the brand, its address, the chat channel and the form channel."""

    house: House
    slug: str
    chat: UUID
    form: UUID

    @property
    def brand_id(self) -> UUID:
        return self.house.brand_id

    @property
    def form_path(self) -> str:
        return f"/form/{self.slug}/contact/"

    def settings(self, channel: UUID, **changed: str) -> None:
        """Other settings for one of the two channels."""
        from makegood.channels import queries
        from makegood.channels.actions import connecting
        from makegood.kernel.actors import SYSTEM

        with tenancy.brand(self.brand_id):
            held = queries.channel(channel_id=channel).settings
            connecting.change_settings(channel_id=channel, settings=held | changed, by=SYSTEM, at=self.house.now)


@dataclass
class Window:
    """A chat window in somebody's browser, without the browser."""

    slug: str
    origin: str = SHOP
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    asked_from: str = "203.0.113.7"
    client: Client = field(default_factory=Client)

    def post(self, path: str, **fields: Any) -> HttpResponse:
        headers = {"HTTP_ORIGIN": self.origin, "HTTP_AUTHORIZATION": f"Bearer {self.secret}", "REMOTE_ADDR": self.asked_from}
        answer: HttpResponse = self.client.post(f"/chat/{self.slug}/shop/{path}", fields, **headers)
        return answer

    def says(self, text: str, **more: Any) -> HttpResponse:
        return self.post("messages/", **{"key": uuid4().hex, "text": text, **more})

    def sees(self, **more: Any) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = told(self.post("talk/", **more))["messages"]
        return messages


def told(answer: HttpResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.fixture
def corner(house: House) -> Iterator[Corner]:
    return furnish(house)


@pytest.fixture
def window(corner: Corner) -> Window:
    return Window(corner.slug)


def furnish(house: House, *, origins: str = SHOP) -> Corner:
    """Gives a brand its chat window and its contact form."""
    from makegood.brands import queries as brands
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM

    at = cast.later(days=-30)
    with tenancy.brand(house.brand_id):
        chat = connecting.add_channel(
            kind="webchat",
            name="Chat",
            address="shop",
            settings={"origins": origins, "identity_secret": SECRET},
            by=SYSTEM,
            at=at,
        )
        form = connecting.add_channel(
            kind="contact_form",
            name="Form",
            address="contact",
            settings={"subjects": SUBJECTS, "origins": origins},
            by=SYSTEM,
            at=at,
        )
        return Corner(house, brands.current().slug, chat, form)


def answer(corner: Corner, text: str) -> None:
    """Mara answers the one case, and it leaves."""
    from makegood.brands import queries as brands
    from makegood.flows import desk_work

    with tenancy.brand(corner.brand_id):
        mara = next(member for member in brands.members() if member.name == "Mara Lindqvist")
        desk_work.answer(number=1, text=text, member=mara, at=corner.house.now, key=uuid4().hex)
    corner.house.turn_to(corner.house.now + timedelta(seconds=30))
