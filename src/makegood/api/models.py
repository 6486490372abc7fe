"""The tables of the doors: the map from an address to its brand, which is the one table here without a brand and holds no content,
the secrets behind it, and what was answered to whom."""

from django.db import models

from makegood.kernel.ids import new_id
from makegood.platform.models import BrandRow


class Door(models.Model):
    """The map token → brand, readable without a brand. Only the token's SHA-256 is kept. `channel_id` for a door for messages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    brand_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    channel_id = models.UUIDField(null=True)


class DoorSecret(BrandRow):
    """What a door's requests are signed with. Kept in clear, because verifying needs it; never shown, never logged.
    `good_until` is set when a newer one takes over."""

    door_id = models.UUIDField()
    secret = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brand_id", "door_id"], name="door_secret_door")]


class Heard(BrandRow):
    """A request that was taken, and its answer: the same webhook-id again gets the same answer and does nothing."""

    door_id = models.UUIDField()
    webhook_id = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    answer = models.TextField(default="")
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "door_id", "webhook_id"], name="heard_once")]
        indexes = [models.Index(fields=["brand_id", "heard_at"], name="heard_when")]
