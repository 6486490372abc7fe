"""Hands the proposer all that it may know, and stores what it proposes. No money moves here.

What lies above the proposer (the arm of an experiment) is computed here and handed down; reach, loudness, address and demographics
are not: the type of a situation has no room for them.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Role
from makegood.cases import queries as cases
from makegood.cases.types import Case
from makegood.gestures import queries as gestures
from makegood.gestures.types import Occasion
from makegood.kernel.money import Money, zero
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import plans
from makegood.makegoods.types import FaultyLine, MakegoodId, Situation
from makegood.orders import queries as orders
from makegood.orders.types import Order, RecentLine
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.understanding.types import Act, Reading

YEAR = timedelta(days=365)
HALF_YEAR = timedelta(days=180)
_ACTS = (Act.COMPLAINT, Act.REQUEST)
_ORDERS = 200


def propose(
    *, case_id: UUID, reading: Reading, subject: str, line: RecentLine | None, person: Person, trusted: bool, at: datetime
) -> MakegoodId | None:
    """A makegood for the case, if something went wrong and none is there yet; where the policy lets it run by itself, it runs.

    Only for the person whose case it is: a bystander in a public thread gets none of theirs, nor they one of his. `trusted` False (the
    sender may be forged) never lets it run by itself, and neither does an empty purse: then a member decides. `subject` is that of
    their message: the letters answer it. May be repeated.
    """
    if reading.act.label not in _ACTS or not reading.happened:
        return None
    occasion = Occasion("case", case_id)
    case = cases.case(case_id=case_id)
    earlier = makegoods.for_occasion(occasion=occasion)
    if earlier is not None and earlier.proposed_at >= case.segments[-1].opened_at:
        return None
    if case.identity_id not in {identity.id for identity in person.identities}:
        return None
    situation = replace(_situation(case, occasion, reading, line, person, at), subject=subject or case.title)
    makegood_id = plans.propose(situation=situation, identity_id=case.identity_id, at=at)
    if makegood_id is not None and trusted and makegoods.makegood(makegood_id=makegood_id).automatic:
        with suppress(Refusal):  # the purse is empty, the shelf is bare: the proposal waits for a member
            plans.approve(makegood_id=makegood_id, by=None, at=at)
    return makegood_id


def _situation(
    case: Case, occasion: Occasion, reading: Reading, line: RecentLine | None, person: Person, at: datetime
) -> Situation:
    brand = brands.current()
    ids = [identity.id for identity in person.identities]
    bought = [o for o in orders.orders_of(identity_ids=ids, limit=_ORDERS) if o.placed_at > at - YEAR and o.reason == "sale"]
    return Situation(
        occasion=occasion,
        person_name=person.name,
        language=reading.language or brand.language,
        brand_name=brand.name,
        currency=brand.currency,
        harm=case.harm or reading.happened[0].label,
        asked=tuple(finding.label for finding in reading.asked),
        fault_ours=True,
        line=_faulty(line, reading),
        past=gestures.past(identity_ids=ids, since=at - YEAR),
        needs=tuple(need.what for need in people.needs_of(identity_ids=ids, at=at)),
        failures_180_days=_failures(ids, at),
        orders_12_months=len(bought),
        spent_12_months=_sum(bought, brand.currency),
        stock_of_sku=None,
        catalogue=gestures.catalogue(),
        policy=gestures.policy(),
        budget=gestures.budget(),
        role=Role.AGENT,
        arm="surprise",
        propensity=1.0,
        at=at,
    )


def _faulty(line: RecentLine | None, reading: Reading) -> FaultyLine | None:
    if line is None:
        return None
    return FaultyLine(
        order_number=line.order_number,
        sku=line.line.sku,
        title=line.line.title,
        quantity=line.line.quantity,
        unit_price=line.line.unit_price,
        service=line.service,
        accepted=reading.happened[0].label == "late" and line.delivered_at is not None,
    )


def _failures(identity_ids: Sequence[UUID], at: datetime) -> int:
    """How often we failed this person in 180 days, this time included: each opening of a case with a harm, not each message."""
    found = [case for case in cases.cases_of(identity_ids=identity_ids) if case.harm]
    return sum(1 for case in found for segment in case.segments if segment.opened_at > at - HALF_YEAR)


def _sum(bought: Sequence[Order], currency: str) -> Money:
    return sum((order.total for order in bought if order.total.currency == currency), zero(currency))
