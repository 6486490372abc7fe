"""What would have been good: the makegoods' own rules, asked with what is remembered of the crowd. Writes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from makegood.brands.types import Brand, Role
from makegood.commands.demo.crowd.tales import Tale
from makegood.flows.matter import Matter
from makegood.gestures import queries as gestures
from makegood.gestures.types import CatalogueItem, Occasion
from makegood.makegoods.rules import proposals
from makegood.makegoods.types import FaultyLine, Proposal, Situation
from makegood.understanding.types import Happened, Reading


class Proposer:
    """Proposes for one day: policy, shelf and purse as they are on it."""

    def __init__(self, brand: Brand) -> None:
        self.brand = brand
        self.catalogue = gestures.catalogue()
        self.shelf: Mapping[str, CatalogueItem] = {item.code: item for item in self.catalogue}
        self.policy = gestures.policy()
        self.budget = gestures.budget()

    def propose(
        self, tale: Tale, case_id: UUID, reading: Reading, about: Matter, title: str, lot: tuple[str, float]
    ) -> tuple[Situation, tuple[Proposal, ...]]:
        """The situation, and the proposals for it. `lot` is the arm of whoever wrote, and its chance."""
        known, at = tale.known, tale.contact.at
        line = about.line
        faulty = (
            FaultyLine(
                order_number=line.order_number,
                sku=line.line.sku,
                title=line.line.title,
                quantity=line.line.quantity,
                unit_price=line.line.unit_price,
                service=line.service,
                accepted=reading.happened[0].label == Happened.LATE and line.delivered_at is not None,
            )
            if line
            else None
        )
        situation = Situation(
            occasion=Occasion("case", case_id),
            person_name=known.who.name,
            language=reading.language or self.brand.language,
            brand_name=self.brand.name,
            currency=self.brand.currency,
            harm=reading.happened[0].label,
            asked=tuple(finding.label for finding in reading.asked),
            fault_ours=True,
            line=faulty,
            past=tuple(one for one in known.given if one.at > at - timedelta(days=365)),
            needs=(),
            failures_180_days=max(known.failures_until(at), 1),
            orders_12_months=known.orders(at),
            spent_12_months=known.spent(at),
            stock_of_sku=None,
            catalogue=self.catalogue,
            policy=self.policy,
            budget=self.budget,
            role=Role.AGENT,
            arm=lot[0],
            propensity=lot[1],
            at=at,
            subject=tale.envelope.subject or title,
        )
        return situation, tuple(proposals.propose(situation))

    def runs_low(self, wanted: Proposal) -> bool:
        """Whether the purse has no room for extras any more today."""
        return self.budget is None or self.budget.left < wanted.cost * 4

    def spend(self, taken: Proposal) -> None:
        """What was taken is out of the purse from here on, where it fitted in."""
        if self.budget is not None and taken.cost <= self.budget.left:
            self.budget = replace(self.budget, spent=self.budget.spent + taken.cost)
