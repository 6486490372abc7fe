"""The tables of visits. That no resource is in two places at once is held by the database (migration 0001). Decides nothing."""

from django.db import models
from django.db.models import F, Q

from makegood.platform.models import BrandRow
from makegood.visits.types import ResourceKind, VisitKind, VisitState, Where


class Resource(BrandRow):
    """Somebody or something that can be booked. `openings` as the brand's own."""

    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    member_id = models.UUIDField(null=True)
    openings = models.JSONField()
    minutes = models.IntegerField()
    between = models.IntegerField(default=0)
    place = models.CharField(max_length=300, default="")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in ResourceKind]), name="visit_resource_kind_known"),
        ]


class Visit(BrandRow):
    """A visit. `case_id` is the case, which stands above."""

    key = models.CharField(max_length=200)
    identity_id = models.UUIDField()
    resource_id = models.UUIDField()
    kind = models.CharField(max_length=10, default=VisitKind.VISIT)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    about = models.CharField(max_length=200)
    where = models.CharField(max_length=8)
    address = models.CharField(max_length=300, default="")
    wanted = models.CharField(max_length=300, default="")
    state = models.CharField(max_length=10, default=VisitState.BOOKED)
    sequence = models.IntegerField(default=0)
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    case_id = models.UUIDField(null=True)
    reminded_at = models.DateTimeField(null=True)
    spared_words = models.CharField(max_length=300, default="")
    spared_minor = models.BigIntegerField(null=True)
    spared_currency = models.CharField(max_length=3, default="")
    spared_minutes = models.IntegerField(default=0)
    km = models.IntegerField(null=True)
    because = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="visit_once"),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="visit_ends_later"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in VisitState]), name="visit_state_known"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in VisitKind]), name="visit_kind_known"),
            models.CheckConstraint(condition=Q(where__in=[one.value for one in Where]), name="visit_where_known"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "from_at"], name="visit_day"),
            models.Index(fields=["brand_id", "identity_id", "-from_at"], name="visit_person"),
        ]
