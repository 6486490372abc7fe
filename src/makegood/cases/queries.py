"""Looks at cases: frozen values, a fixed number of queries whatever the number of cases. Never writes."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Subquery

from makegood.cases import models, values
from makegood.cases.types import (
    Away,
    Case,
    CaseHead,
    CaseId,
    CaseState,
    CaseWords,
    Effort,
    Foreseen,
    Opening,
    Segment,
)
from makegood.kernel.refusals import Refusal
from makegood.kernel.windows import WINDOWS, Window, columns
from makegood.platform import asking, bulk, places
from makegood.platform.arrays import array


def case(*, case_id: UUID) -> Case:
    """The case. Refuses `no_such_case`."""
    found = cases(case_ids=[case_id])
    if not found:
        raise no_such_case("case_id")
    return found[0]


def by_number(*, number: int) -> Case:
    """The case with this number. Refuses `no_such_case`."""
    found = values.in_order_of_numbers(models.Case.objects.filter(number=number))
    if not found:
        raise no_such_case("number")
    return found[0]


def place(*, number: int) -> tuple[CaseId, UUID]:
    """The id of the case with this number, and of whom it is. Refuses `no_such_case`. One query."""
    rows = models.Case.objects.filter(number=number).values_list("id", "identity_id").order_by("id")
    found: asking.Question[list[tuple[UUID, UUID]]] = asking.Question(list, rows)
    for case_id, identity_id in found.answer:
        return CaseId(case_id), identity_id
    raise no_such_case("number")


def ask_case(*, case_id: UUID) -> asking.Question[Case]:
    """`case`, to be asked together with others. Refuses `no_such_case`."""
    conversations, segments, notes = (
        values.ask_conversations([case_id]),
        values.ask_segments([case_id]),
        values.ask_notes([case_id]),
    )

    def read(rows: Sequence[models.Case], linked: list[Any], stretches: list[Any], written: list[Any]) -> Case:
        if not rows:
            raise no_such_case("case_id")
        conversations.hear([linked])
        segments.hear([stretches])
        notes.hear([written])
        return values.case(rows[0], conversations.answer[case_id], segments.answer[case_id], notes.answer[case_id])

    looks = *conversations.looks, *segments.looks, *notes.looks
    return asking.Question(read, models.Case.objects.filter(id=case_id), *looks)


def whose(*, number: int) -> UUID | None:
    """The identity of whom the case of this number is; None where there is no such case. One query."""
    return models.Case.objects.filter(number=number).values_list("identity_id", flat=True).first()


def cases(*, case_ids: Sequence[UUID]) -> tuple[Case, ...]:
    """Those of these cases that exist, by number. Two queries."""
    return values.in_order_of_numbers(models.Case.objects.filter(id__in=case_ids))


def heads(*, case_ids: Sequence[UUID]) -> tuple[CaseHead, ...]:
    """Those of these cases that exist and were not put out of sight, by number, as far as a list shows them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [array(case_ids)])
        return tuple(_head(row) for row in cursor.fetchall())


def numbers(*, case_ids: Sequence[UUID]) -> tuple[int, ...]:
    """The numbers of those of these cases that exist, ascending. One query."""
    return tuple(models.Case.objects.filter(id__in=case_ids).order_by("number").values_list("number", flat=True))


def order_numbers(*, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Case → the number of the order that it is about; those about none are left out. One query."""
    rows = models.Case.objects.filter(id__in=list(case_ids)).exclude(order_number="")
    return dict(rows.values_list("id", "order_number"))


def page(
    *,
    before: UUID | None,
    since: UUID | None,
    state: CaseState | None = None,
    owner: UUID | None = None,
    unowned: bool = False,
    identity_ids: Sequence[UUID] | None = None,
    limit: int,
) -> tuple[Case, ...]:
    """The brand's cases, the one opened last first: `limit` of them, from before a place on, down to `since`; those in one state, of one
    owner (or of nobody), or of some identities, alone where that is given. Places are ids. Two queries."""
    rows = places.latest_first(models.Case.objects.all(), before=before, since=since)
    if state is not None:
        rows = rows.filter(state=state)
    if owner is not None or unowned:
        rows = rows.filter(owner_id=owner)
    if identity_ids is not None:
        rows = rows.filter(identity_id__in=list(identity_ids))
    return values.cases(list(rows[:limit]))


def openings(*, case_ids: Sequence[UUID]) -> dict[UUID, Opening]:
    """What a proposal starts from, for each of these cases that exists. One query."""
    latest = models.Segment.objects.filter(case_id=OuterRef("id")).order_by("-ordinal").values("opened_at")[:1]
    rows = models.Case.objects.filter(id__in=case_ids).annotate(since=Subquery(latest))
    found = rows.values_list("id", "identity_id", "title", "harm", "since", "foreseen")
    return {row[0]: Opening(CaseId(row[0]), *row[1:]) for row in found}


def failures(*, identity_ids: Sequence[UUID], since: datetime) -> Counter[UUID]:
    """How often each of these identities was failed after `since`: each opening of a case with a harm, not each message. What we only foresee
    has failed nobody yet. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILURES, [list(identity_ids), since])
        return Counter(dict(cursor.fetchall()))


