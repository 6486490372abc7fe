"""The tables of cases. Constraints guard what must hold whatever the code does; decisions live in rules and actions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow


class Case(BrandRow):
    """What happened to one person. It stands above conversations; nothing is ever merged into it."""

    number = models.IntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    turn = models.CharField(max_length=10)
    identity_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    harm = models.CharField(max_length=20, default="")
    urgency = models.CharField(max_length=20)
    feeling = models.CharField(max_length=20)
    order_number = models.CharField(max_length=100, default="")
    labels = ArrayField(models.CharField(max_length=60), default=list, db_default=[])
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "number"], name="case_number_once"),
            models.CheckConstraint(condition=Q(state__in=["open", "waiting", "resolved"]), name="case_state_known"),
            models.CheckConstraint(condition=Q(turn__in=["ours", "theirs", "parcel"]), name="case_turn_known"),
            models.CheckConstraint(
                condition=Q(state="resolved", resolved_at__isnull=False) | (~Q(state="resolved") & Q(resolved_at__isnull=True)),
                name="case_resolved_has_its_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "identity_id", "-opened_at"], name="case_identity"),
            models.Index(fields=["brand_id", "state", "id"], name="case_state"),
            models.Index(fields=["brand_id", "owner_id", "id"], name="case_owner"),
            models.Index(fields=["brand_id", "identity_id", "last_at"], name="case_live", condition=~Q(state="resolved")),
        ]


class CaseConversation(BrandRow):
    """A private conversation belongs to one case (`identity_id` is empty), a public one to a case for each of those who complained in it
    (`identity_id` is whose case it is). A case may have many. The unique index is the last guard against two cases for one."""

    case_id = models.UUIDField()
    conversation_id = models.UUIDField()
    identity_id = models.UUIDField(null=True)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "conversation_id", "identity_id"], name="case_conversation_whose", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["brand_id", "case_id"], name="case_conversation_case")]


class CaseMessage(BrandRow):
    """Where a message that came in was placed, once for ever."""

    message_id = models.UUIDField()
    case_id = models.UUIDField()
    placed = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "message_id"], name="case_message_once")]
        indexes = [models.Index(fields=["brand_id", "case_id"], name="case_message_case")]


class CaseReply(BrandRow):
    """An answer of ours that was counted, once for ever."""

    outgoing_id = models.UUIDField()
    case_id = models.UUIDField()
    automatic = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "outgoing_id"], name="case_reply_once")]


class Segment(BrandRow):
    """One stretch from opening or reopening to resolution. A case has at most one that is not resolved."""

    case_id = models.UUIDField()
    ordinal = models.IntegerField()
    opened_at = models.DateTimeField()
    first_reply_due_at = models.DateTimeField()
    resolution_due_at = models.DateTimeField()
    first_replied_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    how = models.TextField(default="")

    class Meta:
        db_table = "cases_segment"
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "case_id", "ordinal"], name="segment_once"),
            models.UniqueConstraint(
                fields=["brand_id", "case_id"], name="segment_one_open", condition=Q(resolved_at__isnull=True)
            ),
        ]


class Note(BrandRow):
    """What a member wrote for colleagues only."""

    case_id = models.UUIDField()
    member_id = models.UUIDField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand_id", "case_id", "at"], name="note_case")]


class CaseCounter(BrandRow):
    """The last number that the brand gave to a case. Numbers are taken in bulk by one statement and never given twice."""

    last_number = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="case_counter_once")]
