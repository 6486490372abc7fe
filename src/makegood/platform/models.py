"""The shape of every brand-owned row, and the two tables of the ground: the journal and the work that is due."""

from uuid import UUID

from django.db import models

from makegood.kernel.ids import new_id
from makegood.platform import tenancy


def this_brand() -> UUID:
    """The default of `brand_id`: the open brand."""
    return tenancy.current_brand()


class BrandRow(models.Model):
    """A row that belongs to a brand. `brand_id` is the border that row-level security holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand_id = models.UUIDField(default=this_brand, editable=False)

    class Meta:
        abstract = True


class JournalEntry(BrandRow):
    """A fact, written once and never changed: the database refuses UPDATE and DELETE."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    identity_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "platform_journal"
        indexes = [
            models.Index(fields=["brand_id", "identity_id", "-at", "-id"], name="journal_identity"),
            models.Index(fields=["brand_id", "case_id", "-at", "-id"], name="journal_case"),
            models.Index(fields=["brand_id", "-at", "-id"], name="journal_brand"),
        ]


class WorkRow(BrandRow):
    """Something that one consumer must do, once, at or after `due_at`. Done work is deleted: the journal remembers."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    last_trouble = models.TextField(default="")
    parked_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_work"
        constraints = [models.UniqueConstraint(fields=["brand_id", "kind", "key"], name="work_once")]
        indexes = [
            models.Index(fields=["brand_id", "kind", "due_at"], name="work_due", condition=models.Q(parked_at__isnull=True)),
        ]
