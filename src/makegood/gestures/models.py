"""The tables of gestures, and what PostgreSQL itself holds: no purse below zero, no stock below zero, no amount without its ledger row.

Never decides anything; amounts are minor units of the row's currency.
"""

from django.db import models
from django.db.models import F, Q

from makegood.platform.models import BrandRow


class CatalogueItem(BrandRow):
    """Something that can be given. `stock` NULL is not counted; `position` is the brand's own order of preference."""

    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    face_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=12)
    stock = models.IntegerField(null=True)
    sku = models.CharField(max_length=80, default="")
    fits = models.JSONField(default=list)
    unfit_for = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "code"], name="gestures_item_once"),
            models.CheckConstraint(condition=Q(stock__isnull=True) | Q(stock__gte=0), name="gestures_item_stock"),
            models.CheckConstraint(condition=Q(face_minor__gte=0, cost_minor__gte=0), name="gestures_item_worth"),
        ]


class Budget(BrandRow):
    """A purse. Its columns are the sums of its ledger; `entries` is the number of its last ledger row. Deferred triggers hold both together."""

    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    limit_minor = models.BigIntegerField(default=0)
    held_minor = models.BigIntegerField(default=0)
    spent_minor = models.BigIntegerField(default=0)
    owed_held_minor = models.BigIntegerField(default=0)
    owed_spent_minor = models.BigIntegerField(default=0)
    entries = models.IntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "name"], name="gestures_budget_once"),
            models.CheckConstraint(
                condition=Q(held_minor__gte=0, spent_minor__gte=0, owed_held_minor__gte=0, owed_spent_minor__gte=0),
                name="gestures_budget_not_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(limit_minor__gte=F("held_minor") + F("spent_minor")), name="gestures_budget_not_overspent"
            ),
        ]


class Grant(BrandRow):
    """Something set aside, given or put back for one person and occasion. `key` is natural: a key is granted once."""

    key = models.CharField(max_length=200)
    occasion_kind = models.CharField(max_length=20)
    occasion_id = models.UUIDField()
    identity_id = models.UUIDField()
    budget_id = models.UUIDField(null=True)
    item_id = models.UUIDField(null=True)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    quantity = models.IntegerField()
    cost_minor = models.BigIntegerField()
    face_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    owed = models.BooleanField(default=False)
    state = models.CharField(max_length=10)
    policy_version = models.CharField(max_length=40)
    held_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="gestures_grant_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, cost_minor__gte=0, face_minor__gte=0), name="gestures_grant_size"
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "occasion_kind", "occasion_id"], name="gestures_grant_occasion"),
            models.Index(fields=["brand_id", "identity_id", "-held_at"], name="gestures_grant_person"),
        ]


class LedgerRow(BrandRow):
    """One booking, written once. It carries the purse's columns as they stand after it, so that each row can be checked against the one before."""

    budget_id = models.UUIDField()
    entry = models.IntegerField()
    kind = models.CharField(max_length=10)
    amount_minor = models.BigIntegerField()
    owed = models.BooleanField(default=False)
    limit_after = models.BigIntegerField()
    held_after = models.BigIntegerField()
    spent_after = models.BigIntegerField()
    owed_held_after = models.BigIntegerField()
    owed_spent_after = models.BigIntegerField()
    occasion_kind = models.CharField(max_length=20, default="")
    occasion_id = models.UUIDField(null=True)
    grant_id = models.UUIDField(null=True)
    key = models.CharField(max_length=200, default="")
    note = models.CharField(max_length=200, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "budget_id", "entry"], name="gestures_ledger_entry"),
            models.UniqueConstraint(
                fields=["brand_id", "grant_id", "kind"], name="gestures_ledger_grant_once", condition=Q(grant_id__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["brand_id", "budget_id", "key"], name="gestures_ledger_key_once", condition=~Q(key="")
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="gestures_ledger_amount"),
        ]
        indexes = [models.Index(fields=["brand_id", "at"], name="gestures_ledger_at")]


class PolicyVersion(BrandRow):
    """The policy file as it was set, once and for good."""

    number = models.IntegerField()
    version = models.CharField(max_length=40)
    text = models.TextField()
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "number"], name="gestures_policy_once")]
