"""Keeps what is counted by day, and the letters. Each function works in the caller's transaction and may be repeated."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.by_day import DayCount
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy, turns
from makegood.reports import models, queries
from makegood.reports.events import LetterMade, LetterMailed, LetterNoLongerWished, LetterWished
from makegood.reports.types import Letter, Section, Source

_COLUMNS = {
    "id": "uuid",
    "brand_id": "uuid",
    "on_day": "date",
    "source": "text",
    "what": "text",
    "of": "text",
    "n": "int",
    "total": "bigint",
}


def take_turn(*, source: Source) -> None:
    """Waits until nobody else counts this source's days anew, and keeps the turn to the end of the transaction. Counting comes after it: whoever was
    before has committed then, and what commits later leaves work of its own."""
    turns.take(f"reports {tenancy.current_brand()}", [source])


def keep(*, source: Source, since: date, until: date, counts: Sequence[DayCount]) -> int:
    """Makes what is kept of the days from `since` up to `until` equal to `counts`, and returns how many rows were otherwise. Writes only those."""
    wanted, there = frozenset(counts), queries.counts(source=source, since=since, until=until)
    changed = wanted - there
    gone = {_key(one) for one in there} - {_key(one) for one in wanted}
    brand_id = tenancy.current_brand()
    rows = [(new_id(), brand_id, one.on, source, one.what, one.of, one.n, one.total) for one in sorted(changed, key=_key)]
    bulk.insert(
        "reports_count",
        _COLUMNS,
        rows,
        conflict="ON CONFLICT (brand_id, on_day, source, what, of) DO UPDATE SET n = excluded.n, total = excluded.total",
    )
    if gone:
        days, whats, ofs = (list(column) for column in zip(*sorted(gone), strict=True))
        text = (
            "DELETE FROM reports_count c USING unnest(%s::date[], %s::text[], %s::text[]) AS gone (on_day, what, of) "
            "WHERE c.source = %s AND c.on_day = gone.on_day AND c.what = gone.what AND c.of = gone.of"
        )
        bulk.write(text, [days, whats, ofs, source])
    return len(changed) + len(gone)


def begin(*, zone: str, at: datetime) -> bool:
    """Notes that the brand's days are counted from now on in this zone. True where they were not, or in another zone: then the past is to be counted."""
    before = queries.begun()
    if before is not None and before[1] == zone:
        return False
    models.Begun.objects.update_or_create(defaults={"at": at, "zone": zone})
    return True


def keep_letter(*, month: date, sections: Sequence[Section], at: datetime) -> Letter:
    """Keeps the letter about a month; the first one made stays. Journals `LetterMade` once."""
    told = [{"about": one.about, "sentences": list(one.sentences), "page": one.page} for one in sections]
    row, made = models.Letter.objects.get_or_create(month=month, defaults={"made_at": at, "sections": told})
    if made:
        journal.record(LetterMade(letter_id=row.id, month=f"{month:%Y-%m}"), by=SYSTEM, at=at)
    return queries.letter(month=month)


def wish(*, member_id: UUID, wanted: bool, by: Actor, at: datetime) -> None:
    """From now on this member gets the letter by mail, or no longer. Journals the change; nothing where it is so already."""
    if wanted:
        _, new = models.LetterReader.objects.get_or_create(member_id=member_id, defaults={"since": at})
        if new:
            journal.record(LetterWished(member_id=member_id), by=by, at=at)
        return
    gone, _ = models.LetterReader.objects.filter(member_id=member_id).delete()
    if gone:
        journal.record(LetterNoLongerWished(member_id=member_id), by=by, at=at)


def note_sent(*, letter: Letter, member_id: UUID, at: datetime) -> None:
    """The letter went to this member. Journals it once."""
    _, new = models.LetterSent.objects.get_or_create(letter_id=letter.id, member_id=member_id, defaults={"at": at})
    if new:
        journal.record(LetterMailed(letter_id=letter.id, member_id=member_id, month=f"{letter.month:%Y-%m}"), by=SYSTEM, at=at)


def _key(one: DayCount) -> tuple[date, str, str]:
    return one.on, one.what, one.of
