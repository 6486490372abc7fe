"""Who is meant by a segment: the database and the rule over facts in hand give the same answer, whatever the segment and whatever the facts."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries, segments
from makegood.people.actions import linking, noting, recognising
from makegood.people.rules import segments as rules
from makegood.people.types import Address, Among, Evidence, EvidenceKind, Fact, IdentityKind, Noted, Segment, Sighting
from tests import cast

KINDS = ("complained", "basket_held", "order_placed")
INSTANTS = [cast.later(minutes=n) for n in range(6)]
PEOPLE = 5

noted = st.builds(
    Noted,
    kind=st.sampled_from(KINDS),
    since=st.none() | st.sampled_from(INSTANTS),
    until=st.none() | st.sampled_from(INSTANTS),
    value=st.sampled_from([(), (("harm", "outage"),), (("harm", "late"),)]),
    lasts=st.sampled_from(["", "until"]),
)
fact = st.tuples(
    st.integers(0, 2 * PEOPLE - 1),
    st.sampled_from(KINDS),
    st.sampled_from(INSTANTS),
    st.sampled_from(["outage", "late", ""]),
    st.sampled_from([None, 0, 2]),  # minutes that it lasted
)


def identity(number: int) -> UUID:
    address = Address(IdentityKind.EMAIL, f"person{number}@customers.example", f"Person {number}")
    (who,) = recognising.recognise(sightings=[Sighting((address,), source="mail")], at=cast.AT)
    return who.identity_id


def value_of(at: datetime, harm: str, lasted: int | None) -> dict[str, object]:
    until = {} if lasted is None else {"until": (at + timedelta(minutes=lasted)).isoformat()}
    return {**({"harm": harm} if harm else {}), **until}


@pytest.fixture
def identities(brightside: Brand, mara: Member) -> list[UUID]:
    """Ten addresses of five people, and of a company and somebody alone."""
    made = [identity(n) for n in range(2 * PEOPLE)]
    by = actors.member(mara.id)
    for n in range(0, 2 * PEOPLE - 2, 2):  # the last two stay two people
        linking.link(
            identity_id=made[n], other_identity_id=made[n + 1], evidence=[Evidence(EvidenceKind.MEMBER_SAYS, 20, "")], by=by, at=cast.AT
        )  # fmt: skip
    noting.note_company(identity_id=made[0], company=True, by=by, at=cast.AT)
    return made


@given(data=st.data(), facts=st.lists(fact, max_size=25), tests=st.lists(noted, min_size=1, max_size=4), among=st.booleans())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_and_the_rule_say_the_same(
    identities: list[UUID],
    data: st.DataObject,
    facts: list[tuple[int, str, datetime, str, int | None]],
    tests: list[Noted],
    among: bool,
) -> None:
    named = (Among((identities[2], identities[9])),) if among else ()
    everything: tuple[Noted | Among, ...] = (*tests, *named)
    places = [data.draw(st.sampled_from(["some", "every", "none", "looked"]), label=str(n)) for n in range(len(everything))]
    segment = Segment(
        everything, *(tuple(n for n, name in enumerate(places) if name == wanted) for wanted in ("some", "every", "none"))
    )
    told = [
        Fact(identities[n], kind, f"{uuid4()}", at, value_of(at, harm, lasted))  # type: ignore[arg-type]
        for n, kind, at, harm, lasted in facts
    ]
    for one in {fact.subject for fact in queries.facts_of(identity_ids=identities, kinds=KINDS)}:
        noting.withdraw_fact(kinds=KINDS, subject=one)
    noting.note_fact(facts=told)
    if not segment.any_of and not segment.all_of:
        with pytest.raises(Refusal):
            segments.look(segment=segment, most=1)
        return
    persons = queries.person_ids_of(identity_ids=identities)
    expected = rules.meant(segment, facts=told, persons=persons, companies={persons[identities[0]]})
    counts, found = segments.look(segment=segment, most=100)
    assert {one.person_id: one.passed for one in found} == expected
    assert counts == Counter(expected.values())
    assert all(persons[one.identity_id] == one.person_id for one in found)


def test_a_person_with_two_addresses_counts_once_and_is_spoken_for_by_the_older(identities: list[UUID]) -> None:
    noting.note_fact(facts=[Fact(identities[n], "complained", str(n), cast.AT) for n in (2, 3)])  # type: ignore[arg-type]
    _, [found] = segments.look(segment=Segment((Noted("complained"),), any_of=(0,)), most=10)
    assert found.identity_id == min(identities[2], identities[3])


def test_the_end_of_a_stretch_is_not_in_it(identities: list[UUID]) -> None:
    noting.note_fact(facts=[Fact(identities[8], "complained", "x", cast.AT)])  # type: ignore[arg-type]
    for since, until, people in (
        (cast.AT, cast.AT + timedelta(seconds=1), 1),
        (cast.AT - timedelta(hours=1), cast.AT, 0),
        (cast.AT, None, 1),
    ):
        counted, _ = segments.look(segment=Segment((Noted("complained", since, until),), any_of=(0,)), most=1)
        assert sum(counted.values()) == people


def test_a_segment_that_would_mean_everybody_is_refused() -> None:
    for segment in (Segment((Noted("complained"),)), Segment((Noted("complained"),), none_of=(0,)), Segment((), any_of=(0,))):
        with pytest.raises(Refusal) as refused:
            rules.check(segment)
        assert refused.value.code == "segment_malformed"
