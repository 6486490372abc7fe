"""A visit is a promise: it is booked once, their calendar is told by real mail, and done, moved, cancelled and missed have what follows."""

import email
from datetime import datetime, timedelta
from email.message import Message
from uuid import UUID

import pytest
from icalendar import Calendar
from icalendar.cal import Component

from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from tests import cast
from tests.flows import posting
from tests.flows.posting import Mailbox

WEDNESDAY_18 = datetime.fromisoformat("2026-03-04T18:00:00+00:00")


@pytest.fixture
def mail(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    return posting.mailbox(committed_brightside, cast.HELP_EMAIL, posting.office(monkeypatch))


def booked(mail: Mailbox, from_at: datetime = WEDNESDAY_18, **more: object) -> UUID:
    from makegood.flows import visiting
    from tests.visits import given

    with tenancy.brand(mail.brand_id):
        visit = visiting.book(visit=given.wish(given.tom(), given.sam(), from_at, **more), by=SYSTEM, at=cast.AT)
    mail.work()
    return visit.id


def parts(raw: bytes) -> tuple[Message, Component]:
    said = email.message_from_bytes(raw)
    (part,) = [one for one in said.walk() if one.get_content_type() == "text/calendar"]
    assert said.get_content_type() == "multipart/alternative"
    assert part.get_param("method") == str(Calendar.from_ical(part.get_payload(decode=True))["method"])
    return said, Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]


def promise_states(mail: Mailbox) -> list[str]:
    from makegood.promises import queries as promises
    from tests.visits import given

    with tenancy.brand(mail.brand_id):
        question = promises.ask_of_person(identity_ids=[given.tom()], limit=9)
        return sorted(one.state.value for one in question.answer)


def test_booking_sends_an_invitation_and_makes_a_promise_once(mail: Mailbox) -> None:
    visit_id = booked(mail)
    booked(mail)  # pressed twice: another resource of the same name, the same key
    (left,) = mail.office.left
    said, event = parts(left.raw)
    words = said.get_payload()[0].get_payload(decode=True).decode()
    assert said["Subject"] == "Our visit on Wednesday, 4 March"
    assert "Wednesday, 4 March, 18:00 to 19:00" in words
    assert "Sam Petrov comes to you." in words
    assert (event["uid"], event["sequence"]) == (f"visit-{visit_id}@makegood", 0)
    assert event.decoded("dtstart") == WEDNESDAY_18
    assert str(event["location"]) == "12 Harbour Lane, London"
    assert promise_states(mail) == ["open"]


def test_moving_keeps_the_uid_and_raises_the_sequence_and_the_promise_follows(mail: Mailbox) -> None:
    from makegood.flows import visiting

    visit_id, later = booked(mail), WEDNESDAY_18 + timedelta(days=1)
    for _ in range(2):
        with tenancy.brand(mail.brand_id):
            visiting.move(visit_id=visit_id, from_at=later, by=SYSTEM, at=cast.AT)
        mail.work()
    first, second = (parts(one.raw)[1] for one in mail.office.left)
    assert (first["uid"], first["sequence"]) == (second["uid"], 0)
    assert (second["sequence"], second.decoded("dtstart")) == (1, later)
    assert promise_states(mail) == ["open", "withdrawn"]


def test_cancelling_tells_their_calendar_and_frees_the_time(mail: Mailbox) -> None:
    from makegood.flows import visiting
    from makegood.visits import queries
    from makegood.visits.types import Wanted

    visit_id = booked(mail)
    with tenancy.brand(mail.brand_id):
        visiting.cancel(visit_id=visit_id, by=SYSTEM, at=cast.AT)
        visiting.cancel(visit_id=visit_id, by=SYSTEM, at=cast.AT)
        free = queries.free(wanted=Wanted(), since=WEDNESDAY_18, until=WEDNESDAY_18 + timedelta(minutes=5))
    mail.work()
    assert [one["status"] for one in (parts(left.raw)[1] for left in mail.office.left)] == ["CONFIRMED", "CANCELLED"]
    assert promise_states(mail) == ["withdrawn"]
    assert free == ()  # the next begins at 18:30 by Sam's rhythm of an hour and a half: nothing begins at 18:00
    with tenancy.brand(mail.brand_id):
        assert queries.visit(visit_id=visit_id).state == "cancelled"


