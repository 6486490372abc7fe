"""What is to be posted for everybody, channel by channel, and what became of it. Posts nothing itself: a flow does, between transactions."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM
from makegood.platform import journal
from makegood.statements import events, models, queries
from makegood.statements.types import Notice, NoticeState


def plan(*, statement_id: UUID, nth: int, texts: Mapping[UUID, str]) -> list[UUID]:
    """These words on these channels (`texts` by channel), once for each round. → the notices that are new."""
    found = []
    for channel_id, text in texts.items():
        fresh = models.Notice(statement_id=statement_id, round=nth, channel_id=channel_id, text=text)
        models.Notice.objects.bulk_create([fresh], ignore_conflicts=True)
        if models.Notice.objects.filter(id=fresh.id).exists():
            found.append(fresh.id)
    return found


def note_posted(*, notice: Notice, number: int, channel: str, external_id: str, conversation_id: UUID, at: datetime) -> None:
    """It is there for everybody; what is answered to it belongs to this conversation. May be repeated."""
    rows = models.Notice.objects.filter(id=notice.id).exclude(state=NoticeState.POSTED)
    changed = rows.update(
        state=NoticeState.POSTED, because="", external_id=external_id[:400], conversation_id=conversation_id, posted_at=at
    )
    if changed:
        fact = events.NoticePosted(statement_id=notice.statement_id, number=number, round=notice.round, channel=channel)
        journal.record(fact, by=SYSTEM, at=at)


def note_failed(*, notice: Notice, number: int, channel: str, because: str, at: datetime) -> None:
    """It cannot be posted there: somebody must look."""
    if models.Notice.objects.filter(id=notice.id, state=NoticeState.WAITING).update(
        state=NoticeState.FAILED, because=because[:500]
    ):
        fact = events.NoticeFailed(
            statement_id=notice.statement_id, number=number, round=notice.round, channel=channel, because=because[:200]
        )
        journal.record(fact, by=SYSTEM, at=at)


def try_again(*, notice_id: UUID) -> Notice | None:
    """One that failed is to be tried once more; None where it did not fail."""
    if not models.Notice.objects.filter(id=notice_id, state=NoticeState.FAILED).update(state=NoticeState.WAITING, because=""):
        return None
    return queries.notice(notice_id=notice_id)
