"""Brightside with a mailbox and a survey after deliveries, and Tom, whose order comes."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, journal, tenancy
from makegood.surveys.types import After, Invitation, Survey, SurveyIn, SurveyKind
from tests import cast
from tests.flows.conftest import TOM, House, house
from tests.flows.posting import Mailbox, mailbox, office
from tests.portal.mine.conftest import readable

__all__ = ["house"]

CSAT = SurveyIn(name="After the parcel", kind=SurveyKind.CSAT, after=After.DELIVERY, low=2)


@dataclass
class Asking:
    """The house, its mailbox, and what leaves."""

    house: House
    mail: Mailbox

    @property
    def brand_id(self) -> UUID:
        return self.mail.brand_id

    def makes(self, told: SurveyIn = CSAT, at: datetime = cast.AT) -> Survey:
        from makegood.surveys.actions import making

        with tenancy.brand(self.brand_id):
            made = making.make(told=told, by=SYSTEM, at=at)
        self.turn(at)
        return made

    def delivers(self, number: str = "1007", *, at: datetime = cast.AT, customer: Any = TOM) -> None:
        self.house.shop.place_order(customer=customer, items=[("TORCH-01", 1)], at=at, number=number)
        self.house.shop.move_parcel(number, "delivered", at=at)
        self.house.turn_to(at)
        self.turn(at)

    def turn(self, at: datetime) -> list[str]:
        """What left until then, as text."""
        import email

        before = len(self.mail.office.left)
        self.house.now = self.mail.now = at
        self.mail.work()
        found = []
        for one in self.mail.office.left[before:]:
            for part in email.message_from_bytes(one.raw).walk():
                if part.get_content_type() == "text/plain":
                    raw = part.get_payload(decode=True)
                    assert isinstance(raw, bytes)
                    found.append(raw.decode().replace("\r\n", "\n"))
        return found

    def invitations(self) -> tuple[Invitation, ...]:
        from makegood.surveys import models, queries

        with tenancy.brand(self.brand_id):
            return tuple(map(queries.as_value, models.Invitation.objects.order_by("due_at", "id")))

    def facts(self, name: str) -> list[str]:
        with tenancy.brand(self.brand_id):
            entries = journal.latest(limit=200, kinds=[f"surveys.{name}"])
        return [one.sentence for one in entries]

    def answering(self, letter: str) -> "Answering":
        found = re.search(r"https?://[^/]+(/asked/\S+/)", letter)
        assert found is not None, letter
        return Answering(found[1])


@dataclass
class Answering:
    """Whoever holds the link, in a browser without script and without cookies."""

    path: str
    language: str = "en"
    browser: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def open(self) -> HttpResponse:
        answer: HttpResponse = self.browser.get(self.path, headers={"accept-language": self.language})
        return answer

    def text(self) -> str:
        return readable(self.open())

    def post(self, **fields: str) -> HttpResponse:
        answer: HttpResponse = self.browser.post(self.path, fields, headers={"accept-language": self.language})
        return answer


@pytest.fixture
def asks(house: House, monkeypatch: pytest.MonkeyPatch) -> Asking:
    monkeypatch.setattr(clock, "now", lambda: house.now)
    house.turn_to(cast.AT)
    return Asking(house, mailbox(house.brand_id, "care@brightside.example", office(monkeypatch)))
