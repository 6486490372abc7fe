"""What somebody did says where they stand for 84 days; then it is looked at again, whatever else happened or did not."""

from datetime import datetime, timedelta
from uuid import UUID

from makegood.flows import standing
from makegood.outcomes import actions, queries
from makegood.outcomes.types import PersonEvidence, Settling, Standing, StandingStep
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Fact
from makegood.platform import tenancy, work
from makegood.platform.work import Item
from tests import cast
from tests.flows.conftest import House

KEPT = timedelta(days=84)


def tom_of(house: House) -> UUID:
    with tenancy.brand(house.brand_id):
        return recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id


def complains_in_public(house: House, tom: UUID, at: datetime) -> None:
    with tenancy.brand(house.brand_id):
        noting.note_fact(facts=[Fact(tom, "complained", f"{at}", at, {"public": True})])
        person = people.persons_of(identity_ids=[tom])[tom]
        for _ in range(2):
            standing.settle_all([standing.Look(person)], at=at)


def steps(house: House, tom: UUID) -> list[StandingStep]:
    with tenancy.brand(house.brand_id):
        return list(queries.history(identity_ids=[tom]))


def stands(house: House, tom: UUID) -> StandingStep:
    with tenancy.brand(house.brand_id):
        return queries.standing(identity_ids=[tom])


def test_a_complaint_in_public_counts_for_84_days_and_a_second_one_for_its_own(house: House) -> None:
    tom = tom_of(house)
    complains_in_public(house, tom, cast.AT)
    second = cast.later(days=10)
    complains_in_public(house, tom, second)
    house.turn_to(cast.AT + KEPT + timedelta(minutes=1))
    assert [one.standing for one in steps(house, tom)] == [Standing.DETRACTOR], "the second one still counts"
    house.turn_to(second + KEPT)
    assert stands(house, tom).standing is Standing.DETRACTOR
    over = second + KEPT + timedelta(minutes=1)
    house.turn_to(over)
    now = stands(house, tom)
    assert (now.standing, now.since, now.because) == (Standing.UNKNOWN, over, standing.BECAUSE)
    house.turn_to(over + KEPT)
    assert len(steps(house, tom)) == 2


def test_who_stood_as_an_advocate_before_anybody_looked_again_is_looked_at_once(house: House) -> None:
    tom = tom_of(house)
    praised = PersonEvidence(1, cast.later(days=-300), 1, 0, 0, 0, 0)
    with tenancy.brand(house.brand_id):
        actions.settle_standings(settlings=[Settling(tom, (tom,), praised)], at=cast.later(days=-200))
        work.leave(standing.PAST, [Item(standing.PAST, cast.AT)])
    assert stands(house, tom).standing is Standing.ADVOCATE
    house.turn_to(cast.AT)
    now = stands(house, tom)
    assert (now.standing, now.since, now.because) == (Standing.UNKNOWN, cast.AT, standing.BECAUSE)
