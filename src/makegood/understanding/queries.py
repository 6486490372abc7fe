"""Looks at readings: the latest of each message, with members' corrections in it. Never writes, never reads a text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from makegood.platform.asking import Question
from makegood.understanding import models
from makegood.understanding.rules import corrections
from makegood.understanding.types import NOT_ASKED, Finding, Named, Reading


def readings(*, message_ids: Sequence[UUID]) -> dict[UUID, Reading]:
    """The latest reading of each message, corrected; messages that were never read are left out. One query, whatever the number."""
    return ask_readings(message_ids=message_ids).answer


def ask_readings(*, message_ids: Sequence[UUID]) -> Question[dict[UUID, Reading]]:
    """`readings`, to be asked together with others."""
    stored = models.StoredReading.objects.filter(message_id__in=message_ids).order_by("at", "id")
    return Question(
        lambda rows, corrected: _corrected({row.message_id: from_json(row.reading) for row in rows}, corrected),
        stored,
        _corrections(message_ids),
    )


def texts_may_leave() -> bool:
    """Whether the words of corrected messages may leave for training."""
    return models.Training.objects.filter(texts=True).exists()


def corrected_messages(*, after: UUID | None, limit: int) -> dict[UUID, dict[str, str]]:
    """What members set right, by message and question, the next so many messages after one in the order of their ids."""
    rows = models.Correction.objects.filter(message_id__gt=after) if after else models.Correction.objects.all()
    ids = list(rows.order_by("message_id").values_list("message_id", flat=True).distinct()[:limit])
    found: dict[UUID, dict[str, str]] = {}
    for one in models.Correction.objects.filter(message_id__in=ids).order_by("message_id", "field"):
        found.setdefault(one.message_id, {})[one.field] = one.now
    return found


def with_corrections(found: Mapping[UUID, Reading]) -> dict[UUID, Reading]:
    """These readings, by message, as members corrected them. One query."""
    return _corrected(found, _corrections(list(found)))


def _corrections(message_ids: Sequence[UUID]) -> QuerySet[models.Correction]:
    return models.Correction.objects.filter(message_id__in=message_ids).order_by("at", "id")


def _corrected(found: Mapping[UUID, Reading], corrected: Iterable[models.Correction]) -> dict[UUID, Reading]:
    now = dict(found)
    for one in corrected:
        if one.message_id in now:
            now[one.message_id] = corrections.corrected(now[one.message_id], one.field, one.now)
    return now


def to_json(reading: Reading) -> str:
    """The reading as JSON text; `from_json` of its values gives the same reading back. NUL, which JSON in PostgreSQL cannot hold, is left
    out."""
    told = {
        "feeling": _told(reading.feeling),
        "act": _told(reading.act),
        "happened": [_told(each) for each in reading.happened],
        "asked": [_told(each) for each in reading.asked],
        "urgency": _told(reading.urgency),
        "language": reading.language,
        "named": [{"kind": each.kind, "value": each.value} for each in reading.named],
        "spam": reading.spam,
        "version": reading.version,
        "strength": reading.strength,
        "unsure_about": reading.unsure_about,
        "leaving": _told(reading.leaving),
        "advocacy": _told(reading.advocacy),
        "tier": reading.tier,
        "complains": reading.complains,
    }
    text = json.dumps(told)
    return json.dumps(_storable(told)) if "\\u0000" in text else text


def from_json(stored: dict[str, Any]) -> Reading:
    """The reading that `to_json` wrote, of whatever version: questions that it did not ask yet are unsure."""
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
        leaving=_finding(stored["leaving"]) if "leaving" in stored else NOT_ASKED,
        advocacy=_finding(stored["advocacy"]) if "advocacy" in stored else NOT_ASKED,
        tier=stored.get("tier", "first"),
        complains=stored.get("complains"),
    )


def _told(finding: Finding) -> dict[str, Any]:
    return {"label": finding.label, "best": finding.best, "probability": finding.probability, "words": finding.words}


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
