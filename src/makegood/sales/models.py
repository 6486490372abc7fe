"""The tables of sales. A sale's row says what counts now; its terms say what was promised from when on, and are never changed. Decides nothing."""

from django.db import models
from django.db.models import F, Q

from makegood.platform.models import BrandRow
from makegood.sales.types import PlaceKind

_PLACES = [one.value for one in PlaceKind]


class Sale(BrandRow):
    """An offer to everybody. `ends_at` is the first instant at which it is over; `ends_local` and `zone` are how that was said."""

    name = models.CharField(max_length=120)
    reference = models.CharField(max_length=100, default="")
    words = models.CharField(max_length=300)
    skus = models.JSONField(default=list)
    collections = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ends_local = models.CharField(max_length=26)
    zone = models.CharField(max_length=60)
    two_readings = models.BooleanField(default=False)
    said_as = models.CharField(max_length=120)
    explained = models.CharField(max_length=600)
    terms = models.IntegerField(default=1)
    announced_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "reference"], name="sale_once", condition=~Q(reference="")),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="sale_ends_later"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(called_off_at=None), name="sale_ends_one_way"),
        ]
        indexes = [models.Index(fields=["brand_id", "-ends_at"], name="sale_ends")]


class Terms(BrandRow):
    """What a sale promised from an instant on, by whom and why. Never changed."""

    sale_id = models.UUIDField()
    number = models.IntegerField()
    words = models.CharField(max_length=300)
    skus = models.JSONField(default=list)
    collections = models.JSONField(default=list)
    ends_at = models.DateTimeField()
    ends_local = models.CharField(max_length=26)
    zone = models.CharField(max_length=60)
    two_readings = models.BooleanField(default=False)
    said_as = models.CharField(max_length=120)
    explained = models.CharField(max_length=600)
    at = models.DateTimeField()
    because = models.CharField(max_length=300, default="")
    occasion_kind = models.CharField(max_length=20, default="")
    occasion_id = models.UUIDField(null=True)
    by_kind = models.CharField(max_length=10)
    by_actor = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "sale_id", "number"], name="sale_terms_once")]
        indexes = [
            models.Index(
                fields=["brand_id", "occasion_kind", "occasion_id"],
                name="sale_terms_occasion",
                condition=Q(occasion_id__isnull=False),
            )
        ]


class Place(BrandRow):
    """Where a sale is promised, and the number of the terms that stand there."""

    sale_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    reference = models.CharField(max_length=100)
    terms = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "sale_id", "kind", "reference"], name="sale_place_once"),
            models.CheckConstraint(condition=Q(kind__in=_PLACES), name="sale_place_kind_known"),
        ]


class Told(BrandRow):
    """Somebody was told of a sale, and so was promised it. `terms` is the newest that they were told, `promised` the terms that their promise
    stands for (brought up to date by work), `settled` whether it was closed."""

    sale_id = models.UUIDField()
    identity_id = models.UUIDField()
    place = models.CharField(max_length=12)
    terms = models.IntegerField()
    told_at = models.DateTimeField()
    promise_id = models.UUIDField(null=True)
    promised = models.IntegerField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "sale_id", "identity_id"], name="sale_told_once"),
            models.CheckConstraint(condition=Q(place__in=_PLACES), name="sale_told_place_known"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "sale_id", "terms"], name="sale_told_terms"),
            models.Index(fields=["brand_id", "sale_id", "promised"], name="sale_told_promised"),
            models.Index(fields=["brand_id", "identity_id"], name="sale_told_person"),
        ]
