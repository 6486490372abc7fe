"""The table of the rules by which it is shown what went both ways: one row a version. Append-only."""

from django.db import models
from django.db.models import Q

from makegood.both_ways.types import MOST_DAYS, MOST_MINUTES
from makegood.platform.models import BrandRow


class Version(BrandRow):
    """The rules as somebody set them; the highest number counts."""

    number = models.IntegerField()
    hidden = models.JSONField(default=list)
    days = models.IntegerField()
    message_minutes = models.IntegerField()
    by_member_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "number"], name="both_ways_version_once"),
            models.CheckConstraint(condition=Q(days__gte=0, days__lte=MOST_DAYS), name="both_ways_days"),
            models.CheckConstraint(
                condition=Q(message_minutes__gte=0, message_minutes__lte=MOST_MINUTES), name="both_ways_minutes"
            ),
        ]
