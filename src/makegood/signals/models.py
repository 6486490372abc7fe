"""The tables of what machines tell. Words are kept as they came; a signal's row is what follows from them. Decides nothing."""

from django.db import models
from django.db.models import F, Q

from makegood.platform.models import BrandRow
from makegood.signals.types import CheckoutKind, SignalKind, SignalState


class SaidWord(BrandRow):
    """That something began or ended, as it was told, once."""

    source = models.CharField(max_length=200)
    reference = models.CharField(max_length=200)
    began = models.BooleanField()
    at = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "source", "reference", "at", "began"], name="signal_word_once"),
        ]
        indexes = [models.Index(fields=["brand_id", "heard_at"], name="signal_word_age")]


class Signal(BrandRow):
    """A stretch in which something was wrong. `attached_id` is the incident, which stands above."""

    source = models.CharField(max_length=200)
    reference = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=SignalState.KEPT)
    attached_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "source", "reference", "from_at"], name="signal_once"),
            models.CheckConstraint(condition=Q(until_at=None) | Q(until_at__gt=F("from_at")), name="signal_ends_later"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in SignalKind]), name="signal_kind_known"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in SignalState]), name="signal_state_known"),
            models.CheckConstraint(condition=Q(attached_id=None) | Q(state="attached"), name="signal_attached_says_so"),
        ]
        indexes = [models.Index(fields=["brand_id", "-from_at"], name="signal_latest")]


class Checkout(BrandRow):
    """One thing that happened at the checkout, kept for 30 days. Without `identity_id` nobody has said whose it is."""

    key = models.CharField(max_length=200)
    session = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    identity_id = models.UUIDField(null=True)
    minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="checkout_once"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in CheckoutKind]), name="checkout_kind_known"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "session"], name="checkout_session"),
            models.Index(fields=["brand_id", "at"], name="checkout_refused_at", condition=Q(kind="checkout_refused")),
            models.Index(fields=["brand_id", "heard_at"], name="checkout_age"),
        ]


class Counted(BrandRow):
    """How many of a kind within the minute (or hour) that begins at `at`; `handed` of them the watch was told of."""

    kind = models.CharField(max_length=40)
    facet = models.CharField(max_length=100, default="")
    at = models.DateTimeField()
    count = models.IntegerField()
    handed = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "kind", "facet", "at"], name="signal_counted_once")]
        indexes = [
            models.Index(fields=["brand_id", "kind"], name="signal_count_to_hand", condition=~Q(count=F("handed"))),
        ]