def failed_in(*, windows: Sequence[Window]) -> list[int]:
    """How often each of these people was failed within their window, counted as in `failures`. One query."""
    found = [0] * len(windows)
    (rows,) = bulk.look((_FAILED_IN, columns(windows)))
    for n, count in rows:
        found[n] = int(count)
    return found


def effort(*, identity_ids: Sequence[UUID], since: datetime | None = None) -> Effort:
    """How often these identities were failed, counted as in `failures`, and how many messages that took them; ever, or after `since`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_EFFORT, [since, since, array(identity_ids)])
        times, messages = cursor.fetchone()
        return Effort(int(times), int(messages))


def claims(*, since: datetime, most: int) -> tuple[int, datetime]:
    """How often the brand failed anybody after `since`, counted as in `failures`, the latest first and `most` at most; and after when these were: later
    than `since` where there are more. One query, which looks at so many and no more."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, [since, most + 1])
        times = [at for (at,) in cursor.fetchall()]
    return (most, times[most]) if len(times) > most else (len(times), since)


def open_complaints(*, identity_ids: Sequence[UUID]) -> Counter[UUID]:
    """How many cases with a harm each of these identities has that are not resolved, those that we only foresee left out. One query."""
    rows = models.Case.objects.filter(identity_id__in=identity_ids, resolved_at__isnull=True).exclude(harm="")
    rows = rows.exclude(foreseen=Foreseen.EXPECTED)
    return Counter(dict(rows.values_list("identity_id").annotate(count=Count("id")).order_by()))


def words_of(*, case_ids: Sequence[UUID], ended_ids: Sequence[UUID]) -> dict[UUID, CaseWords]:
    """What the journal does not hold: the titles of these cases, and how each stretch of `ended_ids` was put right."""
    return ask_words_of(case_ids=case_ids, ended_ids=ended_ids).answer


def ask_words_of(*, case_ids: Sequence[UUID], ended_ids: Sequence[UUID]) -> asking.Question[dict[UUID, CaseWords]]:
    """`words_of`, to be asked together with others."""
    titles = models.Case.objects.filter(id__in=case_ids).values_list("id", "title")
    ended = models.Segment.objects.filter(case_id__in=ended_ids, resolved_at__isnull=False).values_list(
        "case_id", "resolved_at", "how"
    )

    def read(titled: Sequence[tuple[UUID, str]], found: Sequence[tuple[UUID, datetime | None, str]]) -> dict[UUID, CaseWords]:
        hows: dict[UUID, dict[datetime | None, str]] = defaultdict(dict)
        for case_id, resolved_at, how in found:
            hows[case_id][resolved_at] = how
        return {case_id: CaseWords(title, hows[case_id]) for case_id, title in titled}

    return asking.Question(read, titles, ended)


def cases_of(*, identity_ids: Sequence[UUID]) -> tuple[Case, ...]:
    """The cases of these identities, by number."""
    return values.in_order_of_numbers(models.Case.objects.filter(identity_id__in=identity_ids))


def cases_of_conversation(*, conversation_id: UUID) -> tuple[Case, ...]:
    """The cases that hold this conversation, open or not, by number: one at most where it is private."""
    return cases(case_ids=case_ids_of_conversations(conversation_ids=[conversation_id]).get(conversation_id, ()))


