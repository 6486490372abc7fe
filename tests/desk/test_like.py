"""Closed cases like this one, and the search by meaning, as the desk's pages show them."""

from datetime import timedelta

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, tenancy
from tests import cast
from tests.desk.conftest import account
from tests.flows.conftest import House

TORCH = "My pocket torch arrived broken, it does not switch on even with new batteries. Please replace it."


@pytest.fixture
def at_the_desk(house: House, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, str]:
    """Mara, signed in, and the address of her brand."""
    monkeypatch.setattr(clock, "now", lambda: house.now)
    client = Client()
    client.force_login(account(cast.MARA["user_id"]))  # type: ignore[arg-type]
    with tenancy.brand(house.brand_id):
        return client, f"/b/{brands.current().slug}/"


def test_the_pages_say_what_was_like_it_and_why_a_row_is_there(house: House, at_the_desk: tuple[Client, str]) -> None:
    client, desk = at_the_desk
    house.hears(TORCH, by=cast.ANA_BY_EMAIL)
    with tenancy.brand(house.brand_id):
        (case,) = cases.page(before=None, since=None, limit=9)
        working.resolve(case_id=case.id, how="Answered.", by=SYSTEM, at=house.now)
    house.turn_to(house.now + timedelta(days=5))
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)

    piece = client.get(f"{desk}cases/2/alike/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert f'href="{desk}cases/1/"' in piece
    assert "It stayed put right." in piece
    assert "both say: batteries, switch, torch" in piece
    page = client.get(f"{desk}cases/2/alike/").content.decode()  # without scripts
    assert "<html" in page
    assert "It stayed put right." in page
    assert "No closed case is like this one yet." in client.get(f"{desk}cases/1/alike/").content.decode()
    assert client.get(f"{desk}cases/99/alike/").status_code == 404
    assert f'hx-get="{desk}cases/2/alike/"' in client.get(f"{desk}cases/2/").content.decode()

    found = client.get(f"{desk}inbox/", {"q": "batteries are new but the torch stays dark", "meaning": "yes"}).content.decode()
    assert "means something alike; both say:" in found
    assert "meaning=yes" in found
    exact = client.get(f"{desk}inbox/", {"q": "Ana Duarte", "meaning": "yes"}).content.decode()
    assert "holds every word" in exact
    plain = client.get(f"{desk}inbox/", {"q": "Ana Duarte"}).content.decode()
    assert "row__why" not in plain
    assert client.get(f"{desk}inbox/", {"q": "zebra", "meaning": "yes"}).status_code == 200
