"""Tries a policy on past cases before it goes into force: “would have proposed …, cost …”. Stores nothing and moves nothing.

What was kept of each case is judged anew under both policies, with today's shelf and purse and what the person had been given by then.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Role
from makegood.gestures import queries as gestures
from makegood.gestures.rules import policy_file
from makegood.gestures.types import PastGesture, Policy
from makegood.kernel.money import Money, zero
from makegood.makegoods import queries as makegoods
from makegood.makegoods.rules import trying
from makegood.makegoods.rules.trying import Trial
from makegood.makegoods.types import Basis, Claims, Fault, FaultyLine, Nature, Situation

YEAR = timedelta(days=365)
MOST = 2_000  # cases


def on_past_cases(*, text: str, since: datetime) -> Trial:
    """The policy in `text` beside the one in force, on what was proposed from `since` on, the latest MOST. Refuses as a policy that is set."""
    currency = brands.current().currency
    other = policy_file.read_policy(text, currency=currency)
    bases = [one for one in makegoods.bases(since=since, limit=MOST) if one.currency == currency]
    past = _past(bases)
    situations = [_situation(one, past.get(one.identity_id, ()), gestures.policy()) for one in bases]
    shelf, purse = gestures.catalogue(), gestures.budget()
    now = [replace(one, catalogue=shelf, budget=purse) for one in situations]
    return trying.compare([(one, replace(one, policy=other)) for one in now], currency=currency)


def _past(bases: Sequence[Basis]) -> Mapping[UUID, Sequence[PastGesture]]:
    found: dict[UUID, list[PastGesture]] = defaultdict(list)
    if not bases:
        return found
    since = min(one.proposed_at for one in bases) - YEAR
    for whose, gesture in gestures.past_by_identity(identity_ids=[one.identity_id for one in bases], since=since):
        found[whose].append(gesture)
    return found


def _situation(one: Basis, past: Sequence[PastGesture], policy: Policy) -> Situation:
    known, at = one.known, one.proposed_at
    return Situation(
        occasion=one.occasion,
        person_name="",
        language="",
        brand_name="",
        currency=one.currency,
        harm=str(known["harm"]),
        asked=tuple(known.get("asked", ())),
        fault_ours=known.get("fault", "ours") == "ours",
        line=_line(one),
        past=tuple(gesture for gesture in past if at - YEAR <= gesture.at < at),
        needs=tuple(known["needs"]),
        failures_180_days=int(known["failures"]),
        orders_12_months=0,
        spent_12_months=zero(one.currency),
        stock_of_sku=None,
        catalogue=(),
        policy=policy,
        budget=None,
        role=Role.AGENT,
        arm=one.arm,
        propensity=one.propensity,
        at=at,
        margin_12_months=Money(int(known["margin_minor"]), one.currency),
        harms=tuple(known.get("happened", ())),
        fault=Fault(known["fault"]) if known.get("fault") else None,
        hours_late=known.get("hours_late"),
        day_missed=bool(known.get("day_missed")),
        claims=Claims(str(known["claims"])) if known.get("claims") else None,
    )


def _line(one: Basis) -> FaultyLine | None:
    price = one.known["price_minor"]
    if price is None:
        return None
    return FaultyLine(
        order_number="",
        sku="",
        title="",
        quantity=1,
        unit_price=Money(int(price), one.currency),
        service="",
        accepted=bool(one.known.get("accepted")),
        nature=Nature(one.known.get("nature", "goods")),
    )
