"""Writes letters to all whose cases belong to an incident, and keeps what became of each in every case. Sends nothing.

Works inside an open brand transaction; all may be repeated. A letter leaves ten seconds after it was written, and until then it can be taken back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.incidents import events, held, models, queries
from makegood.incidents.rules import letters, states
from makegood.incidents.types import Letter, LetterState
from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy

UNDO = timedelta(seconds=10)  # in which a letter to all can be taken back
_LETTER_CASE = {"id": "uuid", "brand_id": "uuid", "letter_id": "uuid", "case_id": "uuid", "trouble": "text"}


def write_letter(
    *,
    incident_id: UUID,
    key: str,
    subject: str,
    text: str,
    case_ids: Sequence[UUID],
    resolves: bool,
    by: Actor,
    at: datetime,
) -> Letter:
    """A letter to these cases, which leaves in ten seconds; `key` (from the form) makes a doubled click one letter. Sends nothing. Refuses
    ("letter_malformed", "incident_not_open", "nobody_to_answer")."""
    member_id, clean = held.member(by), letters.check(text)
    row = held.locked(incident_id)
    known = models.Letter.objects.filter(incident_id=row.id, key=key).values_list("id", flat=True).first()
    if known is not None:
        return queries.letter(letter_id=known)
    states.is_confirmed(queries.as_value(row))
    if not case_ids:
        raise Refusal("nobody_to_answer", "There is no case left that this letter would answer.", {"cases": "none"})
    made = models.Letter.objects.create(
        incident_id=row.id,
        key=key,
        subject=" ".join(subject.split())[:300],
        text=clean,
        resolves=resolves,
        by_member_id=member_id,
        written_at=at,
        leaves_at=at + UNDO,
        state=LetterState.LEAVING,
    )
    brand_id = tenancy.current_brand()
    bulk.insert("incidents_lettercase", _LETTER_CASE, [(new_id(), brand_id, made.id, one, "") for one in dict.fromkeys(case_ids)])
    told = events.AllAnswered(**held.about(row), letter_id=made.id, count=len(set(case_ids)))
    journal.record(told, by=by, at=at)
    return queries.letter(letter_id=made.id)


def take_letter_back(*, letter_id: UUID, by: Actor, at: datetime) -> None:
    """Nobody gets it. A repeat changes nothing. Refuses ("already_said") once the first of them may have it."""
    row = models.Letter.objects.select_for_update().filter(id=letter_id).first()
    if row is None:
        raise Refusal("no_letter", "There is no such letter here.", {"letter_id": "unknown"})
    if row.state == LetterState.WITHDRAWN:
        return
    if at >= row.leaves_at or models.LetterCase.objects.filter(letter_id=row.id, done_at__isnull=False).exists():
        raise Refusal("already_said", "It has begun to leave the house and cannot be taken back.", {"letter_id": "left"})
    row.state = LetterState.WITHDRAWN
    row.save(update_fields=["state"])
    incident = models.Incident.objects.get(id=row.incident_id)
    journal.record(events.LetterTakenBack(**held.about(incident), letter_id=row.id), by=by, at=at)


def take_next(*, letter_id: UUID, most: int) -> tuple[UUID, ...]:
    """The next cases of a letter that nobody has said yet, held to the end of the transaction; none where it was taken back."""
    row = models.Letter.objects.select_for_update().filter(id=letter_id, state=LetterState.LEAVING).first()
    if row is None:
        return ()
    rows = models.LetterCase.objects.filter(letter_id=row.id, done_at__isnull=True).order_by("id")
    return tuple(rows.values_list("case_id", flat=True)[:most])


def note_said(*, letter_id: UUID, case_id: UUID, outgoing_id: UUID | None, trouble: str, at: datetime) -> None:
    """What became of the letter in one case: said, or the sentence why not."""
    rows = models.LetterCase.objects.filter(letter_id=letter_id, case_id=case_id, done_at__isnull=True)
    rows.update(outgoing_id=outgoing_id, trouble=trouble[:400], done_at=at)
