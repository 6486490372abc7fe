"""The table of follow-up calls. Decides nothing."""

from django.db import models
from django.db.models import Q

from makegood.calls.types import Result
from makegood.platform.models import BrandRow

_RESULTS = ["", *(one.value for one in Result)]


class Call(BrandRow):
    """Somebody is to be rung up: whom at which number, why, when, and how it went. `tried` are the instants at which nobody picked up."""

    identity_id = models.UUIDField()
    phone_id = models.UUIDField()
    key = models.CharField(max_length=200)
    why = models.CharField(max_length=300)
    opening = models.CharField(max_length=600, default="")
    purpose = models.CharField(max_length=20)
    programme = models.CharField(max_length=60, default="")
    priority = models.IntegerField(default=0)
    language = models.CharField(max_length=10, default="")
    zone = models.CharField(max_length=60)
    occasion_kind = models.CharField(max_length=20, default="")
    occasion_id = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    tried = models.JSONField(default=list)
    result = models.CharField(max_length=12, default="")
    ended_at = models.DateTimeField(null=True)
    by_member_id = models.UUIDField(null=True)
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="follow_up_once"),
            models.CheckConstraint(condition=Q(result__in=_RESULTS), name="follow_up_result_known"),
            models.CheckConstraint(
                condition=Q(result="", ended_at__isnull=True) | (~Q(result="") & Q(ended_at__isnull=False)),
                name="follow_up_ended_with_a_result",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "due_at"], name="follow_up_due", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["brand_id", "identity_id"], name="follow_up_person"),
        ]
