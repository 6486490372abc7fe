"""The tables of promises. A promise's row says how it stands; its records say how it came so, and are never changed. Decides nothing."""

from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow
from makegood.promises.types import PromiseKind, PromiseState, RecordKind, Source


def _values(kind: type[PromiseKind] | type[PromiseState] | type[RecordKind] | type[Source]) -> list[str]:
    return [one.value for one in kind]


class Promise(BrandRow):
    """Our word to somebody. `key` is its natural key; `due_at` is the first instant at which it is broken."""

    key = models.CharField(max_length=160)
    identity_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=10)
    what = models.CharField(max_length=300)
    touchpoint = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    due_from = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    zone = models.CharField(max_length=60)
    two_readings = models.BooleanField(default=False)
    order_id = models.UUIDField(null=True)
    message_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    watched = models.BooleanField(default=True)
    state = models.CharField(max_length=10)
    state_at = models.DateTimeField()
    chance = models.FloatField(null=True)
    reason = models.JSONField(null=True)
    looked_at = models.DateTimeField(null=True)
    next_look_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="promise_once"),
            models.CheckConstraint(condition=Q(state__in=_values(PromiseState)), name="promise_state_known"),
            models.CheckConstraint(condition=Q(kind__in=_values(PromiseKind)), name="promise_kind_known"),
            models.CheckConstraint(condition=Q(source__in=_values(Source)), name="promise_source_known"),
            models.CheckConstraint(condition=Q(due_at__gt=models.F("made_at")), name="promise_is_for_later"),
            models.CheckConstraint(condition=Q(chance=None) | Q(chance__gte=0, chance__lte=1), name="promise_chance"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "next_look_at"], name="promise_next_look", condition=Q(next_look_at__isnull=False)),
            models.Index(fields=["brand_id", "identity_id", "-due_at"], name="promise_person"),
            models.Index(fields=["brand_id", "state", "state_at"], name="promise_state"),
            models.Index(fields=["brand_id", "made_at"], name="promise_made"),
            models.Index(fields=["brand_id", "order_id"], name="promise_order", condition=Q(order_id__isnull=False)),
            models.Index(fields=["brand_id", "case_id"], name="promise_case", condition=Q(case_id__isnull=False)),
        ]


class Record(BrandRow):
    """What happened to a promise, with its evidence: ids and plain values, no personal words. Never changed."""

    promise_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "promise_id", "kind", "at"], name="promise_record_once"),
            models.CheckConstraint(condition=Q(kind__in=_values(RecordKind)), name="promise_record_kind_known"),
        ]


class Road(BrandRow):
    """How long parcels took on one road, counted in stretches of six hours. A lane of '' stands for the whole carrier, a carrier of '' for
    all."""

    stage = models.CharField(max_length=10)
    carrier = models.CharField(max_length=100)
    lane = models.CharField(max_length=80)
    parcels = models.IntegerField()
    counts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "stage", "carrier", "lane"], name="road_once")]


class Learned(BrandRow):
    """What was learned last from the brand's own parcels: one row a brand. `past_until` is how far orders were gone through."""

    learned_at = models.DateTimeField(null=True)
    parcels = models.IntegerField(default=0)
    weights = models.JSONField(null=True)
    past_until = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="learned_once")]
