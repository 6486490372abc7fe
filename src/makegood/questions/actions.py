"""Asks, hears the one answer, and ends what nobody answered. Says nothing to anybody: a flow does, and a page shows it.

Works in the open brand transaction. Every action may be repeated, and raced: a question is asked once and answered once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.questions import events, models, queries, rules
from makegood.questions.types import Ended, Question, QuestionKind


def ask(*, kind: QuestionKind, identity_id: UUID, case_id: UUID | None, key: str, at: datetime) -> Question:
    """Asks, once for ever by kind and key, and gives the question as it stands. Whether to ask is `rules.may_ask`'s word."""
    fresh = models.Question(
        kind=kind, key=key, identity_id=identity_id, case_id=case_id, asked_at=at, closes_at=rules.closes_at(kind, asked_at=at)
    )
    models.Question.objects.bulk_create([fresh], ignore_conflicts=True)
    row = models.Question.objects.get(kind=kind, key=key)
    if row.id == fresh.id:
        journal.record(events.QuestionAsked(**_about(row)), by=SYSTEM, at=at)
    return queries.as_value(row)


def answer(*, question_id: UUID, identity_ids: Sequence[UUID], answer: str, by: Actor, at: datetime) -> tuple[Question, bool]:
    """Keeps the answer of one of these identities; the question as it is now, and whether that is news. The same answer again changes nothing.

    Refuses `no_such_question` one that is not theirs, `bad_answer` what its kind does not know, `question_over` at `closes_at` and later or
    once it was overtaken, and `answered_already` another answer than the first.
    """
    row = models.Question.objects.filter(id=question_id, identity_id__in=list(identity_ids)).first()
    if row is None:
        raise Refusal("no_such_question", "There is no such question here.", {"question": "unknown"})
    if not rules.is_known_answer(QuestionKind(row.kind), answer):
        raise Refusal("bad_answer", "answer: choose one of those that are offered.", {"answer": "unknown"})
    open_now = models.Question.objects.filter(id=row.id, ended="", asked_at__lte=at, closes_at__gt=at)
    if open_now.update(ended=Ended.ANSWERED, ended_at=at, answer=answer):
        row.refresh_from_db()
        plain = rules.KINDS[QuestionKind(row.kind)].answers[answer]
        journal.record(events.QuestionAnswered(**_about(row), answer=plain), by=by, at=at)
        return queries.as_value(row), True
    row.refresh_from_db()
    if row.ended == Ended.ANSWERED and row.answer == answer:
        return queries.as_value(row), False
    if row.ended == Ended.ANSWERED:
        raise Refusal("answered_already", "This was answered before. Write to us if it has changed.", {"answer": "given before"})
    raise Refusal("question_over", "This is not asked any more. Write to us instead.", {"question": "over"})


def note_message(*, question_id: UUID, message_id: UUID) -> None:
    """What they wrote with their answer is this message. May be repeated; the first one stays."""
    models.Question.objects.filter(id=question_id, message_id=None).update(message_id=message_id)


def end_unanswered(*, question_ids: Sequence[UUID], at: datetime) -> int:
    """Ends those of these whose time is over. → how many."""
    return _end(models.Question.objects.filter(id__in=list(question_ids), closes_at__lte=at), Ended.UNANSWERED, at)


def overtake(*, case_ids: Sequence[UUID], at: datetime) -> int:
    """Ends what is still open about these cases, because they were opened again. → how many."""
    return _end(models.Question.objects.filter(case_id__in=list(case_ids)), Ended.OVERTAKEN, at)


_FACTS = {Ended.UNANSWERED: events.QuestionUnanswered, Ended.OVERTAKEN: events.QuestionOvertaken}


def _end(which: QuerySet[models.Question], ended: Ended, at: datetime) -> int:
    rows = list(which.filter(ended="").select_for_update(no_key=True).order_by("id"))
    models.Question.objects.filter(id__in=[row.id for row in rows]).update(ended=ended, ended_at=at)
    journal.record(*(_FACTS[ended](**_about(row)) for row in rows), by=SYSTEM, at=at)
    return len(rows)


def _about(row: models.Question) -> dict[str, Any]:
    kind = QuestionKind(row.kind)
    return {
        "identity_id": row.identity_id,
        "case_id": row.case_id,
        "question_id": row.id,
        "question": kind.value,
        "what": rules.KINDS[kind].what,
    }
