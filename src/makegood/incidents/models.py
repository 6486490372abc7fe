"""The tables of incidents: the record, who belongs, signals, frozen cohorts, letters to all. Decides nothing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from makegood.incidents.types import Fault, LetterState, Reason, State
from makegood.platform.models import BrandRow


class Incident(BrandRow):
    """One cause, many people. A burst makes one at most."""

    number = models.IntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    burst = models.UUIDField(null=True)  # of `bursts`: what a machine noticed
    topic_ids = ArrayField(models.UUIDField(), default=list)
    facets = ArrayField(models.CharField(max_length=100), default=list)
    people = models.IntegerField(default=0)
    usual = models.FloatField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    dismissed_because = models.CharField(max_length=400, default="")
    cause_words = models.TextField(default="")
    by_whose_fault = models.CharField(max_length=10, default="")
    supplier = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "number"], name="incident_number_once"),
            models.UniqueConstraint(fields=["brand_id", "burst"], name="incident_of_burst_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in State]), name="incident_state_known"),
            models.CheckConstraint(condition=Q(by_whose_fault__in=[one.value for one in Fault]), name="incident_fault_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("began_at")), name="incident_ends_after_it_began"
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "state", "-opened_at"], name="incident_state"),
            models.Index(fields=["brand_id", "-opened_at"], name="incident_opened"),
        ]


class Counter(BrandRow):
    """The last number that the brand gave to an incident."""

    last_number = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="incident_counter_once")]


class Member(BrandRow):
    """A message that belongs; kept when it is taken out, so that no machine ever joins it again."""

    incident_id = models.UUIDField()
    message_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    identity_id = models.UUIDField()
    reason = models.CharField(max_length=10)
    likeness = models.FloatField(null=True)
    said_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)
    out_at = models.DateTimeField(null=True)
    out_because = models.CharField(max_length=400, default="", db_default="")
    apart = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "incident_id", "message_id"], name="incident_member_once"),
            models.CheckConstraint(condition=Q(reason__in=[one.value for one in Reason]), name="incident_member_reason_known"),
            models.CheckConstraint(
                condition=Q(likeness=None) | Q(likeness__gte=0, likeness__lte=1), name="incident_member_likeness"
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "incident_id", "said_at"], name="incident_member_said"),
            models.Index(fields=["brand_id", "case_id"], name="incident_member_case", condition=Q(out_at=None)),
            models.Index(fields=["brand_id", "message_id"], name="incident_member_message"),
        ]


class Signal(BrandRow):
    """What a machine says about it, once."""

    incident_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "incident_id", "kind", "source", "from_at"], name="incident_signal_once")
        ]


class Cohort(BrandRow):
    """Whom it affected, frozen. `digest` is of the rule and of what each gets: the same is frozen once."""

    incident_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    rule = models.JSONField()
    sentence = models.TextField()
    gives = models.TextField(default="")
    pool = models.UUIDField(null=True)  # of coupons: a package beside this one, so it is only noted
    people = models.IntegerField()
    silent = models.IntegerField()
    frozen_at = models.DateTimeField()
    by_member_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "incident_id", "digest"], name="cohort_once")]


class Affected(BrandRow):
    """One person of a cohort: whose they were then, the address that speaks for them, and the tests of the rule that they passed."""

    cohort_id = models.UUIDField()
    person = models.UUIDField()  # people have no table of their own
    identity_id = models.UUIDField()
    passed = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "cohort_id", "person"], name="affected_once"),
            models.UniqueConstraint(fields=["brand_id", "cohort_id", "identity_id"], name="affected_identity_once"),
        ]


class Letter(BrandRow):
    """One letter to all whose cases belong, each in person."""

    incident_id = models.UUIDField()
    key = models.CharField(max_length=40)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    resolves = models.BooleanField(default=False)
    by_member_id = models.UUIDField()
    written_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    state = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "incident_id", "key"], name="letter_to_all_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in LetterState]), name="letter_to_all_state_known"),
        ]


class LetterCase(BrandRow):
    """One case that a letter to all answers: said by `outgoing_id`, or not, because of `trouble`."""

    letter_id = models.UUIDField()
    case_id = models.UUIDField()
    outgoing_id = models.UUIDField(null=True)
    trouble = models.CharField(max_length=400, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "letter_id", "case_id"], name="letter_case_once")]
        indexes = [models.Index(fields=["brand_id", "case_id"], name="letter_case_case")]
