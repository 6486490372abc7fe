"""Tells those who know the old end of a sale what counts now: a short statement about the sale, drafted from its terms, which members read, approve
and publish as any other; then it goes to exactly those people, each once. The sale's own list follows as they are told (`sale_moved.told`).
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.flows import telling_statement
from makegood.gestures.types import Occasion
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.sales import queries as sales
from makegood.sales.rules import words
from makegood.sales.types import Sale, Terms
from makegood.statements import queries as statements
from makegood.statements.actions import writing
from makegood.statements.types import FactsForDraft, Parts, Phase, Recipient, Statement, StatementId, StatementState, Wording

KIND, PAGE = "sale", 1_000


def of_sale(*, sale_id: UUID) -> tuple[Statement, ...]:
    """The statements about this sale, the latest first. One query."""
    return statements.of_occasion(occasion=Occasion(KIND, sale_id))


def draft(*, sale_id: UUID, member: Member, at: datetime) -> Statement:
    """A draft for those who know the old; the one that waits already, where there is one. Refuses ("nobody_to_tell") where everybody knows."""
    sale, told = sales.sale(sale_id=sale_id), sales.told(sale_id=sale_id)
    waiting = [one for one in of_sale(sale_id=sale_id) if one.state is not StatementState.PUBLISHED]
    if waiting:
        return waiting[0]
    if not told.of_old:
        raise Refusal("nobody_to_tell", "Everybody who was told knows what counts now.")
    terms = sales.terms_of(sale_id=sale_id)
    facts = FactsForDraft(what=sale.name, began_at=terms[-1].at, zone=brands.current().zone, people=told.of_old)
    parts = {brands.current().language: _wording(sale, terms)}
    occasion = Occasion(KIND, sale.id)
    made = writing.draft(occasion=occasion, parts=parts, facts=facts, phase=Phase.RESOLVED, by=actors.member(member.id), at=at)
    return statements.statement(statement_id=made)


def tell(*, sale_id: UUID, member: Member, at: datetime) -> int:
    """Everybody who knows the old is told the published statement about this sale. → how many are new. May be repeated: nobody is told twice.
    Refuses ("nothing_published") without one, and whoever may not approve."""
    published = [one for one in of_sale(sale_id=sale_id) if one.state is StatementState.PUBLISHED]
    if not published:
        raise Refusal("nothing_published", "Publish a statement about this sale first.")
    latest = max(published, key=lambda one: one.number)
    return telling_statement.begin(
        statement_id=StatementId(latest.id), cohort=list(_who_know_the_old(sale_id)), member=member, at=at
    )


def _who_know_the_old(sale_id: UUID) -> Iterator[Recipient]:
    after: UUID | None = None
    while rows := sales.told_old(sale_id=sale_id, after=after, limit=PAGE):
        yield from (Recipient(one.identity_id) for one in rows)
        after = rows[-1].id


def _wording(sale: Sale, terms: tuple[Terms, ...]) -> Wording:
    title, parts = words.changed(sale, terms, language=brands.current().language)
    return Wording(title, Parts(*parts))
