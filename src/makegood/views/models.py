"""The read models: one narrow row per case, and the tallies of the inbox's lists. Fed by actions.refresh_cases; rebuildable at any time.

Tallies are kept by the database itself: a statement trigger on the rows writes the differences (see the migration), so that no code can
change a row and forget its count.
"""

from datetime import UTC, datetime

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow

NO_CLOCK = datetime(9999, 12, 31, tzinfo=UTC)  # sorts what has no due instant behind everything that has


class InboxRow(BrandRow):
    """What a list shows, sorts and filters of one case. Its id is the case's."""

    number = models.IntegerField(default=0)
    title = models.CharField(max_length=200, default="")
    identity_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    person_name = models.TextField(default="")
    last_words = models.TextField(default="")
    last_at = models.DateTimeField(default=NO_CLOCK)
    channel = models.CharField(max_length=20, default="")
    state = models.CharField(max_length=10, default="")
    turn = models.CharField(max_length=10, default="")
    clock_what = models.CharField(max_length=12, default="")
    due_at = models.DateTimeField(null=True)
    rank = models.SmallIntegerField(default=1)  # 0 for danger to somebody: before everything else
    due_sort = models.DateTimeField(default=NO_CLOCK)
    owner_id = models.UUIDField(null=True)
    owner_name = models.TextField(default="")
    feeling = models.CharField(max_length=20, default="")
    urgency = models.CharField(max_length=20, default="")
    harm = models.CharField(max_length=20, default="")
    proposal = models.CharField(max_length=10, default="")
    message_count = models.IntegerField(default=0)
    opened_at = models.DateTimeField(default=NO_CLOCK)
    resolved_at = models.DateTimeField(null=True)
    haystack = models.TextField(default="")
    side = models.CharField(max_length=10, default="", db_default="")
    leaving = models.CharField(max_length=4, default="", db_default="")
    incident = models.IntegerField(null=True)  # its number

    class Meta:
        indexes = [
            models.Index(fields=["brand_id", "state", "-last_at", "-id"], name="inbox_state"),
            models.Index(fields=["brand_id", "-last_at", "-id"], name="inbox_all"),
            models.Index(fields=["brand_id", "rank", "due_sort", "id"], name="inbox_ours", condition=Q(state="open")),
            models.Index(
                fields=["brand_id", "rank", "due_sort", "id"], name="inbox_live", condition=Q(state__in=["open", "waiting"])
            ),
            models.Index(
                fields=["brand_id", "rank", "due_sort", "id"],
                name="inbox_unowned",
                condition=Q(state__in=["open", "waiting"], owner_id__isnull=True),
            ),
            models.Index(
                fields=["brand_id", "owner_id", "rank", "due_sort", "id"],
                name="inbox_mine",
                condition=Q(state__in=["open", "waiting"]),
            ),
            models.Index(fields=["brand_id", "due_at"], name="inbox_due", condition=Q(state__in=["open", "waiting"])),
            models.Index(fields=["brand_id", "resolved_at"], name="inbox_resolved", condition=Q(state="resolved")),
            models.Index(fields=["brand_id", "identity_id", "-opened_at"], name="inbox_identity"),
            GinIndex(fields=["haystack"], name="inbox_words", opclasses=["gin_trgm_ops"]),
        ]


class Tally(BrandRow):
    """A difference in the length of a list, or several folded into one. The length is the sum; rows are only added and folded."""

    list = models.CharField(max_length=12)
    owner_id = models.UUIDField(null=True)
    delta = models.IntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        indexes = [models.Index(fields=["brand_id", "list", "owner_id"], name="tally_list", include=["delta"])]
