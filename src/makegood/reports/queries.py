"""Looks at what is counted by day and at the letters. Never writes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from makegood.kernel.by_day import DayCount
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk
from makegood.reports import models
from makegood.reports.types import Letter, LetterId, Section, Source, Sums


def by_month(*, since: date, until: date) -> tuple[Sums, ...]:
    """The sums of each month that has any, from the first day `since` up to `until`. One query, whatever the number of messages."""
    (rows,) = bulk.look((_BY_MONTH, [since, until]))
    found: dict[date, list[DayCount]] = {}
    for month, what, of, n, total in rows:
        found.setdefault(month, []).append(DayCount(month, what, of, n, total))
    return tuple(Sums(month, tuple(counts)) for month, counts in sorted(found.items()))


def counts(*, source: Source, since: date, until: date) -> frozenset[DayCount]:
    """What is kept of these days. One query."""
    rows = models.Count.objects.filter(source=source, on_day__gte=since, on_day__lt=until)
    return frozenset(DayCount(*row) for row in rows.values_list("on_day", "what", "of", "n", "total"))


def latest(*, source: Source) -> Mapping[str, DayCount]:
    """The counts of the last day that this source has, by `of`. One query."""
    rows = models.Count.objects.filter(source=source).order_by("-on_day")[:20].values_list("on_day", "what", "of", "n", "total")
    found = [DayCount(*row) for row in rows]
    return {one.of: one for one in found if one.on == found[0].on}


def begun() -> tuple[datetime, str] | None:
    """Since when days are counted, and in which zone; None where nobody began. One query."""
    return models.Begun.objects.values_list("at", "zone").first()


def letter(*, month: date) -> Letter:
    """The letter about a month (its first day). Refuses ("no_such_letter"). One query."""
    row = models.Letter.objects.filter(month=month).first()
    if row is None:
        raise Refusal("no_such_letter", "There is no letter about this month.", {"month": "unknown"})
    return _letter(row)


def letter_by_id(*, letter_id: UUID) -> Letter | None:
    """One letter, or None. One query."""
    row = models.Letter.objects.filter(id=letter_id).first()
    return _letter(row) if row else None


def letters() -> tuple[Letter, ...]:
    """All letters, the latest first. One query."""
    return tuple(_letter(row) for row in models.Letter.objects.order_by("-month"))


def readers() -> frozenset[UUID]:
    """Members who get the letter by mail. One query."""
    return frozenset(models.LetterReader.objects.values_list("member_id", flat=True))


def was_sent(*, letter_id: UUID, member_id: UUID) -> bool:
    """Whether this letter went to this member. One query."""
    return models.LetterSent.objects.filter(letter_id=letter_id, member_id=member_id).exists()


def sent_to(*, letter_ids: Sequence[UUID]) -> dict[UUID, int]:
    """To how many members each of these letters went. One query."""
    found: dict[UUID, int] = {}
    for letter_id in models.LetterSent.objects.filter(letter_id__in=letter_ids).values_list("letter_id", flat=True):
        found[letter_id] = found.get(letter_id, 0) + 1
    return found


def _letter(row: models.Letter) -> Letter:
    sections = tuple(Section(part["about"], tuple(part["sentences"]), part.get("page", "")) for part in row.sections)
    return Letter(LetterId(row.id), row.month, row.made_at, sections)


_BY_MONTH = """
SELECT date_trunc('month', on_day)::date, what, of, sum(n)::bigint, sum(total)::bigint
FROM reports_count WHERE on_day >= %s::date AND on_day < %s::date AND source <> 'evenness' GROUP BY 1, 2, 3
"""
