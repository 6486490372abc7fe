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
