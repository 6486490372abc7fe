"""The shape of every brand-owned row, and the tables of the ground: the journal, the work that is due, and how far
files were taken in."""

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
    abandoned = models.IntegerField(default=0)  # workers that died, or got no further, with this in their hands
    last_trouble = models.TextField(default="")
    parked_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    strand = models.SmallIntegerField(default=0, db_default=0)  # what is best done by one worker has one number

    class Meta:
        db_table = "platform_work"
        constraints = [models.UniqueConstraint(fields=["brand_id", "kind", "key"], name="work_once")]
        indexes = [
            models.Index(fields=["brand_id", "kind", "due_at"], name="work_due", condition=models.Q(parked_at__isnull=True)),
        ]


class TakenFile(BrandRow):
    """How far a file of history was taken in under one mapping: `rows` of it are in the database, `counts` say what became of them."""

    what = models.CharField(max_length=20)
    file_digest = models.CharField(max_length=64)
    mapping_digest = models.CharField(max_length=64)
    rows = models.BigIntegerField(default=0)
    report_bytes = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_taken_file"
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "what", "file_digest", "mapping_digest"], name="taken_file_once")
        ]
