"""The tables of trials: the salt of the lot, what is tried, who was drawn, what followed. Entries and what followed are never changed."""

from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow


class Salt(BrandRow):
    """The key of the brand's lot: 32 random bytes, made once. Without it nobody can work out who is held out."""

    salt = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="lot_salt_once")]


class Trial(BrandRow):
    """What is tried, with which share held out. Another share is another trial; at most one of a kind runs."""

    key = models.CharField(max_length=60)
    without_share = models.IntegerField()
    each = models.IntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=120, default="", db_default="")
    for_good_share = models.IntegerField(null=True)  # null: all of `without_share`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="trial_runs_once", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(condition=Q(without_share__gt=0, without_share__lt=10_000), name="trial_share"),
        ]
        indexes = [models.Index(fields=["brand_id", "key", "-began_at"], name="trial_latest")]


class Entry(BrandRow):
    """Somebody for whom the lot decided. Append-only."""

    trial_id = models.UUIDField()
    identity_id = models.UUIDField()
    held_out = models.BooleanField()
    propensity = models.FloatField()
    at = models.DateTimeField()
    occasion_kind = models.CharField(max_length=20)
    occasion_id = models.UUIDField()
    drawn = models.CharField(max_length=120)
    harm = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    before_orders = models.IntegerField()
    before_minor = models.BigIntegerField()
    standing = models.CharField(max_length=12)
    for_good = models.BooleanField(null=True)  # held out of every extra; null: as `held_out`
    among = models.JSONField(null=True)  # code → chance of the things among which the lot chose; null: no lot chose

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "trial_id", "identity_id"], name="trial_entered_once"),
            models.CheckConstraint(condition=Q(propensity__gt=0, propensity__lt=1), name="trial_propensity"),
        ]
        indexes = [models.Index(fields=["brand_id", "identity_id"], name="trial_entry_identity")]


class Followed(BrandRow):
    """What followed within so many days. Append-only."""

    entry_id = models.UUIDField()
    days = models.SmallIntegerField()
    orders = models.IntegerField()
    spent_minor = models.BigIntegerField()
    praised = models.BooleanField()
    failed_again = models.BooleanField()
    standing = models.CharField(max_length=12)
    cost_minor = models.BigIntegerField()
    referrals = models.IntegerField(null=True)  # null, as the next three: counted before this was kept
    referred_minor = models.BigIntegerField(null=True)
    answers = models.IntegerField(null=True)
    calls = models.IntegerField(null=True)

    class Meta:
        verbose_name_plural = "followed"
        constraints = [models.UniqueConstraint(fields=["brand_id", "entry_id", "days"], name="trial_followed_once")]


class Thing(BrandRow):
    """The share of one thing among which the lot chooses, from a day on. Append-only: each choice can be told by the shares of its day."""

    trial_id = models.UUIDField()
    on = models.DateField()
    code = models.CharField(max_length=120)
    share = models.FloatField()
    tried = models.IntegerField()
    came_back = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "trial_id", "on", "code"], name="trial_thing_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1, tried__gte=0), name="trial_thing_share"),
        ]


class Figures(BrandRow):
    """What was worked out of a trial with many people, as text, for whoever looks; replaced as more is counted. Nobody is named in it."""

    trial_id = models.UUIDField()
    text = models.TextField()
    policy_version = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "figures"
        constraints = [models.UniqueConstraint(fields=["brand_id", "trial_id"], name="trial_figures_once")]
