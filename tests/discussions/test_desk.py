"""The desk's side: planning, the queue, deciding once, answering by name."""

import dataclasses
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from makegood.brands import actions as brands
from makegood.brands.types import Role
from makegood.config import environment
from makegood.discussions import models, queries
from makegood.flows import status_page
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.platform import published, tenancy
from makegood.statements import queries as statements
from tests import cast
from tests.desk.conftest import account
from tests.discussions.conftest import Square
from tests.discussions.given import asked, member
from tests.statements.saying import INCIDENT
from tests.statements.saying import published as published_statement

MARA, JOE, PRIYA = 2, 3, 1


def browser(user_id: int) -> Client:
    client = Client()
    client.force_login(account(user_id))
    return client


def at(path: str) -> str:
    return f"/b/brightside/discussions/{path}"


def said(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def form(square: Square, **changed: str) -> dict[str, str]:
    with tenancy.brand(square.brand_id):
        mara = member("Mara Lindqvist")
    return {
        "title": "What we do better from now on",
        "intro": "",
        "starts": "2026-03-03T18:00",
        "ends": "2026-03-03T19:00",
        "zone": "Europe/London",
        "host": str(mara.id),
        f"name-{mara.id}": "Mara L.",
        f"role-{mara.id}": "head of the shop",
    } | changed


def test_a_lead_plans_a_discussion_and_its_page_is_public(square: Square) -> None:
    mara = browser(MARA)
    assert "Plan a discussion" in said(mara.get(at("new/")))
    planned = mara.post(at("new/"), form(square))
    assert planned.status_code == 303
    with tenancy.brand(square.brand_id):
        found = queries.by_slug(slug="what-we-do-better-from-now-on")
    assert (found.starts_at, [one.name for one in found.answerers]) == (cast.later(days=1, hours=8), ["Mara L."])
    assert Client().get("/talks/brightside/what-we-do-better-from-now-on/").status_code == 200
    assert "What we do better from now on" in said(mara.get(at("")))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts": "tomorrow"}, "starts_at"),
        ({"zone": "CST6"}, "zone"),
        ({"host": ""}, "host"),
        ({"ends": "2026-03-03T17:00"}, "ends_at"),
    ],
)
def test_a_plan_that_cannot_be_is_shown_again_as_it_was_typed(square: Square, changed: dict[str, str], field: str) -> None:
    answer = browser(MARA).post(at("new/"), form(square, **changed))
    assert answer.status_code == 422
    assert f"{field}:" in said(answer)
    assert 'value="What we do better from now on"' in said(answer)
    with tenancy.brand(square.brand_id):
        assert models.Discussion.objects.count() == 1


def test_an_agent_answers_but_does_not_plan(square: Square) -> None:
    with tenancy.brand(square.brand_id):
        question = asked(square.discussion, "What happened to the lights?")
    joe = browser(JOE)
    assert joe.post(at("new/"), form(square)).status_code == 403
    assert joe.post(at(f"{square.discussion.id}/closing/")).status_code == 422
    told = joe.post(at(f"questions/{question.id}/answers/"), {"text": "A fuse.", "key": "k"})
    assert (told.status_code, told["Location"]) == (303, at(f"{square.discussion.id}/#q-1"))
    assert "Joe Okafor" in Client().get(square.path).content.decode()


def test_who_is_not_named_sees_no_form_and_is_refused(square: Square) -> None:
    with tenancy.brand(square.brand_id):
        question = asked(square.discussion, "What happened to the lights?")
    priya = browser(PRIYA)
    assert "Answer in public" not in said(priya.get(at(f"{square.discussion.id}/")))
    told = priya.post(at(f"questions/{question.id}/answers/"), {"text": "A fuse.", "key": "k"})
    assert (told.status_code, "You are not named among those who answer here." in said(told)) == (422, True)


