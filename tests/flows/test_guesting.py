"""Candidates are kept for their time and then forgotten, wherever their words stand; a customer stays a customer."""

from uuid import UUID

import pytest

from makegood.guests.types import GuestKind, KindRule
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Address, IdentityKind
from makegood.platform import files, jobs, tenancy
from tests import cast
from tests.flows.conftest import House
from tests.visits import given

PHONE = Address(IdentityKind.PHONE, "+447700900777", "Ines Prado")
WORDS = "I should like to work with you; I was a baker in Lisbon."


def candidate(house: House) -> UUID:
    from makegood.flows import guesting, visiting
    from makegood.people import queries as people
    from makegood.visits.types import VisitKind, Where

    house.hears(WORDS, by=Address(IdentityKind.EMAIL, "ines@applicant.example", "Ines Prado"))
    with tenancy.brand(house.brand_id):
        who = people.find_identity(address=Address(IdentityKind.EMAIL, "ines@applicant.example"))
        assert who is not None
        sam = given.sam(given.BAY)
        wish = given.wish(
            who.id,
            sam,
            cast.later(days=2, hours=4),
            about="Interview: baker",
            where=Where.OURS,
            address="",
            kind=VisitKind.INTERVIEW,
        )
        visiting.book(visit=wish, by=SYSTEM, at=cast.AT)
        guesting.note(identity_id=who.id, kind=GuestKind.CANDIDATE, by=SYSTEM, at=cast.AT)
    return who.id


def a_card_and_a_call(house: House, whose: UUID) -> str:
    """A card that was posted to them, with a photograph of it, one that still waits, and a call. → the photograph's digest"""
    from makegood.calls import actions as calls
    from makegood.calls.types import CallIn
    from makegood.flows import machine_work
    from makegood.gestures.actions import shelf
    from makegood.gestures.types import GestureKind
    from makegood.kernel.money import Money
    from makegood.letters import actions as letters
    from makegood.letters.types import LetterIn, Postal
    from makegood.people import queries as people
    from makegood.people.actions import noting
    from makegood.people.types import Consent, IdentityId, Purpose

    with tenancy.brand(house.brand_id):
        person_id = people.identity(identity_id=whose).person_id
        shelf.add_item(
            code="card",
            name="A card",
            kind=GestureKind.SURPRISE,
            face_value=Money(200, "GBP"),
            real_cost=Money(150, "GBP"),
            stock=5,
            by=SYSTEM,
            at=cast.AT,
        )
        said = Consent(IdentityId(whose), "post", Purpose.RELATIONSHIP, True, "told us", "1", cast.AT)
        noting.note_consent(consent=said, by=SYSTEM)
        letters.note_address(
            identity_id=whose, postal=Postal(("1 Prado Street", "Lisbon"), "PT"), source="member", by=SYSTEM, at=cast.AT
        )
        sent = letters.ask(letter=LetterIn(whose, "card", "Ines, good luck in Lisbon.", "one"), by=SYSTEM, at=cast.AT)
        letters.print_batch(letter_ids=[sent.id], key="b", by=SYSTEM, at=cast.AT)
        photo = files.keep(b"a picture of an envelope to Ines Prado")
        letters.post(letter_ids=[sent.id], tracking="", photo=photo, photo_type="image/png", by=SYSTEM, at=cast.AT)
        letters.ask(letter=LetterIn(whose, "card", "Ines, a second one.", "two"), by=SYSTEM, at=cast.later(days=9))
        machine_work.add_address(
            person=people.person(person_id=person_id), address=PHONE, known=True, source="her letter", at=cast.AT
        )
        calls.plan(call=CallIn(whose, "Ines asked when she hears from us", cast.AT, "one"), by=SYSTEM, at=cast.AT)
    return photo


def an_asking(house: House, whose: UUID) -> None:
    """A survey did not ask them about another system's reference, which is their address."""
    from makegood.surveys.actions import inviting, making
    from makegood.surveys.types import After, InvitationIn, SurveyIn, SurveyKind

    with tenancy.brand(house.brand_id):
        told = SurveyIn(name="How was it", kind=SurveyKind.CSAT, after=After.TOLD)
        made = making.make(told=told, by=SYSTEM, at=cast.AT)
        asking = InvitationIn(made.id, whose, "told ines@applicant.example", cast.AT, "Ines")
        (one,) = inviting.invite(invitations=[asking])
        no = inviting.NotAsked(one, "guest", "Guests are not asked.")
        inviting.note_not_asked(not_asked=[no], surveys={made.id: made}, at=cast.AT)


def words_left(house: House) -> list[str]:
    """Tables in which her name, her address or her words still stand."""
    from django.db import connection

    from tests.house.test_borders import guarded

    found = []
    with tenancy.brand(house.brand_id), connection.cursor() as cursor:
        for table in guarded():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~* 'ines|prado|lisbon|applicant'")
            found += [table] if cursor.fetchone()[0] else []
    return found


def test_a_candidate_is_forgotten_after_their_time_and_not_a_day_before(house: House) -> None:
    from makegood.flows import guesting
    from makegood.guests import queries

    identity_id = candidate(house)
    photo = a_card_and_a_call(house, identity_id)
    an_asking(house, identity_id)
    with tenancy.brand(house.brand_id):
        assert files.read(photo)
        guesting.set_rule(rule=KindRule(GuestKind.CANDIDATE, 30), by=SYSTEM, at=cast.AT)
    jobs.do_all_due(house.brand_id, at=cast.later(days=29))
    assert "people_identity" in words_left(house)
    for _ in range(2):
        jobs.do_all_due(house.brand_id, at=cast.later(days=30, minutes=1))
    with tenancy.brand(house.brand_id):
        assert queries.kinds_of(identity_ids=[identity_id]) == {}
    assert words_left(house) == []
    with tenancy.brand(house.brand_id), pytest.raises(FileNotFoundError):
        files.read(photo)


def test_a_candidate_who_has_bought_meanwhile_stays_a_customer_without_the_interview(house: House) -> None:
    from makegood.flows import guesting
    from makegood.orders.actions import ordering
    from makegood.people import queries as people
    from makegood.visits import queries as visits

    with tenancy.brand(house.brand_id):
        ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        guesting.note(identity_id=tom.id, kind=GuestKind.CANDIDATE, by=SYSTEM, at=cast.AT)
    jobs.do_all_due(house.brand_id, at=cast.later(days=181))
    with tenancy.brand(house.brand_id):
        assert people.person(person_id=tom.person_id).name == cast.TOM_NAME
        assert visits.of_people(identity_ids=[tom.id]) == ()
