"""The tables of coupons, and what PostgreSQL itself holds: never more coupons than the pool has, never two for one person where each has one,
never a coupon worth more than what its place in the pool holds, never more places than the pool's money pays for, nothing used without its row in
the ledger. The constraints that Django cannot write (references that carry the cap, triggers) are in the migration.

Decides nothing; amounts are minor units of the pool's currency.
"""

from django.db import models
from django.db.models import F, Q

from makegood.coupons.types import AfterRefund, Entry, PoolState, SlotState
from makegood.platform.models import BrandRow

UNCAPPED = 2_147_483_647  # `cap_uses` of a pool that no number limits


class Pool(BrandRow):
    """Its terms never change, but for the end. `slots_made` and `slots_minor` (the money its places hold) are counted by the database alone."""

    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    unit_minor = models.BigIntegerField()
    percent_bps = models.IntegerField(null=True)
    minimum_minor = models.BigIntegerField(null=True)
    on_sale_prices = models.BooleanField()
    valid_until = models.DateTimeField()
    zone = models.CharField(max_length=60)
    until_words = models.CharField(max_length=120, default="")
    one_each = models.BooleanField()
    cap_uses = models.IntegerField()
    cap_minor = models.BigIntegerField(null=True)
    one_code = models.CharField(max_length=40, default="")
    typed_code = models.CharField(max_length=40, default="")
    after_refund = models.CharField(max_length=12)
    hold_minutes = models.IntegerField()
    sponsor_name = models.CharField(max_length=120, default="")
    sponsor_bps = models.IntegerField(default=0)
    sponsor_address = models.CharField(max_length=500, default="")
    occasion_kind = models.CharField(max_length=20, default="")
    occasion_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8, default=PoolState.OPEN)
    opened_at = models.DateTimeField()
    sold_out_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    slots_made = models.IntegerField(default=0)
    slots_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "slug"], name="coupons_pool_slug_once"),
            models.UniqueConstraint(
                fields=["brand_id", "typed_code"], name="coupons_pool_code_once", condition=Q(state="open") & ~Q(typed_code="")
            ),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in PoolState]), name="coupons_pool_state"),
            models.CheckConstraint(condition=Q(after_refund__in=[one.value for one in AfterRefund]), name="coupons_pool_refund"),
            models.CheckConstraint(
                condition=Q(unit_minor__gt=0, cap_uses__gt=0, sponsor_bps__gte=0, sponsor_bps__lte=10_000),
                name="coupons_pool_size",
            ),
            models.CheckConstraint(
                condition=Q(slots_made__gte=0, slots_made__lte=F("cap_uses"), slots_minor__gte=0), name="coupons_pool_slots"
            ),
            models.CheckConstraint(
                condition=Q(cap_minor__isnull=True) | Q(slots_minor__lte=F("cap_minor")), name="coupons_pool_money"
            ),
        ]
        indexes = [models.Index(fields=["brand_id", "occasion_kind", "occasion_id"], name="coupons_pool_occasion")]


