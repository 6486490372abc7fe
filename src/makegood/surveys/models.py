"""The tables of surveys. Hold no words of anybody: what somebody wrote with an answer is a message. Decides nothing."""

from django.db import models
from django.db.models import F, Q

from makegood.platform.models import BrandRow
from makegood.surveys.types import After, InvitationState, SurveyKind


class Survey(BrandRow):
    """A question with its rules. `salt` is the key of its lots: only the brand's database holds it."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    after = models.CharField(max_length=12)
    question = models.JSONField(default=dict)
    segment = models.UUIDField(null=True)  # one may be taken away: then nobody fits
    wait_hours = models.IntegerField()
    again_days = models.IntegerField()
    share = models.IntegerField()
    remind_days = models.IntegerField()
    open_days = models.IntegerField()
    low = models.SmallIntegerField(null=True)
    only_agreed = models.BooleanField(default=False)
    salt = models.BinaryField()
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    by_member_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "name"], name="survey_named_once"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in SurveyKind]), name="survey_kind_known"),
            models.CheckConstraint(condition=Q(after__in=[one.value for one in After]), name="survey_after_known"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=10_000), name="survey_share_is_one"),
        ]


class Invitation(BrandRow):
    """One asking of one person. `key` is what it is about: asked once for ever, by survey."""

    survey_id = models.UUIDField()
    identity_id = models.UUIDField()
    key = models.CharField(max_length=120)
    about = models.CharField(max_length=100, default="")
    case_id = models.UUIDField(null=True)
    touchpoint = models.CharField(max_length=60, default="")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=InvitationState.WAITING.value)
    code = models.CharField(max_length=40, default="")
    because = models.CharField(max_length=300, default="")
    medium = models.CharField(max_length=40, default="")
    language = models.CharField(max_length=12, default="")
    harm = models.CharField(max_length=40, default="")
    standing = models.CharField(max_length=20, default="")
    outgoing_id = models.UUIDField(null=True)
    reminder_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    score = models.SmallIntegerField(null=True)
    message_id = models.UUIDField(null=True)
    low_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "survey_id", "key"], name="survey_asks_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in InvitationState]), name="survey_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "not_asked"]) | Q(asked_at__isnull=False, closes_at__gt=F("asked_at")),
                name="survey_asked_at_an_instant",
            ),
            models.CheckConstraint(
                condition=(Q(state="answered") & Q(answered_at__isnull=False))
                | (~Q(state="answered") & Q(answered_at__isnull=True, score__isnull=True)),
                name="survey_answered_at_an_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "survey_id", "-asked_at"], name="survey_asked"),
            models.Index(fields=["brand_id", "identity_id", "-asked_at"], name="survey_whom"),
            models.Index(fields=["brand_id", "outgoing_id"], name="survey_letter", condition=Q(outgoing_id__isnull=False)),
            models.Index(fields=["brand_id", "reminder_id"], name="survey_reminder", condition=Q(reminder_id__isnull=False)),
        ]


class Spared(BrandRow):
    """Somebody who does not want to be asked."""

    identity_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "identity_id"], name="survey_spared_once")]


class HouseRule(BrandRow):
    """The quiet period over all surveys, in days: one row of a brand, once it set any."""

    quiet_days = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="survey_house_rule_once")]
