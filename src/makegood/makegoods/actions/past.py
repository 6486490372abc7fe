"""Writes down makegoods of the past, done or under way: hundreds by a handful of statements. Nothing moves, and nobody is told.

What a plan still has to do is left as work where the caller asks for it (`goes_on_at`), so that it goes on as any other plan does.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from makegood.kernel import actors
from makegood.kernel.actors import SHOP, SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.kernel.money import Money
from makegood.makegoods import events
from makegood.makegoods.actions import proposing
from makegood.makegoods.rules import written
from makegood.makegoods.types import MakegoodState, PlannedStep, Proposal, Situation, StepKind, StepState
from makegood.platform import bulk, journal, tenancy, work
from makegood.platform.work import Item

_MAKEGOOD = proposing.MAKEGOOD | {
    "approved_at": "timestamptz",
    "approved_by_member": "uuid",
    "done_at": "timestamptz",
    "declined_because": "text",
}
_STEP = proposing.STEP | {"due_at": "timestamptz", "done_at": "timestamptz", "grant_id": "uuid"}
_Told = tuple[Event, datetime, Actor]


@dataclass(frozen=True, slots=True)
class PastStep:
    """A step of the plan that was taken, and what became of it; `text` replaces the letter's words where a member wrote them."""

    id: UUID
    planned: PlannedStep
    state: StepState
    done_at: datetime | None = None
    due_at: datetime | None = None
    outcome: str = ""
    reference: str = ""
    grant_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PastMakegood:
    """A proposal and its fate. `declined` is the reason, `chosen` the name of the proposal that was taken, the first where it is ''."""

    id: UUID
    identity_id: UUID
    situation: Situation
    proposals: tuple[Proposal, ...]
    proposed_at: datetime
    state: MakegoodState
    steps: tuple[PastStep, ...] = field(default_factory=tuple)
    chosen: str = ""
    by_member: UUID | None = None
    approved_at: datetime | None = None
    done_at: datetime | None = None
    declined: str = ""
    declined_at: datetime | None = None
    goes_on_at: datetime | None = None

    @property
    def taken(self) -> Proposal:
        return next((one for one in self.proposals if one.name == self.chosen), self.proposals[0])


def keep_makegoods(*, makegoods: Sequence[PastMakegood]) -> None:
    """Keeps them with their steps and says so in the journal, each fact at its instant. Not repeatable: ids are the caller's."""
    brand_id = tenancy.current_brand()
    bulk.insert("makegoods_makegood", _MAKEGOOD, [_row(brand_id, one) for one in makegoods])
    bulk.insert(
        "makegoods_step",
        _STEP,
        [_step_row(brand_id, one.id, position, step) for one in makegoods for position, step in enumerate(one.steps)],
    )
    by_whom: dict[Actor, list[tuple[Event, datetime]]] = {}
    for event, at, by in (told for one in makegoods for told in _facts(one)):
        by_whom.setdefault(by, []).append((event, at))
    for by, facts in by_whom.items():
        journal.record_past(facts, by=by)
    work.leave("making_good", [Item(key=str(one.id), due_at=one.goes_on_at) for one in makegoods if one.goes_on_at])


def _row(brand_id: UUID, one: PastMakegood) -> tuple[object, ...]:
    situation, taken = one.situation, one.taken
    left = taken.budget_left_after
    return (
        *(one.id, brand_id, situation.occasion.kind, situation.occasion.id, one.identity_id, one.state, taken.name, taken.title),
        *(taken.why, situation.currency, taken.cost.minor, left.minor if left is not None else None),
        *(json.dumps(written.write(one.proposals)), json.dumps(proposing.basis(situation)), situation.arm, situation.propensity),
        *(situation.policy.version, json.dumps({"plan": one.chosen} if one.chosen else {}), one.proposed_at, one.approved_at),
        *(one.by_member if one.approved_at else None, one.done_at, one.declined),
    )


def _step_row(brand_id: UUID, makegood_id: UUID, position: int, step: PastStep) -> tuple[object, ...]:
    planned = step.planned
    params = {**planned.params, "text": step.text} if step.text else planned.params
    return (
        *(step.id, brand_id, makegood_id, position, planned.key, planned.kind, planned.title, planned.cost.minor),
        *(planned.cost.currency, json.dumps(params), json.dumps(planned.after), step.state, 1 if step.done_at else 0),
        *(step.outcome, step.reference, "", step.due_at, step.done_at, step.grant_id),
    )


def _facts(one: PastMakegood) -> list[_Told]:
    about = {"identity_id": one.identity_id, "case_id": one.situation.occasion.id, "makegood_id": one.id}
    first, taken = one.proposals[0], one.taken
    member = actors.member(one.by_member) if one.by_member else SYSTEM
    proposed = events.MakegoodProposed(
        **about,
        title=first.title,
        cost=str(first.cost),
        arm=one.situation.arm,
        propensity=one.situation.propensity,
        policy_version=one.situation.policy.version,
    )
    told: list[_Told] = [(proposed, one.proposed_at, SYSTEM)]
    if one.declined and one.declined_at:
        told.append((events.MakegoodDeclined(**about), one.declined_at, member))
    if one.approved_at:
        if one.chosen:
            told.append((events.MakegoodAdjusted(**about, what=taken.title), one.approved_at, member))
        cost = Money(taken.cost.minor, one.situation.currency)
        told.append((events.MakegoodApproved(**about, title=taken.title, cost=str(cost)), one.approved_at, member))
    told += [_step_fact(one, step) for step in one.steps if step.state is StepState.DONE]
    if one.done_at:
        told.append((events.MakegoodDone(**about), one.done_at, SYSTEM))
    return told


def _step_fact(one: PastMakegood, step: PastStep) -> _Told:
    fact = events.StepDone(
        identity_id=one.identity_id,
        case_id=one.situation.occasion.id,
        makegood_id=one.id,
        step_id=step.id,
        step_kind=step.planned.kind,
        title=step.planned.title,
    )
    return fact, step.done_at or one.proposed_at, SHOP if step.planned.kind is StepKind.WAIT else SYSTEM
