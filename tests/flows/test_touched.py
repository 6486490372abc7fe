"""Where it happened is written down as messages arrive, follows what is read anew, and may be set right; the past is gone through at leisure."""

import dataclasses
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.counter.types import Done
from makegood.flows import at_counter, findings, health_days, out_of_sight, rereading, touched, touchpoint_pages
from makegood.health import queries as counted
from makegood.kernel.refusals import Refusal
from makegood.orders.actions import ordering
from makegood.people.actions import recognising
from makegood.platform import tenancy
from makegood.touchpoints import models, queries, raised
from makegood.touchpoints.rules import reasons
from makegood.touchpoints.types import Contact, FindingState, Watched
from tests import cast
from tests.flows.conftest import House
from tests.flows.said import reads, sure
from tests.flows.test_leaving_and_buying import NELL, PLAIN, cases_of
from tests.flows.test_message_arrived import toms_torch

LATE = {"act": sure("complaint"), "happened": (sure("late"),)}


def preorder(house: House) -> None:
    with tenancy.brand(house.brand_id):
        order = dataclasses.replace(cast.torch_order(), number="4711", service="Pre-order, launch day", lines=(cast.torch(),))
        ordering.take_orders(orders=[order], at=cast.AT)


def place(house: House, number: int = 1) -> Contact:
    with tenancy.brand(house.brand_id):
        found = queries.contact(case_id=cases.by_number(number=number).id)
    assert found is not None
    return found


def member(house: House, name: str = "Joe Okafor") -> Member:
    with tenancy.brand(house.brand_id):
        return next(one for one in brands.members() if one.name == name)