def test_an_answer_with_somebodys_private_words_is_refused_and_stays_typed(square: Square) -> None:
    with tenancy.brand(square.brand_id):
        question = asked(square.discussion, "What happened to the lights?")
    text = "Your order 10071234 is on its way."
    told = browser(JOE).post(at(f"questions/{question.id}/answers/"), {"text": text, "key": "k", "q": question.id.hex})
    assert told.status_code == 422
    assert "an order number stands in it" in said(told)
    assert text in said(told)


def test_the_queue_is_worked_off_and_the_second_of_two_members_is_told(square: Square) -> None:
    with tenancy.brand(square.brand_id):
        question = asked(square.discussion, "Look at https://lamps.example for why!")
    mara, joe = browser(MARA), browser(JOE)
    page = said(mara.get(at(f"{square.discussion.id}/")))
    assert "To look at" in page
    assert "names a link, shown without it until somebody looked" in page
    hidden = mara.post(at(f"questions/{question.id}/hiding/"), {"why": "spam", "seen": "waiting"})
    assert hidden.status_code == 303
    second = joe.post(at(f"questions/{question.id}/standing/"), {"seen": "waiting", "links": "yes"})
    assert (second.status_code, "Somebody else took it out of sight meanwhile." in said(second)) == (422, True)
    assert "lamps" not in Client().get(square.path).content.decode()


def test_doubles_are_put_behind_each_other_and_a_ban_is_undone(square: Square) -> None:
    with tenancy.brand(square.brand_id):
        asked(square.discussion, "What happened to the lights?")
        second = asked(square.discussion, "Why were the lights out?", who=(troll := new_id()))
    mara = browser(MARA)
    assert mara.post(at(f"questions/{second.id}/merging/"), {"into": "1", "seen": "shown"})["Location"].endswith("#q-1")
    assert mara.post(at(f"questions/{second.id}/merging/"), {"into": "x", "seen": "shown"}).status_code == 422
    mara.post(at(f"questions/{second.id}/ban/"), {"banned": "yes"})
    with tenancy.brand(square.brand_id):
        assert queries.by_number(discussion_id=square.discussion.id, number=1).votes == 1
    mara.post(at(f"questions/{second.id}/ban/"), {"banned": "no"})
    with tenancy.brand(square.brand_id):
        assert queries.by_number(discussion_id=square.discussion.id, number=1).votes == 2
        assert not models.Participant.objects.get(id=troll).banned_at


def test_closing_leaves_the_transcript(square: Square) -> None:
    mara = browser(MARA)
    assert mara.post(at(f"{square.discussion.id}/closing/")).status_code == 303
    page = Client().get(square.path).content.decode()
    assert "Closed. What was asked and answered stays here." in page
    assert "talks.js" not in page


def test_a_viewer_looks_and_decides_nothing(square: Square) -> None:
    with tenancy.brand(square.brand_id):
        brands.add_member(user_id=4, name="Vera Novak", email="vera@brightside.example", role=Role.VIEWER, by=SYSTEM, at=cast.AT)
        question = asked(square.discussion, "What happened to the lights?")
    vera = browser(4)
    page = said(vera.get(at(f"{square.discussion.id}/")))
    assert "What happened to the lights?" in page
    assert "Out of sight" not in page
    assert vera.post(at(f"questions/{question.id}/hiding/"), {"why": "spam", "seen": "shown"}).status_code == 422


def test_the_status_page_leads_to_the_discussion_and_to_its_transcript(
    square: Square, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = dataclasses.replace(environment.settings(), home=tmp_path)
    monkeypatch.setattr(environment, "settings", lambda: told)
    with tenancy.brand(square.brand_id):
        mara = member("Mara Lindqvist")
        published_statement(mara)
    planned = browser(MARA).post(at("new/"), form(square, about=INCIDENT.kind, about_id=str(INCIDENT.id)))
    assert planned.status_code == 303
    with tenancy.brand(square.brand_id):
        status_page.write_now(at=square.now)
        (statement,) = statements.published(limit=9)
    page = published.read(f"status/brightside/{statement.number}/index.html")
    assert page is not None
    assert '<a href="/talks/brightside/what-we-do-better-from-now-on/transcript/">' in page.content.decode()
