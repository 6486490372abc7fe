"""The pages of incidents: the list, one of them with all that belongs to it, what may be done there and by whom, and the report."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.incidents import actions, queries
from makegood.incidents.types import IncidentId, LetterState, MemberIn, Raised, State
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.platform import clock, jobs, tenancy
from makegood.views import actions as views
from tests import cast
from tests.cases import telling as cases
from tests.desk.conftest import Door
from tests.desk.test_page_queries import asked
from tests.incidents import telling


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def joe(door: Door) -> Client:
    return door.signed_in(cast.JOE["user_id"])


def lead() -> Member:
    return next(member for member in brands.members() if member.name == "Mara Lindqvist")


def felt(door: Door, count: int = 3) -> tuple[IncidentId, list[MemberIn]]:
    """An incident with so many cases, whose rows say so."""
    with tenancy.brand(door.brand_id):
        made, channel_id = telling.confirmed(lead()), cases.web_channel()
        some = [telling.writes(channel_id, n, at=cast.later(minutes=n - 30)) for n in range(count)]
        telling.joined(made, *some)
        views.refresh_cases(case_ids=[one.case_id for one in some if one.case_id])
    return made, some


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, address: str, status: int = 303, **told: Any) -> str:
    answer = client.post(address, told)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_candidate_waits_in_the_list_and_on_today(door: Door, mara: Client, joe: Client) -> None:
    with tenancy.brand(door.brand_id):
        telling.candidate(burst_id=None)
    listed = page(mara, door.at("incidents/"))
    assert "The checkout does not open" in listed
    assert "38 people in 40\xa0minutes; usual: about one an hour." in listed
    assert "Confirm" in listed
    assert "A lead or an owner says whether it is one." in page(joe, door.at("incidents/"))
    today = page(joe, door.at(""))
    assert "One thing may be one cause for many: <a" in today
    assert "is it an incident?" in today


def test_a_lead_confirms_and_an_agent_may_not(door: Door, mara: Client, joe: Client) -> None:
    with tenancy.brand(door.brand_id):
        made = telling.candidate(burst_id=None)
    assert "It takes a lead to approve this" in post(joe, door.at("incidents/1/confirmation/"), 422)
    post(mara, door.at("incidents/1/confirmation/"))
    with tenancy.brand(door.brand_id):
        assert queries.incident(incident_id=made).state is State.OPEN
    said = post(mara, door.at("incidents/1/dismissal/"), 422, because=" ")
    assert "because: Say why in a few words." in said
    post(mara, door.at("incidents/1/dismissal/"), because="A newsletter")
    assert "is none. Look at it again" not in page(mara, door.at("incidents/"))
    assert "incident 1 was dismissed" in post(mara, door.at("incidents/1/confirmation/"), 422).lower()


def test_its_page_shows_who_belongs_and_why_and_the_case_says_so_too(door: Door, mara: Client) -> None:
    felt(door)
    shown = page(mara, door.at("incidents/1/"))
    assert shown.count("says alike words (0.81)") == 3
    assert "3 messages" in shown
    assert "<strong>3 people</strong> are affected; 0 of them never complained." in shown
    case = page(mara, door.at("cases/1/"))
    assert "Part of incident 1: The checkout does not open" in case
    assert "incident 1" in page(mara, door.at("inbox/"))


def test_one_is_taken_out_and_brought_in_again_from_its_case(door: Door, joe: Client) -> None:
    made, some = felt(door)
    post(joe, door.at(f"incidents/1/members/{some[0].message_id}/removal/"), because="An old voucher")
    with tenancy.brand(door.brand_id):
        assert len(queries.members(incident_id=made)) == 2
    assert "Part of incident 1" not in page(joe, door.at("cases/1/"))
    assert "1 was taken out" in page(joe, door.at("incidents/1/"))
    assert "The checkout does not open" in page(joe, door.at("cases/1/incident/"))
    post(joe, door.at("cases/1/incident/"), incident="1")
    assert "brought in by Joe Okafor" in page(joe, door.at("incidents/1/"))
    assert "give its number" in post(joe, door.at("cases/1/incident/"), 422, incident="first")
    assert "no such case" in post(joe, door.at("incidents/1/members/"), 422, case="999").lower()


def test_what_it_says_of_itself_is_set_right_and_nonsense_changes_nothing(door: Door, joe: Client) -> None:
    made, _ = felt(door)
    told: dict[str, Any] = {
        "title": "The shop was down",
        "cause": "A full disk.",
        "fault": "supplier",
        "supplier": "Harbour Hosting",
    }
    post(joe, door.at("incidents/1/description/"), **told)
    assert "a supplier’s fault: Harbour Hosting" in page(joe, door.at("incidents/1/")).replace("&#x27;", "’")
    assert "Name the supplier" in post(joe, door.at("incidents/1/description/"), 422, **{**told, "supplier": ""})
    assert "choose whose fault" in post(joe, door.at("incidents/1/description/"), 422, **{**told, "fault": "mine"})
    post(joe, door.at("incidents/1/span/"), began_at="2026-03-02T09:10", ended_at="2026-03-02T09:55")
    with tenancy.brand(door.brand_id):
        one = queries.incident(incident_id=made)
    assert (one.title, one.began_at, one.ended_at) == ("The shop was down", cast.later(minutes=-50), cast.later(minutes=-5))
    assert "ended_at: give a day and a time." in post(
        joe, door.at("incidents/1/span/"), 422, began_at="2026-03-02T09:10", ended_at="tomorrow"
    )


def test_counts_follow_what_is_chosen_and_a_settled_cohort_stays(door: Door, mara: Client) -> None:
    made, _ = felt(door)
    chosen: dict[str, Any] = {"part_member": "any", "since": "2026-03-02T09:20", "until": "2026-03-02T10:00"}
    counted = mara.get(door.at("incidents/1/affected/"), chosen, headers={"HX-Request": "true"}).content.decode()
    assert "<strong>3 people</strong>" in counted
    assert "<html" not in counted
    nobody = mara.get(door.at("incidents/1/affected/"), {"part_member": ""}, headers={"HX-Request": "true"}).content.decode()
    assert "say at least one thing that makes somebody affected" in nobody
    assert mara.get(door.at("incidents/1/affected/"), chosen).status_code == 303
    for _twice in range(2):
        post(mara, door.at("incidents/1/cohorts/"), **chosen, gives="a coupon of £5")
    with tenancy.brand(door.brand_id):
        [cohort] = queries.cohorts(incident_id=made)
        assert (cohort.people, cohort.gives.words) == (3, "a coupon of £5")
    assert "Each gets:</span> a coupon" in page(mara, door.at("incidents/1/")) or "a coupon of £5" in page(
        mara, door.at("incidents/1/")
    )


def test_a_letter_is_read_as_three_people_would_before_it_leaves(door: Door, mara: Client) -> None:
    made, _ = felt(door)
    text = "Hello {name},\n\nYour order {order} is safe. The checkout is open again."
    read = post(mara, door.at("incidents/1/letters/"), 200, look="yes", key="k", subject="Sorry", text=text)
    assert read.count("The checkout is open again.") == 4  # what is typed, and as three read it
    assert read.count("Hello Person,") == 3
    assert "there is no {colour}" in post(mara, door.at("incidents/1/letters/"), 422, key="k", subject="S", text="A {colour} day")
    with tenancy.brand(door.brand_id):
        assert queries.letters(incident_id=made) == ()
    for _twice in range(2):
        post(mara, door.at("incidents/1/letters/"), key="k", subject="Sorry", text=text)
    with tenancy.brand(door.brand_id):
        [letter] = queries.letters(incident_id=made)
    assert letter.cases == 3
    post(mara, door.at(f"incidents/1/letters/{letter.id}/withdrawal/"))
    jobs.do_all_due(door.brand_id, at=cast.later(minutes=1))
    with tenancy.brand(door.brand_id):
        [letter] = queries.letters(incident_id=made)
    assert (letter.state, letter.answered.said) == (LetterState.WITHDRAWN, 0)


def test_the_report_says_each_figure_with_its_definition(door: Door, mara: Client) -> None:
    made, _ = felt(door)
    with tenancy.brand(door.brand_id):
        by = actors.member(lead().id)
        actions.over(incident_id=made, by=by, at=cast.later(minutes=50), ended_at=cast.later(minutes=50))
    report = page(mara, door.at("incidents/1/report/"))
    assert "90 minutes" in report
    assert "From its beginning to its end, as they stand on its page." in report
    assert "Mara Lindqvist confirmed incident 1." in report
    assert "3 messages were put to incident 1." in report


def test_one_is_written_down_by_hand(door: Door, mara: Client, joe: Client) -> None:
    told: dict[str, Any] = {"title": "Parcels lie in Leeds", "began_at": "2026-03-02T08:00"}
    assert "It takes a lead" in post(joe, door.at("incidents/"), 422, **told)
    post(mara, door.at("incidents/"), **told)
    assert "Parcels lie in Leeds" in page(mara, door.at("incidents/1/"))
    assert "began_at: it cannot have begun in the future" in post(
        mara, door.at("incidents/"), 422, title="Later", began_at="2026-03-09T08:00"
    )
    assert page(mara, door.at("incidents/99/"), 404)


def test_a_page_with_thirty_asks_as_much_as_one_with_three(door: Door, mara: Client) -> None:
    made, _ = felt(door, 3)
    few = asked(mara, door.at("incidents/1/"))
    with tenancy.brand(door.brand_id):
        channel_id: UUID = cases.web_channel()
        telling.joined(made, *(telling.writes(channel_id, n) for n in range(3, 30)))
    assert asked(mara, door.at("incidents/1/")) == few


def test_the_watch_says_how_often_it_was_right_by_incidents_and_in_counts(door: Door, mara: Client) -> None:
    now = clock.now() - timedelta(minutes=1)
    with tenancy.brand(door.brand_id):
        noticed = [
            actions.open_candidate(
                burst_id=new_id(), topic_ids=(), facets=(), title=f"Candidate {n}", began_at=now, by=actors.SYSTEM, at=now
            )
            for n in range(3)
        ]
        by = actors.member(lead().id)  # the watch had no part in the next one
        actions.open_by_hand(title="By hand", began_at=now, ended_at=None, by=by, at=now)
        actions.confirm(incident_id=noticed[0], by=actors.SYSTEM, at=now)
        actions.dismiss(incident_id=noticed[1], because="Nothing", by=actors.SYSTEM, at=now)
        found = queries.raised(since=now - timedelta(days=1), at=now + timedelta(days=1))
    assert (found.raised, found.confirmed, found.dismissed, found.undecided, found.share) == (3, 1, 1, 1, None)
    assert Raised(10, 9, 1).share == 0.9
    said = page(mara, door.at("incidents/"))
    assert "3 raised, 1 confirmed, 1 put aside, 1 without an answer." in said
    assert "Of those judged, 1 of 2 were incidents." in said


def test_many_members_are_folded_until_somebody_asks_for_them(door: Door, mara: Client) -> None:
    felt(door, count=9)
    assert page(mara, door.at("incidents/1/")).count('class="incident__member"') == 6
    assert "3 more of them" in page(mara, door.at("incidents/1/"))
    assert page(mara, door.at("incidents/1/?members=all")).count('class="incident__member"') == 9


def test_what_is_held_back_is_folded_after_six(door: Door, mara: Client) -> None:
    made, some = felt(door, count=8)
    with tenancy.brand(door.brand_id):
        for one in some:
            assert one.case_id
            actions.set_apart(incident_id=made, case_id=one.case_id, apart=True, by=actors.member(lead().id))
    said = page(mara, door.at("incidents/1/"))
    assert "8 are held back for a member." in said
    assert "<summary>2 more are held back</summary>" in said
    assert said.count("A member answers it apart.") == 8
    assert said.partition("<summary>2 more")[0].count("A member answers it apart.") == 6
