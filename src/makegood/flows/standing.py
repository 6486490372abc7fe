"""Where a person stands with us, from what they did: looked at again whenever something happened that can change it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.cases import queries as cases
from makegood.orders import queries as orders
from makegood.outcomes import actions as outcomes
from makegood.outcomes import queries as outcome_queries
from makegood.outcomes.types import PersonEvidence
from makegood.people import queries as people
from makegood.people.types import Person

WINDOW = timedelta(days=84)  # behaviour that decides standing (measure.md section 1)


def settle(*, person: Person, because: str, message_id: UUID | None, at: datetime) -> None:
    """Looks at a person's standing again, from what they did."""
    ids = [identity.id for identity in person.identities]
    outcomes.settle_standing(
        identity_id=ids[0],
        person_identity_ids=ids,
        evidence=_evidence(ids, at),
        because=because,
        message_id=message_id,
        at=at,
    )


# ---------------------------------------------------------------------------------------------------------------------


def _evidence(identity_ids: Sequence[UUID], at: datetime) -> PersonEvidence:
    bought = [order for order in orders.orders_of(identity_ids=identity_ids, limit=500) if order.reason == "sale"]
    praises = [p for p in outcome_queries.praise_of(identity_ids=identity_ids) if p.credited and p.at > at - WINDOW]
    complaints = people.facts_of(identity_ids=identity_ids, kinds=["complained"])
    public_complaints = [fact for fact in complaints if fact.value.get("public") and fact.at > at - WINDOW]
    open_cases = [case for case in cases.cases_of(identity_ids=identity_ids) if case.harm and case.resolved_at is None]
    return PersonEvidence(
        orders=len(bought),
        first_order_at=min((order.placed_at for order in bought), default=None),
        public_praises=sum(1 for p in praises if p.public),
        public_complaints=len(public_complaints),
        open_complaints=len(open_cases),
        private_thanks=sum(1 for p in praises if not p.public),
        referrals=0,
        last_public_praise_at=max((p.at for p in praises if p.public), default=None),
        last_public_complaint_at=max((fact.at for fact in public_complaints), default=None),
    )
