"""The webhook of Prometheus' Alertmanager (payload version 4), which Grafana Alerting speaks as well. Parses; never stores.

Of each alert: its fingerprint is what is watched, `startsAt` when it began, and where it is resolved `endsAt` when it ended. Everything that
we do not know is passed over: the form belongs to others and grows.
"""

import re
from datetime import UTC, datetime
from typing import Any

from makegood.kernel.refusals import Refusal
from makegood.platform import strict_json
from makegood.signals.types import SignalKind, Word

NAME, MOST = "alertmanager", 200
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)")
_TITLES = ("summary", "message", "description")


def read(body: bytes, *, source: str) -> list[Word]:
    """The words in one group of alerts: when each began and, where it is over, when it ended. Refuses ("invalid", "not_json") what is no such
    group, naming the field."""
    told = strict_json.load(body)
    alerts = told.get("alerts") if isinstance(told, dict) else None
    if not isinstance(alerts, list) or not 1 <= len(alerts) <= MOST:
        raise _no("alerts", f"must be a list of 1 to {MOST} alerts, as Alertmanager sends it")
    return [word for number, alert in enumerate(alerts) for word in _words(alert, f"alerts[{number}]", source)]


def _words(alert: Any, path: str, source: str) -> list[Word]:
    if not isinstance(alert, dict):
        raise _no(path, "must be an object")
    name = _text(_named(alert, "labels").get("alertname")) or "alert"
    reference = _text(alert.get("fingerprint")) or name
    began, ended = (_instant(alert.get(field), f"{path}.{field}") for field in ("startsAt", "endsAt"))
    if began is None:
        raise _no(f"{path}.startsAt", "is missing")
    title = _title(alert, name)
    said = [Word(source, reference, True, began, title, SignalKind.OUTAGE)]
    if alert.get("status") == "resolved" and ended is not None and ended > began:
        said.append(Word(source, reference, False, ended, title, SignalKind.OUTAGE))
    return said


def _title(alert: dict[str, Any], name: str) -> str:
    notes = _named(alert, "annotations")
    return next((text for field in _TITLES if (text := _text(notes.get(field)))), name)[:200]


def _named(alert: dict[str, Any], field: str) -> dict[str, Any]:
    """The object of this name; an empty one where there is none."""
    found = alert.get(field)
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return " ".join(value.split())[:200] if isinstance(value, str) else ""


def _instant(value: object, field: str) -> datetime | None:
    """An instant of RFC 3339 with up to nine digits behind the second; None for none, and for the year 1, with which Go says "not yet"."""
    if value is None or value == "":
        return None
    there = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    try:
        if there is not None:
            found = datetime.fromisoformat(f"{there[1]}.{(there[2] or '0')[:6]:0<6}{there[3]}")
            return found.astimezone(UTC) if 1970 <= found.year < 2200 else None
    except ValueError:
        pass
    raise _no(field, "must be an instant with its zone, like 2026-03-02T10:00:00Z")


def _no(field: str, why: str) -> Refusal:
    return Refusal("invalid", f"{field}: {why}.", {field: why})
