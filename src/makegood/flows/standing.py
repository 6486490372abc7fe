"""Where people stand with us, from what they did: looked at again whenever something happened that can change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.advocacy import queries as advocacy
from makegood.cases import queries as cases
from makegood.kernel.windows import Window
from makegood.orders import queries as orders
from makegood.orders.types import Sales
from makegood.outcomes import actions as outcomes
from makegood.outcomes import queries as outcome_queries
from makegood.outcomes.types import PersonEvidence, Praise, Settling
from makegood.people import queries as people
from makegood.people.types import Fact, Person

WINDOW = timedelta(days=84)  # behaviour that decides standing (measure.md section 1)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody to look at; `because` is what happened in a sentence, '' where the rule is to say it."""

    person: Person
    because: str = ""
    message_id: UUID | None = None


def settle_all(looks: Sequence[Look], *, at: datetime) -> None:
    """Looks at these people's standing again, from what they did. A person who is named twice is looked at once, for the first reason. A
    fixed number of queries, whatever the number of people. May be repeated."""
    once = {one.person.id: one for one in reversed(looks)}
    if not once:
        return
    known = _look({identity.id for one in once.values() for identity in one.person.identities}, at)
    settlings = [_settling(one, known) for one in reversed(once.values())]
    outcomes.settle_standings(settlings=settlings, at=at)


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """By identity, as far as it counts for standing."""

    sales: Mapping[UUID, Sequence[Sales]]
    praises: Mapping[UUID, Sequence[Praise]]
    public_complaints: Mapping[UUID, Sequence[Fact]]
    open_complaints: Mapping[UUID, int]
    referrals: Mapping[UUID, int]
    helps: Mapping[UUID, int]


def _look(identity_ids: set[UUID], at: datetime) -> _Known:
    ids = list(identity_ids)
    praises: dict[UUID, list[Praise]] = {}
    said = [one for one in outcome_queries.praise_of(identity_ids=ids) if one.credited and one.at > at - WINDOW]
    asked_or_paid = advocacy.not_of_their_own(message_ids=[one.message_id for one in said if one.public])
    for praise in said:
        if praise.message_id not in asked_or_paid:
            praises.setdefault(praise.identity_id, []).append(praise)
    complaints: dict[UUID, list[Fact]] = {}
    for fact in people.facts_of(identity_ids=ids, kinds=["complained"]):
        if fact.value.get("public") and fact.at > at - WINDOW:
            complaints.setdefault(fact.identity_id, []).append(fact)
    windows = [Window((one,), at - WINDOW, at) for one in ids]
    return _Known(
        sales=orders.sales_to(identity_ids=ids),
        praises=praises,
        public_complaints=complaints,
        open_complaints=cases.open_complaints(identity_ids=ids),
        referrals=dict(zip(ids, advocacy.came_in(windows=windows), strict=True)),
        helps=dict(zip(ids, advocacy.helped_in(windows=windows), strict=True)),
    )


def _settling(look: Look, known: _Known) -> Settling:
    ids = tuple(identity.id for identity in look.person.identities)
    sales = [sale for one in ids for sale in known.sales.get(one, ())]
    praises = [praise for one in ids for praise in known.praises.get(one, ())]
    complaints = [fact for one in ids for fact in known.public_complaints.get(one, ())]
    evidence = PersonEvidence(
        orders=sum(sale.orders for sale in sales),
        first_order_at=min((sale.first_at for sale in sales), default=None),
        public_praises=sum(1 for p in praises if p.public),
        public_complaints=len(complaints),
        open_complaints=sum(known.open_complaints.get(one, 0) for one in ids),
        private_thanks=sum(1 for p in praises if not p.public),
        referrals=sum(known.referrals.get(one, 0) for one in ids),
        helps=sum(known.helps.get(one, 0) for one in ids),
        last_public_praise_at=max((p.at for p in praises if p.public), default=None),
        last_public_complaint_at=max((fact.at for fact in complaints), default=None),
    )
    return Settling(ids[0], ids, evidence, look.because, look.message_id)
