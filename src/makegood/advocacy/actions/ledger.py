"""Writes the ledger: lines, whether they count, who of us earned them, and that somebody was thanked. Everything may be repeated."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from makegood.advocacy import models, queries
from makegood.advocacy.events import AdvocateThanked, EntryJudged, HelpMarked, HelpTakenBack
from makegood.advocacy.types import Earned, Entry, EntryIn, Kind, LeftOut
from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy

_ENTRY = {"id": "uuid", "brand_id": "uuid", "kind": "text", "source": "text", "identity_id": "uuid", "at": "timestamptz", "left_out": "text",
          "because": "text", "unasked": "bool", "message_id": "uuid", "reach": "int8", "link": "text", "case_id": "uuid", "makegood_id": "uuid",
          "gesture": "text", "touchpoint": "text", "tied_because": "text", "marked_by": "uuid"}  # fmt: skip
_AGAIN = """
ON CONFLICT (brand_id, source) DO UPDATE SET identity_id = excluded.identity_id, unasked = excluded.unasked, reach = excluded.reach,
    left_out = CASE WHEN advocacy_entry.said_by IS NULL THEN excluded.left_out ELSE advocacy_entry.left_out END,
    because = CASE WHEN advocacy_entry.said_by IS NULL THEN excluded.because ELSE advocacy_entry.because END,
    case_id = excluded.case_id, makegood_id = excluded.makegood_id, gesture = excluded.gesture, touchpoint = excluded.touchpoint,
    tied_because = excluded.tied_because
"""


def note(*, entries: Sequence[EntryIn]) -> list[Entry]:
    """Writes these lines, each once under its source, and returns them in order. Written again, a line is brought up to date; whether it counts
    stays where a member said so. Two queries."""
    brand_id = tenancy.current_brand()
    once = {one.source: one for one in entries}
    bulk.insert("advocacy_entry", _ENTRY, [_row(brand_id, one) for _, one in sorted(once.items())], conflict=_AGAIN)
    kept = queries.entries_by_source(sources=list(once))
    return [kept[one.source] for one in entries]


def forget(*, sources: Sequence[str]) -> None:
    """These lines are none: what was read as praise is none, who had come did not count. With them goes who had earned them, and not seen it yet
    or not. May be repeated."""
    ids = list(models.Entry.objects.filter(source__in=list(sources)).values_list("id", flat=True))
    models.Earned.objects.filter(entry_id__in=ids).delete()
    models.Entry.objects.filter(id__in=ids).delete()


def mark_help(*, entry: EntryIn, by: Actor, at: datetime) -> Entry:
    """Somebody's answer helped somebody else. Once for an answer, whoever says it first."""
    held = queries.entries_by_source(sources=[entry.source]).get(entry.source)
    if held is not None:
        return held
    (kept,) = note(entries=[entry])
    journal.record(HelpMarked(identity_id=entry.identity_id, entry_id=kept.id), by=by, at=at)
    return kept


def unmark_help(*, source: str, by: Actor, at: datetime) -> None:
    """It was no help after all. May be repeated."""
    held = queries.entries_by_source(sources=[source]).get(source)
    if held is None or held.kind is not Kind.HELP:
        return
    forget(sources=[source])
    journal.record(HelpTakenBack(identity_id=held.identity_id, entry_id=held.id), by=by, at=at)


def judge(*, entry_id: UUID, counts: bool, because: str, by: Actor, at: datetime) -> Entry:
    """A member says whether a praise counts, and why. Refuses ("not_praise") other lines: they count by what happened. What the words themselves say
    was paid for never counts ("paid_for"). May be repeated."""
    held = queries.entry(entry_id=entry_id)
    if held.kind is not Kind.PRAISE:
        raise Refusal("not_praise", "Whether this counts is decided by what happened.", {"entry_id": "no praise"})
    if counts and held.left_out in (LeftOut.PAID, LeftOut.CONTEST, LeftOut.COUPON):
        raise Refusal("paid_for", "Something was given for it, so it cannot count.", {"counts": "paid for"})
    if counts is held.counts and held.left_out is not LeftOut.UNSURE:
        return held
    why = " ".join(because.split())[:160] or (
        "A member read it: it is praise." if counts else "A member said that it does not count."
    )
    models.Entry.objects.filter(id=entry_id).update(
        left_out=LeftOut.NOTHING if counts else LeftOut.MEMBER, because=why, said_by=by.id
    )
    journal.record(EntryJudged(identity_id=held.identity_id, entry_id=entry_id, counts=counts), by=by, at=at)
    return queries.entry(entry_id=entry_id)


def earn(*, entry_id: UUID, members: Sequence[Earned], at: datetime, told: Collection[UUID] = ()) -> None:
    """Names who of us earned this, each of them once; those in `told` (ids of members) hear of it another way, or it is long ago: nothing new waits for
    them. May be repeated."""
    brand_id = tenancy.current_brand()
    columns = {
        "id": "uuid",
        "brand_id": "uuid",
        "entry_id": "uuid",
        "member_id": "uuid",
        "name": "text",
        "what": "text",
        "at": "timestamptz",
        "seen_at": "timestamptz",
    }
    rows = [
        (new_id(), brand_id, entry_id, one.member_id, one.name[:120], one.what, at, at if one.member_id in told else None)
        for one in members
    ]
    conflict = "ON CONFLICT (brand_id, entry_id, member_id) DO NOTHING"
    bulk.insert("advocacy_earned", columns, rows, conflict=conflict)


def see(*, member_id: UUID, by: Actor, at: datetime) -> int:
    """Marks what a member earned as seen, and returns how much it was. Only that member's own eyes count."""
    if by.id != member_id:
        raise Refusal("not_yours", "Only the one who earned it can see it off.", {"member_id": "somebody else"})
    return models.Earned.objects.filter(member_id=member_id, seen_at__isnull=True).update(seen_at=at)


def thanked(*, entry_id: UUID, by: Actor, at: datetime) -> bool:
    """They are thanked for it now: True the first time, and only then. Take it in the transaction in which the words are said."""
    with transaction.atomic():
        if not models.Entry.objects.filter(id=entry_id, thanked_at=None).update(thanked_at=at):
            return False
        held = queries.entry(entry_id=entry_id)
        journal.record(AdvocateThanked(identity_id=held.identity_id, entry_id=entry_id), by=by, at=at)
    return True


def _row(brand_id: UUID, one: EntryIn) -> tuple[object, ...]:
    head = (new_id(), brand_id, one.kind, one.source, one.identity_id, one.at, one.left_out, one.because[:200], one.unasked)
    tie = (one.tie.case_id, one.tie.makegood_id, one.tie.gesture[:120], one.tie.touchpoint[:60], one.tie.because[:200])
    return (*head, one.message_id, one.reach, one.link, *tie, one.marked_by)