def case_ids_of_conversations(*, conversation_ids: Sequence[UUID]) -> dict[UUID, tuple[CaseId, ...]]:
    """Conversation → its cases, the one it was put to first before the others, for those that belong to any: to one where it is private, to
    one for each of those who complained where it is public. One query."""
    links = models.CaseConversation.objects.filter(conversation_id__in=conversation_ids).order_by("linked_at", "id")
    found: dict[UUID, tuple[CaseId, ...]] = {}
    for conversation_id, case_id in links.values_list("conversation_id", "case_id"):
        found[conversation_id] = (*found.get(conversation_id, ()), CaseId(case_id))
    return found


def case_ids_of_replies(*, outgoing_ids: Sequence[UUID]) -> dict[UUID, CaseId]:
    """Answer of ours → the case in which it was given. One query."""
    found = models.CaseReply.objects.filter(outgoing_id__in=outgoing_ids).values_list("outgoing_id", "case_id")
    return {outgoing_id: CaseId(case_id) for outgoing_id, case_id in found}


def case_ids_of(*, identity_ids: Sequence[UUID]) -> tuple[CaseId, ...]:
    """The ids of these identities' cases."""
    found = models.Case.objects.filter(identity_id__in=identity_ids).order_by("id").values_list("id", flat=True)
    return tuple(CaseId(case_id) for case_id in found)


def ask_how_many(*, identity_ids: Sequence[UUID]) -> asking.Question[int]:
    """How many cases these identities have, to be asked together with others."""
    text = "SELECT count(*) FROM cases_case WHERE identity_id = ANY(%s::uuid[])"
    return asking.Question(lambda found: int(found[0][0]), (text, [array(identity_ids)]))


def without_order(*, identity_ids: Sequence[UUID]) -> dict[CaseId, UUID]:
    """The open cases of these identities that name no order, with whose they are. One query."""
    rows = models.Case.objects.filter(identity_id__in=list(identity_ids), order_number="").exclude(state=CaseState.RESOLVED)
    return {CaseId(case_id): whose for case_id, whose in rows.order_by("id").values_list("id", "identity_id")}


def case_ids(*, after: UUID | None, limit: int) -> tuple[CaseId, ...]:
    """The brand's case ids in their order, `limit` at a time, from after the last one seen."""
    rows = models.Case.objects.order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return tuple(CaseId(case_id) for case_id in rows.values_list("id", flat=True)[:limit])


def case_of_message(*, message_id: UUID) -> CaseId | None:
    """The case into which a message was placed, or None."""
    found = models.CaseMessage.objects.filter(message_id=message_id).values_list("case_id", flat=True).first()
    return CaseId(found) if found else None


def cases_of_messages(*, message_ids: Sequence[UUID]) -> dict[UUID, CaseId]:
    """Message → the case into which it was placed, for those that were placed in any. One query."""
    found = models.CaseMessage.objects.filter(message_id__in=message_ids, case_id__isnull=False)
    return {message_id: CaseId(case_id) for message_id, case_id in found.values_list("message_id", "case_id") if case_id}


