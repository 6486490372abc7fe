"""The tables of makegoods. One live makegood per occasion and one step per key, held by the database. Never decides anything."""

from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow


class Makegood(BrandRow):
    """A plan for one person. `proposals` holds all that was proposed, `basis` what the policy needs to judge it again at approval."""

    occasion_kind = models.CharField(max_length=20)
    occasion_id = models.UUIDField()
    identity_id = models.UUIDField()
    state = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=400)
    why = models.TextField()
    currency = models.CharField(max_length=3)
    cost_minor = models.BigIntegerField()
    left_after_minor = models.BigIntegerField(null=True)
    proposals = models.JSONField()
    basis = models.JSONField()
    arm = models.CharField(max_length=20)
    propensity = models.FloatField()
    policy_version = models.CharField(max_length=40)
    changed = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by_member = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    declined_because = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "occasion_kind", "occasion_id"],
                name="makegoods_one_live",
                condition=Q(state__in=["proposed", "running", "stuck"]),
            ),
            models.CheckConstraint(condition=Q(propensity__gt=0, propensity__lte=1), name="makegoods_propensity"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "occasion_kind", "occasion_id", "-proposed_at"], name="makegoods_occasion"),
            models.Index(fields=["brand_id", "identity_id", "-proposed_at"], name="makegoods_person"),
            models.Index(fields=["brand_id", "state", "id"], name="makegoods_state"),
            models.Index(fields=["brand_id", "approved_at"], name="makegoods_approved", condition=Q(approved_at__isnull=False)),
        ]


class Step(BrandRow):
    """One durable step, done once. Its id is the idempotency key of its effect; `attempt` fences off a worker that was away too long."""

    makegood_id = models.UUIDField()
    position = models.IntegerField()
    key = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=400)
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    params = models.JSONField(default=dict)
    after = models.JSONField(default=list)
    state = models.CharField(max_length=10)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempt = models.IntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    reference = models.CharField(max_length=200, default="")
    trouble = models.TextField(default="")
    grant_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "makegood_id", "key"], name="makegoods_step_once")]
        indexes = [models.Index(fields=["brand_id", "makegood_id", "position"], name="makegoods_steps")]
