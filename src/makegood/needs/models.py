"""The tables of needs. Words stand here and nowhere else, and only with consent: the database holds that. Decides nothing."""

from django.db import models
from django.db.models import F, Q

from makegood.needs.types import How, Source
from makegood.platform.models import BrandRow

_GONE = Q(withdrawn_at__isnull=False)


class Need(BrandRow):
    """Something to know about a person. `key` is its words as they are compared: one live row for each of an identity. Withdrawn, its words
    are gone, and its row says that there was something."""

    identity_id = models.UUIDField()
    key = models.CharField(max_length=200)
    what = models.CharField(max_length=200)
    why = models.CharField(max_length=500, default="")
    means = models.JSONField(default=list)
    audiences = models.JSONField(default=list)
    touchpoints = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    agreed_how = models.CharField(max_length=200)
    agreed_at = models.DateTimeField()
    agreed_member_id = models.UUIDField(null=True)
    text_version = models.CharField(max_length=40, default="")
    source = models.CharField(max_length=10)
    message_id = models.UUIDField(null=True)
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "identity_id", "key"], name="need_once", condition=Q(ended_at=None, withdrawn_at=None)
            ),
            models.CheckConstraint(condition=_GONE | ~Q(agreed_how=""), name="need_with_consent"),
            models.CheckConstraint(condition=~_GONE | Q(what="", why="", agreed_how=""), name="need_withdrawn_is_gone"),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="need_ends_later"),
            models.CheckConstraint(condition=Q(source__in=[one.value for one in Source]), name="need_source_known"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "identity_id"], name="need_person"),
            models.Index(fields=["brand_id", "ends_at"], name="need_lapses", condition=Q(ended_at=None, withdrawn_at=None)),
        ]


class Acted(BrandRow):
    """Proof that a need was handed on or seen to. Never changed; holds no words."""

    need_id = models.UUIDField()
    how = models.CharField(max_length=10)
    at = models.DateTimeField()
    member_id = models.UUIDField(null=True)
    audience = models.CharField(max_length=40)
    occasion_kind = models.CharField(max_length=20)
    occasion_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "need_id", "how", "audience", "occasion_kind", "occasion_id"], name="need_acted_once"
            ),
            models.CheckConstraint(condition=Q(how__in=[one.value for one in How]), name="need_acted_how_known"),
        ]


class Audience(BrandRow):
    """Who may see needs here, in the brand's own words. Without rows a brand has those of `rules.audiences`."""

    key = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    position = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "key"], name="need_audience_once")]
