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


class Training(BrandRow):
    """Whether the words of corrected messages may leave for training, personal data replaced. One row a brand; none means no."""

    texts = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="understanding_training_once")]


class LargeModel(BrandRow):
    """The large model that a brand switched on, what it may spend and has spent, and how it is. One row a brand. `key` is a secret: never shown,
    never logged. Amounts are tokens, or millionths of the currency's unit."""

    active = models.BooleanField()
    url = models.TextField()
    model = models.CharField(max_length=120)
    key = models.TextField(default="")
    timeout_s = models.IntegerField()
    unit = models.CharField(max_length=6)
    price_told = models.BigIntegerField(default=0)
    price_answered = models.BigIntegerField(default=0)
    day_budget = models.BigIntegerField()
    month_budget = models.BigIntegerField()
    day = models.DateField()
    day_spent = models.BigIntegerField(default=0)
    month = models.DateField()  # its first day
    month_spent = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)  # in a row
    rests_until = models.DateTimeField(null=True)
    last_trouble = models.TextField(default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id"], name="understanding_large_once"),
            models.CheckConstraint(
                condition=models.Q(day_spent__gte=0, month_spent__gte=0, day_budget__gte=0, month_budget__gte=0),
                name="understanding_large_counts",
            ),
        ]


class LargeCall(BrandRow):
    """One question to the large model: what was sent (personal data taken out), what it cost, what became of it. The words go with the
    message's."""

    message_id = models.UUIDField()
    model = models.CharField(max_length=120)
    questions = models.CharField(max_length=120)
    sent = models.TextField()
    state = models.CharField(max_length=10, default="asked")
    answer = models.TextField(default="")
    trouble = models.TextField(default="")
    unit = models.CharField(max_length=6)
    cost = models.BigIntegerField()  # held while it is asked, then what it was
    told_tokens = models.IntegerField(null=True)
    answered_tokens = models.IntegerField(null=True)
    took_ms = models.IntegerField(null=True)
    on = models.DateField()  # the day to which it is counted
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "answered", "nothing", "failed", "no_budget"]),
                name="understanding_call_state",
            )
        ]
        indexes = [
            models.Index(fields=["brand_id", "-at", "-id"], name="understanding_call_latest"),
            models.Index(fields=["brand_id", "message_id"], name="understanding_call_message"),
        ]
