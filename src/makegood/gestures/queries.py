"""Looks at the policy, the catalogue, the purses and what was given; returns values with a fixed number of queries. Never writes."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from importlib import resources
from uuid import UUID

from django.db.models import Sum

from makegood.brands import queries as brands
from makegood.gestures import models
from makegood.gestures.rules import policy_file
from makegood.gestures.types import (
    Budget,
    BudgetId,
    CatalogueItem,
    GestureKind,
    Grant,
    GrantId,
    GrantState,
    ItemId,
    LedgerKind,
    LedgerRow,
    Occasion,
    PastGesture,
    Payer,
    Policy,
    PolicyVersion,
)
from makegood.kernel.money import Money
from makegood.platform.asking import Question


def policy() -> Policy:
    """The policy in force: the brand's latest, else the one that Makegood ships, read in the brand's currency."""
    row = models.PolicyVersion.objects.order_by("-number").first()
    currency = brands.current().currency
    return _read(row.text, currency, row.number) if row else _read(default_policy(), currency, 0)


def policy_versions() -> tuple[PolicyVersion, ...]:
    """Every policy that was set, the latest first, and at the end the one that Makegood ships."""
    rows = models.PolicyVersion.objects.order_by("-number")
    shipped = _read(default_policy(), brands.current().currency, 0)
    return (
        *(PolicyVersion(row.version, row.text, row.set_by, row.set_at) for row in rows),
        PolicyVersion(shipped.version, shipped.text, None, None),
    )


def default_policy() -> str:
    """The text of the policy that Makegood ships."""
    return resources.files("makegood.gestures").joinpath("policies/default.toml").read_text(encoding="utf-8")


def catalogue() -> tuple[CatalogueItem, ...]:
    """All that can be given, in the brand's own order; what is not offered any more stands there with `active` False."""
    return ask_catalogue().answer


def ask_catalogue() -> Question[tuple[CatalogueItem, ...]]:
    """`catalogue`, to be asked together with others."""
    rows = models.CatalogueItem.objects.order_by("position", "code")
    return Question(lambda found: tuple(as_item(row) for row in found), rows)


def budget() -> Budget | None:
    """The brand's first purse, out of which things are given where nobody names another; None before one is opened."""
    return ask_budget().answer


def ask_budget() -> Question[Budget | None]:
    """`budget`, to be asked together with others."""
    return Question(lambda found: as_budget(found[0]) if found else None, models.Budget.objects.order_by("opened_at", "id")[:1])


def budgets() -> tuple[Budget, ...]:
    """All purses, the first opened first."""
    return tuple(as_budget(row) for row in models.Budget.objects.order_by("opened_at", "id"))


def past(*, identity_ids: Sequence[UUID], since: datetime) -> tuple[PastGesture, ...]:
    """What these identities were given, or had set aside, from `since` on; latest first. What they were owed is no gesture."""
    return tuple(gesture for _, gesture in past_by_identity(identity_ids=identity_ids, since=since))


def past_by_identity(*, identity_ids: Sequence[UUID], since: datetime) -> list[tuple[UUID, PastGesture]]:
    """`past` for many people at once: whose, and what; latest first. One query."""
    return ask_past_by_identity(identity_ids=identity_ids, since=since).answer


def ask_past_by_identity(*, identity_ids: Sequence[UUID], since: datetime) -> Question[list[tuple[UUID, PastGesture]]]:
    """`past_by_identity`, to be asked together with others."""
    rows = (
        models.Grant.objects.filter(identity_id__in=list(identity_ids), held_at__gte=since)
        .exclude(state=GrantState.RELEASED)
        .exclude(kind=GestureKind.FIX)
        .order_by("-held_at", "-id")
        .values_list("identity_id", "code", "kind", "held_at", "cost_minor", "currency")
    )
    return Question(
        lambda found: [
            (who, PastGesture(code, GestureKind(kind), at, Money(cost, currency)))
            for who, code, kind, at, cost, currency in found
        ],
        rows,
    )


def grants_for(*, occasion: Occasion) -> tuple[Grant, ...]:
    """What was granted for the occasion, in order; put-back grants too."""
    rows = models.Grant.objects.filter(occasion_kind=occasion.kind, occasion_id=occasion.id).order_by("held_at", "id")
    return tuple(as_grant(row) for row in rows)


def given_for(*, kind: str, ids: Sequence[UUID]) -> dict[UUID, int]:
    """What was given on top of what people are owed, for each of these occasions: what it cost, in minor units. One query."""
    rows = models.Grant.objects.filter(occasion_kind=kind, occasion_id__in=list(ids), state=GrantState.GIVEN, owed=False)
    return dict(rows.values_list("occasion_id").annotate(cost=Sum("cost_minor")).values_list("occasion_id", "cost"))


def ledger(*, budget_id: UUID, limit: int) -> tuple[LedgerRow, ...]:
    """The last `limit` bookings of a purse, the latest first."""
    currency = models.Budget.objects.filter(id=budget_id).values_list("currency", flat=True).first() or "XXX"
    rows = models.LedgerRow.objects.filter(budget_id=budget_id).order_by("-entry")[:limit]
    return tuple(_as_ledger_row(row, currency) for row in rows)


# Rows into values -------------------------------------------------------------------------------------------------------


def as_item(row: models.CatalogueItem) -> CatalogueItem:
    return CatalogueItem(
        id=ItemId(row.id),
        code=row.code,
        kind=GestureKind(row.kind),
        name=row.name,
        face_value=Money(row.face_minor, row.currency),
        real_cost=Money(row.cost_minor, row.currency),
        payer=Payer(row.payer),
        stock=row.stock,
        sku=row.sku,
        fits=tuple(row.fits),
        unfit_for=tuple(row.unfit_for),
        active=row.active,
    )


def as_budget(row: models.Budget) -> Budget:
    return Budget(
        id=BudgetId(row.id),
        name=row.name,
        limit=Money(row.limit_minor, row.currency),
        held=Money(row.held_minor, row.currency),
        spent=Money(row.spent_minor, row.currency),
        owed_beyond=Money(row.owed_held_minor + row.owed_spent_minor, row.currency),
    )


def as_grant(row: models.Grant) -> Grant:
    return Grant(
        id=GrantId(row.id),
        key=row.key,
        occasion=Occasion(row.occasion_kind, row.occasion_id),
        identity_id=row.identity_id,
        code=row.code,
        kind=GestureKind(row.kind),
        quantity=row.quantity,
        real_cost=Money(row.cost_minor, row.currency),
        face_value=Money(row.face_minor, row.currency),
        state=GrantState(row.state),
        policy_version=row.policy_version,
        at=row.held_at,
        name=row.name,
        owed=row.owed,
        budget_id=BudgetId(row.budget_id) if row.budget_id else None,
    )


def _as_ledger_row(row: models.LedgerRow, currency: str) -> LedgerRow:
    return LedgerRow(
        kind=LedgerKind(row.kind),
        amount=Money(row.amount_minor, currency),
        occasion=Occasion(row.occasion_kind, row.occasion_id) if row.occasion_id else None,
        grant_id=GrantId(row.grant_id) if row.grant_id else None,
        at=row.at,
        note=row.note,
        owed=row.owed,
        entry=row.entry,
        left_after=Money(row.limit_after - row.held_after - row.spent_after, currency),
    )


@lru_cache(maxsize=64)
def _read(text: str, currency: str, number: int) -> Policy:
    return policy_file.read_policy(text, currency=currency, number=number)
