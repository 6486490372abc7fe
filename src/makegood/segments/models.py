"""The tables of saved segments: the rule, and who fits it."""

from django.db import models

from makegood.platform.models import BrandRow


class Segment(BrandRow):
    """A rule with a name. `as_of`: the brand's day for which its days were worked out last."""

    name = models.CharField(max_length=120)
    lines = models.JSONField()
    every = models.BooleanField()
    as_of = models.DateField()
    by_member_id = models.UUIDField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "name"], name="segment_named_once")]


class Member(BrandRow):
    """Somebody who fits; one row for a person. `identity_id` speaks for them."""

    segment_id = models.UUIDField()
    person_id = models.UUIDField()
    identity_id = models.UUIDField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "segment_id", "person_id"], name="segment_member_once")]
        indexes = [
            models.Index(fields=["brand_id", "person_id"], name="segment_member_person"),
            models.Index(fields=["brand_id", "identity_id"], name="segment_member_identity"),
        ]
