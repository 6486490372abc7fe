"""Thanks reach those who earned them, by name: the member who answered and the courier who brought it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.flows import speaking
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import steps
from makegood.makegoods.types import Makegood, Step, StepKind
from makegood.orders import queries as orders
from makegood.outcomes import actions as outcomes
from makegood.outcomes.types import Praise
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Purpose, Sighting
from makegood.platform import tenancy


def after_makegood(brand_id: UUID, makegood: Makegood, step: Step, at: datetime) -> None:
    """It is done: those who did it are named in the journal, and the courier's company hears that it was on time."""
    with tenancy.brand(brand_id):
        couriers = couriers_of(makegood)
        _write_to_couriers(
            couriers,
            key=f"step:{step.id}",
            text="the parcel that you brought put something right for one of our customers. Please pass our thanks on.",
            at=at,
        )
        member_id = makegood.approved_by_member
        names = ([brands.member(member_id=member_id).name] if member_id else []) + [name for name, _ in couriers]
        outcome = f"Done by {', '.join(names)}." if names else "It is done."
        steps.finish_step(step_id=step.id, outcome=outcome, reference="", at=at)


def for_praise(praise: Praise, at: datetime) -> None:
    """A kind word is passed on the same day: to the member who approved the makegood (or owns the case) and to the courier.

    What was said in private stays in the house: the courier hears only what was said in public.
    """
    makegood = makegoods.makegood(makegood_id=praise.makegood_id) if praise.makegood_id else None
    member_id = earner(praise)
    if member_id is not None:
        name = brands.member(member_id=member_id).name
        outcomes.pass_on_thanks(praise_id=praise.id, to_member_id=member_id, to_name=name, words=praise.words, at=at)
    couriers = couriers_of(makegood) if makegood and praise.public else []
    for name, _ in couriers:
        outcomes.pass_on_thanks(praise_id=praise.id, to_member_id=None, to_name=name, words=praise.words, at=at)
    if couriers:
        text = f"One of our customers wrote about it:\n\n“{praise.words.strip()}”\n\nThat is also thanks to you."
        _write_to_couriers(couriers, key=f"praise:{praise.id}", text=text, at=at)


def earner(praise: Praise) -> UUID | None:
    """The member to whom a kind word is passed on: who approved the makegood, or owns the case."""
    makegood = makegoods.makegood(makegood_id=praise.makegood_id) if praise.makegood_id else None
    case = cases.case(case_id=praise.case_id) if praise.case_id else None
    return (makegood.approved_by_member if makegood else None) or (case.owner_id if case else None)


def couriers_of(makegood: Makegood) -> list[tuple[str, str]]:
    """(courier, carrier) of the parcels that this makegood sent, where the carrier told the name."""
    found = [orders.order_by_command_key(key=step.idempotency_key) for step in makegood.steps if step.kind is StepKind.FIX]
    return sorted({(parcel.courier, parcel.carrier) for order in found if order for parcel in order.parcels if parcel.courier})


def _write_to_couriers(couriers: Sequence[tuple[str, str]], *, key: str, text: str, at: datetime) -> None:
    """By e-mail to the address for thanks that the shop's connection names; without one, or without a mail channel, nothing is written."""
    address, channel_id = _courier_address(), speaking.mail_channel()
    if not couriers or not address or channel_id is None:
        return
    (seen,) = recognising.recognise(sightings=[Sighting((Address(IdentityKind.EMAIL, address),), source="courier")], at=at)
    brand = brands.current().name
    for name, carrier in couriers:
        speech = Speech(
            key=f"thanks:{key}:{name}",
            channel_id=channel_id,
            to_identity_id=seen.identity_id,
            purpose=Purpose.SERVICE,
            subject=f"Thank you, {name}",
            text=f"For {name} of {carrier}:\n\n{text}\n\n{brand}",
        )
        outbox.queue(speech=speech, by=SYSTEM, at=at)


def _courier_address() -> str:
    try:
        return orders.shop_connection().courier_address
    except Refusal:
        return ""
