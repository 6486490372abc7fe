"""The tables of guests. They hold no words. Decides nothing."""

from django.db import models
from django.db.models import Q

from makegood.guests.types import GuestKind
from makegood.platform.models import BrandRow

_KINDS = [one.value for one in GuestKind]


class Rule(BrandRow):
    """How guests of one kind are kept."""

    kind = models.CharField(max_length=10)
    keep_days = models.IntegerField()
    members = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "kind"], name="guest_rule_once"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS) & Q(keep_days__gte=1), name="guest_rule_known"),
        ]


class Guest(BrandRow):
    """That somebody is a guest of a kind."""

    identity_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    since_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "identity_id", "kind"], name="guest_once"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="guest_kind_known"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "touched_at"], name="guest_age", condition=Q(forgotten_at=None)),
            models.Index(fields=["brand_id", "kind"], name="guest_kinds_kept", condition=Q(forgotten_at=None)),
        ]
