"""Brightside's discussion as everybody finds it: a browser with its cookie, and the clock of the doors."""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from makegood.brands import actions as brands
from makegood.discussions.types import Discussion
from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, tenancy
from makegood.portal.talks import asked
from tests import cast
from tests.discussions.given import opened

FIVE_PAST = cast.later(minutes=5)


@dataclass
class Square:
    """Where the discussion is: its brand, and the clock, which a test turns."""

    brand_id: Any
    discussion: Discussion
    now: datetime = FIVE_PAST

    @property
    def path(self) -> str:
        return f"/talks/brightside/{self.discussion.slug}/"

    def stamp(self, *, seconds_ago: int = 60) -> str:
        """A form's, as if the page had been opened so long ago."""
        with pytest.MonkeyPatch.context() as patch:
            import time

            real = time.time()
            patch.setattr(signing.time, "time", lambda: real - seconds_ago)
            return asked.stamp(self.discussion.id)


@dataclass
class Browser:
    """Somebody's browser: it keeps cookies, and runs no script."""

    square: Square
    language: str = "en"
    address: str = "203.0.113.7"
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def opens(self, path: str = "") -> HttpResponse:
        answer: HttpResponse = self.client.get(self.square.path + path, **self._told())
        return answer

    def asks(self, text: str, *, stamp: str = "", **more: str) -> HttpResponse:
        fields = {"text": text, "stamp": stamp or self.square.stamp(), **more}
        answer: HttpResponse = self.client.post(f"{self.square.path}questions/", fields, **self._told())
        return answer

    def votes(self, number: int, *, wanted: str = "yes", **headers: str) -> HttpResponse:
        path = f"{self.square.path}questions/{number}/vote/"
        answer: HttpResponse = self.client.post(path, {"wanted": wanted}, **{**self._told(), **headers})
        return answer

    def _told(self) -> dict[str, str]:
        return {"HTTP_ACCEPT_LANGUAGE": self.language, "REMOTE_ADDR": self.address}


def words(answer: HttpResponse) -> str:
    """The words of a page, without its tags."""
    main = answer.content.decode().partition("<main>")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def square(db: None, monkeypatch: pytest.MonkeyPatch) -> Square:
    """Brightside with its team, and the discussion of the morning, five minutes after it opened; no brand is open."""
    brand_id = brands.found(**cast.BRIGHTSIDE, at=cast.later(days=-365))
    with tenancy.brand(brand_id):
        for joining in (cast.PRIYA, cast.MARA, cast.JOE):
            brands.add_member(**joining, by=SYSTEM, at=cast.later(days=-365))
        made = Square(brand_id, opened())
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def ana(square: Square) -> Browser:
    """A browser that has looked at the page."""
    browser = Browser(square)
    assert browser.opens().status_code == 200
    return browser
