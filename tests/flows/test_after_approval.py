"""After the click: who is written to, what is no longer wanted, and when a case may be closed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import TOM, House

STRANGER = Address(IdentityKind.EMAIL, "nell@example.net", "Nell Ward")
ARRIVED = cast.later(hours=22)


def mara() -> Any:
    from makegood.brands import queries as brands

    return next(member for member in brands.members() if member.name == "Mara Lindqvist")


def approved(house: House) -> UUID:
    """Tom's torch arrived broken, and Mara approved a new one; the number of the replacement's order is known to the shop."""
    from makegood.flows import desk_pages, desk_work

    at = cast.later(minutes=20)
    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-2), number="1007", service=cast.SERVICE)
    house.shop.move_parcel("1007", "delivered", at=cast.later(days=-1))
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="t1")
    with tenancy.brand(house.brand_id):
        page = desk_pages.case_page(number=1, at=at)
        assert page.makegood is not None
        assert page.makegood.id is not None
        desk_work.approve(number=1, makegood_id=page.makegood.id, member=mara(), at=at)
    house.turn_to(at)
    return page.makegood.id


def arrives(house: House, at: datetime) -> None:
    from makegood.orders import queries as orders

    with tenancy.brand(house.brand_id):
        page = case(house)
        (again,) = [o for o in orders.orders_of(identity_ids=[page.identity_id], limit=9) if o.reason == "replacement"]
    house.shop.move_parcel(again.number, "delivered", at=at)
    house.turn_to(at)


def case(house: House) -> Any:
    from makegood.cases import queries as cases

    with tenancy.brand(house.brand_id):
        return cases.by_number(number=1)


def outgoing(house: House) -> dict[str, str]:
    """What was queued, by the kind of its step, and where it stands."""
    from makegood.channels.models import Outgoing
    from makegood.makegoods import queries as makegoods

    with tenancy.brand(house.brand_id):
        rows = dict(Outgoing.objects.filter(key__startswith="step:").values_list("key", "state"))
        return {makegoods.step(step_id=UUID(key.removeprefix("step:"))).kind.value: state for key, state in rows.items()}


def test_a_case_that_was_opened_again_is_not_closed_by_the_plan(house: House) -> None:
    approved(house)
    arrives(house, ARRIVED)
    assert case(house).resolved_at == ARRIVED
    house.hears(
        "It is broken again. It does not switch on.",
        subject=cast.TOM_SUBJECT,
        external_id="t2",
        at=cast.later(hours=30),
        thread_keys=("t1",),
    )
    assert case(house).resolved_at is None
    house.turn_to(cast.later(hours=80))
    assert case(house).resolved_at is None
    assert "follow_up" not in outgoing(house)


def test_a_question_that_nobody_answered_keeps_the_case_open_when_the_parcel_arrives(house: House) -> None:
    approved(house)
    house.hears("When will it come?", subject=cast.TOM_SUBJECT, external_id="t2", at=cast.later(hours=2), thread_keys=("t1",))
    arrives(house, ARRIVED)
    assert case(house).resolved_at is None


def test_a_follow_up_that_waits_for_the_morning_is_dropped_when_they_write_in_the_night(house: House) -> None:
    approved(house)
    arrives(house, cast.later(hours=11))
    night = first_night_with_a_follow_up(house)
    assert outgoing(house)["follow_up"] == "held"
    house.hears(
        "It is broken again.", subject=cast.TOM_SUBJECT, external_id="t2", at=night + timedelta(hours=1), thread_keys=("t1",)
    )
    house.turn_to(cast.later(days=6))
    assert outgoing(house)["follow_up"] == "withdrawn"


def test_a_follow_up_is_dropped_when_they_withdraw_their_consent_while_it_waits(house: House) -> None:
    from makegood.kernel.actors import SYSTEM
    from makegood.people.actions import noting
    from makegood.people.types import Consent, Purpose

    approved(house)
    arrives(house, cast.later(hours=11))
    night = first_night_with_a_follow_up(house)
    with tenancy.brand(house.brand_id):
        no = Consent(case(house).identity_id, "webhook", Purpose.SERVICE, False, "a mail", "1", night)
        noting.note_consent(consent=no, by=SYSTEM)
    house.turn_to(cast.later(days=6))
    assert outgoing(house)["follow_up"] == "withdrawn"
    assert case(house).resolved_at is not None


def test_somebody_who_may_not_be_asked_is_no_failure_of_the_plan(house: House) -> None:
    from makegood.kernel.actors import SYSTEM
    from makegood.makegoods import queries as makegoods
    from makegood.makegoods.types import MakegoodState
    from makegood.people.actions import noting
    from makegood.people.types import Consent, Purpose

    makegood_id = approved(house)
    arrives(house, ARRIVED)
    with tenancy.brand(house.brand_id):
        no = Consent(case(house).identity_id, "webhook", Purpose.SERVICE, False, "a mail", "1", ARRIVED)
        noting.note_consent(consent=no, by=SYSTEM)
    house.turn_to(cast.later(days=6))
    with tenancy.brand(house.brand_id):
        assert makegoods.makegood(makegood_id=makegood_id).state is MakegoodState.DONE
    assert case(house).resolved_at == ARRIVED


def test_the_letter_goes_to_the_person_of_the_case_and_not_to_who_wrote_last(house: House) -> None:
    from makegood.cases.actions import working as cases
    from makegood.channels import queries as channels
    from makegood.flows import speaking
    from makegood.kernel.actors import SYSTEM

    approved(house)
    house.hears("Your parcel is on our van.", by=STRANGER, external_id="c1", at=cast.later(hours=1))
    with tenancy.brand(house.brand_id):
        (theirs,) = [m for m in channels.messages(message_ids=all_messages()) if m.author.value == STRANGER.value]
        from makegood.cases import queries as case_queries

        others = case_queries.cases_of_conversation(conversation_id=theirs.conversation_id)
        ours = case(house)
        if not others:
            cases.link_conversation(case_id=ours.id, conversation_id=theirs.conversation_id, by=SYSTEM, at=cast.later(hours=1))
        else:  # it opened a case of its own: as if it had been linked to Tom's
            from makegood.cases.models import CaseConversation

            CaseConversation.objects.filter(conversation_id=theirs.conversation_id).update(case_id=ours.id)
        way = speaking.private_way(case(house))
        assert way.identity_id == ours.identity_id
        assert way.conversation_id == ours.conversation_ids[0]


def test_a_makegood_of_another_case_is_refused(house: House) -> None:
    from makegood.flows import desk_work

    makegood_id = approved(house)
    house.hears("Where is my lamp?", by=STRANGER, subject="Lamp", at=cast.later(hours=1))
    with pytest.raises(Refusal, match="no such makegood"), tenancy.brand(house.brand_id):
        desk_work.revoke(number=2, makegood_id=makegood_id, member=mara(), at=cast.later(hours=1))


def test_a_letter_after_a_public_complaint_stays_with_the_case(house: House) -> None:
    from makegood.flows import desk_pages, desk_work

    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-2), number="1007", service=cast.SERVICE)
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, channel=house.posts, public=True)
    with tenancy.brand(house.brand_id):
        page = desk_pages.case_page(number=1, at=cast.AT)
        assert page.makegood is not None
        assert page.makegood.id is not None
        desk_work.approve(number=1, makegood_id=page.makegood.id, member=mara(), at=cast.AT)
    house.turn_to(cast.AT)
    with tenancy.brand(house.brand_id):
        said = [line for line in desk_pages.case_page(number=1, at=cast.AT).said if line.party == "team"]
    assert len(said) == 1
    assert said[0].message is not None
    assert not said[0].message.public


def test_praise_from_before_a_makegood_is_not_credited_to_it(house: House) -> None:
    from makegood.outcomes import queries as outcomes

    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-20), number="1000", service=cast.SERVICE)
    house.turn_to(cast.later(days=-10))
    house.hears(cast.TOM_PRAISE, by=cast.TOM_BY_HANDLE, at=cast.later(days=-9), channel=house.posts, public=True)
    approved(house)
    arrives(house, ARRIVED)
    with tenancy.brand(house.brand_id):
        from makegood.kernel import actors
        from makegood.people.actions import linking
        from makegood.people.queries import find_identity

        handle = find_identity(address=cast.TOM_BY_HANDLE)
        assert handle is not None
        linking.link(
            identity_id=case(house).identity_id,
            other_identity_id=handle.id,
            evidence=[],
            by=actors.member(mara().id),
            at=cast.later(hours=30),
        )
    house.turn_to(cast.later(hours=30))
    with tenancy.brand(house.brand_id):
        (praise,) = outcomes.praise_of(identity_ids=[handle.id])
    assert praise.credited
    assert praise.makegood_id is None


def test_where_somebody_stands_follows_when_an_account_is_taken_off_them(house: House) -> None:
    from makegood.kernel import actors
    from makegood.outcomes import queries as outcomes
    from makegood.people import queries as people
    from makegood.people.actions import linking

    approved(house)
    arrives(house, ARRIVED)
    house.hears(cast.TOM_PRAISE, by=cast.TOM_BY_HANDLE, at=cast.later(hours=26), channel=house.posts, public=True)
    tom = case(house).identity_id
    with tenancy.brand(house.brand_id):
        handle = people.find_identity(address=cast.TOM_BY_HANDLE)
        assert handle is not None
        by = actors.member(mara().id)
        link_id = linking.link(identity_id=tom, other_identity_id=handle.id, evidence=[], by=by, at=cast.later(hours=27))
    house.turn_to(cast.later(hours=27))
    with tenancy.brand(house.brand_id):
        assert outcomes.standing(identity_ids=[tom, handle.id]).standing == "advocate"
        linking.unlink(link_id=link_id, by=by, at=cast.later(hours=28))
    house.turn_to(cast.later(hours=28))
    with tenancy.brand(house.brand_id):
        assert outcomes.standing(identity_ids=[tom]).standing == "passive"


def all_messages() -> list[UUID]:
    from makegood.channels.models import Message

    return list(Message.objects.values_list("id", flat=True))


def first_night_with_a_follow_up(house: House) -> datetime:
    """Turns the clock hour by hour until the follow-up is queued in the night, and held."""
    for hour in range(12, 140):
        house.turn_to(cast.later(hours=hour))
        if outgoing(house).get("follow_up") == "held":
            return cast.later(hours=hour)
    raise AssertionError("the follow-up never waited for a morning")
