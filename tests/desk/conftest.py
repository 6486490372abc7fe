"""Brightside's door: the brand is founded but not open, the team can sign in, and the clock of the doors stands still."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from makegood.brands import actions as brands
from makegood.brands.types import Role
from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, tenancy
from tests import cast
from tests.flows.conftest import house as house  # a house that is really there, for what takes workers

VERA: cast.Joining = {"user_id": 4, "name": "Vera Novak", "email": "vera@brightside.example", "role": Role.VIEWER}


@dataclass(frozen=True)
class Door:
    brand_id: UUID
    slug: str

    def signed_in(self, user_id: int) -> Client:
        """A browser of the account with this id; it is made when it is not there yet."""
        client = Client()
        client.force_login(account(user_id))
        return client

    def at(self, path: str) -> str:
        return f"/b/{self.slug}/{path}"


def account(user_id: int) -> object:
    users = get_user_model().objects
    return users.filter(pk=user_id).first() or users.create(
        pk=user_id, username=f"member-{user_id}", email=f"m{user_id}@example.org"
    )


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The doors' clock stands at AT."""
    monkeypatch.setattr(clock, "now", lambda: cast.AT)
    return cast.AT


@pytest.fixture
def door(db: None, still: datetime) -> Door:
    """Brightside with its team and a viewer; not open."""
    brand_id = brands.found(**cast.BRIGHTSIDE, at=cast.later(days=-365))
    with tenancy.brand(brand_id):
        for joining in (cast.PRIYA, cast.MARA, cast.JOE, VERA):
            brands.add_member(**joining, by=SYSTEM, at=cast.later(days=-365))
    return Door(brand_id, cast.BRIGHTSIDE["slug"])
