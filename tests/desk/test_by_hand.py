"""The page of two fields, and calls beside a case, as a member uses them: words stay, choices are asked for, nothing is kept twice."""

from django.core.files.uploadedfile import SimpleUploadedFile

from makegood.cases import called
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.people.actions import recognising
from makegood.people.types import Sighting
from makegood.platform import jobs, tenancy
from tests import cast
from tests.desk.conftest import Door


def test_a_call_is_written_down_in_two_fields(door: Door) -> None:
    joe = door.signed_in(3)
    page = joe.get(door.at("note/")).content.decode()
    assert 'name="who"' in page
    assert 'name="words"' in page
    told = {"who": "Ana Roth", "words": "My lamp is broken, please send a new one.", "how": "phone", "key": "k1"}
    assert joe.post(door.at("note/"), told).status_code == 303
    assert joe.post(door.at("note/"), told).status_code == 303
    jobs.do_all_due(door.brand_id, at=cast.later(minutes=1))
    with tenancy.brand(door.brand_id):
        (number,) = cases.numbers(case_ids=cases.case_ids(after=None, limit=9))
        assert "Ana" in cases.by_number(number=number).title
    assert "On the phone" in joe.get(door.at(f"cases/{number}/")).content.decode()


def test_where_several_may_be_meant_the_member_chooses_and_the_words_stay(door: Door) -> None:
    with tenancy.brand(door.brand_id):
        (tom,) = recognising.recognise(sightings=[Sighting((cast.TOM_BY_EMAIL,))], at=cast.AT)
    joe = door.signed_in(3)
    told = {"who": cast.TOM_EMAIL, "words": "It flickers.", "how": "counter", "key": "k2"}
    page = joe.post(door.at("note/"), told)
    assert page.status_code == 200
    assert f'value="{tom.person_id}" checked' in page.content.decode()
    assert "It flickers." in page.content.decode()
    answer = joe.post(door.at("note/"), {**told, "person": str(tom.person_id)})
    assert (answer.status_code, answer["Location"]) == (303, door.at(f"people/{tom.person_id}/"))


def test_of_two_with_one_name_the_member_sees_what_each_said_and_no_address_made_for_machines(door: Door) -> None:
    joe = door.signed_in(3)
    for key, words in (("k1", "She asks whether we repair lamps."), ("k2", "She asks whether we open on Sunday.")):
        told = {"who": "Ana Roth", "words": words, "how": "phone", "key": key, "person": "new"}
        assert joe.post(door.at("note/"), told).status_code == 303
    jobs.do_all_due(door.brand_id, at=cast.later(minutes=1))
    page = joe.post(door.at("note/"), {"who": "Ana Roth", "words": "Again.", "how": "phone", "key": "k3"}).content.decode()
    assert page.count('name="person"') == 3
    assert "repair lamps" in page
    assert "open on Sunday" in page
    assert "counter:" not in page
    with tenancy.brand(door.brand_id):
        (first, _) = cases.numbers(case_ids=cases.case_ids(after=None, limit=9))
    case = joe.get(door.at(f"cases/{first}/")).content.decode()
    assert "call them back, or ask them for one" in case
    assert "Ana Roth (told to one of us)" in case
    assert 'id="answer"' not in case
    assert "counter:" not in case


def test_a_letter_is_kept_with_its_scan(door: Door) -> None:
    joe = door.signed_in(3)
    scan = SimpleUploadedFile("../letter.pdf", b"%PDF-1.7 dear all", "application/pdf")
    told = {
        "who": "Ana Roth",
        "words": "A letter of complaint: the lamp is broken.",
        "how": "letter",
        "key": "k3",
        "at": "2026-03-01T09:30",
        "files": [scan],
    }
    assert joe.post(door.at("note/"), told).status_code == 303
    jobs.do_all_due(door.brand_id, at=cast.later(minutes=1))
    with tenancy.brand(door.brand_id):
        case = cases.by_number(number=1)
        (message,) = channels.conversations(conversation_ids=case.conversation_ids, limit=9)
    assert [file.name for file in message.attachments] == ["letter.pdf"]
    assert message.at.isoformat() == "2026-03-01T09:30:00+00:00"


def test_what_is_wrong_is_said_at_the_form_and_what_was_typed_stays(door: Door) -> None:
    joe = door.signed_in(3)
    page = joe.post(door.at("note/"), {"who": "Ana Roth", "words": "", "how": "phone", "key": "k4"})
    assert page.status_code == 422
    assert "write down what they said" in page.content.decode()
    assert 'value="Ana Roth"' in page.content.decode()
    for told in ({"how": "telepathy"}, {"at": "yesterday"}, {"person": "seven"}):
        assert joe.post(door.at("note/"), {"who": "Ana", "words": "x", "how": "phone", **told}).status_code == 422


def test_files_too_many_are_refused_at_the_form(door: Door) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    told = {"who": "Ana Roth", "words": "A letter.", "how": "letter", "key": "k9", "files": files}
    page = door.signed_in(3).post(door.at("note/"), told)
    assert (page.status_code, "11 files; at most 10 go along" in page.content.decode()) == (422, True)


def test_a_viewer_writes_nothing_down(door: Door) -> None:
    assert door.signed_in(4).get(door.at("note/")).status_code == 403
    assert door.signed_in(4).post(door.at("note/"), {"who": "Ana", "words": "x", "how": "phone"}).status_code == 422
    with tenancy.brand(door.brand_id):
        assert channels.channels() == ()


def test_a_call_is_promised_beside_the_case_stands_on_today_and_is_ended(door: Door) -> None:
    joe = door.signed_in(3)
    joe.post(door.at("note/"), {"who": "Ana Roth", "words": "My lamp is broken.", "how": "phone", "key": "k5"})
    jobs.do_all_due(door.brand_id, at=cast.later(minutes=1))
    told = {"due_at": "2026-03-02T15:00", "phone": "020 7946 0991", "about": "the lamp", "mine": "yes", "key": "c1"}
    assert joe.post(door.at("cases/1/calls/"), told).status_code == 303
    assert joe.post(door.at("cases/1/calls/"), told).status_code == 303
    assert joe.get(door.at("")).content.decode().count("020 7946 0991</a>") == 1
    with tenancy.brand(door.brand_id):
        (call,) = called.calls_of(case_id=cases.by_number(number=1).id)
    result = door.at(f"cases/1/calls/{call.id}/result/")
    assert joe.post(result, {"result": "missed", "again_at": "2026-03-02T17:00"}).status_code == 303
    assert "tried once" in joe.get(door.at("cases/1/")).content.decode()
    assert joe.post(result, {"result": "great"}).status_code == 422
    assert joe.post(result, {"result": "fine", "words": "All is well."}).status_code == 303
    assert "spoken with, all is well" in joe.get(door.at("cases/1/")).content.decode()
    assert "020 7946 0991</a>" not in joe.get(door.at("")).content.decode()


def test_a_call_in_the_past_is_refused_at_the_form_with_what_was_typed(door: Door) -> None:
    joe = door.signed_in(3)
    joe.post(door.at("note/"), {"who": "Ana Roth", "words": "My lamp is broken.", "how": "phone", "key": "k6"})
    jobs.do_all_due(door.brand_id, at=cast.later(minutes=1))
    page = joe.post(door.at("cases/1/calls/"), {"due_at": "2026-03-01T15:00", "phone": "020 7946 0991", "about": "the lamp"})
    assert page.status_code == 422
    assert "still to come" in page.content.decode()
    assert 'value="the lamp"' in page.content.decode()
