"""What is counted, and what was noticed. No words of anybody: topics are numbers, voices name messages. The words of a burst are those that several
people used.

Numbers that are only ever read together stand packed in one field (`held.py` says in which order): one row a topic and not twenty columns.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow


class Watch(BrandRow):
    """The watch of a brand: one row. Whoever places or ticks holds it, so that they take turns."""

    settled_at = models.DateTimeField()  # minutes before it are final in every topic's numbers
    ticked_at = models.DateTimeField(null=True)
    learned_on = models.DateField(null=True)  # the last day from which was learned what is usual
    rhythm = models.BinaryField(default=bytes)  # people and hours of the 168 hours of a week
    false_a_week = models.FloatField(default=1.0)  # alarms without a cause that the brand bears, over all topics
    mark = models.UUIDField()  # another one with each change of what topics are about
    tidied_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="bursts_one_watch")]


class Topic(BrandRow):
    """What is counted together. `into_id` is the topic with which it is counted since they turned out to be one."""

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=80, default="")  # of a signal
    facet = models.CharField(max_length=200, default="")  # of a signal
    version = models.CharField(max_length=80, default="")  # of the embedder
    leader = models.BinaryField(null=True)
    total = models.BinaryField(null=True)
    weighed_at = models.DateTimeField()
    voices = models.IntegerField(default=0)
    first_said_at = models.DateTimeField()
    last_said_at = models.DateTimeField()
    into_id = models.UUIDField(null=True)
    asleep = models.BooleanField(default=False)
    numbers = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "kind", "name", "facet"], condition=~Q(kind="alike"), name="bursts_topic_once"
            )
        ]
        indexes = [models.Index(fields=["brand_id", "version"], condition=Q(asleep=False), name="bursts_topic_awake")]


class Voice(BrandRow):
    """A message that counts; its id is the message's. `counts`: as one more person of its topic; `whole`: as one more of the brand."""

    topic_id = models.UUIDField(null=True)
    identity_id = models.UUIDField()
    person_id = models.UUIDField()
    said_at = models.DateTimeField()
    likeness = models.FloatField(default=0.0)
    facets = models.JSONField(default=dict)
    counts = models.BooleanField(default=False)
    whole = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["brand_id", "said_at"], name="bursts_voice_said"),
            models.Index(fields=["brand_id", "topic_id", "said_at"], name="bursts_voice_topic"),
            models.Index(fields=["brand_id", "person_id", "said_at"], name="bursts_voice_person"),
        ]


class Minute(BrandRow):
    """So many people spoke of a topic in one minute, or a machine counted so much."""

    topic_id = models.UUIDField()
    minute = models.DateTimeField()
    people = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "topic_id", "minute"], name="bursts_minute_once")]
        indexes = [models.Index(fields=["brand_id", "minute"], name="bursts_minute_when")]


class Burst(BrandRow):
    """A burst that was noticed. One of a topic at a time."""

    topic_id = models.UUIDField()
    title_words = ArrayField(models.CharField(max_length=60), default=list)
    facet = models.CharField(max_length=200, default="")
    raised_at = models.DateTimeField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    people = models.IntegerField()
    usual = models.FloatField()  # an hour
    rule = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "topic_id"], condition=Q(ended_at=None), name="bursts_one_at_a_time")
        ]
        indexes = [models.Index(fields=["brand_id", "-raised_at"], name="bursts_burst_raised")]


class Excursion(BrandRow):
    """How high a topic's sums once rose, in thresholds: what its past teaches."""

    topic_id = models.UUIDField()
    ended_at = models.DateTimeField()
    height = models.FloatField()
    burst_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "topic_id", "ended_at"], name="bursts_excursion_once")]
