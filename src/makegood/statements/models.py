"""Statements as rows: what is said, who said yes to it, and who was told. Holds words of the brand alone, never any of a person."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow
from makegood.statements.types import NoticeState, Phase, StatementState, ToldState, Why


def _known(field: str, kinds: type[StrEnum]) -> Q:
    return Q(**{f"{field}__in": [one.value for one in kinds]})


class Statement(BrandRow):
    """One for an occasion at a time is drafted; nothing forbids a second one later."""

    number = models.IntegerField()
    occasion_kind = models.CharField(max_length=20)
    occasion_id = models.UUIDField()
    state = models.CharField(max_length=10, default=StatementState.DRAFT)
    phase = models.CharField(max_length=15)
    version = models.IntegerField(default=1)
    language = models.CharField(max_length=6)
    people = models.IntegerField(default=0)
    began_at = models.DateTimeField()
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "number"], name="statement_number_once"),
            models.CheckConstraint(condition=_known("state", StatementState), name="statement_state_known"),
            models.CheckConstraint(condition=_known("phase", Phase), name="statement_phase_known"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False) | (~Q(state="published") & Q(published_at=None)),
                name="statement_published_at_an_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "occasion_kind", "occasion_id"], name="statement_occasion"),
            models.Index(fields=["brand_id", "-published_at"], name="statement_published"),
        ]


class Wording(BrandRow):
    """A statement in one language."""

    statement_id = models.UUIDField()
    language = models.CharField(max_length=6)
    title = models.CharField(max_length=200)
    sorry = models.TextField()
    what_happened = models.TextField()
    what_we_do = models.TextField()
    what_comes_next = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "statement_id", "language"], name="wording_once")]


class Approval(BrandRow):
    """A member's yes to one version. Yeses to older versions stay, and count for nothing."""

    statement_id = models.UUIDField()
    version = models.IntegerField()
    member_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "statement_id", "version", "member_id"], name="statement_approval_once")
        ]


class Update(BrandRow):
    """What was said later, by language."""

    statement_id = models.UUIDField()
    number = models.IntegerField()
    phase = models.CharField(max_length=15)
    words = models.JSONField()
    at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "statement_id", "number"], name="statement_update_once"),
            models.CheckConstraint(condition=_known("phase", Phase), name="statement_update_phase_known"),
            models.CheckConstraint(condition=Q(number__gt=0), name="statement_update_counts_from_one"),
        ]


class Telling(BrandRow):
    """One round of telling people: 0 the statement, n its update number n."""

    statement_id = models.UUIDField()
    round = models.IntegerField()
    began_at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "statement_id", "round"], name="telling_round_once")]


class Told(BrandRow):
    """One address that a round concerns. An address is there once, and of one person's addresses one is told."""

    statement_id = models.UUIDField()
    round = models.IntegerField()
    identity_id = models.UUIDField()
    why = models.CharField(max_length=10, default=Why.AFFECTED)
    state = models.CharField(max_length=10, default=ToldState.WAITING)
    person_id = models.UUIDField(null=True)  # whose it was when it was told
    to_identity_id = models.UUIDField(null=True)
    channel_id = models.UUIDField(null=True)
    channel_kind = models.CharField(max_length=20, default="")
    public = models.BooleanField(default=False)
    because = models.TextField(default="")
    outgoing_id = models.UUIDField(null=True)
    tried = models.JSONField(default=list)  # "channel identity" of each way that did not arrive
    words = models.IntegerField(default=0)  # how often words for them went through the gate
    asked_at = models.DateTimeField()
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "statement_id", "round", "identity_id"], name="told_address_once"),
            models.UniqueConstraint(
                fields=["brand_id", "statement_id", "round", "person_id"], condition=Q(state="told"), name="told_person_once"
            ),
            models.CheckConstraint(condition=_known("state", ToldState), name="told_state_known"),
            models.CheckConstraint(condition=_known("why", Why), name="told_why_known"),
            models.CheckConstraint(
                condition=~Q(state="told") | (Q(person_id__isnull=False) & Q(outgoing_id__isnull=False)),
                name="told_has_words",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "identity_id"], name="told_whom"),
            models.Index(fields=["brand_id", "outgoing_id"], name="told_by", condition=Q(outgoing_id__isnull=False)),
            models.Index(fields=["brand_id", "statement_id", "round", "state"], name="told_state"),
        ]


class Notice(BrandRow):
    """Words for everybody on one channel, in one round."""

    statement_id = models.UUIDField()
    round = models.IntegerField()
    channel_id = models.UUIDField()
    text = models.TextField()
    state = models.CharField(max_length=10, default=NoticeState.WAITING)
    because = models.TextField(default="")
    external_id = models.CharField(max_length=400, default="")
    conversation_id = models.UUIDField(null=True)
    posted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "statement_id", "round", "channel_id"], name="statement_notice_once"),
            models.CheckConstraint(condition=_known("state", NoticeState), name="statement_notice_state_known"),
        ]


class Subscriber(BrandRow):
    """Who wants to hear what is published, at one mail address."""

    identity_id = models.UUIDField()
    language = models.CharField(max_length=6)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "identity_id"], name="status_subscriber_once")]
        indexes = [
            models.Index(
                fields=["brand_id", "id"],
                name="status_subscriber_live",
                condition=Q(confirmed_at__isnull=False, ended_at=None),
            )
        ]
