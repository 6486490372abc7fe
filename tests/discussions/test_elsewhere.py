"""Where a discussion stands elsewhere: on somebody's own page, on their timeline at the desk, and on the page of the incident."""

from html import unescape

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.desk.incident.seam import Around
from makegood.desk.incident.sections.discussion import Discussion
from makegood.desk.incident.sections.mood import TheMood
from makegood.discussions.actions import moderating, taking_part
from makegood.discussions.types import Discussion as Talk
from makegood.flows import discussing, own_page_links
from makegood.gestures.types import Occasion
from makegood.incidents import actions as incidents
from makegood.incidents import queries as incident_queries
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.platform import tenancy
from makegood.views import queries as views
from tests import cast
from tests.desk.conftest import account
from tests.discussions.conftest import Square, words
from tests.discussions.given import asked, member, opened

QUESTION = "What happened to the lights?"


@pytest.fixture
def mine(square: Square) -> str:
    """The address of Tom's own page, and a question of his with an answer, asked with his address typed."""
    from makegood.channels.actions import connecting

    with tenancy.brand(square.brand_id):
        connecting.add_channel(kind="own_page", name="Own pages", address="mine", settings={}, by=SYSTEM, at=cast.AT)
        kept = discussing.ask(
            discussion=square.discussion,
            participant_id=new_id(),
            name="",
            email=cast.TOM_EMAIL,
            text=QUESTION,
            key="one",
            doubtful=False,
            at=square.now,
        )
        by = actors.member(member("Joe Okafor").id)
        moderating.answer(question_id=kept.id, text="A fuse. It is changed.", key="a", by=by, at=square.now)
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        token = own_page_links.show(person=people.person(person_id=tom.person_id), by=SYSTEM, at=square.now).token
    return f"/mine/{token}/"


def test_their_own_page_has_their_question_with_its_answer_and_the_way_in(mine: str, square: Square) -> None:
    page = Client().get(mine)
    shown = words(page)
    assert "Live discussions Why the lights went out in our shop open until today at 11:00 Go there as yourself" in shown
    assert f"You asked: {QUESTION} Joe Okafor, engineer A fuse. It is changed." in shown
    ticket = page.content.decode().partition('name="ticket" value="')[2].partition('"')[0]
    browser = Client()
    assert browser.post(f"{square.path}myself/", {"ticket": ticket}).status_code == 303
    assert "What you ask here stands on your own page too." in words(browser.get(square.path))


def test_the_desk_reads_the_question_aloud_on_their_timeline(mine: str, square: Square) -> None:
    assert mine
    with tenancy.brand(square.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        page = views.person_page(person_id=tom.person_id, at=square.now)
    assert [(mark.kind, mark.at) for mark in page.marks] == [("question", square.now)]
    told = {(entry.sentence, entry.detail) for entry in page.timeline if entry.kind.startswith("discussions.")}
    assert told == {
        ("tom.arden@example.org asked question 1 in a live discussion.", QUESTION),
        ("Joe Okafor answered question 1, which tom.arden@example.org had asked in a live discussion.", QUESTION),
    }


@pytest.fixture
def incident(square: Square) -> tuple[int, Talk]:
    """An incident with a discussion about it and a question that was read."""
    with tenancy.brand(square.brand_id):
        mara = actors.member(member("Mara Lindqvist").id)
        made = incidents.open_by_hand(title="The lights are out", began_at=cast.AT, by=mara, at=square.now)
        about = opened(occasion=Occasion("incident", made))
        question = asked(about, QUESTION)
        taking_part.note_mood(question_id=question.id, mood="calm", wishes_to_buy=False)
        return incident_queries.incident(incident_id=made).number, about


def test_the_page_of_an_incident_has_its_discussion_and_its_mood(square: Square, incident: tuple[int, Talk]) -> None:
    number, about = incident
    client = Client()
    client.force_login(account(2))  # type: ignore[arg-type]
    page = unescape(client.get(f"/b/brightside/incidents/{number}/").content.decode())
    assert f"/b/brightside/discussions/{about.id}/" in page
    assert "1 question" in page
    assert "Of 1 person who spoke, 0 was kind (0 to 79 %)." in page
    plan = f"/b/brightside/discussions/new/?about=incident&about_id={about.occasion.id if about.occasion else ''}"
    assert plan in page
    assert 'name="about" value="incident"' in client.get(plan).content.decode()


def test_the_report_counts_what_was_asked_and_answered(square: Square, incident: tuple[int, Talk]) -> None:
    number, _ = incident
    with tenancy.brand(square.brand_id):
        around = Around(incident_queries.by_number(number=number), brands.current(), member("Mara Lindqvist"), square.now)
        figures = [(one.name, one.value) for one in Discussion().figures(around)]
        moments = [one.sentence for one in Discussion().moments(around)]
        assert TheMood().figures(around) == ()
    assert figures == [("Questions in the live discussion", "1"), ("of them answered in public", "0")]
    assert moments == ["The live discussion “Why the lights went out in our shop” began."]


def test_who_is_linked_later_has_the_questions_of_both_addresses(square: Square) -> None:
    from makegood.discussions import queries

    with tenancy.brand(square.brand_id):
        one, other = (
            recognising.recognise(sightings=[cast.seen(each)], at=square.now)[0].identity_id
            for each in (cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE)
        )
        asked(square.discussion, QUESTION, identity_id=one)
        asked(square.discussion, "And when are they on again?", identity_id=other)
        assert [each.number for _, each in queries.of_person(identity_ids=[one, other])] == [2, 1]
