"""Drafts a statement about an incident from what is known: when it was, how many it concerned, what they get, whether the sale goes on, and when
people may ask in public. And who is to be told: those who were frozen as affected, and whoever turned out to belong since.

Looks at several packages, writes through one. Promises nothing that is not decided already: a coupon stands in it once its pool is open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand, Member
from makegood.config import environment
from makegood.coupons import queries as coupons
from makegood.coupons.types import Occasion as CouponOccasion
from makegood.coupons.types import PoolState
from makegood.discussions import queries as discussions
from makegood.gestures.types import Occasion
from makegood.incidents import queries as incidents
from makegood.incidents.types import Incident
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.sales import queries as sales
from makegood.statements import queries
from makegood.statements.actions import writing
from makegood.statements.rules import when
from makegood.statements.types import CouponFact, FactsForDraft, Phase, Recipient, SaleFact, Statement, StatementId, TalkFact

KIND = "incident"
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom it concerns: of the latest frozen cohort, and who belongs to the incident and is not in it."""

    recipients: tuple[Recipient, ...]
    frozen: int
    joined: int

    @property
    def identity_ids(self) -> tuple[UUID, ...]:
        return tuple(one.identity_id for one in self.recipients)


def occasion(incident: Incident) -> Occasion:
    """How a statement names an incident."""
    return Occasion(KIND, incident.id)


def facts(*, incident: Incident, at: datetime, next_word_at: datetime | None = None) -> FactsForDraft:
    """What is known of it now, for a draft. A fixed number of queries."""
    brand, about = brands.current(), occasion(incident)
    return FactsForDraft(
        what=incident.title,
        began_at=incident.began_at,
        ended_at=incident.ended_at,
        zone=brand.zone,
        people=_people(incident),
        cause=incident.cause_words,
        coupon=_coupon(about, at),
        sale=_sale(about, brand),
        talk=_talk(about, brand, at),
        next_word_at=next_word_at,
    )


def draft(*, incident: Incident, next_word_at: datetime | None = None, member: Member, at: datetime) -> StatementId:
    """A draft in every language of the house, the brand's own first. What nobody has read yet is never put right in it: where the incident has
    ended, we watch it, until an update says that it is done."""
    told = facts(incident=incident, at=at, next_word_at=next_word_at)
    by = actors.member(member.id)
    return writing.draft(occasion=occasion(incident), facts=told, languages=when.LANGUAGES, phase=_phase(incident), by=by, at=at)


def concerned(*, statement: Statement) -> Concerned:
    """Whom this statement concerns as things stand; nobody where it is about no incident. A query for each thousand of them."""
    if statement.occasion.kind != KIND:
        return Concerned((), 0, 0)
    try:
        frozen = incidents.cohorts(incident_id=statement.occasion.id)
    except Refusal:
        return Concerned((), 0, 0)
    found = [one.identity_id for one in _cohort(frozen[0].id)] if frozen else []
    there = set(people.person_ids_of(identity_ids=found).values())
    belonging = list(dict.fromkeys(one.identity_id for one in _members(statement.occasion.id)))
    whose = people.person_ids_of(identity_ids=belonging)
    joined: dict[UUID, UUID] = {}
    for identity_id in belonging:
        person_id = whose.get(identity_id)
        if person_id is not None and person_id not in there:
            joined.setdefault(person_id, identity_id)
    both = [Recipient(one) for one in [*found, *joined.values()]]
    return Concerned(tuple(both), len(found), len(joined))


def newly_concerned(*, statement: Statement, there: Concerned) -> tuple[Recipient, ...]:
    """Those of them who are not among those who were told, or are being told."""
    fresh = set(queries.not_taken_in(statement_id=statement.id, identity_ids=there.identity_ids))
    return tuple(one for one in there.recipients if one.identity_id in fresh)


# ---------------------------------------------------------------------------------------------------------------------


def _phase(incident: Incident) -> Phase:
    if not incident.cause_words:
        return Phase.INVESTIGATING
    return Phase.MONITORING if incident.ended_at else Phase.IDENTIFIED


def _people(incident: Incident) -> int:
    frozen = incidents.cohorts(incident_id=incident.id)
    if frozen:
        return frozen[0].people
    counts = incidents.how_many(incident_ids=[incident.id]).get(incident.id)
    return counts.identities if counts else 0


def _cohort(cohort_id: UUID) -> Iterator[Recipient]:
    after = None
    while page := incidents.cohort(cohort_id=cohort_id, after=after, most=PAGE):
        yield from (Recipient(one.identity_id, one.person_id) for one in page)
        after = page[-1].person_id


def _members(incident_id: UUID) -> Iterator[Recipient]:
    after = None
    while page := incidents.members(incident_id=incident_id, after=after, limit=PAGE):
        yield from (Recipient(one.identity_id) for one in page)
        after = (page[-1].said_at, page[-1].message_id)


def _coupon(about: Occasion, at: datetime) -> CouponFact | None:
    there = next(
        (
            one.pool
            for one in coupons.pools_for(occasion=CouponOccasion(about.kind, about.id), at=at)
            if one.pool.state is PoolState.OPEN
        ),
        None,
    )
    if there is None or there.terms.valid_until <= at:
        return None
    link = f"{environment.settings().base_url}/coupons/{brands.current().slug}/{there.slug}/"
    worth, *others = [(language, coupons.worth_in_words(there.terms, language)) for language in when.LANGUAGES]
    return CouponFact(worth[1], there.terms.valid_until, there.terms.zone, link, tuple(others))


def _sale(about: Occasion, brand: Brand) -> SaleFact | None:
    moved = sales.of_occasion(kind=about.kind, occasion_id=about.id)
    return SaleFact(moved[-1].name, moved[-1].ends_at, brand.zone) if moved else None


def _talk(about: Occasion, brand: Brand, at: datetime) -> TalkFact | None:
    to_come = [one.discussion for one in discussions.of_occasion(occasion=about, at=at) if one.discussion.ends_at > at]
    if not to_come:
        return None
    one = min(to_come, key=lambda each: each.starts_at)
    link = f"{environment.settings().base_url}/talks/{brand.slug}/{one.slug}/"
    return TalkFact(one.title, one.starts_at, brand.zone, link)