def messages_of_cases(*, case_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Case → the messages that were placed in it, in the order in which they were written. One query."""
    found: dict[UUID, tuple[UUID, ...]] = {}
    rows = models.CaseMessage.objects.filter(case_id__in=case_ids).order_by("at", "message_id")
    for case_id, message_id in rows.values_list("case_id", "message_id"):
        if case_id:
            found[case_id] = (*found.get(case_id, ()), message_id)
    return found


def ask_notes(*, note_ids: Sequence[UUID]) -> asking.Question[dict[UUID, str]]:
    """The words of those of these notes that exist, to be asked together with others."""
    return asking.Question(lambda found: dict(found), models.Note.objects.filter(id__in=note_ids).values_list("id", "text"))


def ask_why_away(*, case_id: UUID) -> asking.Question[str]:
    """Why a case was put out of sight; '' where it was not. To be asked together with others."""
    rows = models.CaseAway.objects.filter(case_id=case_id).order_by("-at", "-id").values_list("why", flat=True)
    return asking.Question(lambda found: found[0] if found else "", rows[:1])


def away(*, case_ids: Sequence[UUID] | None = None, before: datetime | None = None, limit: int = 100) -> tuple[Away, ...]:
    """Cases that were put out of sight, the latest first; of these alone, or of those put away before an instant. Two queries."""
    rows = models.CaseAway.objects.order_by("-at", "-id")
    if case_ids is not None:
        rows = rows.filter(case_id__in=list(case_ids))
    if before is not None:
        rows = rows.filter(at__lt=before)
    found = list(rows[:limit])
    of = models.Case.objects.in_bulk([row.case_id for row in found])
    return tuple(
        Away(
            case_id=CaseId(row.case_id),
            number=of[row.case_id].number,
            title=of[row.case_id].title,
            identity_id=of[row.case_id].identity_id,
            why=row.why,
            by_member_id=row.by_member_id,
            at=row.at,
            emptied_at=row.emptied_at,
        )
        for row in found
    )


def no_such_case(field: str) -> Refusal:
    return Refusal("no_such_case", "There is no such case here. It may belong to another brand.", {field: "not found"})


def _head(row: Sequence[Any]) -> CaseHead:
    """A row of `_HEADS` as its value."""
    *plain, conversation_ids, side, side_at, leaving = row
    values = dict(zip(CaseHead.__slots__, plain[:13], strict=False))
    segment = Segment(*plain[13:])
    return CaseHead(
        **values, segment=segment, conversation_ids=tuple(conversation_ids), side=side, side_at=side_at, leaving=leaving
    )


_FAILURES = """
SELECT c.identity_id, count(*) FROM cases_case c JOIN cases_segment s ON s.brand_id = c.brand_id AND s.case_id = c.id
WHERE c.identity_id = ANY(%s) AND c.harm <> '' AND c.foreseen <> 'expected' AND s.opened_at > %s GROUP BY c.identity_id
"""

_FAILED_IN = f"""
SELECT w.n, count(*) FROM {WINDOWS} JOIN cases_case c ON c.identity_id = w.who
JOIN cases_segment s ON s.brand_id = c.brand_id AND s.case_id = c.id AND s.opened_at > w.since AND s.opened_at <= w.until
WHERE c.harm <> '' AND c.foreseen <> 'expected' GROUP BY w.n
"""

_CLAIMS = """
SELECT s.opened_at FROM cases_segment s JOIN cases_case c ON c.brand_id = s.brand_id AND c.id = s.case_id
WHERE s.opened_at > %s AND c.harm <> '' AND c.foreseen <> 'expected' ORDER BY s.opened_at DESC LIMIT %s
"""
_EFFORT = """
SELECT coalesce(sum((SELECT count(*) FROM cases_segment s WHERE s.brand_id = c.brand_id AND s.case_id = c.id
        AND s.opened_at > coalesce(%s::timestamptz, '-infinity'))), 0),
    coalesce(sum((SELECT count(*) FROM cases_casemessage m WHERE m.brand_id = c.brand_id AND m.case_id = c.id
        AND m.at > coalesce(%s::timestamptz, '-infinity'))), 0)
FROM cases_case c WHERE c.identity_id = ANY(%s::uuid[]) AND c.harm <> '' AND c.foreseen <> 'expected'
"""

_HEADS = """
SELECT c.id, c.number, c.title, c.state, c.turn, c.identity_id, c.owner_id, c.harm, c.urgency, c.feeling, c.order_number, c.opened_at,
    c.resolved_at, s.opened_at, s.first_reply_due_at, s.resolution_due_at, s.first_replied_at, s.resolved_at, s.waiting_since,
    ARRAY(SELECT v.conversation_id FROM cases_caseconversation v WHERE v.brand_id = c.brand_id AND v.case_id = c.id ORDER BY v.linked_at, v.id),
    b.side, b.side_at, c.leaving
FROM cases_case c CROSS JOIN LATERAL (
    SELECT * FROM cases_segment g WHERE g.brand_id = c.brand_id AND g.case_id = c.id ORDER BY g.ordinal DESC LIMIT 1) s
CROSS JOIN LATERAL (
    SELECT CASE WHEN bool_or(p.kind = 'side' AND p.answered_at > greatest(p.asked_at, p.noted_at)) THEN 'answered'
        WHEN bool_or(p.kind = 'copy' AND p.answered_at > greatest(p.asked_at, p.noted_at)) THEN 'copy'
        WHEN bool_or(p.kind = 'side' AND (p.answered_at IS NULL OR p.asked_at > p.answered_at)) THEN 'asked' ELSE '' END AS side,
        max(p.answered_at) AS side_at
    FROM cases_sideparty p WHERE p.brand_id = c.brand_id AND p.case_id = c.id) b
WHERE c.id = ANY(%s) AND NOT EXISTS (SELECT FROM cases_caseaway a WHERE a.brand_id = c.brand_id AND a.case_id = c.id)
ORDER BY c.number
"""
