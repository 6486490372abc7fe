"""Visits on the desk: who can be booked, a visit by her words, done with what it spared, and an interview for the hiring team alone."""

import re
from uuid import UUID

import pytest
from django.test import Client

from makegood.guests import actions as guests
from makegood.guests import queries as look_guests
from makegood.guests.types import GuestKind, KindRule, Place
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.platform import jobs, tenancy
from makegood.visits import queries
from tests import cast
from tests.desk.conftest import Door
from tests.visits import given


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def person(door: Door) -> str:
    with tenancy.brand(door.brand_id):
        who = given.tom()
        return str(people.person_ids_of(identity_ids=[who])[who])


def booked(door: Door, client: Client, **more: str) -> UUID:
    with tenancy.brand(door.brand_id):
        if not queries.resources():
            given.sam()
    page = client.get(door.at("visits/book/"), {"person": person(door), "wanted": "after work, at home"})
    slot = re.findall(r'name="slot" value="([^"]+)"', page.content.decode())[0]
    told = {
        "person": person(door),
        "slot": slot,
        "about": "The radiator",
        "address": given.HOME,
        "where": "theirs",
        "key": "k1",
        **more,
    }
    answer = client.post(door.at("visits/book/"), told)
    assert answer.status_code == 303
    return UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def test_where_they_were_visited_last_stands_in_the_form_and_what_is_typed_goes_before(door: Door, mara: Client) -> None:
    booked(door, mara)
    form = door.at("visits/book/")
    assert f'name="address" maxlength="300" value="{given.HOME}"' in mara.get(form, {"person": person(door)}).content.decode()
    refused = mara.post(form, {"person": person(door), "address": "1 New Road", "where": "theirs", "key": "k2"})
    assert refused.status_code == 422
    assert 'value="1 New Road"' in refused.content.decode()


def test_who_can_be_booked_is_said_first(door: Door, mara: Client) -> None:
    told = {"kind": "person", "name": "Sam Petrov", "openings": "Mon 08:00–20:00", "minutes": "60", "between": "30"}
    assert mara.post(door.at("visits/resources/"), told).status_code == 303
    assert "Sam Petrov" in text(mara.get(door.at("visits/resources/")))
    wrong = mara.post(door.at("visits/resources/"), told | {"minutes": "7"})
    assert (wrong.status_code, "in steps of five" in text(wrong)) == (422, True)


def test_a_visit_is_booked_by_her_words_and_stands_in_the_week(door: Door, mara: Client) -> None:
    visit_id = booked(door, mara)
    with tenancy.brand(door.brand_id):
        assert f"{queries.visit(visit_id=visit_id).from_at:%a %H:%M}" == "Mon 17:00"
    week = text(mara.get(door.at("visits/")))
    assert "17:00–18:00 Tom Arden booked The radiator" in week
    assert booked(door, mara) == visit_id  # pressed twice it is one


def test_done_says_what_it_spared_and_the_reading(door: Door, mara: Client) -> None:
    visit_id = booked(door, mara)
    told = {"spared": "a second tow", "spared_money": "180", "spared_minutes": "90", "km": "59,800"}
    answer = mara.post(door.at(f"visits/{visit_id}/done/"), told)
    assert answer.status_code == 303
    page = text(mara.get(door.at(f"visits/{visit_id}/")))
    assert "It spared them: a second tow · £180.00 · 90 minutes" in page
    assert "59,800 km" in page


def test_it_moves_to_a_time_that_is_offered_and_is_cancelled(door: Door, mara: Client) -> None:
    visit_id = booked(door, mara)
    page = mara.get(door.at(f"visits/{visit_id}/")).content.decode()
    slot = re.findall(r'name="slot" value="([^"]+)"', page)[-1]
    assert mara.post(door.at(f"visits/{visit_id}/move/"), {"slot": slot}).status_code == 303
    assert mara.post(door.at(f"visits/{visit_id}/cancelling/"), {"because": "rain"}).status_code == 303
    with tenancy.brand(door.brand_id):
        found = queries.visit(visit_id=visit_id)
        assert (found.sequence, found.state, found.because) == (2, "cancelled", "rain")
    assert mara.post(door.at(f"visits/{visit_id}/move/"), {"slot": slot}).status_code == 422


def test_an_interview_is_seen_by_the_hiring_team_alone(door: Door, mara: Client) -> None:
    visit_id = booked(door, mara, kind="interview")
    joe = door.signed_in(cast.JOE["user_id"])
    assert "Tom Arden" in text(mara.get(door.at("visits/")))
    assert "Tom Arden" not in text(joe.get(door.at("visits/")))
    assert joe.get(door.at(f"visits/{visit_id}/")).status_code == 404
    assert joe.post(door.at(f"visits/{visit_id}/cancelling/")).status_code == 404
    with tenancy.brand(door.brand_id):
        from makegood.brands import queries as brands

        joes = next(one.id for one in brands.members() if one.name.startswith("Joe"))
        ids = [queries.visit(visit_id=visit_id).identity_id]
        assert not look_guests.may_see(identity_ids=ids, place=Place.COUNTER)
        assert not look_guests.may_see(identity_ids=ids, place=Place.SEARCH, member_id=joes)
        guests.set_rule(rule=KindRule(GuestKind.CANDIDATE, 90, (joes,)), by=SYSTEM, at=cast.AT)
    assert joe.get(door.at(f"visits/{visit_id}/")).status_code == 200
    assert mara.get(door.at(f"visits/{visit_id}/")).status_code == 404  # a lead who is not of the team


def test_a_candidate_is_nowhere_for_those_who_do_not_hire(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        from makegood.channels.actions import connecting, intake
        from makegood.channels.types import Envelope

        mail = connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)
        said = Envelope(external_id="one", author=cast.TOM_BY_EMAIL, text="May I apply?", visible="May I apply?", sent_at=cast.AT)
        intake.store_messages(channel_id=mail, envelopes=[said], at=cast.AT)
    jobs.do_all_due(door.brand_id, at=cast.AT)
    joe = door.signed_in(cast.JOE["user_id"])
    theirs = ("inbox/", "inbox/?q=Tom", "note/?who=Tom", f"people/{person(door)}/", "cases/1/")
    assert all("Tom Arden" in text(joe.get(door.at(one))) for one in theirs[:2])
    booked(door, mara, kind="interview")
    for one in theirs:
        assert "Tom Arden" not in text(joe.get(door.at(one))), one
    assert [joe.get(door.at(one)).status_code for one in theirs[3:]] == [404, 404]
    assert "Tom Arden" in text(mara.get(door.at("inbox/")))
    assert "Tom Arden" not in text(mara.get(door.at("inbox/?q=Tom")))  # in search results for nobody
    assert mara.get(door.at(theirs[3])).status_code == 200
