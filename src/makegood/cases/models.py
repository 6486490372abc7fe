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
    leaving = models.CharField(max_length=4, default="", db_default="")  # "risk" or "yes"
    foreseen = models.CharField(max_length=10, default="", db_default="")  # Foreseen: opened before anybody complained
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
            models.Index(fields=["brand_id", "opened_at"], name="case_opened"),
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
        indexes = [models.Index(fields=["brand_id", "opened_at"], name="segment_opened")]


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


class SideParty(BrandRow):
    """Somebody beside the person whose case it is: asked in a conversation of their own ("side"), or in copy of an answer ("copy"). What they
    write never counts as the person's word."""

    case_id = models.UUIDField()
    conversation_id = models.UUIDField()
    identity_id = models.UUIDField()
    kind = models.CharField(max_length=4)
    by_member_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "conversation_id", "identity_id"], name="side_party_once"),
            models.UniqueConstraint(
                fields=["brand_id", "conversation_id"], name="side_conversation_once", condition=Q(kind="side")
            ),
            models.CheckConstraint(condition=Q(kind__in=["side", "copy"]), name="side_party_kind_known"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "case_id", "asked_at"], name="side_party_case"),
            models.Index(fields=["brand_id", "-asked_at"], name="side_party_latest", condition=Q(kind="side")),
        ]


class CaseAway(BrandRow):
    """A case that was put out of sight, as spam or into the trash. The row is the state: without one the case is where it always was."""

    case_id = models.UUIDField()
    why = models.CharField(max_length=5)
    by_member_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)  # its words are gone for good; ids, journal and ledger stay

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "case_id"], name="case_away_once"),
            models.CheckConstraint(condition=Q(why__in=["spam", "trash"]), name="case_away_why_known"),
        ]
        indexes = [models.Index(fields=["brand_id", "-at"], name="case_away_latest")]


class Call(BrandRow):
    """A call that somebody was promised: whom, when, about what, and how it went. One that did not reach them is tried again."""

    case_id = models.UUIDField()
    identity_id = models.UUIDField()
    number = models.CharField(max_length=40)
    about = models.CharField(max_length=300, default="")
    due_at = models.DateTimeField()
    owner_id = models.UUIDField(null=True)
    key = models.CharField(max_length=100)
    tries = models.IntegerField(default=0)
    result = models.CharField(max_length=10, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="call_once"),
            models.CheckConstraint(condition=Q(result__in=["", "fine", "not_fine", "dropped"]), name="call_result_known"),
            models.CheckConstraint(
                condition=Q(result="", ended_at__isnull=True) | (~Q(result="") & Q(ended_at__isnull=False)),
                name="call_ended_with_a_result",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "due_at"], name="call_due", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["brand_id", "case_id", "due_at"], name="call_case"),
        ]
