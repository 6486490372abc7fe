"""Segments on the desk: made line by line, counted while they are made, shown, changed, taken away, and as a file."""

import re

import pytest
from django.test import Client

from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Fact, IdentityKind
from makegood.platform import tenancy
from makegood.segments import queries
from tests import cast
from tests.desk.conftest import VERA, Door

FORM = {"name": "Buyers", "every": "yes", "kind_0": "order_placed", "has_0": "yes", "days_0": "30", "kind_1": "praised", "has_1": "no", "days_1": ""}  # fmt: skip
SENTENCE = "People who ordered something within 30 days, and who did not praise us."


@pytest.fixture
def mara(door: Door) -> Client:
    with tenancy.brand(door.brand_id):
        for name, kind in (("Tom Arden", "order_placed"), ("=Cmd Ana", "order_placed"), ("Ben", "complained")):
            address = Address(IdentityKind.EMAIL, f"{kind}{len(name)}@example.org", name)
            (who,) = recognising.recognise(sightings=[cast.seen(address)], at=cast.AT)
            noting.note_fact(facts=[Fact(who.identity_id, kind, "1", cast.later(days=-3))])
    return door.signed_in(cast.MARA["user_id"])


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def test_a_rule_is_counted_while_it_is_made(door: Door, mara: Client) -> None:
    said = text(mara.get(door.at("segments/counting/"), FORM))
    assert said.startswith(f"{SENTENCE} 2 people just now. Among them:")
    assert text(mara.get(door.at("segments/counting/"), FORM | {"kind_0": ""})) == ""
    assert "within days" not in text(mara.get(door.at("segments/counting/"), FORM | {"days_0": "soon"}))


def test_it_is_saved_shown_changed_and_taken_away(door: Door, mara: Client) -> None:
    saved = mara.post(door.at("segments/"), FORM)
    assert saved.status_code == 303
    address = saved.headers["Location"]
    page = text(mara.get(address))
    assert SENTENCE in page
    assert "2 people fit." in page
    assert "Tom Arden" in page
    assert "2 people" in text(mara.get(door.at("segments/")))
    assert mara.post(address, FORM | {"kind_0": "complained", "days_0": "", "name": "Hurt"}).status_code == 303
    assert "1 person fits." in text(mara.get(address))
    assert mara.post(f"{address}ending/").status_code == 303
    with tenancy.brand(door.brand_id):
        assert queries.segments() == ()


def test_a_file_lists_one_line_a_person_and_no_live_formula(door: Door, mara: Client) -> None:
    address = mara.post(door.at("segments/"), FORM).headers["Location"]
    lines = mara.get(f"{address}people.csv").content.decode().split("\r\n")
    assert lines[0] == "name,kind,address,since"
    assert len([one for one in lines[1:] if one]) == 2
    assert any(one.startswith("'=Cmd Ana,email,") for one in lines)


def test_a_refused_rule_keeps_what_was_typed_and_a_viewer_saves_nothing(door: Door, mara: Client) -> None:
    refused = mara.post(door.at("segments/"), FORM | {"kind_0": "", "name": "Nobody"})
    assert refused.status_code == 422
    assert 'value="Nobody"' in refused.content.decode()
    assert door.signed_in(VERA["user_id"]).post(door.at("segments/"), FORM).status_code == 422
    with tenancy.brand(door.brand_id):
        assert queries.segments() == ()
