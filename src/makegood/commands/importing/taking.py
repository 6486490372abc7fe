"""Takes one file in: batch by batch, each in a transaction of its own together with how far it is. Killed at any instant it goes on from
there; what is known changes nothing.

The next batch is read and shaped while the database writes the last one.
"""

import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar
from uuid import UUID

import psycopg
from django.db import DataError, IntegrityError, transaction

from makegood.brands.types import Brand
from makegood.commands.importing import (
    documented,
    grouping,
    rows,
    shape_entries,
    shape_messages,
    shape_orders,
    shape_people,
    shaping,
    told,
)
from makegood.commands.importing import (
    mapping as mappings,
)
from makegood.commands.importing.fields import OF_CONTESTS
from makegood.commands.importing.joining import Lookups
from makegood.commands.importing.mapping import Mapping
from makegood.commands.importing.report import Report
from makegood.commands.importing.rows import Batch
from makegood.commands.importing.shaping import Bad, Shaped
from makegood.commands.importing.sources import Source
from makegood.flows import history
from makegood.flows.history import Taken, Told
from makegood.kernel.refusals import Refusal
from makegood.platform import taken_files, tenancy

_AHEAD = 2  # batches that are ready and wait for the database


@dataclass(frozen=True, slots=True)
class Job:
    """One file, and how it is to be taken in. `mapping` is None where the file has the shape of our own doors."""

    brand: Brand
    what: str
    source: Source
    mapping: Mapping | None
    report: Path
    channel: str = ""
    read: bool = True
    dry: bool = False
    again: bool = False
    contest_id: UUID | None = None
    batch: int = rows.BATCH


@dataclass(frozen=True, slots=True)
class Portion:
    """A batch on its way to the database: what it tells, what is wrong in it, how many rows of the file are done with it."""

    shaped: Shaped
    end: int
    counts: Counter[str]


@dataclass
class Outcome:
    """What became of the file. `before` is when it was finished in an earlier run, then nothing was done now; `went_on_from` is the row."""

    counts: Counter[str] = field(default_factory=Counter)
    before: datetime | None = None
    went_on_from: int = 0


class _Undo(Exception):
    """Ends a dry run's transaction."""


def take(job: Job, *, at: datetime, show: Callable[[int], None], begun: Callable[[int], None]) -> Outcome:
    """Takes the file in; `begun` is told from which row on, `show` how many rows are done. A dry run checks and counts everything, writes
    nothing and begins at the first row."""
    with ExitStack() as stack:
        lookups = stack.enter_context(Lookups(job.mapping, job.source.path.parent)) if job.mapping else None
        progress = None if job.dry else _begin(job, lookups, at)
        if progress is not None and progress.finished_at is not None:
            return Outcome(Counter(progress.counts), before=progress.finished_at)
        outcome = Outcome(Counter(progress.counts if progress else {}), went_on_from=progress.rows if progress else 0)
        begun(outcome.went_on_from)
        report = Report(job.report, size=progress.report_bytes if progress else 0)
        channel_id = _channel(job, at)
        portions = _portions(job, lookups, outcome.went_on_from, at)
        done = outcome.went_on_from
        for portion in stack.enter_context(_Ahead(portions)):
            _take(job, portion, progress.id if progress else None, done, outcome, report, channel_id, at)
            done = portion.end
            show(done)
        if progress is not None:
            with tenancy.brand(job.brand.id):
                taken_files.finish(progress_id=progress.id, at=at)
        return outcome


def _begin(job: Job, lookups: Lookups | None, at: datetime) -> taken_files.Progress:
    more = [job.channel, str(job.read), *(lookups.digests() if lookups else [])]
    more += [str(job.contest_id)] if job.contest_id else []
    digest = (job.mapping or Mapping(job.what)).digest(*more)
    with tenancy.brand(job.brand.id):
        found = taken_files.begin(what=job.what, file_digest=job.source.digest, mapping_digest=digest, at=at)
        if job.again and found.finished_at is not None:
            taken_files.start_again(progress_id=found.id, at=at)
            found = taken_files.begin(what=job.what, file_digest=job.source.digest, mapping_digest=digest, at=at)
    return found


def _channel(job: Job, at: datetime) -> UUID | None:
    """The channel of imported messages; a dry run makes none, and looks into none."""
    if job.what != "messages" or job.dry:
        return None
    with tenancy.brand(job.brand.id):
        return history.channel(name=job.channel, at=at)


def _take(
    job: Job,
    portion: Portion,
    progress_id: UUID | None,
    was: int,
    outcome: Outcome,
    report: Report,
    channel_id: UUID | None,
    at: datetime,
) -> None:
    """One portion, in one transaction with how far it is."""
    counts = Counter(outcome.counts)
    counts.update(portion.counts)
    try:
        with tenancy.brand(job.brand.id):
            if job.dry and job.what == "messages":
                channel_id = history.channel(name=job.channel, at=at)
            taken = _taken(job, portion.shaped.told, channel_id, at)
            numbers = {one.place: _number_of(one) for one in portion.shaped.told}
            refused = [shaping.of_refusal(place, refusal, numbers.get(place, "")) for place, refusal in taken.refused]
            bad = sorted([*portion.shaped.bad, *refused], key=lambda one: one.place)
            counts.update(taken.counts)
            counts["rows"] += portion.end - was
            counts["bad rows"] += len(bad)
            size = report.add(job.source.path.name, bad)
            if progress_id is None:
                raise _Undo
            taken_files.advance(
                progress_id=progress_id,
                was=was,
                rows=portion.end,
                report_bytes=size,
                counts={k: v for k, v in counts.items() if v},
            )
    except _Undo:
        pass
    outcome.counts = counts


