"""Keeps who stands beside the person of a case: whom we asked in a conversation of their own, and who was in copy of an answer.

What they write is noted and shown; it never moves the case's clock, turn, feeling or harm, and never opens, joins or reopens a case.
Works inside an open brand transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Greatest

from makegood.cases import models, queries, sides
from makegood.cases.actions import rows
from makegood.cases.events import CopyAnswered, SideAnswered, SideAsked, SideNoted
from makegood.cases.types import SideKind, SideParty
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal


def note_asked(*, case_id: UUID, conversation_id: UUID, identity_id: UUID, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody else was asked, or written to again, in a conversation of its own. Refuses a conversation that a case itself holds."""
    case = rows.locked(case_id)
    if queries.case_ids_of_conversations(conversation_ids=[conversation_id]):
        raise Refusal("conversation_taken", "This conversation is the case's own: answer there.", {"conversation_id": "taken"})
    row, is_new = models.SideParty.objects.get_or_create(
        conversation_id=conversation_id,
        identity_id=identity_id,
        defaults={"case_id": case.id, "kind": SideKind.SIDE, "by_member_id": by.id, "asked_at": at},
    )
    if not is_new:
        models.SideParty.objects.filter(id=row.id).update(asked_at=Greatest(Value(at), "answered_at"))
    told = SideAsked(identity_id=case.identity_id, case_id=case.id, conversation_id=conversation_id, outgoing_id=outgoing_id)
    journal.record(told, by=by, at=at)


def note_copies(*, case_id: UUID, conversation_id: UUID, identity_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    """These were in copy of an answer in the case's own conversation. May be repeated."""
    case = rows.locked(case_id)
    made = [
        models.SideParty(
            case_id=case.id,
            conversation_id=conversation_id,
            identity_id=identity_id,
            kind=SideKind.COPY,
            by_member_id=by.id,
            asked_at=at,
        )
        for identity_id in sorted(set(identity_ids))
    ]
    models.SideParty.objects.bulk_create(made, ignore_conflicts=True)


def note_heard(*, party: SideParty, message_id: UUID, at: datetime) -> None:
    """They wrote. Shown with the case until somebody takes note; told once per message."""
    case = rows.locked(party.case_id)
    row = models.SideParty.objects.select_for_update().get(conversation_id=party.conversation_id, identity_id=party.identity_id)
    _, is_new = models.CaseMessage.objects.get_or_create(
        message_id=message_id, defaults={"case_id": case.id, "placed": row.kind, "at": at}
    )
    if not is_new:
        return
    models.SideParty.objects.filter(id=row.id).update(answered_at=max(at, row.answered_at or at))
    told = SideAnswered if row.kind == SideKind.SIDE else CopyAnswered
    about = told(identity_id=case.identity_id, case_id=case.id, conversation_id=party.conversation_id, message_id=message_id)
    journal.record(about, by=SYSTEM, at=at)


def take_note(*, case_id: UUID, conversation_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody here has read what they wrote. The same again changes nothing."""
    case = rows.locked(case_id)
    news = [one for one in sides.side_parties(case_ids=[case.id]) if one.conversation_id == conversation_id and one.is_news]
    if not news:
        return
    models.SideParty.objects.filter(case_id=case.id, conversation_id=conversation_id).update(
        noted_at=Greatest(Value(at), "answered_at")  # their clock and ours may differ by a little
    )
    journal.record(SideNoted(identity_id=case.identity_id, case_id=case.id, conversation_id=conversation_id), by=by, at=at)
