"""The table of what was done at the counter. Decides nothing."""

from django.db import models
from django.db.models import Q

from makegood.counter.types import Done
from makegood.platform.models import BrandRow


class Touch(BrandRow):
    """One thing that was done with somebody who stood there. Never changed."""

    identity_id = models.UUIDField()
    key = models.CharField(max_length=200)
    done = models.CharField(max_length=12)
    words = models.TextField(default="")
    what = models.CharField(max_length=120, default="")
    item_id = models.UUIDField(null=True)
    number = models.IntegerField(null=True)
    occasion_kind = models.CharField(max_length=20, default="")
    occasion_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="counter_touch_once"),
            models.CheckConstraint(condition=Q(done__in=[one.value for one in Done]), name="counter_touch_known"),
        ]
        indexes = [models.Index(fields=["brand_id", "identity_id", "-at"], name="counter_touch_person")]
