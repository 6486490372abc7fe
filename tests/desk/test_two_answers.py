"""Two members answer one case at the same time: whoever comes second is told once, and nothing that they wrote is lost."""

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.channels.types import Direction
from makegood.platform import clock, tenancy
from tests import cast
from tests.desk.conftest import account
from tests.flows.conftest import House

JOES, MARAS = "Dear Tom, a new torch leaves today. Joe", "Dear Tom, you get your money back. Mara"


@pytest.fixture
def joe(house: House) -> Client:
    return signed_in(cast.JOE["user_id"])


@pytest.fixture
def mara(house: House, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: house.now)
    house.hears(cast.TOM_WORDS)
    return signed_in(cast.MARA["user_id"])


def signed_in(user_id: int) -> Client:
    client = Client()
    client.force_login(account(user_id))  # type: ignore[arg-type]
    return client


def at(house: House, path: str = "") -> str:
    with tenancy.brand(house.brand_id):
        return f"/b/{brands.current().slug}/cases/1/{path}"


def seen_on(page: str) -> str:
    """What the form says of the last answer that its page showed."""
    return page.split('name="seen" value="')[1].split('"')[0]


def said(house: House) -> list[str]:
    with tenancy.brand(house.brand_id):
        found = channels.page(before=None, since=None, limit=20)
        return [one.text for one in reversed(found) if one.direction is Direction.OUT and one.by_member_id is not None]


def test_whoever_comes_second_is_told_once_and_reads_the_colleague_beside_their_own_words(
    house: House, joe: Client, mara: Client
) -> None:
    before = seen_on(mara.get(at(house)).text)
    assert before == seen_on(joe.get(at(house)).text) == ""
    assert joe.post(at(house, "answers/"), {"text": JOES, "key": "j", "seen": ""}).status_code == 303
    house.turn_to(cast.later(minutes=2))
    told = mara.post(at(house, "answers/"), {"text": MARAS, "key": "m", "seen": before, "resolve": "yes"})
    assert told.status_code == 422
    assert (
        "Joe Okafor answered two minutes ago: read it first. Your words are kept. Sent again, they go out as well." in told.text
    )
    assert JOES in told.text
    assert f"{MARAS}</textarea>" in told.text
    assert said(house) == [JOES]
    again = mara.post(at(house, "answers/"), {"text": MARAS, "key": "m2", "seen": seen_on(told.text)})
    assert (again.status_code, said(house)) == (303, [JOES, MARAS])


def test_ones_own_answers_and_a_second_click_are_never_in_the_way(house: House, joe: Client, mara: Client) -> None:
    click = {"text": MARAS, "key": "m", "seen": ""}
    assert mara.post(at(house, "answers/"), click).status_code == 303
    assert mara.post(at(house, "answers/"), {"text": "And one thing more.", "key": "m3", "seen": ""}).status_code == 303
    house.turn_to(cast.later(minutes=1))
    assert (
        joe.post(at(house, "answers/"), {"text": JOES, "key": "j", "seen": seen_on(joe.get(at(house)).text)}).status_code == 303
    )
    house.turn_to(cast.later(minutes=2))
    assert mara.post(at(house, "answers/"), click).status_code == 303  # sent again by the browser: it was said long ago
    assert said(house) == [MARAS, "And one thing more.", JOES]


def test_every_form_that_speaks_to_the_person_says_what_was_seen(house: House, joe: Client, mara: Client) -> None:
    page = mara.get(at(house)).text
    assert page.count('name="seen" value=""') == 2  # the answer, and what would put it right
    joe.post(at(house, "answers/"), {"text": JOES, "key": "j", "seen": ""})
    for path in ("answers/", "answers/private/"):
        assert mara.post(at(house, path), {"text": MARAS, "key": path, "seen": ""}).status_code == 422
    approval = page.split('action="')[1:]
    (form,) = (one.split('"')[0] for one in approval if one.split('"')[0].endswith("/approval/"))
    told = mara.post(form, {"seen": ""})
    assert told.status_code == 422
    assert "Joe Okafor answered a moment ago: read it first. If it is still to be put right like this, say so again." in told.text
    assert said(house) == [JOES]
    assert mara.post(form, {"seen": seen_on(told.text)}).status_code == 303


def test_an_answer_that_was_taken_back_is_in_nobodys_way(house: House, joe: Client, mara: Client) -> None:
    joe.post(at(house, "answers/"), {"text": JOES, "key": "j", "seen": "", "leave": "tomorrow"})
    with tenancy.brand(house.brand_id):
        (ours,) = (one for one in channels.page(before=None, since=None, limit=20) if one.by_member_id)
    assert mara.post(at(house, "answers/"), {"text": MARAS, "key": "m", "seen": ""}).status_code == 422
    assert joe.post(at(house, f"messages/{ours.id}/withdrawal/")).status_code == 303
    assert mara.post(at(house, "answers/"), {"text": MARAS, "key": "m", "seen": ""}).status_code == 303
