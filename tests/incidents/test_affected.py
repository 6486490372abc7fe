"""Whom an incident affected: a readable rule, counted by reason, those who never complained among them, and frozen when it is settled."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest

from makegood.brands.types import Brand, Member
from makegood.incidents import actions, queries
from makegood.incidents.rules import affected as rules
from makegood.incidents.types import Gives, IncidentId, Part, PartKind, Rule
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.orders.actions import ordering, parcels
from makegood.people.actions import linking, noting, recognising
from makegood.people.types import Evidence, EvidenceKind, Fact, Sighting
from makegood.platform import journal
from tests import cast
from tests.cases import telling as cases
from tests.incidents import telling

WITHIN = cast.later(minutes=-10)  # the incident
EVERYBODY = Rule(any_of=(Part(PartKind.MEMBER), Part(PartKind.BASKET), Part(PartKind.REFUSED)))


@pytest.fixture
def channel_id(brightside: Brand) -> UUID:
    return cases.web_channel()


@pytest.fixture
def made(channel_id: UUID, mara: Member) -> IncidentId:
    """From 9:20 to 10:00: three wrote; one of them and three others had a basket, of whom one was refused as well."""
    incident_id = telling.confirmed(mara)
    telling.joined(incident_id, *(telling.writes(channel_id, n) for n in range(3)))
    actions.over(incident_id=incident_id, by=actors.member(mara.id), at=cast.AT)
    noted("basket_held", 2, 3, 4, 5)
    noted("checkout_refused", 5)
    noted("basket_held", 6, at=cast.later(hours=-3))
    return incident_id


def who(number: int) -> UUID:
    (one,) = recognising.recognise(sightings=[Sighting((telling.address(number),), source="shop")], at=cast.AT)
    return one.identity_id


def noted(kind: str, *numbers: int, at: datetime = WITHIN) -> None:
    noting.note_fact(facts=[Fact(who(n), kind, f"session-{n}", at) for n in numbers])  # type: ignore[arg-type]


def test_it_counts_people_by_reason_and_says_how_we_know(made: IncidentId) -> None:
    found = queries.affected(incident_id=made, rule=EVERYBODY, at=cast.AT)
    assert (found.people, found.silent) == (6, 3)
    assert [(one.part.kind, one.people, one.only) for one in found.fitting] == [
        (PartKind.MEMBER, 3, 2), (PartKind.BASKET, 4, 2), (PartKind.REFUSED, 1, 0),
    ]  # fmt: skip
    assert [one.how for one in found.fitting] == [
        "Their message belongs to this incident; each says why.",
        "The shop told us of a basket with their address in that time.",
        "The shop told us that their checkout was refused in that time.",
    ]
    assert found.sentence == (
        "Everybody who wrote to us about it, or who had something in the basket from 09:20 to 10:00 on 2 March 2026, "
        "or who was refused at the checkout from 09:20 to 10:00 on 2 March 2026."
    )
    assert {one.identity_id: (one.reasons, one.silent) for one in found.first}[who(5)] == (
        (PartKind.BASKET, PartKind.REFUSED), True,
    )  # fmt: skip


def test_who_complained_in_other_words_is_not_called_silent(made: IncidentId) -> None:
    noting.note_fact(facts=[Fact(who(3), "complained", "elsewhere", cast.later(minutes=-5), {"harm": "billing"})])  # type: ignore[arg-type]
    assert queries.affected(incident_id=made, rule=EVERYBODY, at=cast.AT).silent == 2
    harm = Rule(any_of=(Part(PartKind.COMPLAINED, facet="billing"),))
    assert queries.affected(incident_id=made, rule=harm, at=cast.AT).people == 1
    assert (
        queries.affected(incident_id=made, rule=Rule(any_of=(Part(PartKind.COMPLAINED, facet="late"),)), at=cast.AT).people == 0
    )


def test_and_and_except(made: IncidentId) -> None:
    noted("order_placed", 3, at=cast.later(days=-40))
    ordered = Part(PartKind.ORDERED, since=cast.later(days=-90), until=cast.AT)
    both = Rule(any_of=(Part(PartKind.BASKET),), all_of=(ordered,))
    assert queries.affected(incident_id=made, rule=both, at=cast.AT).people == 1
    never = Rule(any_of=(Part(PartKind.BASKET),), none_of=(Part(PartKind.MEMBER),))
    assert queries.affected(incident_id=made, rule=never, at=cast.AT).people == 3


@pytest.mark.parametrize(
    ("handed_over", "carrier", "people"),
    [(0, "swiftline", 1), (0, "", 1), (0, "Other Parcels", 0), (-60, "Swiftline", 0)],
)
def test_whoever_had_a_parcel_under_way_with_that_carrier(
    brightside: Brand, mara: Member, handed_over: int, carrier: str, people: int
) -> None:
    ordering.take_orders(orders=[cast.torch_order()], at=cast.later(days=-1))
    parcels.take_parcel_events(events=[cast.delivered(at=cast.later(minutes=handed_over))], at=cast.AT)
    incident_id = telling.confirmed(mara)  # from 9:20 on
    rule = Rule(any_of=(Part(PartKind.PARCEL, facet=carrier),))
    found = queries.affected(incident_id=incident_id, rule=rule, at=cast.AT)
    assert (found.people, found.silent) == (people, people)


def test_one_person_with_two_addresses_is_one_row(made: IncidentId, mara: Member) -> None:
    linking.link(
        identity_id=who(4), other_identity_id=who(5), evidence=[Evidence(EvidenceKind.MEMBER_SAYS, 20, "")],
        by=actors.member(mara.id), at=cast.AT,
    )  # fmt: skip
    assert queries.affected(incident_id=made, rule=EVERYBODY, at=cast.AT).people == 5


def test_what_is_frozen_stays_and_is_frozen_once(made: IncidentId, mara: Member) -> None:
    by, gives = actors.member(mara.id), Gives("a coupon of $5")
    first = actions.freeze(incident_id=made, rule=EVERYBODY, gives=gives, by=by, at=cast.AT)
    again = actions.freeze(incident_id=made, rule=EVERYBODY, gives=gives, by=by, at=cast.later(minutes=1))
    assert again == first
    noted("basket_held", 7)
    assert queries.affected(incident_id=made, rule=EVERYBODY, at=cast.AT).people == 7
    page = queries.cohort(cohort_id=first, most=4)
    rest = queries.cohort(cohort_id=first, after=page[-1].person_id)
    assert [len(page), len(rest)] == [4, 2]
    assert {one.identity_id for one in (*page, *rest)} == {who(n) for n in range(6)}
    head = queries.cohort_head(cohort_id=first)
    assert (head.people, head.silent, head.gives.words) == (6, 3, "a coupon of $5")
    second = actions.freeze(incident_id=made, rule=EVERYBODY, gives=gives, by=by, at=cast.later(hours=1))
    assert (second != first, queries.cohort_head(cohort_id=second).people) == (True, 7)
    assert [one.data["people"] for one in journal.latest(limit=9, kinds=["incidents.CohortFrozen"])] == [7, 6]


def test_a_rule_that_means_nobody_or_everybody_is_refused(made: IncidentId, mara: Member) -> None:
    backwards = Part(PartKind.BASKET, since=cast.AT, until=cast.later(minutes=-1))
    for rule, code in (
        (Rule(), "rule_malformed"),
        (Rule(none_of=(Part(PartKind.MEMBER),)), "rule_malformed"),
        (Rule(any_of=(backwards,)), "rule_malformed"),
        (Rule(any_of=(Part(PartKind.BASKET),) * 13), "rule_malformed"),
        (Rule(any_of=(Part(PartKind.ORDERED),)), "nobody_affected"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.freeze(incident_id=made, rule=rule, gives=Gives(), by=actors.member(mara.id), at=cast.AT)
        assert refused.value.code == code
    assert queries.cohorts(incident_id=made) == ()
    with pytest.raises(Refusal):
        queries.cohort(cohort_id=uuid4())


def test_a_rule_reads_as_it_was_written() -> None:
    rule = Rule(
        (Part(PartKind.MEMBER),),
        (Part(PartKind.ORDERED, cast.AT, cast.later(days=1)),),
        (Part(PartKind.PARCEL, facet="Swiftly"),),
    )
    assert rules.from_json(rules.to_json(rule)) == rule
    assert rules.sentence(rule, zone="Europe/London") == (
        "Everybody who wrote to us about it and who ordered something from 10:00 on 2 March 2026 to 10:00 on 3 March 2026, "
        "but not who had a parcel on its way with Swiftly."
    )
