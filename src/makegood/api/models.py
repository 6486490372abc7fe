"""The tables of the doors and of the API: the maps from an address or a token to its brand, which have no brand's border and hold no
content, the secrets behind them, how fast a token may ask, and what was answered to whom."""

from django.contrib.postgres.fields import ArrayField
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


class Token(models.Model):
    """The map token → brand of the API, readable without a brand. Only the token's SHA-256 is kept. Deleting the row revokes it at once.
    The machine's name, and what it did, are the brand's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    brand_id = models.UUIDField()
    machine_id = models.UUIDField(unique=True)
    hint = models.CharField(max_length=8)  # the token's last letters, by which a person tells it from others
    scopes = ArrayField(models.CharField(max_length=20))
    per_minute = models.IntegerField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brand_id"], name="token_brand")]
        constraints = [models.CheckConstraint(condition=models.Q(per_minute__gt=0), name="token_per_minute")]


class Bucket(models.Model):
    """How many requests a token may make just now: one row per token, unlogged, because a crash may as well fill it."""

    token_id = models.UUIDField(primary_key=True)
    brand_id = models.UUIDField()
    level = models.FloatField()
    at = models.DateTimeField()
    taken = models.BooleanField()


class Answer(BrandRow):
    """What a request with an Idempotency-Key was answered, written in the transaction of what it did."""

    token_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "token_id", "key"], name="answer_once")]
        indexes = [models.Index(fields=["brand_id", "answered_at"], name="answer_when")]
