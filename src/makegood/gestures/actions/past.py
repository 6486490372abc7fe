"""Writes down what was given in the past, with its bookings: hundreds by three statements. The ledger goes on where it stands.

The purse's columns stay the sums of its ledger (the database checks it). What the purse cannot take whole is booked beside its limit
where it is owed, and refused where it is not. Nothing is taken from the shelf: what was given long ago has left it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from makegood.gestures import events, models
from makegood.gestures.types import CatalogueItem, GestureKind, GrantState, LedgerKind, Occasion
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy

_GRANT = {
    "id": "uuid",
    "brand_id": "uuid",
    "key": "text",
    "occasion_kind": "text",
    "occasion_id": "uuid",
    "identity_id": "uuid",
    "budget_id": "uuid",
    "item_id": "uuid",
    "code": "text",
    "name": "text",
    "kind": "text",
    "quantity": "int",
    "cost_minor": "int8",
    "face_minor": "int8",
    "currency": "text",
    "owed": "bool",
    "state": "text",
    "policy_version": "text",
    "held_at": "timestamptz",
    "settled_at": "timestamptz",
}
_LEDGER = {
    "id": "uuid",
    "brand_id": "uuid",
    "budget_id": "uuid",
    "entry": "int",
    "kind": "text",
    "amount_minor": "int8",
    "owed": "bool",
    "limit_after": "int8",
    "held_after": "int8",
    "spent_after": "int8",
    "owed_held_after": "int8",
    "owed_spent_after": "int8",
    "occasion_kind": "text",
    "occasion_id": "uuid",
    "grant_id": "uuid",
    "note": "text",
    "key": "text",
    "at": "timestamptz",
}
_Told = tuple[Event, datetime, Actor]


@dataclass(frozen=True, slots=True)
class PastGrant:
    """Something that was set aside at `held_at` and given at `given_at`: an item of the catalogue, or (`item` None) a fix that was owed."""

    id: UUID
    key: str
    occasion: Occasion
    identity_id: UUID
    name: str
    cost: Money
    policy_version: str
    by_member: UUID
    held_at: datetime
    given_at: datetime
    item: CatalogueItem | None = None


def keep_grants(*, budget_id: UUID, grants: Sequence[PastGrant]) -> None:
    """Keeps them and books each twice (held, spent) in the order of time. Refuses ("budget_spent") an extra for which the purse has too
    little, and then nothing is kept. Not repeatable: ids and keys are the caller's."""
    if not grants:
        return
    brand_id = tenancy.current_brand()
    purse = models.Budget.objects.select_for_update().get(id=budget_id)
    books = _Books(purse, brand_id)
    moments = [(g.held_at, 0, g) for g in grants] + [(g.given_at, 1, g) for g in grants]
    for at, spent, grant in sorted(moments, key=lambda one: (one[0], one[1], one[2].key)):
        books.book(grant, LedgerKind.SPEND if spent else LedgerKind.HOLD, at)
    bulk.insert("gestures_grant", _GRANT, [_row(brand_id, budget_id, grant, grant.id in books.owed) for grant in grants])
    bulk.insert("gestures_ledgerrow", _LEDGER, books.rows)
    purse.save()
    _journal([told for grant in grants for told in _facts(grant, grant.id in books.owed)])


class _Books:
    """The purse while it is being booked on."""

    def __init__(self, purse: models.Budget, brand_id: UUID) -> None:
        self.purse, self.brand_id = purse, brand_id
        self.rows: list[tuple[object, ...]] = []
        self.owed: set[UUID] = set()

    def book(self, grant: PastGrant, kind: LedgerKind, at: datetime) -> None:
        if not grant.cost.minor:
            return
        self._change(grant, kind)
        purse = self.purse
        purse.entries += 1
        self.rows.append(
            (
                *(new_id(), self.brand_id, purse.id, purse.entries, kind.value, grant.cost.minor, grant.id in self.owed),
                *(purse.limit_minor, purse.held_minor, purse.spent_minor, purse.owed_held_minor, purse.owed_spent_minor),
                *(grant.occasion.kind, grant.occasion.id, grant.id, grant.name[:200], "", at),
            )
        )

    def _change(self, grant: PastGrant, kind: LedgerKind) -> None:
        purse, amount = self.purse, grant.cost.minor
        if kind is LedgerKind.HOLD and amount > purse.limit_minor - purse.held_minor - purse.spent_minor:
            if grant.item is not None:
                raise Refusal(
                    "budget_spent", f"“{grant.name}” costs {grant.cost}; the budget “{purse.name}” has too little left."
                )
            self.owed.add(grant.id)
        held, spent = ("owed_held_minor", "owed_spent_minor") if grant.id in self.owed else ("held_minor", "spent_minor")
        if kind is LedgerKind.HOLD:
            setattr(purse, held, getattr(purse, held) + amount)
        else:
            setattr(purse, held, getattr(purse, held) - amount)
            setattr(purse, spent, getattr(purse, spent) + amount)


def _row(brand_id: UUID, budget_id: UUID, grant: PastGrant, owed: bool) -> tuple[object, ...]:
    item = grant.item
    code, kind = (item.code, item.kind) if item else ("fix", GestureKind.FIX)
    face = item.face_value.minor if item else grant.cost.minor
    return (
        *(grant.id, brand_id, grant.key, grant.occasion.kind, grant.occasion.id, grant.identity_id),
        *(budget_id if grant.cost.minor else None, item.id if item else None, code, grant.name[:120], kind, 1),
        *(
            grant.cost.minor,
            face,
            grant.cost.currency,
            owed,
            GrantState.GIVEN,
            grant.policy_version,
            grant.held_at,
            grant.given_at,
        ),
    )


def _facts(grant: PastGrant, owed: bool) -> list[_Told]:
    whose: _Whose = {
        "identity_id": grant.identity_id,
        "case_id": grant.occasion.id if grant.occasion.kind == "case" else None,
        "grant_id": grant.id,
    }
    by, cost = actors.member(grant.by_member), str(grant.cost)
    if grant.item is not None:
        held = events.GestureHeld(**whose, cost=cost, gesture=grant.name, policy_version=grant.policy_version)
        given = events.GestureGranted(**whose, cost=cost, gesture=grant.name)
        return [(held, grant.held_at, by), (given, grant.given_at, SYSTEM)]
    told: list[_Told] = [(events.OwedHeld(**whose, cost=cost, what=grant.name), grant.held_at, by)]
    if owed:
        told.append((events.OwedBeyondBudget(**whose, cost=cost, what=grant.name), grant.held_at, by))
    return [*told, (events.OwedSpent(**whose, cost=cost, what=grant.name), grant.given_at, SYSTEM)]


class _Whose(TypedDict):
    identity_id: UUID
    case_id: UUID | None
    grant_id: UUID


def _journal(told: Sequence[_Told]) -> None:
    by_whom: dict[Actor, list[tuple[Event, datetime]]] = {}
    for event, at, by in told:
        by_whom.setdefault(by, []).append((event, at))
    for by, facts in by_whom.items():
        journal.record_past(facts, by=by)
