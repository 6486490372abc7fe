"""Does what members and flows do to a case that is there: answer, wait, resolve, reopen, note, rename, link. Never opens one.

Works inside an open brand transaction, on the case's locked row. Every action may be repeated: what is done already changes nothing and is
not journalled again.
"""

from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Role
from makegood.cases import models, queries
from makegood.cases.actions import rows, segments
from makegood.cases.events import (
    CaseAssigned,
    CaseInvited,
    CaseNoted,
    CaseRenamed,
    CaseReopened,
    CaseReplied,
    CaseResolved,
    CaseWaited,
    ConversationLinked,
)
from makegood.cases.types import CaseId, CaseState, Turn
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal


def take_turn(*, case_id: UUID) -> None:
    """Holds the case to the end of the transaction. Whoever changes what hangs on it (its makegood) and then the case takes it first, so
    that two never wait for each other."""
    rows.locked(case_id)


def assign(*, case_id: UUID, member_id: UUID | None, by: Actor, at: datetime) -> None:
    """Gives the case to a member, or back to everybody (None). Refuses somebody who may not answer."""
    owner = brands.member(member_id=member_id) if member_id else None
    if owner is not None and (not owner.active or owner.role is Role.VIEWER):
        sentence = f"{owner.name} cannot answer people here. Choose somebody who can."
        raise Refusal("not_assignable", sentence, {"member_id": "may not answer"})
    case = rows.locked(case_id)
    if case.owner_id == member_id:
        return
    case.owner_id = member_id
    case.save(update_fields=["owner_id"])
    name = owner.name if owner else "everybody"
    journal.record(CaseAssigned(**_about(case), owner=name, owner_id=member_id), by=by, at=at)


def resolve(*, case_id: UUID, how: str, by: Actor, at: datetime) -> None:
    """Closes the running segment; `how` says in a sentence how it was put right. Refuses to close without it."""
    how = _some_words(how, "how", "Say in a sentence how it was put right.")
    case = rows.locked(case_id)
    if case.state == CaseState.RESOLVED:
        return
    segment = segments.running(case)
    segments.go_on(segment, at)
    segment.resolved_at, segment.how = at, how
    segment.save()
    case.state, case.turn, case.resolved_at = CaseState.RESOLVED, Turn.THEIRS, at
    case.save(update_fields=["state", "turn", "resolved_at"])
    journal.record(CaseResolved(**_about(case), number=case.number), by=by, at=at)


