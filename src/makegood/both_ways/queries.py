"""Looks at the rules by which it is shown what went both ways. Never writes."""

from makegood.both_ways import models, rules
from makegood.both_ways.types import Line, Version, Ways


def current() -> Ways:
    """The rules that count now; the usual ones where nobody set any. One query."""
    row = models.Version.objects.order_by("-number").first()
    return _ways(row) if row else Ways()


def versions(*, limit: int = 50) -> tuple[Version, ...]:
    """What was set, the latest first. One query."""
    rows = models.Version.objects.order_by("-number")[:limit]
    return tuple(Version(row.number, _ways(row), row.at, row.by_member_id, rules.sentence(_ways(row))) for row in rows)


def _ways(row: models.Version) -> Ways:
    return Ways(tuple(Line(one) for one in row.hidden), row.days, row.message_minutes)
