"""The tables of contests."""

from django.db import models

from makegood.platform.models import BrandRow


class Contest(BrandRow):
    """One contest; `text` is what entrants agreed to."""

    name = models.CharField(max_length=120)
    text = models.TextField()
    text_version = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "name"], name="contest_named_once")]


class Entry(BrandRow):
    """An entrant or follower, once for each key of the teller's."""

    contest_id = models.UUIDField()
    key = models.CharField(max_length=300)
    how = models.CharField(max_length=8)
    identity_id = models.UUIDField()
    at = models.DateTimeField()
    agreed = models.BooleanField()
    proof = models.TextField(default="")
    answer = models.TextField(default="")
    trap = models.TextField(default="")
    aside = models.CharField(max_length=10, default="")
    because = models.TextField(default="")
    same_as_id = models.UUIDField(null=True)
    kept_by_member = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "contest_id", "key"], name="contest_entry_once")]
        indexes = [models.Index(fields=["brand_id", "identity_id"], name="contest_entry_identity")]


class Step(BrandRow):
    """What goes to a group next, as a member approved it; what became of each stands with the gate, under the step's keys."""

    contest_id = models.UUIDField()
    group = models.CharField(max_length=10)
    channel_id = models.UUIDField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    by_member_id = models.UUIDField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    queued = models.IntegerField(default=0)
    not_sent = models.IntegerField(default=0)
