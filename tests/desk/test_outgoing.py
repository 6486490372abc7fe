"""An answer on the desk: ten seconds to take it back, another day, files; and what to do where it did not arrive."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.types import CaseState, Turn
from makegood.channels import models, queries, registry, stuck
from makegood.channels.messages import Failure, Message
from makegood.platform import clock, jobs, tenancy
from tests import cast
from tests.desk.conftest import account
from tests.flows import post
from tests.flows.conftest import House
from tests.flows.post import Scripted

CASE = "cases/1/"


class Desk:
    """Mara at Tom's case, in a house that is really there."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.house, self.monkeypatch = house, monkeypatch
        self.adapter = Scripted()
        monkeypatch.setattr(registry, "adapter", lambda kind: self.adapter)
        with tenancy.brand(house.brand_id):
            from makegood.brands import queries as brands

            self.slug = brands.current().slug
            self.mara: Member = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        self.client = Client()
        self.client.force_login(account(self.mara.user_id))  # type: ignore[arg-type]
        self.at = cast.AT

    def moves_to(self, seconds: int = 0, **more: int) -> None:
        self.at = cast.AT + timedelta(seconds=seconds, **more)
        self.monkeypatch.setattr(clock, "now", lambda: self.at)

    def works(self) -> None:
        jobs.do_all_due(self.house.brand_id, at=self.at)

    def posts(self, path: str, **told: Any) -> Any:
        return self.client.post(f"/b/{self.slug}/{CASE}{path}", told)

    def sees(self, path: str = CASE) -> str:
        return str(self.client.get(f"/b/{self.slug}/{path}").content.decode())

    def ours(self) -> Message:
        with tenancy.brand(self.house.brand_id):
            found = models.Message.objects.filter(direction="out").order_by("-id").values_list("id", flat=True)[0]
            return queries.messages(message_ids=[found])[0]

    def case(self) -> Any:
        with tenancy.brand(self.house.brand_id):
            return cases.by_number(number=1)


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Desk:
    house.hears("Where is my lamp?", subject="Lamp", external_id="t1")
    at_desk = Desk(house, monkeypatch)
    at_desk.moves_to()
    return at_desk


def test_an_answer_leaves_after_ten_seconds_and_counts_down(desk: Desk) -> None:
    assert desk.posts("answers/", text="On its way.", key="k").status_code == 303
    desk.works()
    assert desk.adapter.words == []
    desk.moves_to(4)
    page = desk.sees()
    assert 'data-undo="6"' in page
    assert "Take back" in page
    desk.moves_to(10)
    desk.works()
    assert desk.adapter.words == ["On its way."]
    assert "Take back" not in desk.sees()


def test_what_is_taken_back_lies_in_the_composer_and_the_case_stands_as_before(desk: Desk) -> None:
    before = desk.case()
    desk.posts("answers/", text="On its way.", key="k", resolve="yes")
    assert desk.case().state is CaseState.RESOLVED
    desk.moves_to(5)
    answer = desk.posts(f"messages/{desk.ours().id}/withdrawal/")
    assert (answer.status_code, answer["Location"]) == (303, f"/b/{desk.slug}/{CASE}?again={desk.ours().id}")
    page = desk.client.get(answer["Location"]).content.decode()
    assert ">On its way.</textarea>" in page
    after = desk.case()
    assert (after.state, after.turn, after.segments) == (before.state, Turn.OURS, before.segments)
    desk.moves_to(30)
    desk.works()
    assert desk.adapter.words == []


def test_what_has_left_is_refused_with_a_sentence(desk: Desk) -> None:
    desk.posts("answers/", text="On its way.", key="k")
    desk.moves_to(10)
    desk.works()
    answer = desk.posts(f"messages/{desk.ours().id}/withdrawal/")
    assert answer.status_code == 422
    assert "This has left the house already and cannot be taken back." in answer.content.decode()


def test_an_answer_for_another_day_is_an_answer_when_it_leaves(desk: Desk) -> None:
    desk.posts("answers/", text="Good morning.", key="k", leave="tomorrow")
    desk.works()
    assert (desk.case().turn, desk.case().segments[-1].first_replied_at) == (Turn.OURS, None)
    page = desk.sees()
    assert "tomorrow, 09:00" in page
    assert "Change the time" in page
    desk.moves_to(hours=23)
    desk.works()
    assert desk.adapter.words == ["Good morning."]
    assert desk.case().segments[-1].first_replied_at == desk.at
    assert desk.ours().at == desk.at


def test_a_time_is_changed_or_is_now(desk: Desk) -> None:
    desk.posts("answers/", text="Good morning.", key="k", leave="tomorrow")
    path = f"messages/{desk.ours().id}/departure/"
    assert desk.posts(path, leave="at", leave_at="2026-03-02T09:00").status_code == 422
    assert desk.posts(path, leave="at", leave_at="2026-03-05T12:30").status_code == 303
    going = desk.ours().going
    assert going is not None
    assert going.leaves_at == cast.AT.replace(day=5, hour=12, minute=30)
    assert desk.posts(path, leave="now").status_code == 303
    desk.works()
    assert desk.adapter.words == ["Good morning."]


