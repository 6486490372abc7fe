"""Story 1 as the proposer sees it: Tom's faulty torch, sweets on the shelf, a hundred pounds in the purse."""

from dataclasses import replace
from typing import Any

from makegood.gestures.types import Occasion
from makegood.makegoods.types import FaultyLine, Proposal, Situation, StepKind
from tests import cast
from tests.gestures.given import SWEETS, policy, pounds, purse

TORCH = FaultyLine(
    order_number=cast.TORCH_ORDER_NUMBER,
    sku=cast.TORCH_SKU,
    title="Pocket torch",
    quantity=1,
    unit_price=cast.TORCH_PRICE,
    service=cast.SERVICE,
)
STORY = Situation(
    occasion=Occasion("case", cast.NOBODY),
    person_name=cast.TOM_NAME,
    language="en",
    brand_name="Brightside Lights",
    currency="GBP",
    harm="faulty",
    asked=(),
    fault_ours=True,
    line=TORCH,
    past=(),
    needs=(),
    failures_180_days=1,
    orders_12_months=5,
    spent_12_months=pounds(12_779),
    stock_of_sku=12,
    catalogue=(SWEETS,),
    policy=policy(),
    budget=purse(10_000),
    role="agent",
    arm="surprise",
    propensity=0.9,
    at=cast.AT,
    subject=cast.TOM_SUBJECT,
)


def story(**changes: Any) -> Situation:
    return replace(STORY, **changes)


def line(**changes: Any) -> FaultyLine:
    return replace(TORCH, **changes)


def kinds(proposal: Proposal) -> list[str]:
    return [step.kind.value for step in proposal.steps]


def gifts(proposal: Proposal) -> list[str]:
    return [step.params["code"] for step in proposal.steps if step.kind is StepKind.GIVE]


def text_of(proposal: Proposal, key: str = "say") -> str:
    return next(step.params["text"] for step in proposal.steps if step.key == key)
