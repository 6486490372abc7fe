"""What members write down and promise: a call taken in two fields, a letter with its scan, a call back that is made, missed and made again."""

from datetime import timedelta
from uuid import UUID

import pytest

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.types import CallResult, CaseState
from makegood.channels import queries as channels
from makegood.channels.adapters.counter.adapter import How
from makegood.channels.types import AttachmentIn, Authenticity
from makegood.flows import by_hand, desk_pages, desk_work, speaking
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House

WORDS = "The torch I bought does not work any more. I want a new one."


def joe_of() -> Member:
    return next(member for member in brands.members() if member.name == "Joe Okafor")


def write(
    house: House, *, who: str = "", person_id: UUID | None = None, words: str = WORDS, key: str = "note:1", **more: object
) -> UUID:
    told = {"how": How.PHONE, "happened_at": house.now, "at": house.now, **more}
    with tenancy.brand(house.brand_id):
        message_id = by_hand.note(who=who, person_id=person_id, words=words, key=key, member=joe_of(), **told)  # type: ignore[arg-type]
    house.turn_to(house.now + timedelta(minutes=1))
    return message_id


def test_who_called_is_found_by_number_address_order_and_name(house: House) -> None:
    house.hears(WORDS)
    with tenancy.brand(house.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        for who in (cast.TOM_EMAIL, "tom arden"):
            (found,) = by_hand.candidates(who=who, at=house.now)
            assert found.name == cast.TOM_NAME
        assert by_hand.candidates(who="Nobody Atall", at=house.now) == ()
        assert by_hand.candidates(who=" ", at=house.now) == ()


def test_a_call_is_a_message_of_that_person_and_opens_a_case_with_a_clock(house: House) -> None:
    message_id = write(house, who="+44 20 7946 0991")
    with tenancy.brand(house.brand_id):
        (message,) = channels.messages(message_ids=[message_id])
        assert (message.channel_kind, message.subject, message.visible) == ("counter", "On the phone", WORDS)
        assert (message.public, message.authentic) == (False, Authenticity.VOUCHED)
        (case,) = cases.cases_of(identity_ids=[message.identity_id])  # type: ignore[list-item]
        assert case.state is CaseState.OPEN


def test_pressed_twice_it_is_one_note_and_two_of_one_name_are_two_people(house: House) -> None:
    first, again = write(house, who="John", key="note:a"), write(house, who="John", key="note:a")
    other = write(house, who="John", key="note:b")
    assert first == again != other
    with tenancy.brand(house.brand_id):
        one, two = channels.messages(message_ids=[first, other])
        assert one.identity_id != two.identity_id


def test_a_letter_keeps_its_scan_and_its_day(house: House) -> None:
    scan = AttachmentIn("letter.pdf", "application/pdf", b"%PDF-1.7 a letter")
    yesterday = house.now - timedelta(days=1)
    message_id = write(house, who="Ana Roth", how=How.LETTER, happened_at=yesterday, files=[scan])
    with tenancy.brand(house.brand_id):
        (message,) = channels.messages(message_ids=[message_id])
        assert (message.at, [file.name for file in message.attachments]) == (yesterday, ["letter.pdf"])


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"words": "  "}, "words"),
        ({"words": "x" * 20_001}, "words"),
        ({"who": ""}, "who"),
        ({"happened_at": cast.later(hours=1)}, "at"),
        ({"happened_at": cast.later(days=-400)}, "at"),
        ({"files": [AttachmentIn("a", "text/plain", b"x")] * 11}, "files"),
    ],
)
def test_what_is_missing_is_said_by_its_field_and_nothing_is_kept(house: House, told: dict[str, object], field: str) -> None:
    with tenancy.brand(house.brand_id):
        before = channels.channels()
        given = {"who": "Ana", "words": WORDS, "happened_at": house.now, "files": (), **told}
        with pytest.raises(Refusal) as refused:
            by_hand.note(person_id=None, how=How.PHONE, key="note:1", member=joe_of(), at=house.now, **given)  # type: ignore[arg-type]
        assert field in refused.value.fields
        assert channels.channels() == before


def plan(house: House, *, key: str = "call:1", **more: object) -> UUID:
    told = {
        "number": 1,
        "phone": "+44 20 7946 0991",
        "due_at": house.now + timedelta(hours=3),
        "about": "the torch",
        "mine": True,
        **more,
    }
    return by_hand.plan_call(key=key, member=joe_of(), at=house.now, **told)  # type: ignore[arg-type]


