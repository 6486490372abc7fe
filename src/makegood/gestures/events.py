"""Facts about gestures and purses."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class GestureHeld(Event):
    sentence = "{by} set {gesture} aside for {person} ({cost} under policy {policy_version})."
    grant_id: UUID
    gesture: str
    cost: str
    policy_version: str


@dataclass(frozen=True, kw_only=True)
class GestureGranted(Event):
    sentence = "{person} was given {gesture} ({cost})."
    grant_id: UUID
    gesture: str
    cost: str


@dataclass(frozen=True, kw_only=True)
class GestureReleased(Event):
    sentence = "{gesture} for {person} was put back ({cost} freed)."
    grant_id: UUID
    gesture: str
    cost: str


@dataclass(frozen=True, kw_only=True)
class BudgetRefilled(Event):
    sentence = "{by} put {amount} into the budget {name}."
    budget_id: UUID
    name: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    sentence = "{by} changed the policy to version {policy_version}."
    policy_version: str


@dataclass(frozen=True, kw_only=True)
class BudgetOpened(Event):
    sentence = "{by} opened the budget {name} with {amount}."
    budget_id: UUID
    name: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class ItemAdded(Event):
    sentence = "{by} put {gesture} into the catalogue."
    item_id: UUID
    gesture: str


@dataclass(frozen=True, kw_only=True)
class StockChanged(Event):
    sentence = "{by} counted {gesture}: {by_how_many} more, {stock} now."
    item_id: UUID
    gesture: str
    by_how_many: int
    stock: int


@dataclass(frozen=True, kw_only=True)
class OwedHeld(Event):
    sentence = "{cost} was set aside for what {person} is owed: {what}."
    grant_id: UUID
    what: str
    cost: str


@dataclass(frozen=True, kw_only=True)
class OwedBeyondBudget(Event):
    sentence = "The budget had less than {cost} left; {person} gets it all the same, because it is owed: {what}."
    grant_id: UUID
    what: str
    cost: str


@dataclass(frozen=True, kw_only=True)
class OwedSpent(Event):
    sentence = "{cost} was spent on what {person} was owed: {what}."
    grant_id: UUID
    what: str
    cost: str


@dataclass(frozen=True, kw_only=True)
class OwedReleased(Event):
    sentence = "{cost} that was set aside for {person} is free again: {what}."
    grant_id: UUID
    what: str
    cost: str
