"""The tables of cards and letters: each card, and each batch that was printed together. Decides nothing."""

from django.db import models
from django.db.models import Q

from makegood.letters.types import LetterState
from makegood.platform.models import BrandRow

_STATES = [one.value for one in LetterState]


class Batch(BrandRow):
    """Cards that were printed together. `key` keeps one batch however often it is pressed."""

    key = models.CharField(max_length=100)
    printed_at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)
    letters = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "key"], name="letter_batch_once")]
        indexes = [models.Index(fields=["brand_id", "-printed_at"], name="letter_batch_latest")]


class Letter(BrandRow):
    """One card. From printing on, `name`, `lines` and `country` are what stands on the paper."""

    identity_id = models.UUIDField()
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="asked")
    item_id = models.UUIDField()
    grant_id = models.UUIDField(null=True)
    card_name = models.CharField(max_length=120)
    counted = models.BooleanField()
    line = models.TextField()
    why = models.CharField(max_length=300, default="")
    language = models.CharField(max_length=10, default="")
    purpose = models.CharField(max_length=20)
    programme = models.CharField(max_length=60, default="")
    priority = models.IntegerField(default=0)
    occasion_kind = models.CharField(max_length=20, default="")
    occasion_id = models.UUIDField(null=True)
    arrive_on = models.DateField(null=True)
    print_on = models.DateField()
    asked_at = models.DateTimeField()
    edited_by = models.UUIDField(null=True)
    batch_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200, default="")
    lines = models.JSONField(default=list)
    country = models.CharField(max_length=2, default="")
    printed_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    posted_by = models.UUIDField(null=True)
    tracking = models.CharField(max_length=60, default="")
    photo = models.CharField(max_length=64, default="")
    photo_type = models.CharField(max_length=40, default="")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="letter_once"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="letter_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "cancelled"]) | Q(batch_id__isnull=False, printed_at__isnull=False),
                name="letter_printed_in_a_batch",
            ),
            models.CheckConstraint(condition=~Q(state="posted") | Q(posted_at__isnull=False), name="letter_posted_then"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "print_on"], name="letter_to_print", condition=Q(state="asked")),
            models.Index(fields=["brand_id", "state", "-asked_at"], name="letter_state"),
            models.Index(fields=["brand_id", "identity_id"], name="letter_person"),
            models.Index(fields=["brand_id", "batch_id"], name="letter_batch"),
        ]
