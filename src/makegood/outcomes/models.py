"""The tables of what came back: praise, the history of standing, thanks passed on. Personal words lie in `Praise`, erasable."""

from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow


class Praise(BrandRow):
    """A kind word, once per message. `credited_to` is the identity it was credited to, None until somebody is sure whose it is."""

    message_id = models.UUIDField()
    identity_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    makegood_id = models.UUIDField(null=True)
    gesture = models.CharField(max_length=120, default="")
    words = models.TextField()
    public = models.BooleanField()
    link = models.TextField(default="")
    reach = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    credited_to = models.UUIDField(null=True)
    credited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "message_id"], name="praise_once"),
            models.CheckConstraint(condition=Q(reach__isnull=True) | Q(reach__gte=0), name="praise_reach_counts_people"),
            models.CheckConstraint(
                condition=Q(credited_to__isnull=True, credited_at__isnull=True)
                | Q(credited_to__isnull=False, credited_at__isnull=False),
                name="praise_credit_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "-at", "-id"], name="praise_latest"),
            models.Index(fields=["brand_id", "identity_id", "-at"], name="praise_author"),
        ]


class StandingStep(BrandRow):
    """A change of standing; append-only. It hangs on the identity by which it came, so that unlinking is exact."""

    identity_id = models.UUIDField()
    was = models.CharField(max_length=12)
    standing = models.CharField(max_length=12)
    since = models.DateTimeField()
    because = models.CharField(max_length=300)
    message_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["brand_id", "identity_id", "-since", "-id"], name="standing_latest"),
            models.Index(fields=["brand_id", "since"], name="standing_since"),
        ]


class Thanks(BrandRow):
    """A kind word passed on to one who earned it: a member by id, anybody else by name."""

    praise_id = models.UUIDField()
    to_member_id = models.UUIDField(null=True)
    to_name = models.CharField(max_length=120)
    words = models.TextField()
    passed_on_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "thanks"
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "praise_id", "to_member_id"],
                name="thanks_member_once",
                condition=Q(to_member_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["brand_id", "praise_id", "to_name"], name="thanks_name_once", condition=Q(to_member_id__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["brand_id", "to_member_id", "-passed_on_at"], name="thanks_for_member")]
