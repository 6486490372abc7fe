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
    """Why stands in the makegood's own row: a member's words are no fact for good."""

    sentence = "{by} declined the proposed makegood."
    makegood_id: UUID


@dataclass(frozen=True, kw_only=True)
class MakegoodRevoked(Event):
    sentence = "{by} called the makegood for {person} back."
    makegood_id: UUID


@dataclass(frozen=True, kw_only=True)
class StepDone(Event):
    """How stands in the step's own row, where a member may have said it in their own words."""

    sentence = "Done: {title}."
    makegood_id: UUID
    step_id: UUID
    step_kind: str
    title: str

    def work_key(self) -> str:
        return str(self.step_id)


@dataclass(frozen=True, kw_only=True)
class StepFailed(Event):
    """What went wrong, in the words of whoever was asked to do it, stands in the step's own row."""

    sentence = "This did not work: {title}."
    makegood_id: UUID
    step_id: UUID
    title: str


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
