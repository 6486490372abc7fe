"""Contests on the desk: written down, a file taken in, who did what, those set apart, and a next step shown before it is approved."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from makegood.channels import models
from makegood.contests import queries
from makegood.platform import tenancy
from tests import cast
from tests.desk.conftest import VERA, Door

FORM = {"name": "Win a lamp", "text": "I agree that you write to me.", "text_version": "lamp-1"}
FILE = (
    "email,name,date,agreed,answer,website\n"
    "ada@example.org,Ada,2026-03-01 10:00,yes,,\n"
    "ben@example.org,Ben,2026-03-01 10:05,no,,\n"
    "ada+2@example.org,Ada,2026-03-01 10:06,yes,,\n"
    "robo@example.org,Robo,2026-03-01 10:07,yes,,http://buy.example\n"
    ",Nobody,2026-03-01,yes,,\n"
)


@pytest.fixture
def mara(door: Door) -> Client:
    with tenancy.brand(door.brand_id):
        models.Channel.objects.create(kind="email", name="Our mailbox", address="help@brightside.example", settings={})
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def contest(door: Door, mara: Client) -> str:
    made = mara.post(door.at("contests/"), FORM)
    assert made.status_code == 303
    return str(made.headers["Location"])


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def test_a_contest_needs_the_words_that_people_agree_to(door: Door, mara: Client) -> None:
    refused = mara.post(door.at("contests/"), FORM | {"text": " "})
    assert refused.status_code == 422
    assert "it is the proof" in text(refused)
    assert 'value="Win a lamp"' in refused.content.decode()
    assert door.signed_in(VERA["user_id"]).post(door.at("contests/"), FORM).status_code == 422
    with tenancy.brand(door.brand_id):
        assert queries.contests() == ()


def test_a_file_is_taken_in_and_says_what_was_left_out_and_who_is_set_apart(mara: Client, contest: str) -> None:
    file = SimpleUploadedFile("entrants.csv", FILE.encode())
    answer = mara.post(f"{contest}entrants/", {"file": file}, follow=True)
    page = text(answer)
    assert "4 were new." in page
    assert "Row 6 was left out: it names no e-mail, telephone or account." in page
    assert "2 people." in page
    assert "twice the same person 1" in page
    assert "A field that people do not see was filled in." in page
    assert mara.post(f"{contest}entrants/", {}).status_code == 422


def test_a_step_is_shown_before_it_is_approved(door: Door, mara: Client, contest: str) -> None:
    mara.post(f"{contest}entrants/", {"file": SimpleUploadedFile("entrants.csv", FILE.encode())})
    with tenancy.brand(door.brand_id):
        channel = str(models.Channel.objects.get(kind="email").id)
    step = {"group": "entered", "channel_id": channel, "subject": "Your lamp", "text": "Dear {name}, thank you."}
    shown = text(mara.post(f"{contest}steps/", step | {"look": "yes"}))
    assert "Of 2: 1 would get it now, 0 later." in shown
    assert "1 × they never agreed" in shown
    assert "Dear Ada, thank you." in shown
    with tenancy.brand(door.brand_id):
        assert queries.steps(contest_id=queries.contests()[0].id) == ()
        assert models.Outgoing.objects.count() == 0
    assert mara.post(f"{contest}steps/", step).status_code == 303
    assert mara.post(f"{contest}steps/", step | {"group": "everybody"}).status_code == 422
    assert "going through the gate" in text(mara.get(contest))


def test_somebody_set_apart_is_brought_back(door: Door, mara: Client, contest: str) -> None:
    mara.post(f"{contest}entrants/", {"file": SimpleUploadedFile("entrants.csv", FILE.encode())})
    with tenancy.brand(door.brand_id):
        robo = next(one.id for one in queries.aside(contest_id=queries.contests()[0].id) if one.trap)
    assert mara.post(f"{contest}entries/{robo}/").status_code == 303
    assert "3 people." in text(mara.get(contest))
