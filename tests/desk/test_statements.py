"""The pages of statements: a draft from an incident, its words and what is missing in them, who says yes, publication, telling, updates."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.channels.actions import connecting
from makegood.flows import telling_statement
from makegood.kernel.actors import SYSTEM
from makegood.platform import draining, jobs, tenancy
from makegood.statements import queries
from makegood.statements.types import Statement, StatementState, ToldState
from tests import cast
from tests.cases import telling as cases
from tests.desk.conftest import Door
from tests.incidents import telling


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def joe(door: Door) -> Client:
    return door.signed_in(cast.JOE["user_id"])


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:1000]
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client: Client, address: str, status: int = 303, **told: object) -> str:
    answer = client.post(address, told)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


def felt(door: Door, count: int = 3) -> None:
    """An incident, open, to which so many people's messages belong."""
    with tenancy.brand(door.brand_id):
        lead = next(member for member in brands.members() if member.name == "Mara Lindqvist")
        made, channel_id = telling.confirmed(lead), cases.web_channel()
        telling.joined(made, *(telling.writes(channel_id, n, at=cast.later(minutes=n - 30)) for n in range(count)))
        connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)


def only(door: Door) -> Statement:
    with tenancy.brand(door.brand_id):
        (one,) = queries.statements()
    return one


def published(door: Door, mara: Client) -> None:
    felt(door)
    post(mara, door.at("incidents/1/statement/"))
    post(mara, door.at("statements/1/approval/"), version="1")
    post(mara, door.at("statements/1/publication/"))


def test_an_incident_gives_a_draft_that_an_agent_may_write_and_a_lead_says_yes_to(door: Door, mara: Client, joe: Client) -> None:
    felt(door)
    assert "Draft a statement" in page(joe, door.at("incidents/1/"))
    post(joe, door.at("incidents/1/statement/"))
    shown = page(joe, door.at("statements/1/"))
    assert "We are sorry. The checkout does not open, and you had every right to count on us." in shown
    assert "It takes a lead to say yes." in shown
    assert "It takes a lead to approve this" in post(joe, door.at("statements/1/approval/"), 422, version="1")
    post(mara, door.at("statements/1/approval/"), version="1")
    assert only(door).state is StatementState.APPROVED
    assert "Publish it" in page(mara, door.at("statements/1/"))


def test_changed_words_take_a_new_yes_and_notes_say_what_is_missing(door: Door, mara: Client) -> None:
    felt(door)
    post(mara, door.at("incidents/1/statement/"))
    post(mara, door.at("statements/1/approval/"), version="1")
    words: dict[str, Any] = {
        "title_en": "Checkout down",
        "sorry_en": "We apologise for any inconvenience.",
        "language": ["en", "de"],
    }
    post(mara, door.at("statements/1/words/"), **words)
    now = only(door)
    assert (now.state, now.version, list(now.wordings)) == (StatementState.DRAFT, 3, ["en"])
    shown = page(mara, door.at("statements/1/"))
    assert "“inconvenience” says nothing: name what it was." in shown
    assert "It does not say when they hear from us next." in shown
    assert "Somebody changed the words meanwhile." in post(mara, door.at("statements/1/approval/"), 422, version="1")
    assert "title: say in a few words what it is about." in post(
        mara, door.at("statements/1/words/"), 422, language="en", title_en=""
    )
    assert only(door).title == "Checkout down"


def test_what_is_published_stays_and_those_it_concerns_are_told_once(door: Door, mara: Client, joe: Client) -> None:
    published(door, mara)
    assert "People have read this" in post(mara, door.at("statements/1/words/"), 422, language="en", title_en="Other")
    shown = page(mara, door.at("statements/1/"))
    assert "3 people whom it concerns were not told yet." in shown
    assert "Tell 3 people" in shown
    assert shown.count("<figure>") == 3
    assert "It takes a lead to approve this" in post(joe, door.at("statements/1/telling/"), 422)
    post(mara, door.at("statements/1/telling/"))
    post(mara, door.at("statements/1/telling/"))
    draining.drain(door.brand_id, jobs.known()[telling_statement.WORK], at=cast.AT)
    with tenancy.brand(door.brand_id):
        assert queries.told(statement_id=only(door).id).told == 3
    told = page(mara, door.at("statements/1/"))
    assert "on its way</dt><dd>3</dd>" in told
    assert "were not told yet" not in told
    post(mara, door.at("statements/1/telling/0/stop/"))
    assert "stopped</dt><dd>3</dd>" in page(mara, door.at("statements/1/"))
    post(mara, door.at("statements/1/telling/0/rest/"))
    with tenancy.brand(door.brand_id):
        assert {row.state for row in queries.told_rows(statement_id=only(door).id)} == {ToldState.WAITING}
    assert "3 of 3 people told" not in page(mara, door.at("incidents/1/"))


def test_an_update_stands_there_and_reaches_those_who_were_told_where_one_ticks_it(door: Door, mara: Client) -> None:
    published(door, mara)
    post(mara, door.at("statements/1/telling/"))
    draining.drain(door.brand_id, jobs.known()[telling_statement.WORK], at=cast.AT)
    assert "words: say what is new." in post(mara, door.at("statements/1/updates/"), 422, phase="resolved", words_en=" ")
    post(
        mara,
        door.at("statements/1/updates/"),
        phase="resolved",
        words_en="It works again.",
        words_de="Es geht wieder.",
        tell="yes",
    )
    now = only(door)
    assert [(one.number, one.phase, one.words["de"]) for one in now.updates] == [(1, "resolved", "Es geht wieder.")]
    with tenancy.brand(door.brand_id):
        assert queries.told(statement_id=now.id, nth=1).waiting == 3
    assert "Update 1" in page(mara, door.at("statements/1/"))


def test_whoever_wrote_about_it_since_is_offered_to_be_told(door: Door, mara: Client) -> None:
    published(door, mara)
    post(mara, door.at("statements/1/telling/"))
    with tenancy.brand(door.brand_id):
        from makegood.incidents import queries as incidents

        (made,) = incidents.incidents()
        telling.joined(made.id, telling.writes(cases.web_channel(), 9, at=cast.later(minutes=5)))
    shown = page(mara, door.at("statements/1/"))
    assert "1 person whom it concerns was not told yet." in shown
    assert "Tell 1 person" in shown


def test_what_many_people_read_two_members_say_yes_to(door: Door, mara: Client) -> None:
    felt(door)
    post(mara, door.at("incidents/1/statement/"))
    with tenancy.brand(door.brand_id):
        from makegood.statements.actions import writing

        writing.count_people(statement_id=only(door).id, people=501)
    post(mara, door.at("statements/1/approval/"), version="1")
    assert "two members who may approve must say yes" in page(mara, door.at("statements/1/"))
    assert "and 1 did" in post(mara, door.at("statements/1/publication/"), 422)
    post(door.signed_in(cast.PRIYA["user_id"]), door.at("statements/1/approval/"), version="1")
    post(mara, door.at("statements/1/publication/"))
    assert only(door).state is StatementState.PUBLISHED


def test_the_list_names_them_and_a_stranger_is_nowhere(door: Door, mara: Client) -> None:
    published(door, mara)
    assert "The checkout does not open" in page(mara, door.at("statements/"))
    page(mara, door.at("statements/7/"), 404)
    assert isinstance(only(door).id, UUID)
