"""Proposals as they are kept: into plain JSON values and back, losing nothing. Never interprets them."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from makegood.kernel.money import Money
from makegood.makegoods.types import Forbidden, PlannedStep, Proposal, StepKind

_PROPOSAL = tuple(field.name for field in fields(Proposal))
_STEP = tuple(field.name for field in fields(PlannedStep))


def write(proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Plain values for a JSON column; money as minor units and currency."""
    return [_plain(proposal) for proposal in proposals]


def read(values: Sequence[dict[str, Any]]) -> tuple[Proposal, ...]:
    """What `write` wrote, exactly; a field that a later release added has its default."""
    return tuple(_proposal(dict(value)) for value in values)


def _plain(proposal: Proposal) -> dict[str, Any]:
    """As dataclasses.asdict gives it, without its copying of what cannot change: a third of what a proposal costs."""
    left = proposal.budget_left_after
    return {
        **{name: getattr(proposal, name) for name in _PROPOSAL},
        "steps": [
            {
                **{name: getattr(step, name) for name in _STEP},
                "cost": _money(step.cost),
                "params": dict(step.params),
                "after": list(step.after),
            }
            for step in proposal.steps
        ],
        "cost": _money(proposal.cost),
        "budget_left_after": _money(left) if left is not None else None,
        "forbidden": [{"what": one.what, "why": one.why} for one in proposal.forbidden],
        "approved_by": list(proposal.approved_by),
        "among": [list(one) for one in proposal.among],
    }


def _money(amount: Money) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}


def _proposal(value: dict[str, Any]) -> Proposal:
    left = value["budget_left_after"]
    return Proposal(
        **value
        | {
            "steps": tuple(_step(step) for step in value["steps"]),
            "cost": Money(**value["cost"]),
            "budget_left_after": Money(**left) if left is not None else None,
            "forbidden": tuple(Forbidden(**one) for one in value["forbidden"]),
            "approved_by": tuple(value["approved_by"]),
            "among": tuple((code, chance) for code, chance in value.get("among", ())),
        }
    )


def _step(value: dict[str, Any]) -> PlannedStep:
    return PlannedStep(
        **value | {"kind": StepKind(value["kind"]), "cost": Money(**value["cost"]), "after": tuple(value["after"])}
    )
