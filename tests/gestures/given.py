"""What the tests of gestures and makegoods stand on: the shelf, the purse and the asks of Brightside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.gestures.actions import purses, shelf
from makegood.gestures.queries import default_policy
from makegood.gestures.rules.policy_file import read_policy
from makegood.gestures.types import (
    Ask,
    Budget,
    BudgetId,
    CatalogueItem,
    GestureKind,
    ItemId,
    Occasion,
    PastGesture,
    Payer,
    Policy,
)
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.people.actions import recognising as people
from tests import cast


def pounds(pence: int) -> Money:
    return Money(pence, "GBP")


SWEETS = CatalogueItem(
    id=ItemId(UUID(int=1)),
    code=cast.SWEETS_CODE,
    kind=GestureKind.SURPRISE,
    name="Small bag of sweets",
    face_value=pounds(100),
    real_cost=pounds(45),
    payer=Payer.BRAND,
    stock=40,
    sku=cast.SWEETS_SKU,
    unfit_for=("no_sugar",),
)
NUTS = replace(SWEETS, id=ItemId(UUID(int=2)), code="nuts-small", name="Small bag of nuts", sku="NUTS-S", unfit_for=("no_nuts",))
CREDIT = CatalogueItem(
    id=ItemId(UUID(int=3)),
    code="credit-3",
    kind=GestureKind.MONEY,
    name="£3.00 for the next order",
    face_value=pounds(300),
    real_cost=pounds(300),
    payer=Payer.BRAND,
    stock=None,
    fits=("time", "money"),
)


def policy(text: str | None = None) -> Policy:
    """The policy that Makegood ships, or the one in `text`, in pounds."""
    return read_policy(text if text is not None else default_policy(), currency="GBP")


def ask(item: CatalogueItem = SWEETS, **changes: Any) -> Ask:
    """An agent asks for it, for the faulty torch."""
    plain = Ask(item=item, quantity=1, role="agent", harm="faulty", price=cast.TORCH_PRICE, past=())
    return replace(plain, **changes)


def had(item: CatalogueItem, at: datetime) -> PastGesture:
    return PastGesture(item.code, item.kind, at, item.real_cost)


def purse(limit: int = 10_000, held: int = 0, spent: int = 0) -> Budget:
    return Budget(BudgetId(UUID(int=9)), "Goodwill", pounds(limit), pounds(held), pounds(spent))


def a_case() -> Occasion:
    return Occasion("case", new_id())


def tom() -> UUID:
    """Tom's identity, by his e-mail."""
    return people.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id


def shelve(item: CatalogueItem) -> CatalogueItem:
    """Puts it into the open brand's catalogue."""
    return shelf.add_item(
        code=item.code,
        kind=item.kind,
        name=item.name,
        face_value=item.face_value,
        real_cost=item.real_cost,
        payer=item.payer,
        stock=item.stock,
        sku=item.sku,
        fits=item.fits,
        unfit_for=item.unfit_for,
        by=SYSTEM,
        at=cast.AT,
    )


def stock(items: Sequence[CatalogueItem] = (SWEETS,), *, limit: int = 10_000) -> Budget:
    """The open brand's shelf, and a purse of so many pence."""
    for item in items:
        shelve(item)
    return purses.open_budget(name="Goodwill", limit=pounds(limit), by=SYSTEM, at=cast.AT)