def test_a_late_pre_order_is_put_to_pre_order_delivery_with_the_reason(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    preorder(house)
    reads(monkeypatch, "4711", **PLAIN | LATE)
    house.hears("My torch, order 4711, has not come.", subject="Order 4711")
    found = place(house)
    assert (found.where.key, found.complaint, found.harm, found.at) == ("pre-order-delivery", True, "late", cast.AT)
    assert reasons.sentence(found.where) == "Late or lost, and the delivery of order 4711 was promised there."
    with tenancy.brand(house.brand_id):
        assert raised.findings(limit=5) == ()


def test_a_question_by_night_is_out_of_hours_and_by_day_before_buying(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reads(monkeypatch, "LED", **PLAIN | {"act": sure("question")})
    house.hears("Is the LED warm white?", by=NELL, at=cast.later(hours=2))
    house.hears("Is the LED warm white?", at=cast.later(hours=12))
    assert [(place(house, n).where.key, place(house, n).complaint) for n in (1, 2)] == [
        ("browse", False),
        ("out-of-hours", False),
    ]


def test_who_may_leave_is_filed_with_their_words_and_the_next_one_joins(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    preorder(house)
    going = dataclasses.replace(sure("risk"), words=("No point in pre-ordering again",))
    reads(monkeypatch, "4711", **PLAIN | LATE | {"leaving": going})
    house.hears("Hello, it is about 4711. No point in pre-ordering again without a guarantee. Tom", subject="Order 4711")
    with tenancy.brand(house.brand_id):
        (finding,) = raised.findings(limit=5)
        (voice,) = raised.voices(finding_id=finding.id)
        (said,) = channels.messages(message_ids=[voice.message_id])
    assert (finding.key, finding.state, finding.by_member_id, finding.due_on) == (
        "pre-order-delivery",
        FindingState.OPEN,
        None,
        (cast.AT + timedelta(days=14)).date(),
    )
    assert finding.sentence == "People may not come back because it came late."
    assert findings.quoted(said, start=voice.start, length=voice.length) == "No point in pre-ordering again without a guarantee."
    house.hears("Again nothing of order 4711, that was it.", at=cast.later(hours=1), subject="Order 4711, again")
    with tenancy.brand(house.brand_id):
        (again,) = raised.findings(limit=5)
        assert (again.id, again.voices) == (finding.id, 2)
        assert models.FindingStep.objects.count() == 1


def test_what_is_read_anew_moves_it_and_what_a_member_said_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    preorder(house)
    reads(monkeypatch, "4711", **PLAIN | LATE)
    house.hears("My torch, order 4711, has not come.", subject="Order 4711")
    joe = member(house)

    def corrected(field: str, now: str) -> Contact:
        with tenancy.brand(house.brand_id):
            (message,) = cases.messages_of_cases(case_ids=[place(house).case_id]).popitem()[1]
            rereading.correct(message_id=message, field=field, now=now, member=joe, at=cast.later(hours=1))
        return place(house)

    assert corrected("happened", "billing").where.key == "bill"
    with tenancy.brand(house.brand_id):
        touched.set_right(number=1, key="returns", member=joe, at=cast.later(hours=1))
    again = corrected("happened", "late")
    assert (again.where.key, again.harm, again.by_member_id) == ("returns", "late", joe.id)
    with tenancy.brand(house.brand_id), pytest.raises(Refusal, match="no such touchpoint"):
        touched.set_right(number=1, key="moon", member=joe, at=cast.AT)


def test_the_past_is_gone_through_and_comes_to_the_same_places(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    house.hears("Do you sell lamps for the garden?", by=NELL, subject="Lamps", at=cast.later(hours=1))
    before = [place(house, one.number) for one in cases_of(house)]
    assert [one.where.key for one in before] == ["goods", "browse"]
    with tenancy.brand(house.brand_id):
        models.Contact.objects.all().delete()
        from makegood.platform import work
        from makegood.platform.work import Item

        work.leave(touched.PAST, [Item(key=touched.PAST, due_at=cast.AT)])
    house.turn_to(cast.later(hours=2))
    assert [place(house, one.number) for one in cases_of(house)] == before


def test_what_is_put_out_of_sight_counts_nowhere_and_comes_back_to_its_place(house: House) -> None:
    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    before, mara = place(house), member(house, "Mara Lindqvist")
    with tenancy.brand(house.brand_id):
        out_of_sight.put_case_away(number=1, why="trash", member=mara, at=cast.AT)
        assert queries.contact(case_id=before.case_id) is None
        out_of_sight.bring_case_back(number=1, member=mara, at=cast.AT)
    assert place(house) == before


def test_who_comes_in_was_there_and_whoever_speaks_of_it_is_counted_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    joe = member(house)
    with tenancy.brand(house.brand_id):
        (found,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
        for _ in range(2):
            at_counter.done(person_id=found.person_id, touch=Done.CAME_IN, key="one", member=joe, at=cast.AT)
    assert at_the_counter(house) == (0, 1, 1, {("visit", "complaint"): (0, 1)})
    reads(monkeypatch, "waiter", **PLAIN | {"act": sure("complaint"), "feeling": sure("negative")})
    house.hears("Your waiter was rude to me.", at=cast.later(hours=1))
    hits, there, came_in, day = at_the_counter(house)
    assert (hits, there, came_in, day["visit", "complaint"]) == (1, 1, 0, (1, 1))
    with tenancy.brand(house.brand_id):
        out_of_sight.put_case_away(number=1, why="trash", member=joe, at=cast.later(hours=2))
    assert at_the_counter(house) == (0, 1, 1, {("visit", "complaint"): (0, 1)})
    with tenancy.brand(house.brand_id):
        out_of_sight.bring_case_back(number=1, member=joe, at=cast.later(hours=2))
    assert at_the_counter(house)[:3] == (1, 1, 0)


def at_the_counter(house: House) -> tuple[int, int, int, dict[tuple[str, str], tuple[int, int]]]:
    """Complaints of how many who were there, who only came in, and the day as it is counted, which is as the sources say."""
    with tenancy.brand(house.brand_id):
        today, at, zone = cast.AT.date(), cast.later(hours=6), ZoneInfo(brands.current().zone)
        line = touchpoint_pages.one(key="visit", days=30, at=at).line
        figure = touchpoint_pages.figure(key="visit", watched=Watched.COMPLAINTS, since=cast.later(days=-1), until=at)
        assert (figure.hits, figure.n) == (line.complaints.hits, line.complaints.n)
        health_days.put(today, at=at, zone=zone)
        assert health_days.differing(today=today + timedelta(days=1), zone=zone) == set()
        day = {(one.key, one.signal.value): (one.hits, one.n) for one in counted.days(since=today, until=today)}
    return line.complaints.hits, line.complaints.n, line.came_in, day
