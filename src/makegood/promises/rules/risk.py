"""Whether a delivery promise is at risk, and why. Pure: what is known in, verdict out.

What the carrier or the shop say outright goes first. Then the chance that was learned; where too little was learned, the clock alone, and it
says so. A promise that was at risk is safe again only well below the threshold, so that it does not flicker.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import numpy as np

from makegood.promises.rules import learning, roads, survival
from makegood.promises.rules.journeys import HOUR_S, Journeys
from makegood.promises.rules.learning import Knowledge
from makegood.promises.rules.verdicts import Leg
from makegood.promises.types import Due, Reason, Risk

AT_RISK_FROM, SAFE_BELOW = 0.5, 0.35
CLOCK_ALONE = timedelta(hours=24)  # before the due instant, where too little was learned
_SURELY_LATE = ("returning", "cancelled")
_LOST = ("lost", "damaged", "no_stock", "delayed")  # kinds of an exception after which nothing comes in time by itself


def said_outright(due: Due, legs: Sequence[Leg], *, later: datetime | None, at: datetime) -> Risk | None:
    """The verdict where somebody said that it will not hold (the shop names a later time, the carrier lost it or sends it back), or that there is
    trouble: then without a chance."""
    if later is not None and later > due.at:
        return Risk(1.0, True, Reason("shop_later", {"until": later.isoformat()}))
    for leg in legs:
        told = Reason("carrier", {"state": leg.state, "kind": leg.kind})
        if leg.state in _SURELY_LATE or (leg.state == "exception" and leg.kind in _LOST):
            return Risk(1.0, True, told)
        if leg.state == "exception" or (leg.state == "attempt_failed" and due.at - at <= CLOCK_ALONE):
            return Risk(None, True, told)
    return None


def by_clock(due: Due, legs: Sequence[Leg], *, made_at: datetime, parcels: int, telling: Collection[str], at: datetime) -> Risk:
    """Without a chance: at risk when the carrier knows of a parcel and does not have it, within the last quarter of the time, a day at most. Where
    a carrier is none of those that tell of a parcel under way (`telling`), its silence says nothing."""
    soon = due.at - at <= min(CLOCK_ALONE, (due.at - made_at) / 4)
    waits = any(leg.state == "created" and leg.carrier in telling for leg in legs)
    if not can_be_weighed(due, made_at=made_at):
        return Risk(None, soon and waits, Reason("clock_short"))
    return Risk(None, soon and waits, Reason("clock", {"parcels": parcels, "needed": learning.LEAST_PARCELS}))


def can_be_weighed(due: Due, *, made_at: datetime) -> bool:
    """Whether the roads can tell a chance of such a promise: below four days their stretches of six hours are too coarse, and only what is said and
    the clock count."""
    return due.at - made_at >= timedelta(hours=survival.SHORTEST_HOURS)


def judge(chance: float, reason: Reason, *, was_at_risk: bool) -> Risk:
    """The verdict on a chance."""
    return Risk(chance, chance >= (SAFE_BELOW if was_at_risk else AT_RISK_FROM), reason)


def chances(knowledge: Knowledge, journeys: Journeys, *, at: datetime) -> list[tuple[float, Reason]]:
    """The chance of each of many, and its reason. `knowledge` is enough."""
    now = np.full(len(journeys), at.timestamp() / HOUR_S)
    found = learning.chances(knowledge, journeys, now)
    return [(float(chance), reason(knowledge, journeys, i, float(now[i]))) for i, chance in enumerate(found)]


def reason(knowledge: Knowledge, journeys: Journeys, i: int, at: float) -> Reason:
    """What of a hundred such parcels came in time, on the road that carries the weight."""
    carrier, lane = str(journeys.carrier[i]), str(journeys.lane[i])
    left = float(journeys.due[i]) - at
    handed = float(journeys.handed[i])
    road = knowledge.roads.curve(roads.WAY, carrier, lane)
    if handed <= at:
        age = at - handed
        late = float(survival.late(road, age=np.array([age]), left=np.array([left]))[0])
        usual = survival.longer_than(road, 0.05)
        code = "silent" if age > usual else "under_way"
        values = {"come": _of_a_hundred(late), "age_h": round(age), "left_h": round(left), "usual_h": round(usual)}
    else:
        age = at - float(journeys.placed[i])
        first = knowledge.roads.curve(roads.HAND_OVER, "", "")
        late = survival.late_before_hand_over(first, road, age=age, left=max(left, 0.0))
        code, values = "not_handed_over", {"come": _of_a_hundred(late), "age_h": round(age), "left_h": round(left)}
    return Reason(code, {**values, "parcels": road.parcels, "carrier": carrier, "lane": lane})


def _of_a_hundred(late: float) -> int:
    return round(100 * (1 - late))
