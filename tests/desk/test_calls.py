"""The caller's list: whom to ring up, what to know before it, one key for how it went, and what comes of it."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import Client

from makegood.calls import actions, queries
from makegood.calls.types import CallIn, Result
from makegood.cases import queries as cases
from makegood.cases.types import CaseState
from makegood.channels.actions import outbox
from makegood.flows import calling_people
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Purpose
from makegood.platform import tenancy
from makegood.platform.work import Taken
from tests import cast
from tests.desk.conftest import VERA, Door

WHY = "Three days after the service"


@pytest.fixture
def joe(door: Door) -> Client:
    return door.signed_in(cast.JOE["user_id"])


def planned(door: Door, address: Address = cast.TOM_BY_PHONE, key: str = "visit 881", **other: object) -> UUID:
    with tenancy.brand(door.brand_id):
        who = recognising.recognise(sightings=[cast.seen(address)], at=cast.AT)[0]
        call = CallIn(who.identity_id, WHY, cast.AT, key, **other)  # type: ignore[arg-type]
        return actions.plan(call=call, by=SYSTEM, at=cast.AT).id


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def went(door: Door, client: Client, call_id: UUID, result: str, **other: str) -> object:
    return client.post(door.at(f"calls/{call_id}/result/"), {"result": result, "tries": "0", **other})


def test_the_list_names_who_and_why_with_a_number_to_dial(door: Door, joe: Client) -> None:
    planned(door)
    page = joe.get(door.at("calls/"))
    assert "Tom Arden" in text(page)
    assert WHY in text(page)
    assert f'href="tel:{cast.TOM_PHONE}"' in page.content.decode()
    assert "10:00 where they are" in text(page)


def test_a_call_says_what_to_begin_with_in_their_language(door: Door, joe: Client) -> None:
    english, german = planned(door), planned(door, key="b", language="de")
    assert "Hello Tom Arden, this is Joe Okafor from Brightside Lights." in text(joe.get(door.at(f"calls/{english}/")))
    assert "Guten Tag Tom Arden, hier ist Joe Okafor von Brightside Lights." in text(joe.get(door.at(f"calls/{german}/")))
    own = planned(door, key="c", opening="Hello Tom, how does the torch shine?")
    assert "how does the torch shine?" in text(joe.get(door.at(f"calls/{own}/")))


def test_the_list_shows_one_language_where_it_is_asked_for(door: Door, joe: Client) -> None:
    planned(door), planned(door, Address(IdentityKind.PHONE, "+447700900456", "Ada Berg"), "b", language="de")
    german = text(joe.get(door.at("calls/?language=de")))
    assert "Ada Berg" in german
    assert "Tom Arden" not in german


def test_fine_is_one_key_and_leads_to_the_next_call(door: Door, joe: Client) -> None:
    call_id = planned(door)
    other = planned(door, Address(IdentityKind.PHONE, "+447700900456", "Ada Berg"), "b")
    answer = went(door, joe, call_id, "fine")
    assert (answer.status_code, answer.headers["Location"]) == (303, door.at(f"calls/{other}/"))  # type: ignore[attr-defined]
    with tenancy.brand(door.brand_id):
        assert queries.call(call_id=call_id).result is Result.FINE


def test_each_result_has_its_key(door: Door, joe: Client) -> None:
    page = joe.get(door.at(f"calls/{planned(door)}/")).content.decode()
    keys = re.findall(r'name="result" value="(\w+)" data-doubt="(\d)"', page)
    assert keys == [
        ("fine", "1"),
        ("not_fine", "2"),
        ("missed", "3"),
        ("wrong_number", "4"),
        ("no_more", "5"),
        ("called_off", "6"),
    ]


def test_not_fine_opens_a_case_with_what_they_said(door: Door, joe: Client) -> None:
    call_id = planned(door)
    answer = went(door, joe, call_id, "not_fine", words="It makes the old noise again.")
    assert answer.headers["Location"] == door.at("cases/1/")  # type: ignore[attr-defined]
    with tenancy.brand(door.brand_id):
        case = cases.by_number(number=1)
        assert case.state is CaseState.OPEN
        assert "It makes the old noise again" in case.title
        assert len(cases.messages_of_cases(case_ids=[case.id])[case.id]) == 1
    again = went(door, joe, call_id, "not_fine", words="It makes the old noise again.")
    assert again.headers["Location"] == door.at("cases/1/")  # type: ignore[attr-defined]
    with tenancy.brand(door.brand_id):
        assert len(cases.messages_of_cases(case_ids=[case.id])[case.id]) == 1


def test_not_fine_joins_the_case_that_is_open(door: Door, joe: Client) -> None:
    went(door, joe, planned(door), "not_fine", words="The noise is back.")
    went(door, joe, planned(door, key="b"), "not_fine", words="The noise is still there.")
    with tenancy.brand(door.brand_id):
        (case,) = cases.cases_of(identity_ids=[people.find_identity(address=cast.TOM_BY_PHONE).id])  # type: ignore[union-attr]
        assert len(cases.messages_of_cases(case_ids=[case.id])[case.id]) == 2


def test_not_fine_without_a_word_is_refused_and_changes_nothing(door: Door, joe: Client) -> None:
    call_id = planned(door)
    answer = went(door, joe, call_id, "not_fine")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    with tenancy.brand(door.brand_id):
        assert queries.call(call_id=call_id).result is None


def test_nobody_picked_up_says_when_again_and_the_third_time_that_we_stop(door: Door, joe: Client) -> None:
    call_id = planned(door)
    for tries in range(3):
        joe.post(door.at(f"calls/{call_id}/result/"), {"result": "missed", "tries": str(tries)})
    with tenancy.brand(door.brand_id):
        assert queries.call(call_id=call_id).result is Result.UNREACHED
    assert "not reached in three tries" in text(joe.get(door.at("calls/")))


def test_asked_not_to_be_called_withdraws_their_consent(door: Door, joe: Client) -> None:
    went(door, joe, planned(door), "no_more")
    with tenancy.brand(door.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_PHONE)
        assert tom is not None
        said = people.consent(identity_id=tom.id, channel="phone", purpose=Purpose.SERVICE)
        assert said is not None
        assert not said.granted


def test_a_no_said_elsewhere_takes_the_calls_off_the_list(door: Door, joe: Client) -> None:
    from makegood.people.actions import noting
    from makegood.people.types import Consent

    call_id = planned(door)
    with tenancy.brand(door.brand_id):
        whom = queries.call(call_id=call_id).identity_id
        no = Consent(whom, "phone", Purpose.SERVICE, False, "their own page", "", cast.AT)  # type: ignore[arg-type]
        noting.note_consent(consent=no, by=SYSTEM)
        item = Taken(call_id, door.brand_id, calling_people.WORK, str(whom), {}, 1, call_id)
        for _ in range(2):
            calling_people.unwanted([item], cast.AT)
        assert queries.call(call_id=call_id).result is Result.CALLED_OFF


def test_an_open_complaint_says_why_they_are_not_called_now(door: Door, joe: Client) -> None:
    call_id = planned(door)
    with tenancy.brand(door.brand_id):
        whom = queries.call(call_id=call_id).identity_id
        outbox.hold(identity_id=whom, purpose=Purpose.SERVICE, because="A complaint is open.", until=cast.later(days=2))
    page = text(joe.get(door.at("calls/")))
    assert "Not now, and why" in page
    assert "A complaint is open." in page


def test_a_member_puts_a_call_on_the_list(door: Door, joe: Client) -> None:
    with tenancy.brand(door.brand_id):
        recognising.recognise(sightings=[cast.seen(cast.TOM_BY_PHONE)], at=cast.AT)
        tom = people.find_identity(address=cast.TOM_BY_PHONE)
    assert tom is not None
    form = {"who": cast.TOM_PHONE, "why": "He asked for it", "due_at": "2026-03-02T18:00", "key": "k"}
    assert "Tom Arden" in text(joe.post(door.at("calls/"), form))
    for _ in range(2):
        answer = joe.post(door.at("calls/"), {**form, "person": str(tom.person_id)})
        assert answer.status_code == 303
    with tenancy.brand(door.brand_id):
        (call,) = queries.due(until=cast.later(days=1))
    assert (call.why, call.due_at) == ("He asked for it", datetime(2026, 3, 2, 18, 0, tzinfo=UTC))


def test_the_timeline_tells_of_each_call(door: Door, joe: Client) -> None:
    went(door, joe, planned(door), "fine", words="All is well, thank you.")
    with tenancy.brand(door.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_PHONE)
    assert tom is not None
    assert "Joe Okafor spoke with Tom Arden on the phone." in text(joe.get(door.at(f"people/{tom.person_id}/")))


def test_whoever_may_only_look_sees_no_list(door: Door) -> None:
    vera = door.signed_in(VERA["user_id"])
    planned(door)
    assert vera.get(door.at("calls/")).status_code == 403
