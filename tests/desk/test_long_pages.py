"""A page shows a stretch of what is long, and every stretch can be reached: a case of 120 messages, a person of 23 cases."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.flows import desk_pages
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.people import queries as people
from makegood.platform import tenancy
from makegood.views import actions as views
from tests import cast
from tests.cases import telling
from tests.desk.conftest import Door
from tests.desk.test_page_queries import always_tom, written

MESSAGES = 120


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def long_case(door: Door) -> UUID:
    with tenancy.brand(door.brand_id):
        channel = telling.web_channel()
    written(door.brand_id, channel, always_tom, range(MESSAGES))
    return channel


def words_on(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<div class="line__words">Word (\d+)</div>', page)]


def way(page: str, words: str) -> str:
    """The query of the link with these words; '' where there is none."""
    found = re.search(rf'href="[^"?]*(\?[^"]*)"[^>]*>{words}</a>', page)
    return unescape(found[1]) if found else ""


def test_a_long_case_begins_with_its_latest_words_and_goes_back_to_the_first(door: Door, mara: Client, long_case: UUID) -> None:
    address, seen = door.at("cases/1/"), []
    query = ""
    for _ in range(4):
        page = mara.get(address + query).content.decode()
        seen.append(words_on(page))
        query = way(page, "Earlier")
    assert seen == [list(range(90, 120)), list(range(60, 90)), list(range(30, 60)), list(range(30))]
    assert query == ""
    assert way(page, "The latest") == "?list=ours"
    assert "Reply to Tom" in page  # also from a page that shows old words alone


def test_a_short_case_has_no_other_stretch(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        channel = telling.web_channel()
    written(door.brand_id, channel, always_tom, range(30))
    page = mara.get(door.at("cases/1/")).content.decode()
    assert words_on(page) == list(range(30))
    assert (way(page, "Earlier"), way(page, "The latest")) == ("", "")


def test_a_note_stands_in_the_stretch_in_which_it_was_written(door: Door, mara: Client, long_case: UUID) -> None:
    with tenancy.brand(door.brand_id):
        (case,) = cases.case_ids(after=None, limit=1)
        member = door_member(door)
        for at, text in ((cast.AT, "Now"), (cast.later(hours=-20), "Then")):
            working.note(case_id=case, text=text, by=actors.member(member), at=at)
        latest = desk_pages.case_page(number=1, at=cast.AT)
        before = desk_pages.case_page(number=1, before=latest.earlier, at=cast.AT)
        second = desk_pages.case_page(number=1, before=before.earlier, at=cast.AT)
        first = desk_pages.case_page(number=1, before=second.earlier, at=cast.AT)
    assert [line.note.text for line in latest.said if line.note] == ["Now"]
    assert [line.note.text for part in (before, second) for line in part.said if line.note] == []
    assert [line.note.text for line in first.said if line.note] == ["Then"]


def test_who_is_led_to_a_message_sees_the_stretch_that_ends_with_it(door: Door, mara: Client, long_case: UUID) -> None:
    with tenancy.brand(door.brand_id):
        first = desk_pages.case_page(number=1, at=cast.AT)
        early = desk_pages.case_page(number=1, before=first.earlier, at=cast.AT).said[4].message
        late = first.said[4].message
    assert early is not None
    assert late is not None
    page = mara.get(door.at(f"cases/1/?message={early.id}")).content.decode()
    assert words_on(page) == list(range(35, 65))
    assert f'id="message-{early.id}"' in page
    assert way(page, "The latest") == "?list=ours"
    for other in (late.id, new_id()):  # one that is shown anyway, and one that is nowhere
        assert words_on(mara.get(door.at(f"cases/1/?message={other}")).content.decode()) == list(range(90, 120))
    assert mara.get(door.at("cases/1/?message=it")).status_code == 422


def test_a_place_that_is_none_is_refused_with_the_way_out(door: Door, mara: Client, long_case: UUID) -> None:
    answer = mara.get(door.at("cases/1/?before=yesterday"))
    assert answer.status_code == 422
    assert "Start again at the top of the list." in answer.content.decode()


def test_a_person_shows_ten_cases_at_a_time(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        channel = telling.web_channel()
        for number in range(23):
            at = cast.later(minutes=number)
            telling.open_case(channel, thread=f"t{number}", at=at, order_number=str(2000 + number))
        views.refresh_cases(case_ids=cases.case_ids(after=None, limit=100))
        tom = telling.identity()
        person = people.persons_of(identity_ids=[tom])[tom].id
    query, seen = "", []
    for _ in range(3):
        page = mara.get(door.at(f"people/{person}/") + query).content.decode()
        seen.append([int(number) for number in re.findall(r'/cases/(\d+)/"><strong>', page)])
        query = way(page, "Earlier cases")
    assert seen == [list(range(23, 13, -1)), list(range(13, 3, -1)), [3, 2, 1]]
    assert query == ""
    assert "<dt>Cases</dt><dd>23</dd>" in page


def door_member(door: Door) -> UUID:
    return next(member.id for member in brands.members() if member.name.startswith("Mara"))
