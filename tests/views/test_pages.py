"""A person's page, the timeline read aloud, the morning letter: what happened, in sentences, each with a fixed number of queries."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand, Member
from makegood.cases.actions import working as cases
from makegood.cases.types import CaseId
from makegood.gestures.types import Occasion
from makegood.kernel import actors
from makegood.makegoods.actions import proposing
from makegood.orders.actions import ordering, parcels
from makegood.outcomes import actions as outcomes
from makegood.outcomes.types import KindWords, PersonEvidence, Settling
from makegood.people import queries as people
from makegood.platform import journal
from makegood.views import actions as views
from makegood.views import lifeline, queries, reading
from makegood.views.types import LifelineMark, PersonPage
from tests import cast
from tests.cases import telling
from tests.makegoods import given

TUESDAY = cast.later(days=1)


@pytest.fixture
def channel(brightside: Brand) -> UUID:
    return telling.web_channel("Help desk")


@pytest.fixture
def torch(channel: UUID, mara: Member) -> CaseId:
    """Tom's orders, his torch, Mara's note, the resolution two hours later, his thanks."""
    ordering.take_orders(orders=[*cast.bulb_orders(), cast.torch_order()], at=cast.later(days=-1))
    parcels.take_parcel_events(events=[cast.delivered()], at=cast.AT)
    case_id = telling.open_case(channel, thread="t1", words="The torch does not switch on", order_number="1007")
    by = actors.member(mara.id)
    cases.note(case_id=case_id, text="He is in on Thursdays.", by=by, at=cast.later(hours=1))
    cases.resolve(case_id=case_id, how="A new torch came.", by=by, at=cast.later(hours=2))
    tom = telling.identity()
    evidence = PersonEvidence(5, cast.later(days=-120), 1, 0, 0, 0, 0)
    outcomes.settle_standings(settlings=[Settling(tom, (tom,), evidence)], at=cast.later(hours=3))
    thanks, _, _ = telling.says("Thank you", channel_id=channel, thread="t1", at=cast.later(hours=3))
    outcomes.note_praises(words=[KindWords(thanks, tom, "Thank you", public=True, link="", reach=None, at=cast.later(hours=3))])
    views.refresh_cases(case_ids=[case_id])
    return case_id


def toms_page(cursor: str = "") -> PersonPage:
    tom = telling.identity()
    person = people.persons_of(identity_ids=[tom])[tom]
    return queries.person_page(person_id=person.id, cursor=cursor, at=TUESDAY)


def test_a_persons_page_tells_who_he_is_and_what_he_bought(torch: CaseId) -> None:
    page = toms_page()
    assert (page.name, page.standing, page.standing_since) == ("Tom Arden", "advocate", cast.later(hours=3))
    assert page.standing_because == "Praised us in public without being asked."
    assert ("email", "tom.arden@example.org") in page.identities
    assert (page.orders_count, page.spent) == (5, "£127.79")
    assert [(row.case_id, row.state) for row in page.cases] == [(torch, "resolved")]


def test_the_lifeline_has_a_mark_for_everything_that_counts(torch: CaseId) -> None:
    marks = toms_page().marks
    assert [mark.kind for mark in marks] == [
        "order",
        "standing",
        "order",
        "order",
        "order",
        "order",
        "case",
        "delivered",
        "praise",
        "standing",
    ]
    case = next(mark for mark in marks if mark.kind == "case")
    assert (case.at, case.until) == (cast.AT, cast.later(hours=2))
    assert marks[5] == LifelineMark(cast.later(days=-1), "order", "Order 1007, £50.99")


def test_of_very_much_the_latest_is_drawn_and_everything_is_counted(torch: CaseId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MARKED", 2)
    page = toms_page()
    assert (page.orders_count, page.spent, page.cases_count) == (5, "£127.79", 1)
    bulbs = sorted(order.placed_at for order in cast.bulb_orders())
    assert page.marked_since == bulbs[-1]
    assert [mark.kind for mark in page.marks] == ["standing", "order", "order", "case", "delivered", "praise", "standing"]
    assert (page.marks[0].at, page.marks[0].label) == (bulbs[-1], "passive")  # where he stood when the drawing begins


def test_a_few_things_are_drawn_from_the_first_one_on(torch: CaseId) -> None:
    assert toms_page().marked_since is None


def test_an_open_cases_arc_ends_now_and_a_replacement_is_no_purchase() -> None:
    marks = lifeline.marks(
        orders=(), cases=[("Torch", cast.AT, None)], gestures=(), names={}, praise=(), standing=(), until=TUESDAY
    )
    assert marks == (LifelineMark(cast.AT, "case", "Torch", TUESDAY),)
    assert lifeline.spent(()) == ""


def test_the_timeline_is_read_aloud_with_names_and_their_own_words(torch: CaseId) -> None:
    told = {entry.kind: entry for entry in toms_page().timeline}
    assert told["cases.CaseNoted"].sentence == "Mara Lindqvist made a note."
    assert told["cases.CaseNoted"].detail == "He is in on Thursdays."
    assert told["cases.CaseOpened"].sentence.startswith("A case was opened for Tom Arden: ")
    assert (told["cases.CaseOpened"].detail, told["cases.CaseOpened"].by) == ("The torch does not switch on", "Makegood")
    assert told["outcomes.StandingChanged"].sentence == (
        "Tom Arden went from “content, and quiet about it” to “speaks up for us”: Praised us in public without being asked."
    )
    assert all("{" not in entry.sentence and "–" not in entry.sentence for entry in told.values())


def test_the_timeline_goes_on_where_the_last_page_ended(torch: CaseId) -> None:
    ids = [identity.id for identity in people.identities_of_person(person_id=toms_page().person_id)]
    whole, end = queries.timeline(identity_ids=ids, limit=100)
    pages, cursor = list(whole[:0]), ""
    while True:
        page, cursor = queries.timeline(identity_ids=ids, cursor=cursor, limit=3)
        pages += page
        if not cursor:
            break
    assert (tuple(pages), end) == (whole, "")
    assert [entry.at for entry in whole] == sorted((entry.at for entry in whole), reverse=True)


def test_the_facts_of_two_addresses_are_told_in_one_order_page_by_page(torch: CaseId, channel: UUID) -> None:
    telling.open_case(channel, who=cast.ANA_BY_EMAIL, at=cast.later(hours=1, minutes=30))
    ids = [telling.identity(), telling.identity(cast.ANA_BY_EMAIL)]
    alone = [entry for one in ids for entry in journal.of_identities(identity_ids=[one], limit=100)]
    told: list[journal.Entry] = []
    before = None
    while page := journal.of_identities(identity_ids=[*ids, ids[0]], limit=4, before=before):
        told += page
        before = (page[-1].at, page[-1].id)
    assert len({entry.identity_id for entry in alone}) == 2
    assert told == sorted(alone, key=lambda entry: (entry.at, entry.id), reverse=True)
    (cleared,) = journal.of_identities(identity_ids=ids, limit=4, kinds=["cases.CaseResolved"])
    assert (cleared.kind, cleared.case_id) == ("cases.CaseResolved", torch)


def test_a_persons_cases_of_two_addresses_are_counted_and_come_in_one_order(torch: CaseId, channel: UUID) -> None:
    later = telling.open_case(channel, who=cast.ANA_BY_EMAIL, at=cast.later(hours=1, minutes=30))
    views.refresh_cases(case_ids=[later])
    ids = [telling.identity(), telling.identity(cast.ANA_BY_EMAIL)]
    cases, arcs = queries._ask_cases(ids, "").answer, queries._ask_arcs(ids).answer
    assert [row.id for row in cases] == [later, torch]
    assert (arcs[0], [title for title, _, _ in arcs[1]]) == (2, [row.title for row in cases])


def test_a_cases_timeline_tells_of_the_answer_with_its_words(torch: CaseId, channel: UUID, mara: Member) -> None:
    answer, *_ = telling.says("We send a new one today", channel_id=channel)
    cases.note_reply(case_id=torch, outgoing_id=answer, by=actors.member(mara.id), at=cast.later(hours=4), automatic=False)
    entries, _ = queries.case_timeline(case_id=torch)
    assert (entries[0].sentence, entries[0].detail) == ("Mara Lindqvist answered Tom Arden.", "We send a new one today")
    by_person, _ = queries.timeline(identity_ids=[telling.identity()])
    assert "cases.CaseReplied" not in {entry.kind for entry in by_person}


def test_reading_aloud_takes_as_many_queries_for_many_facts_as_for_one(torch: CaseId) -> None:
    entries = journal.of_identities(identity_ids=[telling.identity()], limit=50)
    with CaptureQueriesContext(connection) as for_one:
        reading.read_aloud(entries[:1])
    with CaptureQueriesContext(connection) as for_all:
        reading.read_aloud(entries)
    assert len(for_all) <= len(for_one) + 4 <= 10


def test_the_morning_letter_counts_by_the_brands_own_day(torch: CaseId, channel: UUID, mara: Member) -> None:
    waiting = telling.open_case(channel, who=cast.ANA_BY_EMAIL, at=cast.later(hours=6, minutes=30))  # 16:30: due on Tuesday 9:30
    views.refresh_cases(case_ids=[waiting])
    morning = queries.today(member_id=mara.id, at=cast.later(hours=22))  # Tuesday 8:00
    assert (morning.late, morning.due_before_noon, morning.waiting_for_us) == (0, 1, 1)
    assert (morning.put_right_yesterday, morning.thanked_yesterday) == (1, 1)
    assert (morning.to_confirm, morning.troubles, morning.thanks_for_me) == (0, 0, 0)
    afternoon = queries.today(member_id=mara.id, at=cast.later(days=1, hours=4))
    assert (afternoon.late, afternoon.due_before_noon) == (1, 0)
    assert queries.today(member_id=mara.id, at=cast.later(days=2)).put_right_yesterday == 0


def test_a_proposal_shows_on_its_cases_row(channel: UUID) -> None:
    case_id = telling.open_case(channel)
    situation = replace(given.STORY, occasion=Occasion("case", case_id))
    proposing.propose_all(situations=[(situation, telling.identity())], at=cast.AT)
    views.refresh_cases(case_ids=[case_id])
    row = queries.row(case_id=case_id)
    assert row is not None
    assert row.proposal == "proposed"
