"""Who is told of what happens, and what was sent to whom. Bodies hold ids alone; secrets are kept in clear because signing needs them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from makegood.platform.models import BrandRow


class Webhook(BrandRow):
    """An address that is told. `begins_after` is the id after which facts are sent: what was before is in the API's feed."""

    name = models.CharField(max_length=120)
    url = models.TextField()
    kinds = ArrayField(models.CharField(max_length=80))
    secret = models.CharField(max_length=120)
    old_secret = models.CharField(max_length=120, default="")
    old_secret_until = models.DateTimeField(null=True)  # by the machine's clock
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)
    off_because = models.TextField(default="")
    begins_after = models.UUIDField()
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    rest_until = models.DateTimeField(null=True)
    last_delivered_at = models.DateTimeField(null=True)


class Reach(BrandRow):
    """How far the journal was read for webhooks: one row a brand."""

    place = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="webhook_reach_once")]


class Delivery(BrandRow):
    """A fact for one webhook. Its id makes the webhook-id; `body` is what is sent, the same bytes each time."""

    webhook_id = models.UUIDField()
    fact = models.UUIDField()
    kind = models.CharField(max_length=80)
    fact_at = models.DateTimeField()
    body = models.TextField()
    state = models.CharField(max_length=10, default="waiting")
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sending_until = models.DateTimeField(null=True)  # the database's clock: somebody has it in hand
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    last_status = models.IntegerField(null=True)
    last_trouble = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "webhook_id", "fact"], name="webhook_delivery_once")]
        indexes = [
            models.Index(
                fields=["brand_id", "webhook_id", "next_try_at"], name="webhook_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["brand_id", "made_at"], name="webhook_delivery_made"),
        ]


class Attempt(BrandRow):
    """One try of a delivery."""

    delivery_id = models.UUIDField()
    at = models.DateTimeField()
    status = models.IntegerField(null=True)
    took_ms = models.IntegerField()
    trouble = models.TextField(default="")
    answer = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["brand_id", "delivery_id", "at"], name="webhook_attempt")]
