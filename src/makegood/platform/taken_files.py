"""How far a file of history was taken in, kept in the same transaction as what was taken: killed at any instant, it goes on from there.

A file is known by its digest and the digest of the mapping under which it is read. Knows nothing of what is in it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.platform.models import TakenFile


@dataclass(frozen=True, slots=True)
class Progress:
    """`rows` of the file are taken in, `report_bytes` of the report of bad rows are written; `counts` say what became of them."""

    id: UUID
    rows: int
    report_bytes: int
    counts: dict[str, int]
    started_at: datetime
    finished_at: datetime | None


def begin(*, what: str, file_digest: str, mapping_digest: str, at: datetime) -> Progress:
    """Where this file stands: at its beginning, where it was left, or finished. May be repeated."""
    row, _ = TakenFile.objects.get_or_create(
        what=what, file_digest=file_digest, mapping_digest=mapping_digest, defaults={"started_at": at}
    )
    return Progress(row.id, row.rows, row.report_bytes, row.counts, row.started_at, row.finished_at)


def start_again(*, progress_id: UUID, at: datetime) -> None:
    """From the first row on, whatever was taken before: what is known changes nothing."""
    TakenFile.objects.filter(id=progress_id).update(rows=0, report_bytes=0, counts={}, started_at=at, finished_at=None)


def advance(*, progress_id: UUID, was: int, rows: int, report_bytes: int, counts: dict[str, int]) -> None:
    """Goes on from `was` to `rows`. Refuses (`taken_elsewhere`) where somebody else has gone on meanwhile: two never take the same rows."""
    changed = TakenFile.objects.filter(id=progress_id, rows=was, finished_at=None).update(
        rows=rows, report_bytes=report_bytes, counts=counts
    )
    if not changed:
        sentence = "This file is being taken in by another process. Let it finish, or end it and start again."
        raise Refusal("taken_elsewhere", sentence, {"file": "being taken in"})


def finish(*, progress_id: UUID, at: datetime) -> None:
    """The last row is in."""
    TakenFile.objects.filter(id=progress_id).update(finished_at=at)
