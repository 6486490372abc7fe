"""Looks at questions: frozen values, a fixed number of queries. Never writes."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from makegood.platform import asking
from makegood.questions import models
from makegood.questions.types import Ended, Question, QuestionId, QuestionKind, Responses


def of_person(*, identity_ids: Sequence[UUID], limit: int = 20) -> tuple[Question, ...]:
    """What was asked of these identities, the latest first. One query."""
    rows = models.Question.objects.filter(identity_id__in=list(identity_ids)).order_by("-asked_at", "-id")[:limit]
    return tuple(map(as_value, rows))


def of_cases(*, case_ids: Sequence[UUID]) -> tuple[Question, ...]:
    """What was asked about these cases, the earliest first. One query."""
    rows = models.Question.objects.filter(case_id__in=list(case_ids)).order_by("asked_at", "id")
    return tuple(map(as_value, rows))


def ask_of_case(*, case_id: UUID) -> asking.Question[tuple[Question, ...]]:
    """`of_cases` for one, to be asked together with others."""
    rows = models.Question.objects.filter(case_id=case_id).order_by("asked_at", "id")
    return asking.Question(lambda found: tuple(map(as_value, found)), rows)


def last_asked(*, kind: QuestionKind, identity_ids: Sequence[UUID]) -> datetime | None:
    """When any of these identities was last asked anything of this kind. One query."""
    rows = models.Question.objects.filter(kind=kind, identity_id__in=list(identity_ids))
    found: datetime | None = rows.aggregate(last=Max("asked_at"))["last"]
    return found


def asked_of(*, identity_ids: Sequence[UUID], since: datetime) -> tuple[tuple[UUID, datetime], ...]:
    """Who of these was asked anything from an instant on, and when. One query."""
    rows = models.Question.objects.filter(identity_id__in=list(identity_ids), asked_at__gte=since)
    return tuple(rows.values_list("identity_id", "asked_at"))


def responses(*, kind: QuestionKind, since: datetime, until: datetime) -> Responses:
    """What became of what was asked within a stretch. One query."""
    rows = models.Question.objects.filter(kind=kind, asked_at__gte=since, asked_at__lt=until)
    ends: Counter[str] = Counter()
    answers: dict[str, int] = {}
    for ended, answer, number in rows.values_list("ended", "answer").annotate(Count("id")).order_by():
        ends[ended] += number
        if ended == Ended.ANSWERED:
            answers[answer] = number
    return Responses(
        asked=ends.total(),
        answers=answers,
        unanswered=ends[Ended.UNANSWERED],
        open=ends[""],
        overtaken=ends[Ended.OVERTAKEN],
    )


def answered(*, kind: QuestionKind, since: datetime, until: datetime) -> tuple[Question, ...]:
    """What was answered within a half-open stretch, the earliest first. One query."""
    rows = models.Question.objects.filter(kind=kind, ended=Ended.ANSWERED, ended_at__gte=since, ended_at__lt=until)
    return tuple(map(as_value, rows.order_by("ended_at", "id")))


def latest(*, kind: QuestionKind, answers: Sequence[str], limit: int) -> tuple[Question, ...]:
    """The latest that were answered in one of these ways."""
    rows = models.Question.objects.filter(kind=kind, ended=Ended.ANSWERED, answer__in=list(answers))
    return tuple(map(as_value, rows.order_by("-ended_at", "-id")[:limit]))


def as_value(row: models.Question) -> Question:
    """A row as others may hold it."""
    return Question(
        id=QuestionId(row.id),
        kind=QuestionKind(row.kind),
        identity_id=row.identity_id,
        case_id=row.case_id,
        asked_at=row.asked_at,
        closes_at=row.closes_at,
        ended=Ended(row.ended) if row.ended else None,
        ended_at=row.ended_at,
        answer=row.answer,
        message_id=row.message_id,
    )
