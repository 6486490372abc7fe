"""Rows of cases as the frozen values that leave this package. Never writes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from makegood.cases import models
from makegood.cases.types import Case, CaseId, CaseState, Note, Segment, Turn
from makegood.platform import asking

T = TypeVar("T")


def in_order_of_numbers(rows: QuerySet[models.Case]) -> tuple[Case, ...]:
    """These cases, the lowest number first. One query and three, sent together."""
    return cases(list(rows.order_by("number")))


def cases(found: Sequence[models.Case]) -> tuple[Case, ...]:
    """Each row as a case, in their order. Three queries, sent together."""
    ids = [row.id for row in found]
    conversations, segments, notes = ask_conversations(ids), ask_segments(ids), ask_notes(ids)
    asking.together(conversations, segments, notes)
    return tuple(case(row, conversations.answer[row.id], segments.answer[row.id], notes.answer[row.id]) for row in found)


def ask_conversations(case_ids: Sequence[UUID]) -> "asking.Question[dict[UUID, list[UUID]]]":
    """Case → its conversations, the first linked first; to be asked together with others."""
    rows = models.CaseConversation.objects.filter(case_id__in=case_ids).order_by("linked_at", "id")
    return asking.Question(lambda found: _by_case((row.case_id, row.conversation_id) for row in found), rows)


def ask_segments(case_ids: Sequence[UUID]) -> "asking.Question[dict[UUID, list[Segment]]]":
    """Case → its stretches, the first one first; to be asked together with others."""
    rows = models.Segment.objects.filter(case_id__in=case_ids).order_by("ordinal")
    return asking.Question(lambda found: _by_case((row.case_id, _segment(row)) for row in found), rows)


def ask_notes(case_ids: Sequence[UUID]) -> "asking.Question[dict[UUID, list[Note]]]":
    """Case → its notes, the oldest first; to be asked together with others."""
    rows = models.Note.objects.filter(case_id__in=case_ids).order_by("at", "id")
    return asking.Question(lambda found: _by_case((row.case_id, _note(row)) for row in found), rows)


def _by_case(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for case_id, value in pairs:
        found[case_id].append(value)
    return found


def _note(row: models.Note) -> Note:
    return Note(id=row.id, member_id=row.member_id, text=row.text, at=row.at)


def _segment(row: models.Segment) -> Segment:
    return Segment(
        opened_at=row.opened_at,
        first_reply_due_at=row.first_reply_due_at,
        resolution_due_at=row.resolution_due_at,
        first_replied_at=row.first_replied_at,
        resolved_at=row.resolved_at,
        waiting_since=row.waiting_since,
    )


def case(row: models.Case, conversations: Sequence[UUID], segments: Sequence[Segment], notes: Sequence[Note]) -> Case:
    """A row with what was asked for it."""
    return Case(
        id=CaseId(row.id),
        number=row.number,
        title=row.title,
        state=CaseState(row.state),
        turn=Turn(row.turn),
        identity_id=row.identity_id,
        owner_id=row.owner_id,
        harm=row.harm,
        urgency=row.urgency,
        feeling=row.feeling,
        order_number=row.order_number,
        opened_at=row.opened_at,
        resolved_at=row.resolved_at,
        conversation_ids=tuple(conversations),
        segments=tuple(segments),
        notes=tuple(notes),
        labels=tuple(row.labels),
        last_at=row.last_at,
        leaving=row.leaving,
        foreseen=row.foreseen,
    )
