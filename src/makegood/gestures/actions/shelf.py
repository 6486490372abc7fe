"""Fills the shelf: what can be given, and how many there are. Never gives anything."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import F, Max

from makegood.brands import queries as brands
from makegood.brands.types import Permission
from makegood.gestures import events, models, queries
from makegood.gestures.actions import gate
from makegood.gestures.rules.shelf import check_item
from makegood.gestures.types import CatalogueItem, GestureKind, ItemId, Payer
from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy


def add_item(
    *,
    code: str,
    kind: GestureKind,
    name: str,
    face_value: Money,
    real_cost: Money,
    payer: Payer = Payer.BRAND,
    stock: int | None = None,
    sku: str = "",
    fits: tuple[str, ...] = (),
    unfit_for: tuple[str, ...] = (),
    by: Actor,
    at: datetime,
) -> CatalogueItem:
    """Puts something into the catalogue, last in the brand's order. The same item again changes nothing.

    Refuses "not_allowed", "item_malformed" naming each field, and "code_taken" where the code means another thing.
    """
    gate.require(by, Permission.SET_POLICY)
    item = CatalogueItem(ItemId(new_id()), code, kind, name, face_value, real_cost, payer, stock, sku, fits, unfit_for)
    check_item(item, currency=brands.current().currency)
    gate.wait_turn(f"shelf {tenancy.current_brand()}")
    row = models.CatalogueItem.objects.filter(code=code).first()
    if row is not None:
        known = queries.as_item(row)
        if replace(known, stock=stock) == replace(item, id=known.id):
            return known
        raise Refusal("code_taken", f"code: “{code}” is {known.name} already. Choose another code.", {"code": "taken"})
    row = _shelve(item)
    journal.record(events.ItemAdded(item_id=row.id, gesture=name), by=by, at=at)
    return item


def change_stock(*, item_id: UUID, by_how_many: int, by: Actor, at: datetime) -> int:
    """Adds to the stock (or takes from it, where negative) and returns what is there now. A repeat counts again.

    Refuses "not_allowed", "no_such_item", "not_counted", and "not_that_many" where the stock would go below zero.
    """
    gate.require(by, Permission.GRANT)
    row = models.CatalogueItem.objects.filter(id=item_id).first()
    if row is None:
        raise Refusal("no_such_item", "item_id: nothing in the catalogue has this id.", {"item_id": "unknown"})
    if row.stock is None:
        raise Refusal("not_counted", f"“{row.name}” is not counted.", {"item_id": "not counted"})
    if not move_stock(item_id=row.id, by_how_many=by_how_many):
        why = f"by_how_many: there are not {-by_how_many} of “{row.name}”."
        raise Refusal("not_that_many", why, {"by_how_many": "more than there are"})
    row.refresh_from_db(fields=["stock"])
    stock = row.stock or 0
    journal.record(events.StockChanged(item_id=row.id, gesture=row.name, by_how_many=by_how_many, stock=stock), by=by, at=at)
    return stock


def move_stock(*, item_id: UUID, by_how_many: int) -> bool:
    """Adds to a counted stock, or takes from it, in one conditional UPDATE; False, and nothing done, where there are too few."""
    enough = models.CatalogueItem.objects.filter(id=item_id, stock__gte=-by_how_many)
    return enough.update(stock=F("stock") + by_how_many) == 1


def _shelve(item: CatalogueItem) -> models.CatalogueItem:
    last = models.CatalogueItem.objects.aggregate(last=Max("position"))["last"] or 0
    return models.CatalogueItem.objects.create(
        id=item.id,
        code=item.code,
        kind=item.kind,
        name=item.name.strip(),
        face_minor=item.face_value.minor,
        cost_minor=item.real_cost.minor,
        currency=item.real_cost.currency,
        payer=item.payer,
        stock=item.stock,
        sku=item.sku,
        fits=list(item.fits),
        unfit_for=list(item.unfit_for),
        position=last + 1,
    )
