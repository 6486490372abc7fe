"""Looks at the rota: layers, changes, who is on call, whom an alarm woke. Values only; never writes."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.kernel.refusals import Refusal
from makegood.platform import asking
from makegood.rota import models
from makegood.rota.rules import turns
from makegood.rota.rules.turns import Calendar
from makegood.rota.types import (
    Alarm,
    AlarmId,
    AlarmState,
    Change,
    Contact,
    Duty,
    Holidays,
    Layer,
    LayerId,
    LayerIn,
    Ring,
    Settings,
    Span,
    Stretch,
    Way,
    WokenFor,
)

AHEAD = timedelta(days=400)


def layers() -> tuple[Layer, ...]:
    """The layers that hold, those woken first in front. One query."""
    return tuple(map(as_layer, models.Layer.objects.filter(ended_at=None).order_by("position", "id")))


def layer(*, layer_id: UUID) -> Layer:
    """One layer. Refuses ("no_layer") an unknown or ended one."""
    row = models.Layer.objects.filter(id=layer_id, ended_at=None).first()
    if row is None:
        raise Refusal("no_layer", "There is no such layer here.", {"layer_id": "unknown"})
    return as_layer(row)


def changes(*, since: datetime, until: datetime) -> tuple[Change, ...]:
    """The changes that touch a stretch, by their beginning. One query."""
    rows = models.Change.objects.filter(until_at__gt=since, from_at__lt=until).order_by("from_at", "id")
    return tuple(_as_change(row) for row in rows)


def on_call(*, at: datetime, brand: Brand | None = None) -> tuple[Duty, ...]:
    """Who is on call at this instant, in the order in which they are woken, members who left apart; empty: nobody. Four queries at most."""
    found = turns.on_call(layers(), changes(since=at, until=at + timedelta(microseconds=1)), calendar(brand), at=at)
    there = {member.id for member in brands.members()} if found else set()
    return tuple(duty for duty in found if duty.member_id in there)


def spans(*, since: datetime, until: datetime, brand: Brand | None = None) -> tuple[Span, ...]:
    """Who is on call over a stretch, without holes. Three queries at most."""
    until = min(until, since + AHEAD)
    return turns.spans(layers(), changes(since=since, until=until), calendar(brand), since=since, until=until)


def calendar(brand: Brand | None = None) -> Calendar:
    """The brand's zone and holidays."""
    hours = (brand or brands.current()).hours
    return Calendar(hours.zone, hours.holidays)


def contacts() -> dict[UUID, Contact]:
    """How each member is woken, by member; those who said nothing are not among them. One query."""
    return {row.member_id: _as_contact(row) for row in models.Contact.objects.all()}


def settings() -> Settings:
    """What happens after hours. One query."""
    row = models.Settings.objects.first()
    if row is None:
        return Settings()
    return Settings(row.active, row.wait_minutes, tuple(sorted(row.texts.items())))


def alarm(*, alarm_id: UUID) -> Alarm | None:
    """One alarm, or None."""
    row = models.Alarm.objects.filter(id=alarm_id).first()
    return as_alarm(row) if row else None


def alarms(*, since: datetime, until: datetime, limit: int = 200) -> tuple[Alarm, ...]:
    """The alarms raised within a stretch, the earliest first. One query."""
    rows = models.Alarm.objects.filter(raised_at__gte=since, raised_at__lt=until).order_by("raised_at", "id")[:limit]
    return tuple(as_alarm(row) for row in rows)


def alarms_of(*, occasion_ids: Sequence[UUID]) -> tuple[Alarm, ...]:
    """The alarms of these cases, the latest first. One query."""
    rows = models.Alarm.objects.filter(occasion_id__in=list(occasion_ids)).order_by("-raised_at", "-id")
    return tuple(as_alarm(row) for row in rows)


def rings(*, alarm_ids: Sequence[UUID]) -> tuple[Ring, ...]:
    """Whom these alarms woke, in order. One query."""
    rows = models.Ring.objects.filter(alarm_id__in=list(alarm_ids)).order_by("at", "id")
    return tuple(as_ring(row) for row in rows)


def ask_woken_for(*, case_id: UUID) -> asking.Question[tuple[WokenFor, ...]]:
    """Who was woken for a case, the earliest first; to be asked together with others."""
    return asking.Question(lambda found: tuple(WokenFor(*row) for row in found), (_WOKEN_FOR, [case_id]))


_WOKEN_FOR = """
SELECT r.member_id, r.at, r.trouble <> '', a.taken_by, a.taken_at FROM rota_alarm a
JOIN rota_ring r ON r.brand_id = a.brand_id AND r.alarm_id = a.id
WHERE a.occasion_kind = 'case' AND a.occasion_id = %s::uuid ORDER BY r.at, r.id
"""


def ring(*, ring_id: UUID) -> Ring | None:
    """One, or None."""
    row = models.Ring.objects.filter(id=ring_id).first()
    return as_ring(row) if row else None


def as_layer(row: models.Layer) -> Layer:
    """The row as others may see it."""
    covers = tuple(Stretch(day, time.fromisoformat(begins), time.fromisoformat(until)) for day, begins, until in row.covers)
    members = tuple(UUID(one) for one in row.members)
    told = LayerIn(row.name, members, row.starts_on, row.hands_over, covers, Holidays(row.holidays))
    return Layer(LayerId(row.id), row.position, told)


def as_alarm(row: models.Alarm) -> Alarm:
    """The row as others may see it."""
    return Alarm(
        id=AlarmId(row.id),
        occasion_kind=row.occasion_kind,
        occasion_id=row.occasion_id,
        identity_id=row.identity_id,
        why=row.why,
        raised_at=row.raised_at,
        state=AlarmState(row.state),
        step=row.step,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
    )


def as_ring(row: models.Ring) -> Ring:
    """The row as others may see it."""
    return Ring(
        row.id, AlarmId(row.alarm_id), row.step, row.member_id, Way(row.way), row.address, row.at, row.sent_at, row.trouble
    )


def _as_change(row: models.Change) -> Change:
    return Change(row.id, LayerId(row.layer_id), row.member_id, row.from_at, row.until_at, row.because, row.said_at)


def _as_contact(row: models.Contact) -> Contact:
    return Contact(row.member_id, Way(row.way), row.address, row.feed)
