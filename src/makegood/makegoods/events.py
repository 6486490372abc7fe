"""Facts about makegoods and their steps."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MakegoodProposed(Event):
    sentence = "A makegood was proposed for {person}: {title} ({cost})."
    makegood_id: UUID
    title: str
    cost: str
    arm: str
    propensity: float
    policy_version: str


@dataclass(frozen=True, kw_only=True)
class MakegoodApproved(Event):
    sentence = "{by} approved: {title} ({cost})."
    makegood_id: UUID
    title: str
    cost: str

    def work_key(self) -> str:
        return str(self.makegood_id)


@dataclass(frozen=True, kw_only=True)
class MakegoodAdjusted(Event):
    sentence = "{by} changed the makegood for {person}: {what}."
    makegood_id: UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class MakegoodDeclined(Event):
    sentence = "{by} declined the proposed makegood: {reason}"
    makegood_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class MakegoodRevoked(Event):
    sentence = "{by} called the makegood for {person} back."
    makegood_id: UUID


@dataclass(frozen=True, kw_only=True)
class StepDone(Event):
    sentence = "{title}: {outcome}"
    makegood_id: UUID
    step_id: UUID
    step_kind: str
    title: str
    outcome: str

    def work_key(self) -> str:
        return str(self.step_id)


@dataclass(frozen=True, kw_only=True)
class StepFailed(Event):
    sentence = "{title} did not work: {reason}"
    makegood_id: UUID
    step_id: UUID
    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StepRetried(Event):
    sentence = "{by} had it tried again: {title}"
    makegood_id: UUID
    step_id: UUID
    title: str

    def work_key(self) -> str:
        return str(self.step_id)


@dataclass(frozen=True, kw_only=True)
class StepLeftOut(Event):
    sentence = "{by} left out what had failed: {title}"
    makegood_id: UUID
    step_id: UUID
    title: str

    def work_key(self) -> str:
        return str(self.step_id)


@dataclass(frozen=True, kw_only=True)
class MakegoodDone(Event):
    sentence = "Everything promised to {person} was done."
    makegood_id: UUID

    def work_key(self) -> str:
        return str(self.makegood_id)
