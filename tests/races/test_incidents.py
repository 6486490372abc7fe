"""Many hands on one incident: noticed once, judged once, and what one takes out no other joins; whom it affected is settled once."""

from collections import Counter
from uuid import UUID, uuid4

import pytest

from makegood.brands import queries as brands
from makegood.incidents import actions, queries
from makegood.incidents.types import Gives, IncidentId, MemberIn, Part, PartKind, Rule, State
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy
from tests import cast
from tests.cases import telling as cases
from tests.incidents import telling
from tests.races.test_budgets import THREADS, together

pytestmark = pytest.mark.races


@pytest.fixture
def brand(committed_brightside: UUID) -> UUID:
    return committed_brightside


def felt(brand: UUID, count: int) -> tuple[IncidentId, list[MemberIn]]:
    with tenancy.brand(brand):
        mara = next(member for member in brands.members() if member.name == "Mara Lindqvist")
        channel_id = cases.web_channel()
        return telling.confirmed(mara), [telling.writes(channel_id, n) for n in range(count)]


def test_a_burst_that_many_workers_raise_is_one_candidate(brand: UUID) -> None:
    burst_id = uuid4()
    made = together(brand, THREADS, lambda _n: telling.candidate(burst_id=burst_id))
    assert len(set(made)) == 1
    with tenancy.brand(brand):
        assert [one.number for one in queries.incidents()] == [1]


def test_of_yes_and_no_said_at_once_one_counts_and_the_others_are_told(brand: UUID) -> None:
    with tenancy.brand(brand):
        made = telling.candidate(burst_id=uuid4())
        by = actors.member(next(member.id for member in brands.members() if member.name == "Mara Lindqvist"))

    def judge(n: int) -> str:
        try:
            if n % 2:
                return "yes" if actions.confirm(incident_id=made, by=by, at=cast.AT) else "yes again"
            return "no" if actions.dismiss(incident_id=made, because="A newsletter", by=by, at=cast.AT) else "no again"
        except Refusal as refusal:
            return refusal.code

    said = Counter(together(brand, THREADS, judge))
    with tenancy.brand(brand):
        state = queries.incident(incident_id=made).state
        kinds = Counter(one.kind for one in journal.latest(limit=99) if one.kind.startswith("incidents."))
    assert said["no"] == 1  # a yes can still be taken back by a no, a no by nothing
    assert state is State.DISMISSED
    assert said["yes"] == kinds["incidents.IncidentConfirmed"] <= 1
    assert kinds["incidents.IncidentDismissed"] == 1
    assert sum(said.values()) == THREADS


def test_what_is_joined_by_all_at_once_belongs_once_and_what_is_taken_out_meanwhile_stays_out(brand: UUID) -> None:
    made, some = felt(brand, 6)
    with tenancy.brand(brand):
        by = actors.member(next(member.id for member in brands.members() if member.name == "Mara Lindqvist"))
        telling.joined(made, some[0])

    def work(n: int) -> int:
        if n == 0:
            actions.take_out(incident_id=made, message_id=some[0].message_id, because="A voucher", by=by, at=cast.AT)
            return 0
        return len(actions.join(incident_id=made, members=some, by=SYSTEM, at=cast.AT))

    assert sum(int(str(one)) for one in together(brand, THREADS, work)) == 5
    with tenancy.brand(brand):
        assert {one.message_id for one in queries.members(incident_id=made)} == {one.message_id for one in some[1:]}


def test_whom_it_affected_is_settled_once_by_however_many(brand: UUID) -> None:
    made, some = felt(brand, 5)
    rule = Rule(any_of=(Part(PartKind.MEMBER),))
    with tenancy.brand(brand):
        telling.joined(made, *some)
        actions.over(incident_id=made, by=SYSTEM, at=cast.AT)
    frozen = together(
        brand, THREADS, lambda _n: actions.freeze(incident_id=made, rule=rule, gives=Gives("£5"), by=SYSTEM, at=cast.AT)
    )
    assert len(set(frozen)) == 1
    assert isinstance(frozen[0], UUID)
    with tenancy.brand(brand):
        assert len(queries.cohort(cohort_id=frozen[0])) == 5
        assert len(queries.cohorts(incident_id=made)) == 1
