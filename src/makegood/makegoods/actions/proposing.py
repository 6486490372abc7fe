"""Stores what would be good, for many people at once. No money moves and nothing is said here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.gestures.rules import fits
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.makegoods import events
from makegood.makegoods.rules import courses, foretold, losses, proposals, written
from makegood.makegoods.types import MakegoodId, MakegoodState, Proposal, Proposed, Situation, StepKind, StepState
from makegood.platform import bulk, journal, tenancy

MAKEGOOD = {
    "id": "uuid",
    "brand_id": "uuid",
    "occasion_kind": "text",
    "occasion_id": "uuid",
    "identity_id": "uuid",
    "state": "text",
    "name": "text",
    "title": "text",
    "why": "text",
    "currency": "text",
    "cost_minor": "int8",
    "left_after_minor": "int8",
    "proposals": "jsonb",
    "basis": "jsonb",
    "arm": "text",
    "propensity": "float8",
    "policy_version": "text",
    "changed": "jsonb",
    "proposed_at": "timestamptz",
}
STEP = {
    "id": "uuid",
    "brand_id": "uuid",
    "makegood_id": "uuid",
    "position": "int",
    "key": "text",
    "kind": "text",
    "title": "text",
    "cost_minor": "int8",
    "currency": "text",
    "params": "jsonb",
    "after": "jsonb",
    "state": "text",
    "attempt": "int",
    "outcome": "text",
    "reference": "text",
    "trouble": "text",
}


def propose_all(*, situations: Sequence[tuple[Situation, UUID]], at: datetime) -> list[Proposed | None]:
    """Stores what would be good in each situation for that identity, with the alternatives, what was forbidden, arm, propensity and policy
    version. No money moves. Three statements, whatever the number.

    None, and nothing changed, where the occasion has a live makegood already: two at once cannot both store one.
    """
    drafts = [
        _Draft(MakegoodId(new_id()), one, whose, foretold.told_first(one, proposals.propose(one))) for one, whose in situations
    ]
    brand_id = tenancy.current_brand()
    rows_in = [_row(draft, brand_id, at) for draft in drafts]
    told = bulk.insert("makegoods_makegood", MAKEGOOD, rows_in, conflict="ON CONFLICT DO NOTHING", returning="id")
    stored = {row[0] for row in told}
    kept = [draft for draft in drafts if draft.id in stored]
    with bulk.together():
        bulk.insert("makegoods_step", STEP, [row for d in kept for row in _step_rows(d.id, brand_id, d.found[0])])
        journal.record(*(_told(draft) for draft in kept), by=SYSTEM, at=at)
    return [_proposed(draft) if draft.id in stored else None for draft in drafts]


def lay_steps(*, makegood_id: UUID, proposal: Proposal) -> None:
    """Lays the steps of this proposal for a makegood that has none. One statement."""
    bulk.insert("makegoods_step", STEP, _step_rows(makegood_id, tenancy.current_brand(), proposal))


def basis(situation: Situation) -> dict[str, object]:
    """What the policy needs to judge again at approval, when the past and the purse may have changed."""
    line = situation.line
    known = fits.margin(situation.policy, known=situation.margin_12_months, spent=situation.spent_12_months)
    return {
        "harm": situation.harm,
        "role": situation.role,
        "price_minor": line.unit_price.minor * line.quantity if line else None,
        "margin_minor": known.minor,
        "needs": list(situation.needs),
        "failures": situation.failures_180_days,
        "claims": situation.claims.why if situation.claims else "",
        "fault": situation.whose.value,
        "severity": losses.severity(situation).value,
        "hours_late": situation.hours_late,
        "day_missed": situation.day_missed,
        "accepted": losses.kept(situation),
        "nature": losses.nature(situation).value,
        "asked": list(situation.asked),
        "happened": list(situation.happened),
    }


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is about to be proposed: the first of `found` is the plan."""

    id: MakegoodId
    situation: Situation
    identity_id: UUID
    found: Sequence[Proposal]


def _proposed(draft: _Draft) -> Proposed:
    first = draft.found[0]
    fix = next((step.params["command"] for step in first.steps if step.kind is StepKind.FIX), "")
    return Proposed(draft.id, first.automatic, fix if fix != courses.BY_HAND else "", first.drawn, first.among)


def _row(draft: _Draft, brand_id: UUID, at: datetime) -> tuple[Any, ...]:
    situation, first = draft.situation, draft.found[0]
    left = first.budget_left_after
    return (
        draft.id,
        brand_id,
        situation.occasion.kind,
        situation.occasion.id,
        draft.identity_id,
        MakegoodState.PROPOSED,
        first.name,
        first.title,
        first.why,
        situation.currency,
        first.cost.minor,
        left.minor if left is not None else None,
        json.dumps(written.write(draft.found)),
        json.dumps(basis(situation)),
        situation.arm,
        situation.propensity,
        situation.policy.version,
        "{}",
        at,
    )


def _told(draft: _Draft) -> events.MakegoodProposed:
    occasion, first = draft.situation.occasion, draft.found[0]
    return events.MakegoodProposed(
        identity_id=draft.identity_id,
        case_id=occasion.id if occasion.kind == "case" else None,
        makegood_id=draft.id,
        title=first.title,
        cost=str(first.cost),
        arm=draft.situation.arm,
        propensity=draft.situation.propensity,
        policy_version=draft.situation.policy.version,
    )


def _step_rows(makegood_id: UUID, brand_id: UUID, proposal: Proposal) -> list[tuple[Any, ...]]:
    return [
        (
            new_id(),
            brand_id,
            makegood_id,
            position,
            step.key,
            step.kind,
            step.title,
            step.cost.minor,
            step.cost.currency,
            json.dumps(step.params),
            json.dumps(step.after),
            StepState.WAITING,
            0,
            "",
            "",
            "",
        )
        for position, step in enumerate(proposal.steps)
    ]