def reopen(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Makes it our turn: a resolved case starts a new segment with new promises, a waiting one goes on with the old."""
    case = rows.locked(case_id)
    if case.state == CaseState.OPEN:
        return
    if case.state == CaseState.RESOLVED:
        segments.start([(CaseId(case.id), at)], brands.current())
    else:
        segment = segments.running(case)
        segments.go_on(segment, at)
        segment.save()
    case.state, case.turn, case.resolved_at = CaseState.OPEN, Turn.OURS, None
    case.save(update_fields=["state", "turn", "resolved_at"])
    journal.record(CaseReopened(**_about(case), number=case.number), by=by, at=at)


def note_reply(*, case_id: UUID, outgoing_id: UUID, by: Actor, at: datetime, automatic: bool) -> None:
    """Counts an answer of ours, once per outgoing message. One that a member wrote or approved stops the first-reply clock and makes
    it their turn; an automatic one changes neither."""
    case = rows.locked(case_id)
    _, is_new = models.CaseReply.objects.get_or_create(
        outgoing_id=outgoing_id, defaults={"case_id": case.id, "automatic": automatic, "at": at}
    )
    if not is_new:
        return
    case.last_at = max(case.last_at, at)
    if not automatic and case.state != CaseState.RESOLVED:
        segment = segments.running(case)
        segment.first_replied_at = segment.first_replied_at or at
        segment.waiting_since = segment.waiting_since or at
        segment.save()
        case.state, case.turn = CaseState.WAITING, Turn.THEIRS
    case.save(update_fields=["state", "turn", "last_at"])
    journal.record(CaseReplied(**_about(case), outgoing_id=outgoing_id), by=by, at=at)


def wait(*, case_id: UUID, by: Actor, at: datetime, on: Turn = Turn.THEIRS) -> None:
    """Sets the case aside until they write (`Turn.THEIRS`: the resolution clock stands still) or a parcel moves (`Turn.PARCEL`: it
    goes on). Refuses for a resolved case, and to wait for ourselves."""
    if on is Turn.OURS:
        raise Refusal("nothing_to_wait_for", "Say what the case waits for: them, or a parcel.", {"on": "ours is our turn"})
    case = rows.locked(case_id)
    if case.state == CaseState.RESOLVED:
        raise Refusal("case_resolved", "This case is resolved. Open it again first.", {"case_id": "resolved"})
    if (case.state, case.turn) == (CaseState.WAITING, on):
        return
    segment = segments.running(case)
    if on is Turn.THEIRS:
        segment.waiting_since = segment.waiting_since or at
    else:
        segments.go_on(segment, at)
    segment.save()
    case.state, case.turn = CaseState.WAITING, on
    case.save(update_fields=["state", "turn"])
    journal.record(CaseWaited(**_about(case), turn=on), by=by, at=at)


def note_invitation(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Remembers that we asked them in public to go on in private: what they write to us in private within 14 days belongs to this case. May be
    repeated; the latest counts."""
    case = rows.locked(case_id)
    case.invited_at = at
    case.save(update_fields=["invited_at"])
    journal.record(CaseInvited(**_about(case)), by=by, at=at)


def note(*, case_id: UUID, text: str, by: Actor, at: datetime) -> UUID:
    """Keeps a note for colleagues. Never repeatable by itself: each call is one note. Refuses an empty one and a writer who is no member."""
    text = _some_words(text, "text", "Write something in the note first.")
    if by.id is None:
        raise Refusal("not_a_member", "Only a member of the team can leave a note.", {"by": "not a member"})
    case = rows.locked(case_id)
    made = models.Note.objects.create(case_id=case.id, member_id=by.id, text=text, at=at)
    journal.record(CaseNoted(**_about(case), note_id=made.id), by=by, at=at)
    return made.id


def rename(*, case_id: UUID, title: str, by: Actor, at: datetime) -> None:
    """Gives the case another title. Refuses an empty one and one of more than 200 characters."""
    title = _some_words(title, "title", "A case is called by what happened to whom. Give it a title.")
    if len(title) > rows.TITLE_LENGTH:
        raise Refusal("title_too_long", f"A title has at most {rows.TITLE_LENGTH} characters.", {"title": "too long"})
    case = rows.locked(case_id)
    if case.title == title:
        return
    case.title = title
    case.save(update_fields=["title"])
    journal.record(CaseRenamed(**_about(case)), by=by, at=at)


def link_conversation(*, case_id: UUID, conversation_id: UUID, by: Actor, at: datetime) -> None:
    """Puts another conversation to the case: what is written in it belongs here from now on. Refuses one that another case holds."""
    rows.take_turn_in(conversation_id)
    case = rows.locked(case_id)
    held = queries.case_ids_of_conversations(conversation_ids=[conversation_id]).get(conversation_id, ())
    if case.id in held:
        return
    if held:
        raise Refusal(
            "conversation_taken", "This conversation belongs to another case.", {"conversation_id": "belongs to another case"}
        )
    models.CaseConversation.objects.create(case_id=case.id, conversation_id=conversation_id, linked_at=at)
    journal.record(ConversationLinked(**_about(case), conversation_id=conversation_id), by=by, at=at)


def _about(case: models.Case) -> dict[str, UUID]:
    return {"identity_id": case.identity_id, "case_id": case.id}


def _some_words(text: str, field: str, way_out: str) -> str:
    words = text.strip().replace("\x00", "")
    if not words:
        raise Refusal(f"{field}_missing", way_out, {field: "missing"})
    return words