def test_a_promised_call_is_on_the_list_until_somebody_picks_up(house: House) -> None:
    house.hears(WORDS)
    with tenancy.brand(house.brand_id):
        call = plan(house)
        assert plan(house) == call
        due = house.now + timedelta(hours=3)
        assert by_hand.calls_due(member=joe_of(), until=due) == ()
        (shown,) = by_hand.calls_due(member=joe_of(), until=due + timedelta(seconds=1))
        assert (shown.name, shown.case_number, shown.owner_name) == (cast.TOM_NAME, 1, "Joe Okafor")
        by_hand.call_missed(number=1, call_id=call, again_at=due + timedelta(hours=2), member=joe_of(), at=due)
        by_hand.call_ended(
            number=1,
            call_id=call,
            result=CallResult.FINE,
            words="She is happy now.",
            member=joe_of(),
            at=due + timedelta(hours=2),
        )
        ((made, owner),) = by_hand.calls_of(case=cases.by_number(number=1), members=brands.members())
        assert (made.tries, made.result, owner) == (2, CallResult.FINE, "Joe Okafor")
        assert by_hand.calls_due(member=joe_of(), until=due + timedelta(days=9)) == ()


def test_having_spoken_with_them_is_a_first_answer_and_what_they_said_is_in_the_case(house: House) -> None:
    house.hears(WORDS)
    with tenancy.brand(house.brand_id):
        call = plan(house)
        assert cases.by_number(number=1).segments[-1].first_replied_at is None
        later = house.now + timedelta(hours=3)
        by_hand.call_ended(number=1, call_id=call, result=CallResult.NOT_FINE, words="It broke again.", member=joe_of(), at=later)
        case = cases.by_number(number=1)
        assert (case.segments[-1].first_replied_at, case.state) == (later, CaseState.OPEN)
        assert "It broke again." in [m.visible for m in channels.conversations(conversation_ids=case.conversation_ids, limit=50)]


def test_a_call_that_cannot_be_is_refused_by_its_field(house: House) -> None:
    house.hears(WORDS)
    with tenancy.brand(house.brand_id):
        for told, field in (({"due_at": house.now}, "due_at"), ({"phone": "soon"}, "phone"), ({"number": 7}, "number")):
            with pytest.raises(Refusal) as refused:
                plan(house, **told)
            assert field in refused.value.fields
        call = plan(house)
        by_hand.call_ended(number=1, call_id=call, result=CallResult.DROPPED, words="", member=joe_of(), at=house.now)
        with pytest.raises(Refusal, match="over already"):
            by_hand.call_missed(number=1, call_id=call, again_at=house.now + timedelta(days=1), member=joe_of(), at=house.now)


def test_a_caller_whose_mail_address_is_known_is_answered_by_mail(house: House) -> None:
    house.hears("Do your torches float?", subject="Torches")
    with tenancy.brand(house.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        person = people.persons_of(identity_ids=[tom.id])[tom.id]
    message_id = write(house, who=cast.TOM_NAME, person_id=person.id)
    with tenancy.brand(house.brand_id):
        (told,) = channels.messages(message_ids=[message_id])
        case = cases.cases_of_conversation(conversation_id=told.conversation_id)[-1]
        reply = desk_pages.case_page(number=case.number, at=house.now).reply
        assert reply is not None
        assert (reply.closed_because, reply.to_shown, reply.files) == ("", cast.TOM_EMAIL, True)
        answered = desk_work.answer(number=case.number, text="We send a new one.", member=joe_of(), at=house.now)
        (said,) = channels.messages(message_ids=[answered])
        assert (said.channel_id, said.identity_id) == (house.mail, tom.id)
        assert speaking.private_way(case).channel_id == house.mail


def test_to_somebody_who_gave_nothing_but_a_name_nothing_can_be_written_and_the_page_says_what_to_do(house: House) -> None:
    write(house, who="Ana Roth", words="She would like to know whether we repair lamps.")
    sentence = "They spoke to one of us, and no mail address of theirs is known: call them back, or ask them for one."
    with tenancy.brand(house.brand_id):
        page = desk_pages.case_page(number=1, at=house.now)
        assert page.reply is not None
        assert page.reply.closed_because == sentence
        for try_it in (
            lambda: desk_work.answer(number=1, text="We do.", member=joe_of(), at=house.now),
            lambda: speaking.private_way(page.case),
        ):
            with pytest.raises(Refusal) as refused:
                try_it()
            assert (refused.value.code, refused.value.sentence) == ("no_answers_here", sentence)
        assert channels.page(before=None, since=None, limit=9)[0].visible.startswith("She would like")
        assert cases.by_number(number=1).segments[-1].first_replied_at is None


def test_a_note_is_called_by_what_they_said_and_people_of_one_name_are_told_apart_by_it(house: House) -> None:
    write(house, who="Ana Roth", words="She asks whether we repair lamps.", key="note:a")
    write(house, who="Ana Roth", words="She asks whether we open on Sunday.", key="note:b", how=How.COUNTER)
    with tenancy.brand(house.brand_id):
        one, two = by_hand.candidates(who="ana roth", at=house.now)
        assert {one.shown, two.shown} == {""}
        assert sorted((one.because.partition(": ")[2], two.because.partition(": ")[2])) == [
            "She asks whether we open on Sunday.",
            "She asks whether we repair lamps.",
        ]
        assert {i.shown for c in (one, two) for i in people.person(person_id=c.person_id).identities} == {"counter:Ana Roth"}