def test_what_was_put_off_waits_for_us_when_they_write_meanwhile(desk: Desk) -> None:
    desk.posts("answers/", text="Good morning.", key="k", leave="tomorrow")
    desk.works()
    desk.house.hears("It came!", subject="Re: Lamp", external_id="t2", thread_keys=("t1",), at=cast.later(hours=2))
    desk.moves_to(hours=3)
    assert "They wrote after you wrote this." in desk.sees()
    desk.moves_to(hours=24)
    desk.works()
    assert desk.adapter.words == []
    assert (desk.ours().state, desk.ours().going and desk.ours().going.until_told) == ("held", True)  # type: ignore[union-attr]
    assert "They wrote after you wrote this." in desk.sees()
    desk.posts(f"messages/{desk.ours().id}/departure/", leave="now")
    desk.works()
    assert desk.adapter.words == ["Good morning."]


def test_files_go_along_and_come_back(desk: Desk) -> None:
    from dataclasses import replace

    desk.adapter.abilities = replace(Scripted.abilities, attachments=True)  # type: ignore[misc]
    bill = SimpleUploadedFile("..\\bill.pdf", b"%PDF-1.4 bill", "application/pdf")
    desk.posts("answers/", text="Here is your bill.", key="k", files=[bill])
    (file,) = desk.ours().attachments
    assert (file.name, file.size) == ("bill.pdf", 13)
    desk.posts(f"messages/{desk.ours().id}/withdrawal/")
    page = desk.sees(f"{CASE}?again={desk.ours().id}")
    assert f'name="kept" value="{file.id}" checked' in page
    seen: list[Any] = []
    desk.adapter.while_sending = lambda letter: seen.extend(letter.attachments)
    desk.posts("answers/", text="Here is your bill.", key="k2", kept=[str(file.id)])
    desk.moves_to(10)
    desk.works()
    assert [(one.name, one.content) for one in seen] == [("bill.pdf", b"%PDF-1.4 bill")]


def test_files_are_refused_where_a_channel_carries_none(desk: Desk) -> None:
    answer = desk.posts("answers/", text="Here.", key="k", files=[SimpleUploadedFile("a.pdf", b"x", "application/pdf")])
    assert answer.status_code == 422
    assert "this channel carries no files" in answer.content.decode()
    assert "Add files" not in desk.sees()


def test_a_failure_says_why_and_what_to_do_and_is_tried_again(desk: Desk) -> None:
    desk.adapter.script = lambda letter: post.refused("552 5.2.2 Over quota")
    desk.posts("answers/", text="On its way.", key="k")
    desk.moves_to(10)
    desk.works()
    page = desk.sees()
    for words in ("This did not arrive.", "Their mailbox is full.", "552 5.2.2 Over quota", "Try again", "Leave it"):
        assert words in page
    assert "Their mailbox is full." in desk.sees("troubles/")
    assert desk.case().turn is Turn.OURS
    desk.adapter.script = lambda letter: None
    desk.posts(f"messages/{desk.ours().id}/another-try/")
    desk.works()
    assert desk.adapter.words == ["On its way."]


def test_a_failure_goes_another_way_once(desk: Desk) -> None:
    from makegood.people.actions import recognising

    desk.adapter.script = lambda letter: post.refused() if letter.to.value == cast.TOM_EMAIL else None
    with tenancy.brand(desk.house.brand_id):
        other = cast.seen(
            cast.TOM_BY_EMAIL, type(cast.TOM_BY_EMAIL)(cast.TOM_BY_EMAIL.kind, "tom@elsewhere.example"), strong=True
        )
        recognising.recognise(sightings=[other], at=cast.AT)
    desk.posts("answers/", text="On its way.", key="k")
    desk.moves_to(10)
    desk.works()
    failed = desk.ours()
    assert failed.going is not None
    assert failed.going.failure is Failure.UNKNOWN_ADDRESS
    page = desk.sees()
    assert "tom@elsewhere.example" in page
    way = page.split('name="way"><option value="')[1].split('"')[0]
    assert desk.posts(f"messages/{failed.id}/other-way/", way=way).status_code == 303
    desk.works()
    assert desk.adapter.words == ["On its way."]
    with tenancy.brand(desk.house.brand_id):
        assert stuck.outgoing_failed() == ()
    assert desk.posts(f"messages/{failed.id}/other-way/", way="nowhere").status_code == 422


def test_a_failure_is_left_from_the_list_of_troubles(desk: Desk) -> None:
    desk.adapter.script = lambda letter: post.refused("554 no")
    desk.posts("answers/", text="On its way.", key="k")
    desk.moves_to(10)
    desk.works()
    path = f"/b/{desk.slug}/troubles/messages/{desk.ours().id}/letting-be/"
    assert desk.client.post(path).status_code == 303
    assert "Answers that did not arrive" not in desk.sees("troubles/")


def test_another_cases_words_are_nobodys_to_take_back(desk: Desk) -> None:
    desk.posts("answers/", text="On its way.", key="k")
    desk.house.hears("Hello, I am Ana.", by=cast.ANA_BY_EMAIL, external_id="a1", at=cast.AT)
    answer = desk.client.post(f"/b/{desk.slug}/cases/2/messages/{desk.ours().id}/withdrawal/")
    assert answer.status_code == 422
    assert "this case has no such message of ours" in answer.content.decode()
    assert desk.ours().state == "queued"
