"""While something of somebody's is open, nothing unasked goes to them; when it is put right, it goes on. What was let through before does not leave."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.channels import contacts, models
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.channels.types import ChannelId
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Consent, IdentityId, Purpose
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House

AGREED = ("webhook", Purpose.RELATIONSHIP)


@pytest.fixture
def tom(house: House) -> IdentityId:
    with tenancy.brand(house.brand_id):
        who = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id
        noting.note_consent(consent=Consent(who, *AGREED, True, "a form", "v1", cast.AT), by=SYSTEM)
        return who


def greet(house: House, tom: UUID, key: str, **more: Any) -> UUID:
    speech = Speech(
        key, ChannelId(house.mail), tom, AGREED[1], "Happy birthday", "Dear Tom.", automatic=True, programme="birthdays"
    )
    with tenancy.brand(house.brand_id):
        return outbox.queue(speech=replace(speech, occasion=key, **more), by=SYSTEM, at=house.now)


def causes(house: House, tom: UUID) -> set[str]:
    with tenancy.brand(house.brand_id):
        return {one.cause for one in contacts.holds_of(identity_ids=[tom], at=house.now)}


def state(house: House, outgoing_id: UUID) -> tuple[str, str]:
    with tenancy.brand(house.brand_id):
        row = models.Outgoing.objects.get(id=outgoing_id)
        return row.state, row.held_because


def test_a_complaint_holds_and_putting_it_right_lets_go(house: House, tom: IdentityId) -> None:
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    assert causes(house, tom) == {"complaint"}
    with tenancy.brand(house.brand_id):
        (case_id,) = cases.case_ids_of(identity_ids=[tom])
        working.resolve(case_id=case_id, how="A new torch came.", by=SYSTEM, at=cast.later(hours=1))
    house.turn_to(cast.later(hours=1))
    assert causes(house, tom) == set()


def test_what_somebody_writes_about_danger_is_held_as_that(house: House, tom: IdentityId) -> None:
    house.hears("My torch caught fire in my hand and burned me. This is dangerous!", subject="Fire")
    assert causes(house, tom) <= {"safety", "complaint"}
    assert causes(house, tom)


def test_a_greeting_on_its_way_stays_when_a_complaint_comes_and_is_dropped_once_it_makes_no_sense(
    house: House, tom: IdentityId
) -> None:
    today = greet(house, tom, "today", send_after=cast.later(hours=2), best_before=cast.later(hours=10))
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, at=cast.later(hours=1))
    house.turn_to(cast.later(hours=2))
    assert state(house, today) == ("withdrawn", "")
    with tenancy.brand(house.brand_id):
        (kept,) = contacts.suppressed_for(occasion="today")
        assert (kept.reason, kept.identity_id) in {("held_complaint", tom), ("wrote_meanwhile", tom)}
        assert people.person_ids_of(identity_ids=[tom])


def test_a_greeting_that_may_leave_leaves(house: House, tom: IdentityId) -> None:
    greeting = greet(house, tom, "today")
    house.turn_to(cast.later(minutes=1))
    with tenancy.brand(house.brand_id):
        assert models.Outgoing.objects.get(id=greeting).tries == 1  # it went to the adapter
        assert contacts.suppressed() == ()
