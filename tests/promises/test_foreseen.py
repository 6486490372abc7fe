"""A case that was opened before anybody complained: it comes true, or it does not, and neither leaves the house with a wrong word on its books."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.cases.types import Case, CaseState, Foreseen, Turn
from makegood.flows import promise_keeping
from makegood.kernel.actors import SYSTEM
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import plans
from makegood.makegoods.types import Makegood, MakegoodState
from makegood.orders import queries as orders
from makegood.orders.types import ParcelState
from makegood.people import queries as people
from makegood.platform import jobs, journal, tenancy
from makegood.platform.work import Taken
from tests import cast
from tests.flows import posting
from tests.flows.posting import Mailbox, letter
from tests.promises import telling
from tests.stories import letters

TOLD_AT, CAME_AT = cast.later(hours=1), cast.later(days=2)


@pytest.fixture
def box(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    return posting.mailbox(committed_brightside, cast.HELP_EMAIL, posting.office(monkeypatch))


def turn_to(box: Mailbox, at: datetime) -> None:
    box.now = at
    box.work()


def at_risk(box: Mailbox, numbers: range = range(1007, 1008)) -> None:
    with tenancy.brand(box.brand_id):
        telling.take(*(telling.order(str(number)) for number in numbers))
        told = [telling.event(ParcelState.EXCEPTION, cast.AT, number=str(n), tracking=f"T{n}", kind="delayed") for n in numbers]
        telling.moves(*told, at=cast.AT)
    turn_to(box, cast.AT)


def comes(box: Mailbox, at: datetime = CAME_AT, *, told_at: datetime | None = None) -> None:
    with tenancy.brand(box.brand_id):
        telling.moves(telling.event(ParcelState.DELIVERED, at, tracking="T1007"), at=told_at or at)
    turn_to(box, told_at or at)


def the_case(box: Mailbox) -> Case:
    with tenancy.brand(box.brand_id):
        (found,) = cases.cases(case_ids=cases.case_ids(after=None, limit=10))
        return found


def proposed(box: Mailbox) -> Makegood | None:
    with tenancy.brand(box.brand_id):
        return next(iter(makegoods.in_state(state=MakegoodState.PROPOSED)), None)


def approve(box: Mailbox, at: datetime) -> None:
    makegood = proposed(box)
    assert makegood is not None
    with tenancy.brand(box.brand_id):
        mara = next(member for member in brands.members() if member.name == cast.MARA["name"])
        plans.approve(makegood_id=makegood.id, by=mara, at=at)
    turn_to(box, at)


def left(box: Mailbox) -> list[str]:
    """The letters that left, oldest first."""
    return [letters.read(mail.raw).text for mail in box.office.left]


def counted(box: Mailbox) -> tuple[int, int, int]:
    """Failures of his, claims of the brand, open complaints of his."""
    with tenancy.brand(box.brand_id):
        case = the_case(box)
        person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
        ids = [identity.id for identity in person.identities]
        since = cast.later(days=-1)
        failed, open_ones = cases.failures(identity_ids=ids, since=since), cases.open_complaints(identity_ids=ids)
        return sum(failed.values()), cases.claims(since=since, most=100)[0], sum(open_ones.values())


def sentences(box: Mailbox) -> list[str]:
    with tenancy.brand(box.brand_id):
        return [entry.sentence for entry in journal.of_case(case_id=the_case(box).id, limit=50)]


def test_what_may_still_come_in_time_is_nobodys_failure_yet(box: Mailbox) -> None:
    at_risk(box)
    case = the_case(box)
    assert (case.title, case.harm, case.foreseen) == ("Tom’s dimmer switch may not come in time", "late", Foreseen.EXPECTED)
    assert counted(box) == (0, 0, 0)


def test_where_nobody_had_said_anything_it_ends_by_itself_and_counts_as_nothing(box: Mailbox) -> None:
    at_risk(box)
    comes(box)
    case = the_case(box)
    assert (case.title, case.state, case.harm) == ("Tom’s dimmer switch came in time after all", CaseState.RESOLVED, "")
    assert case.resolved_at == CAME_AT
    assert sentences(box)[0] == "It came in time after all; nobody had to be told."
    assert proposed(box) is None
    assert (counted(box), left(box)) == ((0, 0, 0), [])


def test_who_had_been_told_hears_that_it_came_after_all_by_a_click(box: Mailbox) -> None:
    at_risk(box)
    approve(box, TOLD_AT)
    waits = the_case(box)
    assert (waits.state, waits.turn) == (CaseState.WAITING, Turn.THEIRS)  # told, and nothing is put right yet
    comes(box)
    case, draft = the_case(box), proposed(box)
    assert (case.state, case.turn, case.harm, case.title) == (
        CaseState.OPEN,
        Turn.OURS,
        "",
        "Tom’s dimmer switch came in time after all",
    )
    assert draft is not None
    assert (draft.title, draft.cost.minor, len(draft.steps)) == ("Tell them that it came in time after all", 0, 1)
    assert counted(box) == (0, 0, 0)
    approve(box, cast.later(days=2, hours=1))
    assert the_case(box).state is CaseState.RESOLVED
    first, second = left(box)
    assert "it now looks as if it may not reach you by then" in first
    assert "The carrier now says that it was with you in time after all." in second
    assert "It came in time after all, and {person} had been told that it might not." in sentences(box)


def test_at_risk_becomes_broken_in_the_same_case_which_then_says_so(box: Mailbox) -> None:
    at_risk(box)
    early = proposed(box)
    assert early is not None
    assert counted(box) == (0, 0, 0)
    turn_to(box, telling.DUE)
    case, late = the_case(box), proposed(box)
    assert (case.title, case.harm, case.foreseen) == ("Tom’s dimmer switch did not come in time", "late", Foreseen.TRUE)
    assert "What we had foreseen came true: {case}" in sentences(box)
    assert late is not None
    assert late.id != early.id
    assert "We promised you your order 1007 by Thursday 5 March, and it did not come." in late.steps[0].params["text"]
    assert counted(box) == (1, 1, 1)


def test_what_broke_after_they_were_told_is_proposed_anew_in_the_case_they_know(box: Mailbox) -> None:
    at_risk(box)
    approve(box, TOLD_AT)
    turn_to(box, telling.DUE)
    case, late = the_case(box), proposed(box)
    assert (case.number, case.state, case.turn, len(case.segments)) == (1, CaseState.OPEN, Turn.OURS, 1)
    assert late is not None
    assert late.name == "tell-first"


def test_a_carriers_late_word_takes_the_failure_off_again(box: Mailbox) -> None:
    at_risk(box)
    turn_to(box, telling.DUE)
    assert counted(box) == (1, 1, 1)
    comes(box, told_at=cast.later(days=3, hours=5))
    assert (the_case(box).state, counted(box)) == (CaseState.RESOLVED, (0, 0, 0))


def test_once_they_say_that_it_is_faulty_the_case_is_about_that(box: Mailbox) -> None:
    at_risk(box)
    box.gets(letter(words=cast.TOM_WORDS, subject=cast.TOM_SUBJECT), at=cast.later(hours=2))
    case = the_case(box)
    assert (case.title, case.harm, case.foreseen) == ("Tom’s pocket torch arrived faulty", "faulty", "")
    assert counted(box) == (1, 1, 1)
    comes(box)
    assert the_case(box).state is CaseState.OPEN  # theirs now: no parcel ends it


def test_a_title_that_a_member_gave_stays(box: Mailbox) -> None:
    at_risk(box)
    with tenancy.brand(box.brand_id):
        working.rename(case_id=the_case(box).id, title="The parcel of the snow", by=SYSTEM, at=cast.AT)
    turn_to(box, telling.DUE)
    assert (the_case(box).title, the_case(box).foreseen) == ("The parcel of the snow", Foreseen.TRUE)


def test_who_only_thanked_us_for_the_warning_hears_how_it_ended(box: Mailbox) -> None:
    at_risk(box)
    approve(box, TOLD_AT)
    ours = letters.read(box.office.left[0].raw)
    thanks = letter(words="Thank you for telling me, that is very kind!", more=f"In-Reply-To: {ours['Message-ID']}\n")
    box.gets(thanks, at=cast.later(hours=3))
    assert the_case(box).foreseen == Foreseen.EXPECTED
    comes(box)
    draft = proposed(box)
    assert draft is not None
    assert draft.title == "Tell them that it came in time after all"


def test_a_cancelled_order_leaves_nothing_to_be_late(box: Mailbox) -> None:
    at_risk(box)
    with tenancy.brand(box.brand_id):
        telling.take(telling.order(cancelled_at=cast.later(hours=3)))
    turn_to(box, cast.later(hours=3))
    assert (the_case(box).state, counted(box), proposed(box)) == (CaseState.RESOLVED, (0, 0, 0), None)
    assert sentences(box)[0] == "What had been promised to {person} no longer stands: there is nothing to wait for."


def test_an_outage_of_twenty_asks_as_much_as_of_two(committed_brightside: UUID) -> None:
    _asked(committed_brightside, _ordered(1000, 1), _goes_wrong)  # a brand's first promise begins more than itself
    few, many = (_asked(committed_brightside, _ordered(first, number), _goes_wrong) for first, number in ((2000, 2), (3000, 20)))
    assert many == few
    with tenancy.brand(committed_brightside):
        assert len(cases.case_ids(after=None, limit=50)) == 23


def test_twenty_that_come_after_all_ask_as_much_as_two(committed_brightside: UUID) -> None:
    late, one, few, many = _ordered(900, 1), _ordered(1000, 1), _ordered(2000, 2), _ordered(3000, 20)
    for numbers in (late, one, few, many):  # one stays late, so that there is something to look at again
        _asked(committed_brightside, numbers, _goes_wrong)
    _asked(committed_brightside, one, _comes_right)
    assert _asked(committed_brightside, few, _comes_right) == _asked(committed_brightside, many, _comes_right)
    with tenancy.brand(committed_brightside):
        found = cases.cases(case_ids=cases.case_ids(after=None, limit=50))
    assert [case.state for case in found] == [CaseState.OPEN, *[CaseState.RESOLVED] * 23]


def _ordered(first: int, many: int) -> list[str]:
    return [str(number) for number in range(first, first + many)]


def _goes_wrong(numbers: list[str]) -> None:
    telling.take(*(telling.order(number) for number in numbers))
    told = [telling.event(ParcelState.EXCEPTION, cast.AT, number=one, tracking=f"T{one}", kind="delayed") for one in numbers]
    telling.moves(*told, at=cast.AT)


def _comes_right(numbers: list[str]) -> None:
    told = [telling.event(ParcelState.DELIVERED, cast.later(hours=5), number=one, tracking=f"T{one}") for one in numbers]
    telling.moves(*told, at=cast.later(hours=5))


def _asked(brand_id: UUID, numbers: list[str], happens: Callable[[list[str]], None]) -> int:
    """What the work on these orders takes in statements, done as one lot; what it leaves for others is done after it."""
    with tenancy.brand(brand_id):
        happens(numbers)
        ids = [order.id for number in numbers if (order := orders.order_by_number(number=number)) is not None]
    items = [Taken(uuid4(), brand_id, promise_keeping.OF_ORDERS, str(one), {"order_id": str(one)}, 1, uuid4()) for one in ids]
    with tenancy.brand(brand_id), CaptureQueriesContext(connection) as seen:
        promise_keeping.of_orders(items, cast.later(hours=6))
    jobs.do_all_due(brand_id, at=cast.later(hours=6))
    return len(seen)
