"""Saved segments: a sentence, everybody counted once, and from then on only those for whom something changed; equal to a recount at any time."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import linking, noting, recognising
from makegood.people.actions.watching import FACT_NOTED
from makegood.people.types import Address, Evidence, EvidenceKind, Fact, IdentityId, IdentityKind, Sighting
from makegood.platform.models import WorkRow
from makegood.segments import actions, models, queries
from makegood.segments.rules import reading
from makegood.segments.types import Line, Rule, SegmentId
from tests import cast

ORDERED, COMPLAINED, PRAISED = "order_placed", "complained", "praised"
BUYERS = Rule((Line(ORDERED, within_days=30), Line(PRAISED, has=False)))


def identity(number: int) -> IdentityId:
    address = Address(IdentityKind.EMAIL, f"person{number}@customers.example", f"Person {number}")
    return recognising.recognise(sightings=[Sighting((address,), source="mail")], at=cast.AT)[0].identity_id


def note(who: UUID, kind: str, days: int, subject: str = "1", **value: object) -> None:
    noting.note_fact(facts=[Fact(IdentityId(who), kind, subject, cast.later(days=days), value)])


def save(rule: Rule, mara: Member, name: str = "Buyers") -> SegmentId:
    return actions.save(name=name, rule=rule, by=actors.member(mara.id), at=cast.AT)


def who(segment_id: UUID) -> set[UUID]:
    return {one.identity_id for one in queries.members(segment_id=segment_id)}


def work_off(days: int = 0) -> None:
    """As the flow does."""
    rows = WorkRow.objects.filter(kind=FACT_NOTED)
    actions.refresh(identity_ids={UUID(row.payload["identity_id"]) for row in rows}, at=cast.later(days=days))
    rows.delete()


def test_a_rule_is_a_sentence() -> None:
    rule = Rule(
        (Line(ORDERED, within_days=90), Line(COMPLAINED), Line(PRAISED, has=False), Line("told.wrote_poem", within_days=1))
    )
    assert reading.sentence(rule) == (
        "People who ordered something within 90 days, complained and have “wrote poem” noted of them today, and who did not praise us."
    )
    assert reading.sentence(replace(rule, every=False, lines=rule.lines[:2])) == (
        "People who ordered something within 90 days or complained."
    )


@pytest.mark.parametrize(
    "rule",
    [
        Rule(()),
        Rule((Line(PRAISED, has=False),)),
        Rule((Line(ORDERED, within_days=0),)),
        Rule((Line(""),)),
        Rule((Line(ORDERED),) * 13),
    ],
)
def test_a_rule_that_means_everybody_or_nothing_is_refused(rule: Rule) -> None:
    with pytest.raises(Refusal) as refused:
        reading.check(rule)
    assert refused.value.code == "segment_malformed"


def test_a_saved_segment_holds_those_who_fit_and_the_count_says_so_before(brightside: Brand, mara: Member) -> None:
    ada, ben, cleo = (identity(n) for n in range(3))
    note(ada, ORDERED, -10)
    note(ben, ORDERED, -40)
    note(cleo, ORDERED, -10)
    note(cleo, PRAISED, -1)
    assert queries.count(rule=BUYERS, at=cast.AT)[0] == 1
    saved = save(BUYERS, mara)
    assert who(saved) == {ada}
    found = queries.segment(segment_id=saved)
    assert (found.people, found.sentence) == (1, "People who ordered something within 30 days, and who did not praise us.")


def test_a_fact_that_is_noted_leaves_work_only_where_a_segment_asks_for_its_kind(brightside: Brand, mara: Member) -> None:
    ada, ben = identity(0), identity(1)
    note(ada, ORDERED, 0)
    assert not WorkRow.objects.filter(kind=FACT_NOTED).exists()
    saved = save(BUYERS, mara)
    note(ben, COMPLAINED, 0)
    assert not WorkRow.objects.filter(kind=FACT_NOTED).exists()
    note(ben, ORDERED, 0)
    assert [row.payload for row in WorkRow.objects.filter(kind=FACT_NOTED)] == [{"identity_id": str(ben)}]
    work_off()
    assert who(saved) == {ada, ben}
    noting.withdraw_fact(kinds=[ORDERED], subject="1")
    work_off()
    assert who(saved) == set()


def test_midnight_lets_go_whose_facts_grew_too_old_and_looks_at_nobody_else(brightside: Brand, mara: Member) -> None:
    ada, ben = identity(0), identity(1)
    note(ada, ORDERED, -29)
    note(ben, ORDERED, -28)
    saved = save(BUYERS, mara)
    assert who(saved) == {ada, ben}
    actions.roll(at=cast.later(days=1))
    assert who(saved) == {ben}
    actions.roll(at=cast.later(days=1))
    assert who(saved) == {ben}
    actions.roll(at=cast.later(days=2))
    assert who(saved) == set()


def test_as_many_queries_for_forty_as_for_one(brightside: Brand, mara: Member) -> None:
    save(BUYERS, mara)
    taken = []
    for crowd in ([identity(0)], [identity(n) for n in range(1, 41)]):
        for one in crowd:
            note(one, ORDERED, 0)
        with CaptureQueriesContext(connection) as asked:
            actions.refresh(identity_ids=crowd, at=cast.AT)
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 14, taken


def test_only_who_sets_policy_saves_and_a_name_is_one_segments(brightside: Brand, mara: Member, joe: Member) -> None:
    saved = save(BUYERS, mara)
    for by in (actors.member(joe.id), SYSTEM):
        with pytest.raises(Refusal):
            actions.save(name="Others", rule=BUYERS, by=by, at=cast.AT)
    with pytest.raises(Refusal, match="already"):
        save(BUYERS, mara)
    changed = Rule((Line(COMPLAINED),))
    actions.save(name="Buyers", rule=changed, segment_id=saved, by=actors.member(mara.id), at=cast.AT)
    assert [one.rule for one in queries.segments()] == [changed]
    actions.take_away(segment_id=saved, by=actors.member(mara.id), at=cast.AT)
    assert queries.segments() == ()


STEP = st.one_of(
    st.tuples(st.just("note"), st.integers(0, 5), st.sampled_from([ORDERED, COMPLAINED, PRAISED]), st.integers(-4, 0)),
    st.tuples(st.just("take back"), st.sampled_from([ORDERED, COMPLAINED, PRAISED]), st.integers(-4, 0)),
    st.tuples(st.just("link"), st.integers(0, 2)),
    st.tuples(st.just("unlink"), st.integers(0, 2)),
    st.tuples(st.just("company"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("day")),
)
RULE = st.builds(
    Rule,
    lines=st.lists(
        st.builds(
            Line,
            kind=st.sampled_from([ORDERED, COMPLAINED, PRAISED]),
            has=st.booleans(),
            within_days=st.sampled_from([None, 1, 3]),
        ),
        min_size=1,
        max_size=3,
    ).map(lambda lines: (Line(ORDERED), *lines)),
    every=st.booleans(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULE, steps=st.lists(STEP, max_size=12))
def test_who_is_kept_is_who_a_recount_would_find(
    brightside: Brand, mara: Member, rule: Rule, steps: list[tuple[object, ...]]
) -> None:
    mark = transaction.savepoint()
    ids = [identity(n) for n in range(6)]
    by, day, links = actors.member(mara.id), 0, dict[int, UUID]()
    saved = save(rule, mara)
    for step in steps:
        what, *told = step
        if what == "note":
            note(ids[int(str(told[0]))], str(told[1]), day + int(str(told[2])), subject=str(told[2]))
        elif what == "take back":
            noting.withdraw_fact(kinds=[str(told[0])], subject=str(told[1]))
        elif what == "day":
            day += 1
            actions.roll(at=cast.later(days=day))
        elif what == "company":
            noting.note_company(identity_id=ids[int(str(told[0]))], company=bool(told[1]), by=by, at=cast.AT)
            actions.refresh(identity_ids=[ids[int(str(told[0]))]], at=cast.later(days=day))
        else:
            pair = int(str(told[0]))
            ends = (ids[2 * pair], ids[2 * pair + 1])
            if what == "link":
                said = [Evidence(EvidenceKind.MEMBER_SAYS, 20.0, "A member says so.")]
                links[pair] = linking.link(identity_id=ends[0], other_identity_id=ends[1], evidence=said, by=by, at=cast.AT)
            elif pair in links:
                linking.unlink(link_id=links.pop(pair), by=by, at=cast.AT)
            actions.refresh(identity_ids=ends, at=cast.later(days=day))
        work_off(days=day)
    kept = {(one.person_id, one.identity_id) for one in queries.members(segment_id=saved)}
    actions.recount(segment_id=saved, at=cast.later(days=day))
    anew = {(one.person_id, one.identity_id) for one in queries.members(segment_id=saved)}
    assert kept == anew
    assert all(people.person(person_id=person_id).id == person_id for person_id, _ in kept)
    transaction.savepoint_rollback(mark)
    assert timedelta(days=day) >= timedelta()
    assert models.Segment.objects.count() == 0
