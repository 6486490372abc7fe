"""The journal as a feed that others can follow to its end without missing or repeating a fact. Reads only.

Ids are taken before commits: whoever follows "the id after the last one seen" loses what a slow transaction commits late. Here nothing
is shown that is younger than the oldest transaction still under way, so that what was shown is complete.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from makegood.kernel.ids import first_id_at
from makegood.platform.journal import Entry, entry
from makegood.platform.models import JournalEntry

SKEW = timedelta(seconds=1)  # by which the clocks of machines may differ; the feed is that much behind
SCANNED = 5_000  # facts that one page looks through for the kinds that are asked for


@dataclass(frozen=True, slots=True)
class Page:
    """Facts in the order in which they were written. `place` is where the next page goes on; None while nothing was ever seen.
    `more` says that there is more right now: a page may be empty and have more behind it, where other kinds were left out."""

    entries: tuple[Entry, ...]
    place: UUID | None
    more: bool


def page(*, after: UUID | None, since: datetime | None, kinds: Sequence[str], limit: int) -> Page:
    """The facts of the open brand after a place (or from an instant on, or from the first one), oldest first, `kinds` alone where given.

    Looks through SCANNED facts at most, so that a rare kind costs no more than a page. Two queries.
    """
    rows = JournalEntry.objects.filter(id__lt=_horizon()).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    elif since is not None:
        rows = rows.filter(id__gte=first_id_at(since))
    scanned = SCANNED if kinds else limit
    found = list(rows[: scanned + 1])
    more = len(found) > scanned
    wanted = [row for row in found[:scanned] if not kinds or row.kind in kinds]
    if len(wanted) > limit:
        wanted, more = wanted[:limit], True
        place: UUID | None = wanted[-1].id
    else:
        place = found[:scanned][-1].id if found else after
    return Page(tuple(entry(row) for row in wanted), place, more)


def _horizon() -> UUID:
    """Ids below this one are all committed, or never will be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least(clock_timestamp(), (SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database() "
            "AND usename = current_user AND pid <> pg_backend_pid()))"
        )
        oldest: datetime = cursor.fetchone()[0]
    return first_id_at(oldest - SKEW)
