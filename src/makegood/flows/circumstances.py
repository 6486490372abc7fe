"""What is known of a loss besides the words: how late, in whose hands, what it cost, and whether a person should look first.

Looks once for many; says nothing and moves nothing. What a member says of a case goes before what the parcels say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from uuid import UUID

from makegood.cases import queries as cases
from makegood.gestures.types import Policy
from makegood.kernel.money import Money
from makegood.makegoods.rules import claiming, fault
from makegood.makegoods.types import Claims, Fault, Nature
from makegood.orders import queries as orders
from makegood.orders.types import Journey
from makegood.people import queries as people
from makegood.people.types import Fact
from makegood.promises import queries as promises

YEAR = timedelta(days=365)
PEERS = 1_000  # claims of others are enough to compare with: their rate is then known to some 3 in 100
LOSS = "loss"  # a fact: what a member said of a case's loss; its subject is the case
_CARRIED = {"late", "lost"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a member said of a loss; None and False where nobody did."""

    fault: Fault | None = None
    kept: bool | None = None
    day_missed: bool = False
    here: bool = False
    overcharged_minor: int = 0
    paid_out_minor: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for several cases at once."""

    said: Mapping[UUID, Said] = field(default_factory=dict)  # by case
    journeys: Mapping[UUID, Journey] = field(default_factory=dict)  # by order
    claimed: Mapping[UUID, int] = field(default_factory=dict)  # by identity, in 12 months
    sells: bool = True  # the brand has orders at all, so that it makes sense to ask which it was
    days_missed: frozenset[UUID] = frozenset()  # orders whose day mattered, and went by
    peers: tuple[int, int] | None = None  # claims and orders of everybody, of the same time; only where somebody claimed often


def look(*, identity_ids: Sequence[UUID], order_ids: Sequence[UUID], at: datetime) -> Known:
    """Six queries, whatever the number of cases, and two more where somebody claimed often."""
    facts = people.facts_of(identity_ids=identity_ids, kinds=[LOSS])
    claimed = cases.failures(identity_ids=identity_ids, since=at - YEAR)
    often = any(count >= claiming.FEWEST for count in claimed.values())
    return Known(
        said={UUID(fact.subject): read(fact) for fact in facts},
        journeys=orders.journeys(order_ids=order_ids),
        claimed=claimed,
        sells=orders.sells(),
        days_missed=promises.days_missed(order_ids=order_ids) if order_ids else frozenset(),
        peers=_peers(at) if often else None,
    )


def nature_of(sku: str, policy: Policy) -> Nature:
    """As the policy's [services] says; goods where it says nothing."""
    for nature, patterns in ((Nature.AGAIN, policy.done_again), (Nature.MOMENT, policy.over_once_over)):
        if any(fnmatchcase(sku, pattern) for pattern in patterns):
            return nature
    return Nature.GOODS


def hours_late(journey: Journey | None, *, at: datetime) -> int | None:
    """Whole hours after the promised end, until it came or until now; None where nothing was promised, 0 where it came in time."""
    if journey is None or journey.promised_until is None:
        return None
    return max(0, ((journey.delivered_at or at) - journey.promised_until) // timedelta(hours=1))


def whose(harms: Sequence[str], journey: Journey | None, said: Said) -> Fault:
    """As a member said; else as the carrier's events say; else ours."""
    carried = next((harm for harm in harms if harm in _CARRIED), "")
    if said.fault or not journey or not carried or set(harms) - _CARRIED:
        return said.fault or Fault.OURS
    return fault.of_the_journey(
        carried, promised_until=journey.promised_until, left_us_at=journey.left_us_at, trouble_at=journey.trouble_at
    )


def claims(known: Known, ids: Sequence[UUID], *, bought: int, policy: Policy) -> Claims | None:
    if known.peers is None:
        return None
    return claiming.look_first(
        claims=sum(known.claimed.get(one, 0) for one in ids),
        orders=bought,
        peers_claims=known.peers[0],
        peers_orders=known.peers[1],
        times=policy.claims_times_peers,
        sure=policy.claims_sure,
    )


def read(fact: Fact) -> Said:
    value = fact.value
    return Said(
        fault=Fault(str(value["fault"])) if value.get("fault") else None,
        kept=value["kept"] == "yes" if value.get("kept") else None,
        day_missed=value.get("day_missed") == "yes",
        here=value.get("here") == "yes",
        overcharged_minor=int(str(value.get("overcharged_minor") or 0)),
        paid_out_minor=int(str(value.get("paid_out_minor") or 0)),
    )


def amount(minor: int, currency: str) -> Money | None:
    return Money(minor, currency) if minor else None


def _peers(at: datetime) -> tuple[int, int]:
    claimed, since = cases.claims(since=at - YEAR, most=PEERS)
    return claimed, orders.sold(since=since)
