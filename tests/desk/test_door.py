"""Who gets in, and what everybody else sees."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from makegood.brands import actions as brands
from makegood.flows import desk_pages, desk_work
from makegood.kernel.refusals import Refusal
from tests import cast
from tests.desk import samples
from tests.desk.conftest import VERA, Door, account

PAGES = ("", "inbox/", "who/", "praise/", "policy/", "troubles/", "ticket/")


@pytest.mark.parametrize("page", PAGES)
def test_a_member_sees_every_page(door: Door, page: str) -> None:
    assert door.signed_in(cast.MARA["user_id"]).get(door.at(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_asked_to_and_comes_back(door: Door, client: object, page: str) -> None:
    answer = door.signed_in(99).get("/accounts/logout/")
    assert answer.status_code == 200
    answer = client.get(door.at(page))  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={door.at(page)}"


def test_a_form_of_somebody_signed_out_leads_back_to_the_page_on_which_it_was_written(door: Door, client: Client) -> None:
    answers, page = door.at("cases/7/answers/"), door.at("cases/7/")
    answer = client.post(answers, {"text": "my long words"}, headers={"Referer": f"http://testserver{page}?list=late"})
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={page}%3Flist%3Dlate%26unsent%3D1")
    again = client.post(answers, {}, headers={"Referer": f"http://testserver{page}?list=late&unsent=1"})
    assert again["Location"] == answer["Location"]
    for told in ({}, {"Referer": f"https://elsewhere.example{page}"}):
        assert client.post(answers, {}, headers=told)["Location"] == "/accounts/login/?next=/"


def test_a_part_of_a_page_is_no_place_for_the_sign_in_page(door: Door, client: Client) -> None:
    page = door.at("cases/7/")
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    for answer in (client.get(page, headers=asked), client.post(f"{page}answers/", {"text": "words"}, headers=asked)):
        said = answer.content.decode()
        assert answer.status_code == 401
        assert "You are no longer signed in here, and nothing was changed." in said
        assert f'<a href="{page}?unsent=1">Sign in and go on</a>' in said
        assert "<html" not in said
    assert client.get(page, headers=asked | {"HX-History-Restore-Request": "true"}).status_code == 302


def test_a_form_from_before_one_signed_in_anew_changes_nothing_and_leads_back(door: Door) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account(cast.MARA["user_id"]))
    page = door.at("cases/7/")
    whole = strict.post(f"{page}answers/", {"text": "words"}, headers={"Referer": f"http://testserver{page}"})
    assert whole.status_code == 403
    assert f'href="{page}?unsent=1"' in whole.content.decode()
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    assert strict.post(f"{page}answers/", {"text": "words"}, headers=asked).status_code == 401


def test_a_stranger_and_an_unknown_address_get_the_same_404(door: Door) -> None:
    stranger = door.signed_in(99)
    of_others, of_nobody = stranger.get(door.at("")), stranger.get("/b/nobody/")
    assert (of_others.status_code, of_nobody.status_code) == (404, 404)
    assert of_others.content == of_nobody.content
    assert b"Brightside" not in of_others.content


def test_who_was_removed_from_the_team_is_a_stranger_at_once(door: Door) -> None:
    from makegood.brands import queries
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy

    joe = door.signed_in(cast.JOE["user_id"])
    assert joe.get(door.at("")).status_code == 200
    with tenancy.brand(door.brand_id):
        member = queries.member_of_user(user_id=cast.JOE["user_id"])
        assert member is not None
        brands.remove_member(member_id=member.id, by=SYSTEM, at=cast.AT)
    assert joe.get(door.at("")).status_code == 404


def test_a_case_of_nobody_is_not_here(door: Door) -> None:
    assert door.signed_in(cast.MARA["user_id"]).get(door.at("cases/7/")).status_code == 404


def test_a_viewer_looks_and_may_not_answer(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_pages, "case_page", lambda **_: samples.OPEN_PAGE)
    vera = door.signed_in(4)
    looked = vera.get(door.at("cases/7/"))
    assert looked.status_code == 200
    assert b"Send" not in looked.content
    assert b"Put it right" not in looked.content
    refused = vera.post(door.at("cases/7/answers/"), {"text": "Hello"})
    assert refused.status_code == 422
    assert "It takes an agent to answer people; you are a viewer here." in refused.content.decode()


def test_a_refusal_is_a_calm_sentence_at_the_form_and_the_words_stay(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_pages, "case_page", lambda **_: samples.OPEN_PAGE)

    def refuse(**_: object) -> None:
        raise Refusal("too_long", "text: at most 300 characters go out here.", {"text": "too long"})

    monkeypatch.setattr(desk_work, "answer", refuse)
    answer = door.signed_in(cast.MARA["user_id"]).post(door.at("cases/7/answers/"), {"text": "my long words"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "text: at most 300 characters go out here." in page
    assert ">my long words</textarea>" in page
    assert 'aria-invalid="true"' in page


def test_a_change_ends_in_looking_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, object]] = []
    monkeypatch.setattr(desk_work, "answer", lambda **told: said.append(told))
    answer = door.signed_in(cast.MARA["user_id"]).post(
        door.at("cases/7/answers/"), {"text": " Hello\r\nTom ", "key": "abc", "resolve": "yes"}
    )
    assert (answer.status_code, answer["Location"]) == (303, door.at("cases/7/"))
    assert [(one["number"], one["text"], one["resolve"], one["key"], one["at"]) for one in said] == [
        (7, "Hello\nTom", True, "abc", cast.AT)
    ]
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Said, and put right."]


@pytest.mark.parametrize(("method", "data"), [("delete", {}), ("post", {"_method": "DELETE"})])
def test_deleting_the_resolution_opens_the_case_again(
    door: Door, monkeypatch: pytest.MonkeyPatch, method: str, data: dict[str, str]
) -> None:
    reopened: list[object] = []
    monkeypatch.setattr(desk_work, "reopen", lambda **told: reopened.append(told["number"]))
    answer = getattr(door.signed_in(cast.MARA["user_id"]), method)(door.at("cases/7/resolution/"), data)
    assert answer.status_code == 303
    assert reopened == [7]


def test_htmx_gets_the_pane_without_the_frame(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_pages, "case_page", lambda **_: samples.OPEN_PAGE)
    mara = door.signed_in(cast.MARA["user_id"])
    whole = mara.get(door.at("cases/7/")).content.decode()
    part = mara.get(door.at("cases/7/"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert 'id="list"' in whole
    assert "<html" not in part
    assert 'id="list"' not in part
    for wanted in ('id="pane"', 'id="ways"', 'id="said"', "<title>Tom’s torch arrived broken"):
        assert wanted in part


def test_a_form_returns_only_to_our_own_pages(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_work, "refuse_link", lambda **_: None)
    mara, link = door.signed_in(cast.MARA["user_id"]), door.at(f"who/{samples.SUGGESTION.id}/refusal/")
    assert mara.post(link, {"next": "https://elsewhere.example/"})["Location"] == door.at("who/")
    assert mara.post(link, {"next": "//elsewhere.example/"})["Location"] == door.at("who/")
    assert mara.post(link, {"next": door.at("cases/7/")})["Location"] == door.at("cases/7/")


def test_the_only_brand_is_where_one_starts(door: Door) -> None:
    vera = door.signed_in(VERA["user_id"])  # no committed brand of another test has her
    assert vera.get("/")["Location"] == door.at("")
    assert "Brightside Lights" in vera.get("/?choose=1").content.decode()
    assert "Nobody has added you to a brand yet." in door.signed_in(99).get("/").content.decode()


def test_nobody_signs_up_by_themselves(door: Door, client: object) -> None:
    page = client.get("/accounts/signup/").content.decode()  # type: ignore[attr-defined]
    assert "By invitation" in page
    client.post("/accounts/signup/", {"email": "x@example.org", "password1": "a long enough one"})  # type: ignore[attr-defined]
    assert "By invitation" in page


def test_a_first_day_says_where_to_begin_until_people_can_write(door: Door) -> None:
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy

    mara = door.signed_in(cast.MARA["user_id"])
    first = mara.get(door.at("")).content.decode()
    assert f'<a href="{door.at("settings/channels/")}">Say where people write to you</a>' in first
    with tenancy.brand(door.brand_id):
        connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)
    then = mara.get(door.at("")).content.decode()
    assert "Say where people write to you" not in then
    assert "write a mail to the address of the mailbox" in then
