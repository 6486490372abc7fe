"""The page on which a member declines well: the form, what was offered before, the letter, and what they chose."""

import re

import pytest
from django.test import Client

from makegood.choices import queries
from makegood.choices.types import OfferState
from makegood.platform import tenancy
from tests import cast
from tests.cases import telling as cases
from tests.desk.conftest import VERA, Door

FORM = {
    "request": "to have your dinner cut up", "touchpoint": "visit", "standard": "a dish is seen as it is meant", "title_1": "Serve, cut, serve again",
    "wish_1": "You eat with one hand", "keeps_1": "It is seen whole", "cost_1": "2.50", "title_2": "Small bites", "title_3": "",
}  # fmt: skip


@pytest.fixture
def mara(door: Door) -> Client:
    with tenancy.brand(door.brand_id):
        cases.open_case(cases.web_channel(), words="Could my dinner be cut up?", act="request")
    return door.signed_in(cast.MARA["user_id"])


def page(door: Door, client: Client) -> str:
    return client.get(door.at("cases/1/other-ways/")).content.decode()


def kept(door: Door) -> object:
    with tenancy.brand(door.brand_id):
        from makegood.cases import queries as case_queries

        return queries.of_case(case_id=case_queries.by_number(number=1).id)


def test_from_the_wish_to_the_letter_to_their_choice_to_how_it_went(door: Door, mara: Client) -> None:
    assert "Could my dinner be cut up?" in page(door, mara)
    assert mara.post(door.at("cases/1/other-ways/"), FORM).status_code == 303
    letter = page(door, mara)
    assert "1. Serve, cut, serve again. You eat with one hand." in letter
    sending = re.search(r'action="([^"]+/sending/)"', letter)
    assert sending is not None
    text = "Hello Tom,\n\nthank you for asking.\n\n1. Serve, cut, serve again\n2. Small bites"
    assert mara.post(sending[1], {"text": text}).headers["Location"] == door.at("cases/1/")
    assert "it is for them to choose" in mara.get(door.at("cases/1/")).content.decode()
    offered = sending[1].removesuffix("sending/")
    assert mara.post(f"{offered}choice/", {"choice": "1"}).status_code == 303
    assert "They chose: <strong>Serve, cut, serve again</strong>" in mara.get(door.at("cases/1/")).content.decode()
    assert "as they told us" in page(door, mara)
    mara.post(f"{offered}outcome/", {"went": "well"})
    assert "it went well" in page(door, mara)


def test_a_suggestion_is_taken_over_into_the_first_free_way(door: Door, mara: Client) -> None:
    test_from_the_wish_to_the_letter_to_their_choice_to_how_it_went(door, mara)
    with tenancy.brand(door.brand_id):
        cases.open_case(cases.web_channel("Second"), words="Please cut up my dinner", act="request", who=cast.ANA_BY_EMAIL)
    typed = {**FORM, "title_1": "Soup", "wish_1": "", "title_2": "", "look": "yes"}
    shown = mara.post(door.at("cases/2/other-ways/"), typed).content.decode()
    assert "offered once, chosen 1, well 1" in shown
    (best, *_more) = re.findall(r'name="use" value="([0-9a-f-]+)"', shown)
    filled = mara.post(door.at("cases/2/other-ways/"), {**typed, "look": "", "use": best}).content.decode()
    assert 'id="title_1" name="title_1" value="Soup"' in filled
    assert 'id="title_2" name="title_2" value="Serve, cut, serve again"' in filled
    assert f'name="origin_2" value="{best}"' in filled


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title_2": ""}, "offer 2 or 3 other ways"),
        ({"title_2": "serve, cut, serve again"}, "two of them are the same"),
        ({"cost_1": "a lot"}, "is not an amount of GBP"),
        ({"touchpoint": ""}, "choose the place"),
        ({"request": ""}, "say what they asked for"),
    ],
)
def test_what_is_no_choice_is_refused_and_what_was_typed_stays(
    door: Door, mara: Client, wrong: dict[str, str], said: str
) -> None:
    answer = mara.post(door.at("cases/1/other-ways/"), {**FORM, **wrong})
    shown = answer.content.decode()
    assert (answer.status_code, said in shown) == (422, True)
    assert 'value="You eat with one hand"' in shown
    assert kept(door) is None


def test_who_may_not_answer_declines_nothing(door: Door, mara: Client) -> None:
    vera = door.signed_in(VERA["user_id"])
    assert vera.get(door.at("cases/1/other-ways/")).status_code == 403
    assert vera.post(door.at("cases/1/other-ways/"), FORM).status_code == 403
    assert kept(door) is None


def test_a_letter_that_begins_with_a_policy_stays_here_as_it_was_typed(door: Door, mara: Client) -> None:
    mara.post(door.at("cases/1/other-ways/"), FORM)
    sending = re.search(r'action="([^"]+/sending/)"', page(door, mara))
    assert sending is not None
    answer = mara.post(sending[1], {"text": "Our policy is strict."})
    assert answer.status_code == 422
    assert "Our policy is strict." in answer.content.decode()
    assert kept(door).state is OfferState.DRAFT  # type: ignore[attr-defined]
