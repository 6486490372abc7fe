"""The inbox: rows kept true, lengths kept and not counted, pages by keyset, search that stays inside the brand."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand, Member
from makegood.cases import queries as case_queries
from makegood.cases.actions import working as cases
from makegood.cases.types import CaseId
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people.actions import linking
from makegood.people.types import Address, IdentityKind
from makegood.views import actions as views
from makegood.views import models, queries
from makegood.views.types import Counters
from tests import cast
from tests.cases import telling
from tests.views import telling as counting

ANA = cast.ANA_BY_EMAIL


@pytest.fixture
def channel(brightside: Brand) -> UUID:
    return telling.web_channel()


def shown(channel: UUID, **more: object) -> CaseId:
    """A case with its row."""
    case_id = telling.open_case(channel, **more)  # type: ignore[arg-type]
    views.refresh_cases(case_ids=[case_id])
    return case_id


def listed(which: str, owner_id: UUID | None = None, **more: object) -> list[UUID]:
    return [row.case_id for row in queries.inbox(which=which, owner_id=owner_id, at=cast.AT, **more).rows]  # type: ignore[arg-type]


def lengths(counters: Counters) -> tuple[int, ...]:
    return (counters.ours, counters.theirs, counters.mine, counters.unowned, counters.late, counters.resolved)


def test_a_row_says_who_what_in_their_words_and_by_when(channel: UUID, mara: Member) -> None:
    case_id = shown(channel, words="It does not\nswitch on", order_number="1007", feeling="negative")
    row = queries.row(case_id=case_id)
    assert row is not None
    assert (row.number, row.person_name, row.last_words) == (1, "Tom Arden", "It does not switch on")
    assert (row.state, row.turn, row.clock_what, row.due_at) == ("open", "ours", "first_reply", cast.later(hours=1))
    assert (row.feeling, row.urgency, row.harm, row.proposal, row.message_count) == ("negative", "normal", "faulty", "", 1)
    assert (row.channel, row.owner_id, row.owner_name, row.last_at) == ("webhook", None, "", cast.AT)
    cases.assign(case_id=case_id, member_id=mara.id, by=actors.member(mara.id), at=cast.AT)
    views.refresh_cases(case_ids=[case_id])
    owned = queries.row(case_id=case_id)
    assert owned is not None
    assert (owned.owner_id, owned.owner_name) == (mara.id, "Mara Lindqvist")


def test_the_lengths_follow_every_change(channel: UUID, mara: Member, joe: Member) -> None:
    first, second, third = (shown(channel, who=who) for who in (cast.TOM_BY_EMAIL, ANA, cast.TOM_BY_HANDLE))
    counters = queries.counters(member_id=mara.id, at=cast.AT)
    assert lengths(counters) == (3, 0, 0, 3, 0, 0)
    by = actors.member(mara.id)
    cases.assign(case_id=first, member_id=mara.id, by=by, at=cast.AT)
    cases.wait(case_id=second, by=by, at=cast.AT)
    cases.resolve(case_id=third, how="Done.", by=by, at=cast.AT)
    views.refresh_cases(case_ids=[first, second, third, uuid4()])
    counters = queries.counters(member_id=mara.id, at=cast.later(hours=2))
    assert lengths(counters) == (1, 1, 1, 1, 2, 1)
    assert queries.counters(member_id=joe.id, at=cast.AT).mine == 0
    assert counting.kept(mara.id) == counting.recount(mara.id)


def test_a_list_is_read_page_by_page_without_gap_or_double(channel: UUID) -> None:
    made = [
        shown(channel, who=Address(IdentityKind.EMAIL, f"p{n}@example.org", f"P {n}"), at=cast.later(minutes=n % 3))
        for n in range(7)
    ]
    for which in ("ours", "all", "unowned"):
        seen: list[UUID] = []
        cursor = ""
        while True:
            page = queries.inbox(which=which, owner_id=None, cursor=cursor, limit=2, at=cast.AT)
            assert len(page.rows) <= 2
            seen += [row.case_id for row in page.rows]
            cursor = page.next_cursor
            if not cursor:
                break
        assert seen == listed(which)
        assert sorted(seen) == sorted(made)


def test_who_may_leave_is_seen_earlier_and_late_only_when_the_promise_is(channel: UUID) -> None:
    arrival = telling.arrives(channel_id=channel, act="leaving")
    case = telling.place(telling.replaced(arrival, leaving="yes")).case_id
    assert case is not None
    views.refresh_cases(case_ids=[case])
    row = queries.row(case_id=case)
    assert row is not None
    assert row.due_at is not None
    assert row.leaving == "yes"
    late = [queries.inbox(which="late", owner_id=None, at=row.due_at + timedelta(seconds=s)).rows for s in (0, 1)]
    assert [[one.case_id for one in rows] for rows in late] == [[], [case]]


def test_what_breaks_first_comes_first_and_danger_before_everything(channel: UUID) -> None:
    later = shown(channel, at=cast.later(minutes=10))
    sooner = shown(channel, who=ANA)
    danger = shown(channel, who=cast.TOM_BY_HANDLE, urgency="safety", at=cast.later(minutes=30))
    assert listed("ours") == [danger, sooner, later]
    assert listed("all") == [danger, later, sooner]


def test_the_lists_hold_what_they_say(channel: UUID, mara: Member) -> None:
    by = actors.member(mara.id)
    mine, theirs, done = shown(channel), shown(channel, who=ANA), shown(channel, who=cast.TOM_BY_HANDLE)
    cases.assign(case_id=mine, member_id=mara.id, by=by, at=cast.AT)
    cases.wait(case_id=theirs, by=by, at=cast.AT)
    cases.resolve(case_id=done, how="Done.", by=by, at=cast.AT)
    views.refresh_cases(case_ids=[mine, theirs, done])
    assert listed("mine", mara.id) == [mine]
    assert listed("mine", None) == []
    assert (listed("theirs"), listed("resolved"), listed("ours"), listed("unowned")) == ([theirs], [done], [mine], [theirs])
    late = queries.inbox(which="late", owner_id=None, at=cast.later(hours=1, minutes=1))
    assert [row.case_id for row in late.rows] == [mine, theirs]


@pytest.mark.parametrize("search", ["torch", "ARDEN", "tom.arden@example.org", "#1", "1007", "arden switch", "Tórch"])
def test_a_search_finds_a_case_by_what_people_remember(channel: UUID, search: str) -> None:
    tom = shown(channel, words="My torch does not switch on", order_number="1007")
    shown(channel, who=ANA, words="Where is my lamp?", act="question")
    assert listed("ours", search=search) == [tom]


def test_a_search_looks_through_all_cases_and_finds_every_word_or_nothing(channel: UUID, mara: Member) -> None:
    case_id = shown(channel, words="100% dead_torch")
    cases.resolve(case_id=case_id, how="Done.", by=actors.member(mara.id), at=cast.AT)
    views.refresh_cases(case_ids=[case_id])
    assert listed("ours", search="dead_torch 100%") == [case_id]
    assert listed("ours", search="deadxtorch") == []
    assert listed("ours", search="torch lamp") == []


def test_a_search_is_read_page_by_page(channel: UUID) -> None:
    made = [
        shown(channel, who=Address(IdentityKind.EMAIL, f"p{n}@example.org", f"P {n}"), at=cast.later(minutes=n)) for n in range(5)
    ]
    first = queries.inbox(which="all", owner_id=None, search="torch", limit=3, at=cast.AT)
    second = queries.inbox(which="all", owner_id=None, search="torch", limit=3, cursor=first.next_cursor, at=cast.AT)
    assert [row.case_id for row in (*first.rows, *second.rows)] == made[::-1]
    assert second.next_cursor == ""


def test_a_search_never_leaves_the_brand_and_finds_nothing_without_one(pageturner: UUID, brightside: Brand) -> None:
    shown(telling.web_channel())
    with telling.inside(pageturner):
        theirs = shown(telling.web_channel(), who=ANA)
        assert listed("all", search="torch") == [theirs]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.brand', '', true)")
        cursor.execute("SELECT views_search('%torch%', '{}', now() + interval '100 years', gen_random_uuid(), 10)")
        assert cursor.fetchall() == []
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brightside.id)])


def test_an_unknown_list_and_a_strange_cursor_are_refused_by_name(channel: UUID) -> None:
    with pytest.raises(Refusal) as refused:
        queries.inbox(which="everything", owner_id=None, at=cast.AT)
    assert (refused.value.code, list(refused.value.fields)) == ("no_such_list", ["which"])
    with pytest.raises(Refusal) as refused:
        queries.inbox(which="ours", owner_id=None, cursor="7", at=cast.AT)
    assert list(refused.value.fields) == ["cursor"]


def test_many_rows_take_as_many_queries_as_few(channel: UUID) -> None:
    def made(count: int) -> list[CaseId]:
        return [
            telling.open_case(channel, who=Address(IdentityKind.EMAIL, f"{uuid4().hex}@example.org", "P")) for _ in range(count)
        ]

    few, lots = made(2), made(30)
    with CaptureQueriesContext(connection) as for_few:
        views.refresh_cases(case_ids=few)
    with CaptureQueriesContext(connection) as for_lots:
        views.refresh_cases(case_ids=lots)
    assert len(for_lots) == len(for_few) <= 25
    with CaptureQueriesContext(connection) as page_of_two:
        queries.inbox(which="ours", owner_id=None, limit=2, at=cast.AT)
    with CaptureQueriesContext(connection) as page_of_all:
        queries.inbox(which="ours", owner_id=None, limit=50, at=cast.AT)
    assert len(page_of_two) == len(page_of_all) <= 15


def test_a_rebuild_gives_the_same_rows_and_lengths(channel: UUID, mara: Member) -> None:
    by = actors.member(mara.id)
    first, second = shown(channel), shown(channel, who=ANA)
    cases.assign(case_id=first, member_id=mara.id, by=by, at=cast.AT)
    cases.wait(case_id=second, by=by, at=cast.AT)
    views.refresh_cases(case_ids=[first, second])
    before, lengths = counting.rows(), counting.kept(mara.id)
    assert views.rebuild() == 2
    assert (counting.rows(), counting.kept(mara.id)) == (before, lengths)


def test_a_rebuild_mends_what_was_wrong(channel: UUID) -> None:
    case_id = shown(channel)
    models.InboxRow.objects.filter(id=case_id).update(title="Wrong", state="resolved")
    models.Tally.objects.create(list="ours", delta=40)
    views.rebuild()
    assert queries.row(case_id=case_id).state == "open"  # type: ignore[union-attr]
    assert counting.kept() == counting.recount() == {"ours": 1, "unowned": 1}


def test_tallies_are_folded_and_keep_their_sums(channel: UUID) -> None:
    case_id = shown(channel)
    for _ in range(150):
        models.InboxRow.objects.filter(id=case_id).update(state="waiting")
        models.InboxRow.objects.filter(id=case_id).update(state="open")
    assert models.Tally.objects.count() > 256
    views.refresh_cases(case_ids=[case_id])
    assert models.Tally.objects.count() == 2
    assert counting.kept() == counting.recount() == {"ours": 1, "unowned": 1}


def test_new_words_reach_the_row(channel: UUID) -> None:
    case_id = shown(channel, thread="t1")
    _, conversation_id, _ = telling.says("And another thing", channel_id=channel, thread="t1", at=cast.later(hours=1))
    assert case_queries.case(case_id=case_id).conversation_ids == (conversation_id,)
    views.refresh_conversations(conversation_ids=[conversation_id])
    row = queries.row(case_id=case_id)
    assert row is not None
    assert (row.last_words, row.message_count, row.last_at) == ("And another thing", 2, cast.later(hours=1))


def test_a_link_gives_both_cases_one_person(channel: UUID, mara: Member) -> None:
    by_mail, by_post = shown(channel), shown(channel, who=cast.TOM_BY_HANDLE, words="Another thing", happened=("late",))
    mail, post = telling.identity(), telling.identity(cast.TOM_BY_HANDLE)
    linking.link(identity_id=post, other_identity_id=mail, evidence=[], by=actors.member(mara.id), at=cast.AT)
    views.refresh_people(identity_ids=[mail, post])
    rows = [queries.row(case_id=case_id) for case_id in (by_mail, by_post)]
    assert len({row.person_id for row in rows if row}) == 1
    assert len({row.person_name for row in rows if row}) == 1
