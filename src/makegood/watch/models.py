"""How channels are: what they carried by the hour, when they could not be heard, and whether they fell silent. Counts and reasons, no words."""

from django.db import models

from makegood.platform.models import BrandRow


class ChannelWatch(BrandRow):
    """The last look at one channel. `listening_since` is None while it is paused."""

    channel_id = models.UUIDField()
    checked_at = models.DateTimeField()
    listening_since = models.DateTimeField(null=True)
    counted_at = models.DateTimeField()  # by the machine's clock, by which the ids of messages are made
    recounted_at = models.DateTimeField()  # likewise; of all that the alarm looks back on
    silent_since = models.DateTimeField(null=True)
    expected = models.FloatField(default=0.0)
    chance = models.FloatField(null=True)
    a_week = models.FloatField(null=True)
    past_days = models.IntegerField(default=0)
    past_messages = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "channel_id"], name="channel_watch_once")]


class ChannelHour(BrandRow):
    """How many messages a channel carried within one hour."""

    channel_id = models.UUIDField()
    hour = models.DateTimeField()
    heard = models.IntegerField()
    said = models.IntegerField()
    last_heard_at = models.DateTimeField(null=True)
    last_said_at = models.DateTimeField(null=True)
    lag_s = models.FloatField(null=True)  # the median of what came

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "channel_id", "hour"], name="channel_hour_once")]


class ChannelSpell(BrandRow):
    """A stretch in which a channel could not be heard."""

    channel_id = models.UUIDField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    what = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["brand_id", "channel_id", "-began_at"], name="channel_spell")]
