"""Needs on the desk: noted with a yes, shown on the case and the person to those who answer, changed, seen to, ended, forgotten."""

from uuid import UUID

import pytest
from django.test import Client

from makegood.kernel.actors import SYSTEM
from makegood.needs import actions as needs
from makegood.needs import queries
from makegood.needs.types import DESK, Agreed, NeedId, NeedIn, Source
from makegood.people import queries as people
from makegood.platform import tenancy
from tests import cast
from tests.cases import telling as cases
from tests.desk.conftest import VERA, Door

WORDS = "No lifting"
FORM = {
    "what": WORDS, "why": "a broken wrist", "until_on": "2026-04-30", "audience": [DESK, "courier"], "agreed": "said so on the telephone",
    "yes": "yes",
}  # fmt: skip


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def a_case(door: Door) -> tuple[UUID, UUID]:
    """Tom's case: his identity and the person."""
    with tenancy.brand(door.brand_id):
        cases.open_case(cases.web_channel())
        from makegood.cases import queries as case_queries

        whose = case_queries.by_number(number=1).identity_id
        return whose, people.person_ids_of(identity_ids=[whose])[whose]


def joins(message_id: UUID) -> None:
    """Puts the conversation of this message to Tom's case."""
    from makegood.cases import queries as case_queries
    from makegood.cases.actions import working
    from makegood.channels import queries as channels

    (said,) = channels.messages(message_ids=[message_id])
    case_id = case_queries.by_number(number=1).id
    working.link_conversation(case_id=case_id, conversation_id=said.conversation_id, by=SYSTEM, at=cast.AT)


def told(door: Door, whose: UUID, what: str, *audiences: str, why: str = "") -> NeedId:
    with tenancy.brand(door.brand_id):
        need = NeedIn(whose, what, audiences, cast.AT.date(), None, Agreed("by mail", cast.AT), Source.MEMBER, why=why)
        return needs.tell(need=need, by=SYSTEM, at=cast.AT).id


def test_a_member_notes_a_need_and_the_case_and_the_person_show_it(door: Door, mara: Client) -> None:
    _, person_id = a_case(door)
    address = door.at(f"people/{person_id}/needs/")
    form = mara.get(address).content.decode()
    assert 'value="2026-08-31"' in form  # half a year from 2 March
    answer = mara.post(address, {**FORM, "next": door.at("cases/1/")})
    assert (answer.status_code, answer.headers["Location"]) == (303, door.at("cases/1/"))
    case = mara.get(door.at("cases/1/")).content.decode()
    assert "<strong>No lifting</strong>" in case
    assert "a broken wrist" in case
    assert "30 April" in case
    person = mara.get(door.at(f"people/{person_id}/")).content.decode()
    assert "<strong>No lifting</strong>" in person
    assert "told us what they need." in person
    assert "The desk, The courier" in person


def test_without_their_yes_nothing_is_kept_and_what_was_typed_stays(door: Door, mara: Client) -> None:
    _, person_id = a_case(door)
    answer = mara.post(door.at(f"people/{person_id}/needs/"), {**FORM, "yes": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "without their yes it is not kept" in page
    assert 'value="a broken wrist"' in page
    with tenancy.brand(door.brand_id):
        assert queries.in_force(at=cast.AT, limit=9) == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"until_on": "soon"}, "until_on: give a day"), ({"until_on": "2026-03-01"}, "until_on: this day is past"), ({"audience": []}, "choose who")],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field(door: Door, mara: Client, wrong: dict[str, object], said: str) -> None:
    _, person_id = a_case(door)
    answer = mara.post(door.at(f"people/{person_id}/needs/"), {**FORM, **wrong})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_who_may_not_answer_people_sees_no_need_anywhere(door: Door) -> None:
    whose, person_id = a_case(door)
    need_id = told(door, whose, WORDS, DESK, why="a broken wrist")
    vera = door.signed_in(VERA["user_id"])
    for path in ("cases/1/", f"people/{person_id}/"):
        page = vera.get(door.at(path)).content.decode()
        assert WORDS not in page
        assert "wrist" not in page
    deeds = (f"needs/{need_id}/done/", f"needs/{need_id}/ending/", f"needs/{need_id}/forgetting/", "needs/audiences/")
    for path in ("needs/", f"needs/{need_id}/", f"people/{person_id}/needs/", *deeds):
        assert path in deeds or vera.get(door.at(path)).status_code == 403
        refused = vera.post(door.at(path), FORM)
        assert (refused.status_code in (403, 405), WORDS in refused.content.decode()) == (True, False), path


