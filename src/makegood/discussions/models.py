"""The tables of live discussions. One vote of one participant for one question, held by the database. Decides nothing."""

from django.db import models
from django.db.models import F, Q

from makegood.discussions.types import HeldFor, QuestionState
from makegood.platform.models import BrandRow


class Discussion(BrandRow):
    """An hour in public. `occasion_…` is what it is about, where it is about something that we know."""

    slug = models.CharField(max_length=80)
    occasion_kind = models.CharField(max_length=20, default="")
    occasion_id = models.UUIDField(null=True)
    title = models.CharField(max_length=160)
    intro = models.TextField(default="")
    zone = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    look_first = models.BooleanField(default=False)
    last_number = models.IntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "slug"], name="discussion_slug_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="discussion_ends_later"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "-starts_at"], name="discussion_latest"),
            models.Index(fields=["brand_id", "occasion_kind", "occasion_id"], name="discussion_occasion"),
        ]


class Answerer(BrandRow):
    """A member as everybody reads them: a name and a role. One host a discussion."""

    discussion_id = models.UUIDField()
    member_id = models.UUIDField()
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=80, default="")
    is_host = models.BooleanField(default=False)
    gone = models.BooleanField(default=False)  # answers no more; what they answered keeps their name

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "discussion_id", "member_id"], name="answerer_once"),
            models.UniqueConstraint(
                fields=["brand_id", "discussion_id"], name="answerer_one_host", condition=Q(is_host=True, gone=False)
            ),
        ]


class Participant(BrandRow):
    """Somebody who asks or votes: a browser, and where it is known whose, an identity. `proved`: they came by a link to their own page; else
    the address was typed, and nobody checked it."""

    identity_id = models.UUIDField(null=True)
    proved = models.BooleanField(default=False)
    banned_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "identity_id"],
                name="participant_proved_once",
                condition=Q(proved=True, identity_id__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(proved=False) | Q(identity_id__isnull=False), name="participant_proved_is_somebody"
            ),
        ]
        indexes = [models.Index(fields=["brand_id", "identity_id"], name="participant_identity")]


class Question(BrandRow):
    """A question in somebody's own words. `votes` equals a recount of Vote at any time; `key` is the form's own."""

    discussion_id = models.UUIDField()
    participant_id = models.UUIDField()
    identity_id = models.UUIDField(null=True)
    number = models.IntegerField()
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=60, default="")
    text = models.TextField()
    state = models.CharField(max_length=10)
    held_for = models.CharField(max_length=10, default="")
    links_shown = models.BooleanField(default=False)
    why = models.CharField(max_length=10, default="")
    because = models.CharField(max_length=300, default="")
    merged_into = models.UUIDField(null=True)
    votes = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    mood = models.CharField(max_length=10, default="")
    wishes_to_buy = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "discussion_id", "number"], name="talk_question_number"),
            models.UniqueConstraint(fields=["brand_id", "discussion_id", "key"], name="talk_question_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in QuestionState]), name="talk_question_state"),
            models.CheckConstraint(condition=Q(held_for__in=[one.value for one in HeldFor]), name="talk_question_held"),
            models.CheckConstraint(condition=Q(votes__gte=0), name="talk_question_votes"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="talk_question_merged_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "participant_id"], name="talk_question_asker"),
            models.Index(fields=["brand_id", "identity_id", "-asked_at"], name="talk_question_person"),
            models.Index(fields=["brand_id", "merged_into"], name="talk_question_behind", condition=Q(merged_into__isnull=False)),
        ]


class Vote(BrandRow):
    """Me too: one of a participant for a question."""

    question_id = models.UUIDField()
    participant_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "question_id", "participant_id"], name="vote_once")]
        indexes = [models.Index(fields=["brand_id", "participant_id"], name="vote_whose")]


class Answer(BrandRow):
    """What one of those who answer said; `key` is the form's own."""

    question_id = models.UUIDField()
    answerer_id = models.UUIDField()
    key = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "question_id", "key"], name="talk_answer_once")]
