"""The tables of people: identities, the links between them, and what is known about them.

There is no table of persons. Each identity is born with a person of its own; `person_id` is the oldest born person among the identities
that live links connect, so that taking a link away leaves exactly what was before.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from makegood.people.types import IdentityKind, LinkState
from makegood.platform.models import BrandRow


class Identity(BrandRow):
    """One address at which somebody can be found; unique in its brand by kind and normalised value."""

    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=320)
    shown = models.CharField(max_length=320)
    name = models.CharField(max_length=200, default="")
    name_source = models.SmallIntegerField(default=1)
    verified = models.BooleanField(default=False)
    born_person_id = models.UUIDField()
    person_id = models.UUIDField()
    first_seen_at = models.DateTimeField()
    company = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "kind", "value"], name="people_identity_once"),
            models.UniqueConstraint(fields=["brand_id", "born_person_id"], name="people_identity_born"),
            models.CheckConstraint(
                name="people_identity_kind", condition=models.Q(kind__in=[str(kind) for kind in IdentityKind])
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "person_id"], name="people_identity_person"),
            models.Index(fields=["brand_id", "shown"], name="people_identity_shown", condition=models.Q(kind="handle")),
            GinIndex(fields=["name"], name="people_identity_names", opclasses=["gin_trgm_ops"], condition=~models.Q(name="")),
        ]


class Link(BrandRow):
    """One edge, for ever: `low_id` < `high_id`; `unknown_id` is the end that was asked about."""

    low_id = models.UUIDField()
    high_id = models.UUIDField()
    unknown_id = models.UUIDField()
    state = models.CharField(max_length=10)
    suggested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "low_id", "high_id"], name="people_link_once"),
            models.CheckConstraint(name="people_link_ends", condition=models.Q(low_id__lt=models.F("high_id"))),
            models.CheckConstraint(name="people_link_state", condition=models.Q(state__in=[str(state) for state in LinkState])),
        ]
        indexes = [
            models.Index(fields=["brand_id", "high_id"], name="people_link_high"),
            models.Index(fields=["brand_id", "-suggested_at"], name="people_link_asked", condition=models.Q(state="suggested")),
        ]


class Evidence(BrandRow):
    """Why two identities may be one person's: one row per kind on a link, the latest word of each kind."""

    link_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    bits = models.FloatField()
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "link_id", "kind"], name="people_evidence_once")]


class Hint(BrandRow):
    """An address that a source which cannot know named beside an identity."""

    identity_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=320)
    source = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "identity_id", "kind", "value"], name="people_hint_once")]
        indexes = [models.Index(fields=["brand_id", "kind", "value"], name="people_hint_value")]


class Fact(BrandRow):
    """What a package learned; unique by identity, kind and subject."""

    identity_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    at = models.DateTimeField()
    value = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "identity_id", "kind", "subject"], name="people_fact_once")]
        indexes = [models.Index(fields=["brand_id", "kind", "-at"], name="people_fact_kind")]


class Consent(BrandRow):
    """What somebody said about being written to; append-only, the latest word of an identity counts."""

    identity_id = models.UUIDField()
    channel = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20)
    granted = models.BooleanField()
    source = models.CharField(max_length=200)
    text_version = models.CharField(max_length=60)
    at = models.DateTimeField()
    proof = models.TextField(default="", db_default="")  # where it can be seen that they said so

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "identity_id", "channel", "purpose", "at", "granted"], name="people_consent_once"
            )
        ]


class Watched(BrandRow):
    """A kind of facts of which somebody (`by`, a package) wants to hear: each that changes leaves a work row (migration 0005)."""

    by = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "kind", "by"], name="people_watched_once")]