def test_done_keeps_the_promise_and_notes_what_was_spared_and_the_reading(mail: Mailbox) -> None:
    from makegood.flows import visiting
    from makegood.people import queries as people
    from makegood.visits.types import Spared
    from tests.visits import given

    visit_id, after = booked(mail), WEDNESDAY_18 + timedelta(minutes=50)
    spared = Spared("a second tow", Money(18_000, "GBP"), 90)
    for _ in range(2):
        with tenancy.brand(mail.brand_id):
            done = visiting.done(visit_id=visit_id, at_instant=after, spared=spared, km=59_800, by=SYSTEM, at=after)
    assert (done.state, done.km, done.spared) == ("done", 59_800, spared)
    assert promise_states(mail) == ["kept"]
    with tenancy.brand(mail.brand_id):
        facts = people.facts_of(identity_ids=[given.tom()], kinds=["told.km_reading", "told.visited", "told.spared"])
    told = {one.kind: one.value for one in facts}
    assert told["told.km_reading"] == {"km": 59_800, "service": True}
    assert told["told.spared"] == {"minutes": 90, "minor": 18_000, "currency": "GBP"}
    assert len(facts) == 3


def test_a_visit_that_nobody_wrote_down_is_missed_an_hour_after_its_end_and_becomes_a_case(mail: Mailbox) -> None:
    from makegood.cases import queries as cases
    from makegood.visits import queries

    visit_id = booked(mail)
    for minutes in (119, 121):
        mail.now = WEDNESDAY_18 + timedelta(minutes=minutes)
        mail.work()
        with tenancy.brand(mail.brand_id):
            assert queries.visit(visit_id=visit_id).state == ("booked" if minutes == 119 else "missed")
    with tenancy.brand(mail.brand_id):
        case = cases.by_number(number=1)
        assert queries.visit(visit_id=visit_id).case_id == case.id
    assert promise_states(mail) == ["broken"]


def test_they_are_reminded_the_morning_before_and_once(mail: Mailbox) -> None:
    booked(mail, WEDNESDAY_18 + timedelta(days=1))
    mail.now = datetime.fromisoformat("2026-03-04T09:00:30+00:00")
    mail.work()
    mail.work()
    subjects = [email.message_from_bytes(one.raw)["Subject"] for one in mail.office.left]
    assert subjects == ["Our visit on Thursday, 5 March", "Tomorrow: The radiator"]


def test_a_time_that_is_taken_is_refused_and_nothing_is_said(mail: Mailbox) -> None:
    from makegood.flows import visiting
    from makegood.visits import queries
    from tests.visits import given

    booked(mail)
    with tenancy.brand(mail.brand_id):
        (sam,) = queries.resources()
        with pytest.raises(Refusal, match="just taken"):
            visiting.book(
                visit=given.wish(given.tom(), sam, WEDNESDAY_18 + timedelta(minutes=30), key="two"), by=actors.SYSTEM, at=cast.AT
            )
        assert len(queries.within(since=cast.AT, until=cast.later(days=9))) == 1


def test_her_needs_and_words_choose_among_what_is_free(mail: Mailbox) -> None:
    from makegood.flows import visiting
    from tests.visits import given

    with tenancy.brand(mail.brand_id):
        given.sam()
        wanted = visiting.wanted_of(identity_ids=[given.tom()], said="after work, at home", at=cast.AT)
        offered = visiting.offers(wanted=wanted, at=cast.AT)
    assert [f"{one.from_at:%a %H:%M}" for one in offered][:4] == ["Mon 17:00", "Mon 18:30", "Tue 17:00", "Tue 18:30"]


def test_a_visit_counts_at_its_touchpoint_by_its_promise_and_not_a_second_time_at_the_counter(mail: Mailbox) -> None:
    from makegood.brands import queries as brands
    from makegood.counter.types import Done
    from makegood.flows import at_counter, visiting
    from makegood.people import queries as people
    from makegood.promises import queries as promises
    from makegood.touchpoints import queries as touchpoints
    from makegood.visits.types import VisitKind
    from tests.visits import given

    booked(mail)
    with tenancy.brand(mail.brand_id):
        person = people.persons_of(identity_ids=[given.tom()])[given.tom()]
        for at in (WEDNESDAY_18, WEDNESDAY_18 + timedelta(days=1)):
            at_counter.done(person_id=person.id, touch=Done.CAME_IN, key=f"{at}", member=brands.members()[0], at=at)
        came = touchpoints.came_in_between(since=WEDNESDAY_18, until=WEDNESDAY_18 + timedelta(days=2))
        assert [one.at for one in came] == [WEDNESDAY_18 + timedelta(days=1)]
        interview = given.wish(given.tom(), given.sam(), WEDNESDAY_18 + timedelta(hours=1), kind=VisitKind.INTERVIEW, key="talk")
        visiting.book(visit=interview, by=SYSTEM, at=cast.AT)
        made = promises.ask_of_person(identity_ids=[given.tom()], limit=5).answer
        assert {one.touchpoint for one in made} == {"visit", "job-interview"}
