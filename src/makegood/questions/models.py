"""The table of questions. Holds no words of anybody: what somebody wrote with an answer is a message."""

from django.db import models
from django.db.models import Q

from makegood.platform.models import BrandRow
from makegood.questions.types import Ended, QuestionKind


class Question(BrandRow):
    """A question to one person. `key` is what it is about ("case …"): asked once for ever, by kind."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    identity_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    ended = models.CharField(max_length=12, default="")
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=20, default="")
    message_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "kind", "key"], name="question_once"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in QuestionKind]), name="question_kind_known"),
            models.CheckConstraint(condition=Q(ended__in=["", *(one.value for one in Ended)]), name="question_ended_known"),
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("asked_at")), name="question_closes_later"),
            models.CheckConstraint(
                condition=Q(ended="", ended_at__isnull=True) | (~Q(ended="") & Q(ended_at__isnull=False)),
                name="question_ended_at_an_instant",
            ),
            models.CheckConstraint(
                condition=(Q(ended="answered") & ~Q(answer="")) | (~Q(ended="answered") & Q(answer="")),
                name="question_answered_with_an_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "identity_id", "-asked_at"], name="question_whose"),
            models.Index(fields=["brand_id", "case_id"], name="question_case"),
            models.Index(fields=["brand_id", "kind", "asked_at"], name="question_asked"),
            models.Index(fields=["brand_id", "closes_at"], name="question_open", condition=Q(ended="")),
        ]
