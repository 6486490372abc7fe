"""The tables of orders, parcels and the shop's address. Written by orders.actions alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from makegood.orders.types import LineKind, ParcelState, ReturnKind
from makegood.platform.models import BrandRow

_LINE_KINDS = [(kind.value, kind.value) for kind in LineKind]
_PARCEL_STATES = [(state.value, state.value) for state in ParcelState]


class Order(BrandRow):
    """One order as the shop told it last. `number` is the natural key within the brand."""

    number = models.CharField(max_length=100)
    identity_id = models.UUIDField()
    placed_at = models.DateTimeField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    service = models.CharField(max_length=200, default="", blank=True)
    promised_from = models.DateTimeField(null=True)
    promised_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20)
    replaces = models.CharField(max_length=100, default="", blank=True)
    command_key = models.CharField(max_length=200, default="", blank=True)
    told_at = models.DateTimeField(null=True)
    lane = models.CharField(max_length=80, default="", db_default="", blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "number"], name="order_once"),
            models.CheckConstraint(condition=models.Q(total_minor__gte=0), name="order_total_not_negative"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "identity_id", "-placed_at", "-id"], name="order_identity"),
            models.Index(fields=["brand_id", "placed_at"], name="order_sold", condition=models.Q(reason="sale")),
            models.Index(fields=["brand_id", "command_key"], name="order_command", condition=~models.Q(command_key="")),
        ]


class Line(BrandRow):
    """One line of an order, in the shop's order. A discount's amount is taken off the total; all amounts are written without a sign."""

    order_id = models.UUIDField()
    position = models.IntegerField()
    sku = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    quantity = models.IntegerField()
    unit_minor = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=_LINE_KINDS, default=LineKind.GOODS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "order_id", "position"], name="line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1, unit_minor__gte=0), name="line_counts"),
        ]


class Return(BrandRow):
    """What came back, or was cancelled, and what was paid back for it: a record of its own, never a negative order. `order_id` is empty
    where the shop does not say which order it was."""

    number = models.CharField(max_length=100)
    identity_id = models.UUIDField()
    order_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ReturnKind])
    at = models.DateTimeField()
    refund_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "number"], name="return_once"),
            models.CheckConstraint(condition=models.Q(refund_minor__gte=0), name="return_refund_not_negative"),
        ]
        indexes = [models.Index(fields=["brand_id", "identity_id", "-at", "-id"], name="return_identity")]


class ReturnLine(BrandRow):
    """One line of a return, in the shop's order; amounts without a sign."""

    return_id = models.UUIDField()
    position = models.IntegerField()
    sku = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    quantity = models.IntegerField()
    unit_minor = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=_LINE_KINDS, default=LineKind.GOODS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "return_id", "position"], name="return_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1, unit_minor__gte=0), name="return_line_counts"),
        ]


class Parcel(BrandRow):
    """One parcel as its events tell it. `order_id` is empty until the order of that number is known."""

    order_id = models.UUIDField(null=True)
    order_number = models.CharField(max_length=100)
    tracking = models.CharField(max_length=100)
    carrier = models.CharField(max_length=100, default="", blank=True)
    state = models.CharField(max_length=20, choices=_PARCEL_STATES)
    state_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    courier = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "order_number", "tracking"], name="parcel_once")]
        indexes = [
            models.Index(fields=["brand_id", "order_id"], name="parcel_order"),
            models.Index(fields=["brand_id", "tracking"], name="parcel_tracking"),
            models.Index(
                fields=["brand_id", "delivered_at"], name="parcel_delivered", condition=models.Q(delivered_at__isnull=False)
            ),
        ]


class ParcelEvent(BrandRow):
    """What the carrier said once about a parcel."""

    parcel_id = models.UUIDField()
    state = models.CharField(max_length=20, choices=_PARCEL_STATES)
    raw_code = models.CharField(max_length=100, default="", blank=True)
    at = models.DateTimeField()
    courier = models.CharField(max_length=200, default="", blank=True)
    note = models.CharField(max_length=500, default="", blank=True)
    kind = models.CharField(max_length=10, default="", db_default="", blank=True)  # of an exception
    received_at = models.DateTimeField(null=True)  # when we heard of it; not known of events before this was kept

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "parcel_id", "raw_code", "at"], name="parcel_event_once")]


class ShopConnection(BrandRow):
    """Where the brand's shop takes commands, which kind of shop it is, and what they are signed with: one row per brand at most. Of a shop that is
    looked into, also where the next look begins, and what went wrong with the last."""

    url = models.CharField(max_length=2000)
    secrets = ArrayField(models.CharField(max_length=500))
    courier_address = models.CharField(max_length=320, default="", blank=True)
    kind = models.CharField(max_length=20, default="signed_http", db_default="signed_http")
    settings = models.JSONField(default=dict, db_default={})
    cursor = models.TextField(default="", db_default="", blank=True)
    looked_at = models.DateTimeField(null=True)
    news_at = models.DateTimeField(null=True)  # when a look found something new
    trouble = models.CharField(max_length=500, default="", db_default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="shop_connection_once")]
