"""Checks what somebody wants to put into the catalogue. Refuses naming each field; changes nothing."""

import re

from makegood.gestures.types import CatalogueItem, GestureKind
from makegood.kernel.refusals import Refusal

LOSSES = ("money", "product", "time", "attention")
_WORD = re.compile(r"[a-z0-9][a-z0-9_-]{0,58}[a-z0-9]|[a-z0-9]")
_STOCK_MOST = 1_000_000_000


def check_item(item: CatalogueItem, *, currency: str) -> None:
    """Refuses ("item_malformed") an item that nobody could give; `fields` names each mistake."""
    wrong: dict[str, str] = {}
    if not _WORD.fullmatch(item.code):
        wrong["code"] = "use 1 to 60 small letters, digits, - and _, like “sweets-small”"
    if not item.name.strip() or len(item.name) > 120 or "\n" in item.name:
        wrong["name"] = "one line of 1 to 120 characters"
    if item.kind in (GestureKind.FIX, GestureKind.WORDS):
        wrong["kind"] = "what is owed and kind words need no place in the catalogue"
    for field, amount in (("face_value", item.face_value), ("real_cost", item.real_cost)):
        if amount.minor < 0 or amount.currency != currency:
            wrong[field] = f"an amount of {currency}, not below zero"
    if item.stock is not None and not 0 <= item.stock <= _STOCK_MOST:
        wrong["stock"] = "a number from 0 on, or nothing where it is not counted"
    if len(item.sku) > 80:
        wrong["sku"] = "at most 80 characters"
    if not set(item.fits) <= set(LOSSES):
        wrong["fits"] = f"any of {', '.join(LOSSES)}"
    if not all(_WORD.fullmatch(need) for need in item.unfit_for):
        wrong["unfit_for"] = "needs in small letters, like “no_sugar”"
    if wrong:
        field, why = next(iter(wrong.items()))
        raise Refusal("item_malformed", f"{field}: {why}.", wrong)