def test_what_is_not_for_the_desk_is_not_there_for_the_desk(door: Door, mara: Client) -> None:
    whose, person_id = a_case(door)
    need_id = told(door, whose, "Side door", "courier")
    for path in ("cases/1/", f"people/{person_id}/", "needs/"):
        assert "Side door" not in mara.get(door.at(path)).content.decode()
    assert mara.get(door.at(f"needs/{need_id}/")).status_code == 404
    for deed in ("", "done/", "ending/", "forgetting/"):
        assert mara.post(door.at(f"needs/{need_id}/{deed}"), FORM).status_code == 404


def test_one_touch_says_that_it_was_seen_to_in_this_case(door: Door, mara: Client) -> None:
    whose, _ = a_case(door)
    need_id = told(door, whose, WORDS, DESK)
    for _ in range(2):
        assert mara.post(door.at(f"needs/{need_id}/done/"), {"case": "1", "next": door.at("cases/1/")}).status_code == 303
    page = mara.get(door.at("cases/1/")).content.decode()
    assert "Mara saw to it" in page
    with tenancy.brand(door.brand_id):
        assert len(queries.ask_acted(identity_ids=[whose]).answer) == 1


def test_a_need_is_set_right_ended_and_forgotten(door: Door, mara: Client) -> None:
    whose, _ = a_case(door)
    need_id = told(door, whose, WORDS, DESK)
    assert mara.post(door.at(f"needs/{need_id}/"), {**FORM, "what": "No heavy parcels"}).status_code == 303
    assert "No heavy parcels" in mara.get(door.at("needs/")).content.decode()
    mara.post(door.at(f"needs/{need_id}/ending/"))
    assert "No heavy parcels" not in mara.get(door.at("needs/")).content.decode()
    mara.post(door.at(f"needs/{need_id}/forgetting/"))
    with tenancy.brand(door.brand_id):
        assert queries.need(need_id=need_id).what == ""


def test_their_words_are_offered_as_a_need_and_kept_with_the_message(door: Door, mara: Client) -> None:
    whose, person_id = a_case(door)
    with tenancy.brand(door.brand_id):
        said = cases.says("I have a broken wrist, so I cannot lift it.", channel_id=cases.web_channel("Second"))[0]
        joins(said)
    page = mara.get(door.at("cases/1/")).content.decode()
    assert "They wrote “I have a broken wrist, so I cannot lift it.”" in page
    mara.post(door.at(f"people/{person_id}/needs/"), {**FORM, "message": str(said)})
    with tenancy.brand(door.brand_id):
        (need,) = queries.in_force(at=cast.AT, limit=9)
        assert (need.source, need.message_id, need.identity_id) == (Source.WORDS, said, whose)
    assert "They wrote “" not in mara.get(door.at("cases/1/")).content.decode()


def test_a_lead_says_who_may_see_needs_and_an_agent_may_not(door: Door, mara: Client) -> None:
    joe = door.signed_in(cast.JOE["user_id"])
    names = "The desk\nKitchen and pick list\nFront of house"
    assert joe.post(door.at("needs/audiences/"), {"audiences": names}).status_code == 422
    assert mara.post(door.at("needs/audiences/"), {"audiences": names}).status_code == 303
    with tenancy.brand(door.brand_id):
        assert [one.key for one in queries.audiences()] == [DESK, "pick_list", "front_of_house"]


def test_a_need_matters_everywhere_or_at_the_places_that_are_ticked(door: Door, mara: Client) -> None:
    whose, person_id = a_case(door)
    mara.post(door.at(f"people/{person_id}/needs/"), {**FORM, "touchpoint": ["delivery"]})
    assert "only at Delivery" in mara.get(door.at(f"people/{person_id}/")).content.decode()
    with tenancy.brand(door.brand_id):
        (need,) = queries.in_force(at=cast.AT, limit=9)
        there, elsewhere = (
            queries.for_audience(identity_ids=[whose], audience="courier", at=cast.AT, touchpoint=place)
            for place in ("delivery", "returns")
        )
    assert (need.touchpoints, len(there), len(elsewhere)) == (("delivery",), 1, 0)
    form = mara.get(door.at(f"needs/{need.id}/")).content.decode()
    assert 'value="delivery" checked' in form
    mara.post(door.at(f"needs/{need.id}/"), FORM)
    with tenancy.brand(door.brand_id):
        assert queries.need(need_id=need.id).touchpoints == ()


def test_a_place_that_is_none_of_ours_is_refused_and_nothing_is_kept(door: Door, mara: Client) -> None:
    _, person_id = a_case(door)
    answer = mara.post(door.at(f"people/{person_id}/needs/"), {**FORM, "touchpoint": ["the moon"]})
    assert answer.status_code == 422
    assert "“the moon” is no place of yours" in answer.content.decode()
    with tenancy.brand(door.brand_id):
        assert queries.in_force(at=cast.AT, limit=9) == ()
