"""Reads the harms that were judged by hand (README.md here). Knows words and shapes; proposes nothing."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from makegood.kernel import money
from makegood.kernel.money import Money

HOUSES = ("shop", "garage", "bank", "restaurant", "hotel")
FIXES = ("replace", "refund", "part_refund", "redo", "find", "look", "explain", "ask_order", "none")
NEVER = (
    "back", "carry_back", "touch", "sugar", "money", "ready", "own_ours", "refund", "replace", "call", "evidence", "denial",
    "amount_in_public", "credit",
)  # fmt: skip
FACTS = {
    "thing": "", "price": "", "currency": "GBP", "quantity": 1, "what": "goods", "harms": [], "known": True, "bought": True,
    "kept": False, "here": False, "hours_late": 0, "day_missed": False, "nth": 1, "fault": "ours", "asked": [], "needs": [],
    "billed": "0", "paid_out": "0", "past": [], "public": False, "suspect": False, "many": False, "purse": "100.00", "stock": 9,
    "house_rule": "",
}  # fmt: skip
FIRST = {
    "fix": "", "pays": ["0", "0"], "back": False, "own": "ours", "writes": "ready", "kind": [], "extra": ["0", "0"], "touch": False,
    "call": False, "evidence": False, "second_look": False,
}  # fmt: skip
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Harm:
    """One harm: its facts with the defaults filled in, and what should stand first."""

    id: str
    house: str
    told: str
    why: str
    facts: dict[str, Any]
    first: dict[str, Any]
    never: tuple[str, ...] = field(default=())

    def money(self, amount: str) -> Money:
        return money.parse(amount, self.facts["currency"])

    def bounds(self, name: str) -> tuple[Money, Money]:
        low, high = self.first[name]
        return self.money(low), self.money(high)


def harms() -> tuple[Harm, ...]:
    """All of them, house by house. A word that the README does not know is an error."""
    return tuple(_harm(house, one) for house in HOUSES for one in _file(house)["harm"])


def items() -> list[dict[str, Any]]:
    return list(_file("houses")["item"])


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))


def _harm(house: str, one: dict[str, Any]) -> Harm:
    strange = [*(set(one["facts"]) - set(FACTS)), *(set(one["first"]) - set(FIRST)), *(set(one["never"]) - set(NEVER))]
    if strange:
        raise ValueError(f"{one['id']}: {', '.join(strange)} is no word of this book")
    return Harm(
        one["id"], house, one["told"], one["why"], FACTS | one["facts"], FIRST | one["first"], tuple(one["never"])
    )  # fmt: skip
