"""Looks at readings: the latest of each message, with members' corrections in it. Never writes, never reads a text."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from makegood.understanding import models
from makegood.understanding.rules import corrections
from makegood.understanding.types import Finding, Named, Reading


def readings(*, message_ids: Sequence[UUID]) -> dict[UUID, Reading]:
    """The latest reading of each message, corrected; messages that were never read are left out. Two queries, whatever the number."""
    stored = models.StoredReading.objects.filter(message_id__in=message_ids).order_by("at", "id")
    found = {row.message_id: from_json(row.reading) for row in stored}
    for correction in models.Correction.objects.filter(message_id__in=list(found)).order_by("at", "id"):
        found[correction.message_id] = corrections.corrected(found[correction.message_id], correction.field, correction.now)
    return found


def to_json(reading: Reading) -> dict[str, Any]:
    """The reading as JSON values; `from_json` gives the same reading back. NUL, which JSON in PostgreSQL cannot hold, is left out."""
    told: dict[str, Any] = _storable(asdict(reading))
    return told


def from_json(stored: dict[str, Any]) -> Reading:
    """The reading that `to_json` wrote."""
    return Reading(
        feeling=_finding(stored["feeling"]),
        act=_finding(stored["act"]),
        happened=tuple(_finding(each) for each in stored["happened"]),
        asked=tuple(_finding(each) for each in stored["asked"]),
        urgency=_finding(stored["urgency"]),
        language=stored["language"],
        named=tuple(Named(**each) for each in stored["named"]),
        spam=stored["spam"],
        version=stored["version"],
        strength=stored["strength"],
        unsure_about=tuple(stored["unsure_about"]),
    )


def _finding(stored: dict[str, Any]) -> Finding:
    return Finding(stored["label"], stored["best"], stored["probability"], tuple(stored["words"]))


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {name: _storable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(each) for each in value]
    return value
