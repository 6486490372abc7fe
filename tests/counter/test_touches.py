"""What was done at the counter is kept once, by its key, and what rules can use of it is a fact of the person."""

from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.counter import actions
from makegood.counter.types import Done, TouchIn
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.platform import tenancy
from tests import cast


@pytest.fixture
def tom(brightside: Brand) -> UUID:
    with tenancy.brand(brightside.id):
        return recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id


def test_the_same_touch_twice_is_one(brightside: Brand, tom: UUID) -> None:
    with tenancy.brand(brightside.id):
        read = TouchIn(identity_id=tom, done=Done.ODOMETER, number=60_000, key="one")
        first, is_new = actions.note(touch=read, by=SYSTEM, at=cast.AT)
        again, is_new_again = actions.note(touch=read, by=SYSTEM, at=cast.later(minutes=1))
        facts = people.facts_of(identity_ids=[tom], kinds=["told.km_reading"])
    assert (first.id, is_new, is_new_again) == (again.id, True, False)
    assert [(fact.at, fact.value) for fact in facts] == [(cast.AT, {"km": 60_000})]


def test_an_odometer_without_a_number_is_refused_and_nothing_is_kept(brightside: Brand, tom: UUID) -> None:
    with tenancy.brand(brightside.id):
        with pytest.raises(Refusal) as no:
            actions.note(touch=TouchIn(identity_id=tom, done=Done.ODOMETER, key="none"), by=SYSTEM, at=cast.AT)
        assert people.facts_of(identity_ids=[tom], kinds=["told.km_reading"]) == ()
    assert no.value.code == "touch_malformed"
