"""Visitors of chat windows, and how much somebody may still write. Both can be erased; neither holds words."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from makegood.platform.models import BrandRow


class Visitor(BrandRow):
    """Somebody who talks in a chat window. Only the SHA-256 of their browser's secret is kept."""

    channel_id = models.UUIDField()
    token_hash = models.CharField(max_length=64)
    handle = models.CharField(max_length=40)
    conversation_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200, default="")
    email = models.CharField(max_length=320, default="")
    subject = models.CharField(max_length=200, default="")
    vouched = models.BooleanField(default=False)
    language = models.CharField(max_length=6, default="en")
    seen = ArrayField(models.UUIDField(), default=list)
    mailed = ArrayField(models.UUIDField(), default=list)
    mail_conversation_id = models.UUIDField(null=True)
    came_at = models.DateTimeField()
    here_until = models.DateTimeField(null=True)  # by the database's clock

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "channel_id", "token_hash"], name="visitor_once"),
            models.UniqueConstraint(fields=["brand_id", "handle"], name="visitor_handle_once"),
        ]
        indexes = [models.Index(fields=["brand_id", "conversation_id"], name="visitor_conversation")]


class Allowance(BrandRow):
    """How much may still come from one visitor, one network address (as a keyed hash) or to one brand: a bucket that fills evenly.
    Unlogged, because a crash may as well fill it. A full one is worth nothing and is swept away."""

    key = models.CharField(max_length=100)
    level = models.FloatField()
    at = models.DateTimeField()
    taken = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "key"], name="allowance_once")]