class Slot(BrandRow):
    """One coupon of the pool's stock: free, set aside at a till, or used. `cap_uses`, `unit_minor` and `one_each` are the pool's own, held by a
    reference. `budget_minor` is the money that lies in it: a unit, or what it was used for once the rest went back to the pool."""

    pool_id = models.UUIDField()
    number = models.IntegerField()
    cap_uses = models.IntegerField()
    unit_minor = models.BigIntegerField()
    one_each = models.BooleanField()
    budget_minor = models.BigIntegerField()
    state = models.CharField(max_length=8, default=SlotState.FREE)
    use_key = models.UUIDField(null=True)
    person_key = models.UUIDField(null=True)
    identity_id = models.UUIDField(null=True)
    claim_id = models.UUIDField(null=True)
    worth_minor = models.BigIntegerField(default=0)
    part_minor = models.BigIntegerField(default=0)  # what counted of the basket
    until = models.DateTimeField(null=True)
    order_reference = models.CharField(max_length=100, default="")
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool_id", "number", "brand_id"], name="coupons_slot_number_once"),
            models.UniqueConstraint(fields=["use_key"], name="coupons_slot_use_once", condition=Q(use_key__isnull=False)),
            models.UniqueConstraint(
                fields=["pool_id", "person_key"], name="coupons_slot_person_once", condition=Q(person_key__isnull=False)
            ),
            models.UniqueConstraint(fields=["claim_id"], name="coupons_slot_claim_once", condition=Q(claim_id__isnull=False)),
            models.UniqueConstraint(
                fields=["brand_id", "order_reference", "pool_id"], name="coupons_slot_order_once", condition=Q(state="used")
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=F("cap_uses")), name="coupons_slot_within_cap"),
            models.CheckConstraint(
                condition=Q(worth_minor__gte=0, worth_minor__lte=F("budget_minor"), budget_minor__lte=F("unit_minor")),
                name="coupons_slot_within_budget",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="free", use_key=None, person_key=None, identity_id=None, claim_id=None, worth_minor=0, until=None
                )
                | Q(state="reserved", use_key__isnull=False, identity_id__isnull=False, worth_minor__gt=0, until__isnull=False)
                | Q(state="used", use_key__isnull=False, identity_id__isnull=False, worth_minor__gt=0, used_at__isnull=False)
                & ~Q(order_reference=""),
                name="coupons_slot_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="free") | Q(one_each=False, person_key=None) | Q(one_each=True, person_key__isnull=False),
                name="coupons_slot_one_each",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool_id", "number"],
                name="coupons_slot_free",
                condition=Q(state="free", budget_minor=F("unit_minor")),
            ),
            models.Index(fields=["pool_id", "until"], name="coupons_slot_reserved", condition=Q(state="reserved")),
            models.Index(fields=["identity_id"], name="coupons_slot_identity", condition=Q(identity_id__isnull=False)),
            models.Index(
                fields=["pool_id"], name="coupons_slot_unspent", condition=Q(state="used", worth_minor__lt=F("budget_minor"))
            ),
            models.Index(
                fields=["pool_id", "number"],
                name="coupons_slot_short",
                condition=Q(state="free", budget_minor__lt=F("unit_minor")),
            ),
        ]


class Claim(BrandRow):
    """A code that somebody took. The database refuses to change it."""

    pool_id = models.UUIDField()
    identity_id = models.UUIDField()
    person_key = models.UUIDField()
    code = models.CharField(max_length=40)
    typed_code = models.CharField(max_length=40, default="")  # '' where everybody has the same
    claimed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool_id", "person_key"], name="coupons_claim_person_once"),
            models.UniqueConstraint(
                fields=["brand_id", "typed_code"], name="coupons_claim_code_once", condition=~Q(typed_code="")
            ),
        ]
        indexes = [models.Index(fields=["identity_id"], name="coupons_claim_identity")]


class LedgerRow(BrandRow):
    """One booking, written once. `key` is the caller's own for a reservation, and the sum paid back for what was given back."""

    pool_id = models.UUIDField()
    use_key = models.UUIDField()
    kind = models.CharField(max_length=10)
    number = models.IntegerField()
    amount_minor = models.BigIntegerField()
    sponsor_minor = models.BigIntegerField()
    identity_id = models.UUIDField()
    order_reference = models.CharField(max_length=100, default="")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64, default="")  # a fingerprint of what was asked for under the key
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use_key", "kind", "key"], name="coupons_ledger_once"),
            models.UniqueConstraint(fields=["brand_id", "key"], name="coupons_ledger_key_once", condition=Q(kind="reserved")),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Entry]), name="coupons_ledger_kind"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, sponsor_minor__gte=0, sponsor_minor__lte=F("amount_minor")),
                name="coupons_ledger_amount",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool_id", "at", "id"], name="coupons_ledger_billed", condition=Q(kind__in=["used", "given back"])
            )
        ]
