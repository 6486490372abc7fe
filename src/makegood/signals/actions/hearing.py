"""Keeps what machines say is wrong, and what became of it. Works inside an open brand transaction; everything may be repeated, in any order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy, turns
from makegood.signals import events, models, queries
from makegood.signals.rules import checking, spans
from makegood.signals.types import Signal, SignalState, Span, Word

_SWEPT = 500  # old words at once
_WORD = {
    "id": "uuid",
    "brand_id": "uuid",
    "source": "text",
    "reference": "text",
    "began": "bool",
    "at": "timestamptz",
    "heard_at": "timestamptz",
}


def hear(*, words: Sequence[Word], by: Actor, at: datetime) -> list[Signal]:
    """Keeps each word once, and the stretches that follow from all that was said of each thing that is watched. → the signals that are new or
    changed by this. Refuses ("bad_signal") words that name nothing or lie ahead; then nothing is kept."""
    clean = checking.words(words, at=at)
    watched = sorted({(one.source, one.reference) for one in clean})
    turns.take(f"signals of {tenancy.current_brand().hex}", {f"{source}\n{reference}" for source, reference in watched})
    rows = [(new_id(), tenancy.current_brand(), one.source, one.reference, one.began, one.at, at) for one in clean]
    bulk.insert(
        "signals_saidword", _WORD, rows, conflict="ON CONFLICT DO NOTHING", returning="id"
    )  # there before they are looked at
    changed: list[Signal] = []
    for source, reference in watched:
        latest = max(
            (one for one in clean if (one.source, one.reference) == (source, reference)), key=lambda one: bool(one.title)
        )
        changed += _settle(source, reference, latest, by=by, at=at)
    _forget_old(at)
    return changed


def attach(*, signal_id: UUID, attached_id: UUID, by: Actor, at: datetime) -> Signal:
    """It belongs to this incident. A repeat changes nothing; put to another one, it belongs to that."""
    row = _locked(signal_id)
    if row.attached_id == attached_id:
        return queries.as_value(row)
    row.state, row.attached_id = SignalState.ATTACHED, attached_id
    row.save(update_fields=["state", "attached_id"])
    fact = events.SignalAttached(signal_id=row.id, signal_kind=row.kind, source=row.source, attached_id=attached_id)
    journal.record(fact, by=by, at=at)
    return queries.as_value(row)


def set_aside(*, signal_id: UUID, by: Actor, at: datetime) -> Signal:
    """A member says that it means nothing here: it is offered no more. A repeat changes nothing."""
    row = _locked(signal_id)
    if row.state == SignalState.SET_ASIDE:
        return queries.as_value(row)
    row.state, row.attached_id = SignalState.SET_ASIDE, None
    row.save(update_fields=["state", "attached_id"])
    journal.record(events.SignalSetAside(signal_id=row.id, signal_kind=row.kind, source=row.source), by=by, at=at)
    return queries.as_value(row)


# ---------------------------------------------------------------------------------------------------------------------


def _settle(source: str, reference: str, latest: Word, *, by: Actor, at: datetime) -> list[Signal]:
    said = models.SaidWord.objects.filter(source=source, reference=reference)
    found = spans.of(Word(source, reference, began, moment) for began, moment in said.values_list("began", "at"))
    rows = list(models.Signal.objects.select_for_update().filter(source=source, reference=reference).order_by("from_at"))
    changed = []
    for span in found:
        row = next((one for one in rows if span.overlaps(one.from_at, one.until_at)), None)
        if row is None:
            row = _new(source, reference, latest, span, at)
            changed.append(_said(row, None, by=by, at=at))
            continue
        rows.remove(row)
        if (row.from_at, row.until_at) != (span.from_at, span.until_at):
            before = row.until_at
            row.from_at, row.until_at = span.from_at, span.until_at
            row.save(update_fields=["from_at", "until_at"])
            changed.append(_said(row, before, by=by, at=at))
    gone = [one.id for one in rows if one.state == SignalState.KEPT and any(s.overlaps(one.from_at, one.until_at) for s in found)]
    models.Signal.objects.filter(id__in=gone).delete()
    return changed


def _new(source: str, reference: str, latest: Word, span: Span, at: datetime) -> models.Signal:
    return models.Signal.objects.create(
        source=source,
        reference=reference,
        kind=latest.kind,
        title=latest.title or reference,
        from_at=span.from_at,
        until_at=span.until_at,
        heard_at=at,
    )


def _said(row: models.Signal, before: datetime | None, *, by: Actor, at: datetime) -> Signal:
    about: dict[str, Any] = {"signal_id": row.id, "signal_kind": row.kind, "source": row.source}
    facts: list[events.SignalBegan | events.SignalEnded] = []
    if before is None and row.until_at is None:
        facts.append(events.SignalBegan(**about, since=row.from_at.isoformat()))
    if row.until_at is not None and row.until_at != before:
        facts.append(events.SignalEnded(**about, until=row.until_at.isoformat()))
    journal.record(*facts, by=by, at=at)
    return queries.as_value(row)


def _forget_old(at: datetime) -> None:
    old = models.SaidWord.objects.filter(heard_at__lt=at - checking.KEPT_FOR).order_by("heard_at").values_list("id", flat=True)
    models.SaidWord.objects.filter(id__in=list(old[:_SWEPT])).delete()
    kept = models.Signal.objects.filter(heard_at__lt=at - checking.KEPT_FOR).exclude(state=SignalState.ATTACHED)
    models.Signal.objects.filter(id__in=list(kept.exclude(until_at=None).values_list("id", flat=True)[:_SWEPT])).delete()


def _locked(signal_id: UUID) -> models.Signal:
    row = models.Signal.objects.select_for_update().filter(id=signal_id).first()
    if row is None:
        raise Refusal("no_such_signal", "There is no such signal here.", {"signal_id": "unknown"})
    return row
