"""The tables of health: what was counted of each signal each day, which can be counted anew at any time, and the alarms that were raised."""

from django.db import models
from django.db.models import Q

from makegood.health.types import Signal
from makegood.platform.models import BrandRow


class DayCount(BrandRow):
    """What was counted on one day of the brand's. `facet` and `value` are '' for all of it."""

    key = models.CharField(max_length=60)
    signal = models.CharField(max_length=10)
    on = models.DateField()
    facet = models.CharField(max_length=10, default="")
    value = models.CharField(max_length=80, default="")
    hits = models.IntegerField()
    n = models.IntegerField()
    total = models.FloatField(default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key", "signal", "facet", "value", "on"], name="day_count_once"),
            models.CheckConstraint(condition=Q(signal__in=[one.value for one in Signal]), name="day_count_signal_known"),
            models.CheckConstraint(condition=Q(n__gt=0, hits__gte=0), name="day_count_counts"),
        ]
        indexes = [models.Index(fields=["brand_id", "on"], name="day_count_on")]


class Alarm(BrandRow):
    """A signal left what is usual. At most one of a signal of a touchpoint goes on at a time. `drivers` are values, no people."""

    key = models.CharField(max_length=60)
    signal = models.CharField(max_length=10)
    speed = models.CharField(max_length=10)
    since = models.DateField()
    raised_on = models.DateField()
    usual = models.FloatField()
    hits = models.IntegerField()
    n = models.IntegerField()
    over_on = models.DateField(null=True)
    drivers = models.JSONField(default=list)
    compared = models.IntegerField(default=0)
    finding_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "key", "signal"], name="alarm_goes_on_once", condition=Q(over_on__isnull=True)
            ),
            models.UniqueConstraint(fields=["brand_id", "key", "signal", "raised_on"], name="alarm_raised_once"),
            models.CheckConstraint(condition=Q(signal__in=[one.value for one in Signal]), name="alarm_signal_known"),
        ]
        indexes = [models.Index(fields=["brand_id", "key", "-raised_on"], name="alarm_of_touchpoint")]
