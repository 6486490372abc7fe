"""What became of an incident afterwards, for its report: what putting it right cost and who paid, what those whom it affected ordered since, and what was
found in their words. Looks only; a fixed number of queries. Each figure is that of the moment at which it is asked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.coupons import queries as coupons
from makegood.coupons.types import Occasion as CouponOccasion
from makegood.gestures import queries as gestures
from makegood.gestures.types import Payer
from makegood.incidents import queries
from makegood.incidents.types import Incident
from makegood.kernel.money import Money
from makegood.makegoods import queries as makegoods
from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.touchpoints import raised
from makegood.touchpoints.types import Finding

FOLLOWED = timedelta(days=30)  # orders that came so soon after it count as orders that followed; chosen by hand
MOST = 20_000  # people whose orders are looked at


@dataclass(frozen=True, slots=True)
class Cost:
    """What one payer paid: `who` is a sponsor's name, '' where it is the brand itself or one of the kinds in `payer`."""

    payer: Payer
    who: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Ordered:
    """Orders of those whom it affected, replacements left out, since it was over (or began) and within thirty days."""

    people: int
    orders: int
    of: int  # people whom it affected
    total: tuple[Money, ...]  # by currency


@dataclass(frozen=True, slots=True)
class Afterwards:
    costs: tuple[Cost, ...]
    ordered: Ordered | None  # None where nobody settled whom it affected
    findings: tuple[Finding, ...]


def of(*, incident: Incident, at: datetime) -> Afterwards:
    """All of it, for one incident."""
    case_ids = list(queries.attached_cases(incident_id=incident.id))
    return Afterwards(
        costs=_costs(incident, case_ids, at), ordered=_ordered(incident, at), findings=raised.of_cases(case_ids=case_ids)
    )


# ---------------------------------------------------------------------------------------------------------------------


def _costs(incident: Incident, case_ids: Sequence[UUID], at: datetime) -> tuple[Cost, ...]:
    """Steps that were done for its cases, and coupons that were used; the dearest first."""
    sums: dict[tuple[Payer, str, str], int] = defaultdict(int)
    payers = {item.code: item.payer for item in gestures.catalogue()}
    for code, currency, minor in makegoods.spent_for(kind="case", ids=case_ids):
        sums[payers.get(code, Payer.BRAND), "", currency] += minor
    for one in coupons.pools_for(occasion=CouponOccasion("incident", incident.id), at=at):
        currency = one.counts.money.currency
        sums[Payer.BRAND, "", currency] += one.counts.brand.minor
        if one.pool.sponsor:
            sums[Payer.SPONSOR, one.pool.sponsor.name, currency] += one.counts.sponsor.minor
    found = [Cost(payer, who, Money(minor, currency)) for (payer, who, currency), minor in sums.items() if minor]
    return tuple(sorted(found, key=lambda cost: (-cost.amount.minor, cost.payer, cost.who)))


def _ordered(incident: Incident, at: datetime) -> Ordered | None:
    settled = queries.cohorts(incident_id=incident.id)[:1]
    if not settled:
        return None
    since = incident.ended_at or incident.began_at
    who = people.persons_of(identity_ids=_cohort(settled[0].id))
    of_person: dict[UUID, UUID] = {identity.id: person.id for person in who.values() for identity in person.identities}
    found = orders.placed_by(identity_ids=list(of_person), since=since, until=min(since + FOLLOWED, at))
    total: dict[str, int] = defaultdict(int)
    for one in found:
        total[one.total.currency] += one.total.minor
    return Ordered(
        people=len({of_person[one.identity_id] for one in found}),
        orders=len(found),
        of=settled[0].people,
        total=tuple(Money(minor, currency) for currency, minor in sorted(total.items())),
    )


def _cohort(cohort_id: UUID) -> list[UUID]:
    found: list[UUID] = []
    after: UUID | None = None
    while len(found) < MOST and (page := queries.cohort(cohort_id=cohort_id, after=after)):
        found += [one.identity_id for one in page]
        after = page[-1].person_id
    return found
