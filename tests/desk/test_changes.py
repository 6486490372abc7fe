"""Every change is a resource that hands on exactly what was asked, once, and then looks again."""

from typing import Any
from uuid import UUID

import pytest

from makegood.flows import desk_pages, desk_work
from makegood.makegoods import queries as makegoods
from makegood.people.actions import linking
from tests import cast
from tests.desk import samples
from tests.desk.conftest import Door

MADE, STEP, MESSAGE, WORK = samples.MAKEGOOD_ID, samples.STEPS[0].id, samples.number(501), samples.number(113)
CHANGES: list[tuple[str, dict[str, str], str, dict[str, Any]]] = [
    ("cases/7/notes/", {"text": "Two came back. "}, "note", {"number": 7, "text": "Two came back."}),
    ("cases/7/owner/", {"member": str(samples.JOE.id)}, "assign", {"number": 7, "member_id": samples.JOE.id}),
    ("cases/7/owner/", {"member": ""}, "assign", {"number": 7, "member_id": None}),
    ("cases/7/resolution/", {}, "resolve", {"number": 7, "how": ""}),
    ("cases/7/reopening/", {}, "reopen", {"number": 7}),
    (
        f"cases/7/messages/{MESSAGE}/reading/",
        {"correction": "act:praise"},
        "correct_reading",
        {"message_id": MESSAGE, "field": "act", "now": "praise"},
    ),
    (
        f"cases/7/messages/{MESSAGE}/reading/",
        {"field": "happened", "label": "happened:late"},
        "correct_reading",
        {"message_id": MESSAGE, "field": "happened", "now": "late"},
    ),
    (
        f"cases/7/messages/{MESSAGE}/reading/",
        {"field": "asked"},
        "correct_reading",
        {"message_id": MESSAGE, "field": "asked", "now": ""},
    ),
    (f"cases/7/makegoods/{MADE}/approval/", {"seen": str(MADE)}, "approve", {"number": 7, "makegood_id": MADE, "seen": str(MADE)}),
    (f"cases/7/makegoods/{MADE}/choice/", {"name": "refund"}, "choose", {"number": 7, "makegood_id": MADE, "name": "refund"}),
    (
        f"cases/7/makegoods/{MADE}/changes/",
        {"say.text": "Dear Tom", "give-1.quantity": "1"},
        "adjust",
        {"number": 7, "makegood_id": MADE, "changes": {"say.text": "Dear Tom"}},
    ),
    (
        f"cases/7/makegoods/{MADE}/refusal/",
        {"reason": " Too much. "},
        "decline",
        {"number": 7, "makegood_id": MADE, "reason": "Too much."},
    ),
    (f"cases/7/makegoods/{MADE}/revocation/", {}, "revoke", {"number": 7, "makegood_id": MADE}),
    (f"cases/7/steps/{STEP}/another-try/", {}, "retry_step", {"number": 7, "step_id": STEP}),
    (f"cases/7/steps/{STEP}/by-hand/", {"outcome": "Rang the shop."}, "step_done_by_hand", {"number": 7, "step_id": STEP, "outcome": "Rang the shop."}),
    (f"cases/7/steps/{STEP}/omission/", {}, "leave_step_out", {"number": 7, "step_id": STEP}),
    (f"who/{samples.SUGGESTION.id}/confirmation/", {}, "confirm_link", {"link_id": samples.SUGGESTION.id}),
    (f"who/{samples.SUGGESTION.id}/refusal/", {}, "refuse_link", {"link_id": samples.SUGGESTION.id}),
    ("praise/thanks/", {}, "see_thanks", {}),
    (f"troubles/raw/{MESSAGE}/reading/", {}, "read_again", {"raw_id": MESSAGE}),
    (f"troubles/aside/{MESSAGE}/return/", {}, "not_spam", {"message_id": MESSAGE}),
    (f"troubles/work/{WORK}/another-try/", {}, "try_work_again", {"work_id": WORK}),
]  # fmt: skip
_WITHOUT_AT = ("try_work_again",)


@pytest.mark.parametrize(("path", "posted", "name", "told"), CHANGES, ids=[f"{one[2]}-{i}" for i, one in enumerate(CHANGES)])
def test_a_change_is_handed_on(
    door: Door, monkeypatch: pytest.MonkeyPatch, path: str, posted: dict[str, str], name: str, told: dict[str, Any]
) -> None:
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr(desk_work, name, lambda **all_of_it: heard.append(all_of_it))
    monkeypatch.setattr(makegoods, "makegood", lambda **_: samples.PROPOSED)
    mara = door.signed_in(cast.MARA["user_id"])
    answer = mara.post(door.at(path), posted)
    assert answer.status_code == 303
    assert [one.pop("member").name for one in heard] == ["Mara Lindqvist"]
    if name not in _WITHOUT_AT:
        assert heard[0].pop("at") == cast.AT
    assert heard == [told]
    assert mara.get(door.at(path)).status_code == 405  # looking changes nothing


@pytest.mark.parametrize(("path", "posted", "name", "_told"), CHANGES, ids=[f"{one[2]}-{i}" for i, one in enumerate(CHANGES)])
def test_a_form_from_elsewhere_changes_nothing(
    door: Door, monkeypatch: pytest.MonkeyPatch, path: str, posted: dict[str, str], name: str, _told: dict[str, Any]
) -> None:
    from django.test import Client

    from tests.desk.conftest import account

    heard: list[object] = []
    monkeypatch.setattr(desk_work, name, lambda **told: heard.append(told))
    client = Client(enforce_csrf_checks=True)
    client.force_login(account(cast.MARA["user_id"]))
    answer = client.post(door.at(path), posted)
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()
    assert heard == []


def test_a_link_can_be_undone_from_the_persons_page(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[UUID] = []
    monkeypatch.setattr(linking, "unlink", lambda *, link_id, by, at: heard.append(link_id))
    path = door.at(f"people/{samples.TOM}/links/{samples.SUGGESTION.id}/undoing/")
    assert door.signed_in(cast.MARA["user_id"]).post(path)["Location"] == door.at(f"people/{samples.TOM}/")
    assert heard == [samples.SUGGESTION.id]


def test_a_choice_that_is_nobody_is_refused_by_its_field(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_pages, "case_page", lambda **_: samples.OPEN_PAGE)
    answer = door.signed_in(cast.MARA["user_id"]).post(door.at("cases/7/owner/"), {"member": "x"})
    assert answer.status_code == 422
    assert "member: choose somebody from the list." in answer.content.decode()
