"""What was read in each message, by version of the reader, and what members corrected. Personal words stay in these erasable rows."""

from django.db import models

from makegood.platform.models import BrandRow


class StoredReading(BrandRow):
    """One message as one version of the reader read it. `reading` is the whole Reading as JSON (see queries)."""

    message_id = models.UUIDField()
    version = models.CharField(max_length=60)
    reading = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "understanding_reading"
        constraints = [models.UniqueConstraint(fields=["brand_id", "message_id", "version"], name="understanding_reading_once")]


class Correction(BrandRow):
    """What a member says that a message means: one row per message and question, the last word wins; the journal keeps the steps."""

    message_id = models.UUIDField()
    field = models.CharField(max_length=20)
    now = models.CharField(max_length=200)
    version = models.CharField(max_length=60)  # of the reading that was corrected
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "message_id", "field"], name="understanding_correction_once")]
