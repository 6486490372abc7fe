"""The tables of relationships: programmes, and the occasions that are planned from them. Decides nothing."""

from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow
from makegood.relationships.types import OccasionState, Rhythm


class Programme(BrandRow):
    """A rhythm. `rule`, `steps` and `audience` are as `rules.written` writes them; `planned_until` is the day up to which it is planned."""

    name = models.CharField(max_length=120)
    rhythm = models.CharField(max_length=12)
    rule = models.JSONField()
    steps = models.JSONField()
    audience = models.JSONField(default=dict)
    hour = models.SmallIntegerField(default=9)
    channel = models.CharField(max_length=40, default="")
    priority = models.IntegerField(default=100)
    alone = models.BooleanField(default=False)
    budget_id = models.UUIDField(null=True)
    holdout = models.IntegerField(default=0)
    good_for = models.SmallIntegerField(default=3)
    since_on = models.DateField()
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    planned_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "name"], name="rhythm_programme_once"),
            models.CheckConstraint(condition=Q(rhythm__in=[one.value for one in Rhythm]), name="rhythm_known"),
            models.CheckConstraint(condition=Q(hour__gte=0, hour__lte=23), name="rhythm_hour"),
            models.CheckConstraint(condition=Q(holdout__gte=0, holdout__lte=5_000), name="rhythm_holdout"),
        ]


class Occasion(BrandRow):
    """One programme, one person, one occurrence: the natural key. `identity_id` is the address with which the person was born; `day` the local
    day, `due_at` its instant. What is planned may be laid anew; what was begun is never planned again."""

    programme_id = models.UUIDField()
    identity_id = models.UUIDField()
    occurrence = models.CharField(max_length=60)
    day = models.DateField()
    due_at = models.DateTimeField()
    moved = models.BooleanField(default=False, db_default=False)  # a member chose the day: no plan moves it
    state = models.CharField(max_length=10, default="planned")
    about = models.JSONField(default=dict, db_default={})
    because = models.CharField(max_length=300, default="", db_default="")
    outgoing_id = models.UUIDField(null=True)
    arm = models.CharField(max_length=12, default="treated", db_default="treated")
    propensity = models.FloatField(default=1.0, db_default=1.0)
    steps_done = models.JSONField(default=dict, db_default={})
    by_member_id = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "identity_id", "programme_id", "occurrence"], name="rhythm_occasion_once"
            ),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in OccasionState]), name="rhythm_occasion_state"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "due_at"], name="rhythm_occasion_due", condition=Q(state="planned")),
            models.Index(fields=["brand_id", "programme_id", "day"], name="rhythm_occasion_day"),
        ]
