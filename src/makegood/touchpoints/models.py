"""The tables of touchpoints. Constraints guard what must hold whatever the code does; decisions live in rules and actions.

A touchpoint that nobody has changed has no row: it is as `rules.beginning` has it.
"""

from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow
from makegood.touchpoints.types import UNFINISHED, CheckResult, FindingState, Measure, ToldState, Watched


class Touchpoint(BrandRow):
    """A place of the journey that the brand made its own."""

    key = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    owner_id = models.UUIDField(null=True)
    in_use = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "key"], name="touchpoint_once")]


class Standard(BrandRow):
    """One version of one sentence that holds at a touchpoint; the greatest version holds, and one without words ends it. Never changed."""

    key = models.CharField(max_length=60)
    number = models.IntegerField()
    version = models.IntegerField()
    words = models.CharField(max_length=400)
    measure = models.CharField(max_length=12)
    target = models.IntegerField(null=True)
    since = models.DateTimeField(null=True)
    by_member_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key", "number", "version"], name="standard_once"),
            models.CheckConstraint(condition=Q(measure__in=[one.value for one in Measure]), name="standard_measure_known"),
            models.CheckConstraint(
                condition=Q(measure="words", target=None) | Q(target__gt=0), name="standard_target_where_measured"
            ),
        ]


class Contact(BrandRow):
    """At which touchpoint a case happened: one row a case. `first_key` is what the rule took it for, whatever a member says since."""

    case_id = models.UUIDField()
    key = models.CharField(max_length=60)
    first_key = models.CharField(max_length=60)
    code = models.CharField(max_length=20)
    told = models.JSONField(default=dict)
    complaint = models.BooleanField()
    harm = models.CharField(max_length=20, default="")
    at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "case_id"], name="contact_once")]
        indexes = [
            models.Index(fields=["brand_id", "-at"], name="contact_latest"),
            models.Index(fields=["brand_id", "key", "-at"], name="contact_of_touchpoint"),
        ]


class Presence(BrandRow):
    """Somebody was at a touchpoint of whom no case and no promise tells: they came in. `case_id` is the case in which they spoke of it after all; then
    that counts, and this does not."""

    source = models.CharField(max_length=80)
    key = models.CharField(max_length=60)
    identity_id = models.UUIDField()
    at = models.DateTimeField()
    case_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "source"], name="presence_once")]
        indexes = [
            models.Index(fields=["brand_id", "-at"], name="presence_latest"),
            models.Index(fields=["brand_id", "identity_id", "at"], name="presence_whose"),
        ]


class Finding(BrandRow):
    """What should be otherwise at a touchpoint. `origin` is the natural key of one that Makegood proposed: one unfinished at a time."""

    key = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300)
    origin = models.CharField(max_length=100, default="")
    state = models.CharField(max_length=10)
    state_at = models.DateTimeField()
    filed_at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)
    due_on = models.DateField()
    change = models.TextField(default="")
    changed_at = models.DateTimeField(null=True)
    watched = models.CharField(max_length=10)
    check_on = models.DateField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    worked = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "origin"],
                name="finding_proposed_once",
                condition=~Q(origin="") & Q(state__in=[one.value for one in UNFINISHED]),
            ),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in FindingState]), name="finding_state_known"),
            models.CheckConstraint(condition=Q(watched__in=[one.value for one in Watched]), name="finding_watched_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["changed", "checked"])
                | (~Q(change="") & Q(changed_at__isnull=False, check_on__isnull=False)),
                name="finding_changed_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(after__isnull=False, worked__isnull=False), name="finding_checked_says_how"
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "state", "due_on"], name="finding_state_due"),
            models.Index(fields=["brand_id", "key", "-filed_at"], name="finding_of_touchpoint"),
            models.Index(fields=["brand_id", "owner_id", "due_on"], name="finding_owner"),
        ]


class FindingStep(BrandRow):
    """How a finding went, step by step."""

    finding_id = models.UUIDField()
    state = models.CharField(max_length=10)
    words = models.TextField(default="")
    at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.value for one in FindingState]), name="finding_step_known")
        ]
        indexes = [models.Index(fields=["brand_id", "finding_id", "at"], name="finding_step_finding")]


class Check(BrandRow):
    """A check that was planned before its figure was known, and what it said on its day. A finding has at most one that is still to come; what was planned
    is never changed."""

    finding_id = models.UUIDField()
    number = models.IntegerField()
    watched = models.CharField(max_length=10)
    before = models.JSONField()
    since = models.DateTimeField()
    check_on = models.DateField()
    least = models.IntegerField()
    aim = models.FloatField()
    power = models.FloatField()
    planned_at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)
    result = models.CharField(max_length=10, default="")
    result_at = models.DateTimeField(null=True)
    after = models.JSONField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "finding_id", "number"], name="check_number_once"),
            models.UniqueConstraint(fields=["brand_id", "finding_id"], name="check_one_to_come", condition=Q(result="")),
            models.CheckConstraint(
                condition=Q(result="", result_at__isnull=True, after__isnull=True)
                | Q(result__in=[one.value for one in CheckResult], result_at__isnull=False, after__isnull=False),
                name="check_result_with_its_figure",
            ),
            models.CheckConstraint(condition=Q(aim__gte=0, aim__lte=1, least__gt=0), name="check_planned_for_something"),
        ]
        indexes = [models.Index(fields=["brand_id", "result", "check_on"], name="check_to_come")]


class Voice(BrandRow):
    """Whose words raised a finding: a place in one of their messages, never the words themselves."""

    finding_id = models.UUIDField()
    case_id = models.UUIDField()
    identity_id = models.UUIDField()
    message_id = models.UUIDField()
    start = models.IntegerField()
    length = models.IntegerField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "finding_id", "message_id"], name="voice_once"),
            models.CheckConstraint(condition=Q(start__gte=0, length__gt=0), name="voice_says_something"),
        ]
        indexes = [models.Index(fields=["brand_id", "case_id"], name="voice_case")]


class Telling(BrandRow):
    """Somebody is told what became of their words, once. The text is emptied when it has left."""

    finding_id = models.UUIDField()
    identity_id = models.UUIDField()
    case_id = models.UUIDField()
    state = models.CharField(max_length=10)
    text = models.TextField(default="")
    because = models.CharField(max_length=300, default="")
    by_member_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    outgoing_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "finding_id", "identity_id"], name="telling_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in ToldState]), name="telling_state_known"),
            models.CheckConstraint(condition=~Q(state="told") | Q(outgoing_id__isnull=False), name="telling_told_by_a_message"),
        ]