def _taken(job: Job, things: list[Told], channel_id: UUID | None, at: datetime) -> Taken:
    """Everything that can be kept. What the database itself will not have (a letter it cannot store, a number too large for it) is looked
    for by halves, and refused alone."""
    try:
        with transaction.atomic():
            return history.take(
                told=things, channel_id=channel_id, read=job.read and not job.dry, at=at, contest_id=job.contest_id
            )
    except (DataError, IntegrityError, psycopg.DataError) as trouble:
        if len(things) == 1:
            why = "it holds a letter or a number that cannot be stored"
            return Taken(refused=[(things[0].place, Refusal("unstorable", f"{why} ({type(trouble).__name__}).", {"": why}))])
    middle = len(things) // 2
    one, other = (_taken(job, part, channel_id, at) for part in (things[:middle], things[middle:]))
    return Taken(one.counts + other.counts, one.refused + other.refused)


def _number_of(one: Told) -> str:
    thing = one.thing
    return str(getattr(thing, "number", "") or getattr(thing, "order_number", ""))[:100]


# Reading -------------------------------------------------------------------------------------------------------------


def _portions(job: Job, lookups: Lookups | None, skip: int, at: datetime) -> Iterator[Portion]:
    mapping = job.mapping
    if mapping is None or lookups is None:
        found = documented.portions(job.source, job.what, region=job.brand.country, skip=skip)
        yield from (Portion(shaped, end, Counter()) for shaped, end in found)
        return
    shape = _shaper(job, mapping, at)
    for batch in _batches(job, mapping, skip):
        counts: Counter[str] = Counter()
        lookups.add(batch)
        kept = told.without_skipped(mapping, batch, counts)
        shaped = shape(kept)
        shaped.bad += [Bad(place, "", why) for _, place, why in batch.wrong]
        yield Portion(shaped, batch.end, counts)


def _batches(job: Job, mapping: Mapping, skip: int) -> Iterator[Batch]:
    """The file's batches; of orders cut so that the lines of one stay together."""
    needs = mapping.needs()
    found = rows.batches(job.source, columns=needs, skip=skip, size=job.batch)
    if job.what != "orders":
        return found
    alone = _number_alone(mapping)

    def key(batch: Batch) -> list[str]:
        return told.fields_of(alone, batch)["number"]

    apart = grouping.lying_apart(rows.batches(job.source, columns=alone.needs(), size=50_000), key)
    if not apart:
        return grouping.together(found, key, {})
    wanted = grouping.rows_of(rows.batches(job.source, columns=alone.needs(), size=50_000), key, apart)
    whole = grouping.gathered(rows.batches(job.source, columns=needs, only=wanted), key)
    return grouping.together(found, key, whole)


def _number_alone(mapping: Mapping) -> Mapping:
    def only(where: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in where.items() if name == "number"}

    return Mapping("orders", only(mapping.columns), only(mapping.constants), only(mapping.templates))


def _shaper(job: Job, mapping: Mapping, at: datetime) -> Callable[[Batch], Shaped]:
    def fields(batch: Batch) -> told.Fields:
        return told.fields_of(mapping, batch)

    if job.what == "orders":
        return lambda batch: shape_orders.shape(fields(batch), batch.places, mapping)
    if job.what == "people":
        return lambda batch: shape_people.shape_people(fields(batch), batch.places, mapping, at=at)
    if job.what == "parcels":
        return lambda batch: shape_people.shape_parcels(fields(batch), batch.places, mapping)
    if job.what in OF_CONTESTS:
        return lambda batch: shape_entries.shape(
            fields(batch), batch.places, mapping, file=job.source.path.name, region=job.brand.country, at=at
        )
    spread = _spread(job, mapping)
    brand = job.brand.slug
    return lambda batch: shape_messages.shape(
        fields(batch), batch.places, batch.index, mapping, spread=spread, brand=f"import:{brand}"
    )


def _spread(job: Job, mapping: Mapping) -> shape_messages.Spread | None:
    """The period over which a file without times is spread; its rows are counted, because lines are not always rows."""
    if not mapping.spread:
        return None
    begin, end = mappings.period(mapping.spread, mapping.times.zone)
    count = 0
    for batch in rows.batches(job.source, columns=mapping.needs(), size=50_000):
        count = batch.end
    return shape_messages.Spread(begin, end, count)


_Item = TypeVar("_Item")


class _Ahead(Generic[_Item]):
    """Goes through an iterator in a thread of its own, a little ahead of whoever takes from it."""

    def __init__(self, source: Iterator[_Item]) -> None:
        self._source = source
        self._ready: queue.Queue[tuple[_Item | None, BaseException | None]] = queue.Queue(_AHEAD)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reading ahead", daemon=True)

    def __enter__(self) -> "_Ahead[_Item]":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        while self._thread.is_alive():
            self._empty()
            self._thread.join(0.05)

    def __iter__(self) -> Iterator[_Item]:
        while True:
            item, trouble = self._ready.get()
            if trouble is not None:
                raise trouble
            if item is None:
                return
            yield item

    def _run(self) -> None:
        try:
            for item in self._source:
                if self._stopped.is_set():
                    return
                self._ready.put((item, None))
            self._ready.put((None, None))
        except BaseException as trouble:
            self._ready.put((None, trouble))

    def _empty(self) -> None:
        try:
            while True:
                self._ready.get_nowait()
        except queue.Empty:
            return
