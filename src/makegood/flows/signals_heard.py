"""What machines say, put to the incident that it belongs to: when a signal comes, and when an incident opens. Where it could belong to several, a
member says to which. Never opens an incident by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands.types import Member
from makegood.incidents import actions as incident_actions
from makegood.incidents import queries as incidents
from makegood.incidents.types import Incident, State
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.platform.work import Taken
from makegood.signals import queries as signals
from makegood.signals.actions import hearing
from makegood.signals.rules import spans
from makegood.signals.types import REFUSED_CHECKOUTS, Signal, SignalState, Span

HEARD, OPENED = "signals_heard", "signals_for_incident"
_AROUND = timedelta(minutes=30)  # people speak of it a while after it began, and machines notice before or after them
_MOST_COUNTS = timedelta(hours=6)  # of which the counts of the checkout are kept with an incident


@dataclass(frozen=True, slots=True)
class OfIncident:
    """What machines say about an incident: what belongs to it, what else was told of that time, and the stretch that those which belong propose
    (None where none does)."""

    mine: tuple[Signal, ...]
    offered: tuple[Signal, ...]
    proposed: Span | None


def heard(items: Sequence[Taken], at: datetime) -> None:
    """These signals began or ended: each is put to the one incident whose time it falls in, or told anew to that to which it was put."""
    found = signals.signals(signal_ids=[UUID(item.key) for item in items])
    running = [one for one in incidents.incidents(limit=50) if one.state in (State.CANDIDATE, State.OPEN, State.OVER)]
    for signal in found:
        if signal.attached_id is not None:
            _tell(signal, signal.attached_id, by=SYSTEM, at=at)
            continue
        fitting = [one for one in running if _fits(signal, one)]
        if signal.state is SignalState.KEPT and len(fitting) == 1:
            _attach(signal, fitting[0].id, by=SYSTEM, at=at)


def opened(items: Sequence[Taken], at: datetime) -> None:
    """These incidents were opened or confirmed: what was told of their time and belongs to nothing is put to them, unless another incident of that
    time is open too."""
    running = [one for one in incidents.incidents(limit=50) if one.state in (State.CANDIDATE, State.OPEN, State.OVER)]
    wanted = {UUID(item.key) for item in items}
    for incident in [one for one in running if one.id in wanted]:
        for signal in _of_its_time(incident):
            if sum(_fits(signal, one) for one in running) == 1:
                _attach(signal, incident.id, by=SYSTEM, at=at)


def of_incident(*, incident: Incident) -> OfIncident:
    """What the page of an incident shows of machines. Two queries."""
    mine = signals.of(attached_id=incident.id)
    return OfIncident(mine, _of_its_time(incident), spans.proposed([one.span for one in mine]))


def put(*, incident_id: UUID, signal_id: UUID, member: Member, at: datetime) -> None:
    """A member says that it belongs to this incident."""
    incidents.incident(incident_id=incident_id)
    _attach(signals.signal(signal_id=signal_id), incident_id, by=actors.member(member.id), at=at)


def set_aside(*, signal_id: UUID, member: Member, at: datetime) -> None:
    """A member says that it means nothing."""
    hearing.set_aside(signal_id=signal_id, by=actors.member(member.id), at=at)


def take_span(*, incident_id: UUID, member: Member, at: datetime) -> None:
    """The incident's start and end are those that the machines propose. Without a signal of its own nothing changes."""
    proposed = of_incident(incident=incidents.incident(incident_id=incident_id)).proposed
    if proposed is not None:
        incident_actions.set_span(
            incident_id=incident_id,
            began_at=proposed.from_at,
            ended_at=proposed.until_at,
            by=actors.member(member.id),
            at=at,
        )


# ---------------------------------------------------------------------------------------------------------------------


def _fits(signal: Signal, incident: Incident) -> bool:
    return signal.span.overlaps(incident.began_at - _AROUND, incident.ended_at + _AROUND if incident.ended_at else None)


def _of_its_time(incident: Incident) -> tuple[Signal, ...]:
    until = incident.ended_at + _AROUND if incident.ended_at else None
    return signals.within(from_at=incident.began_at - _AROUND, until_at=until)


def _attach(signal: Signal, incident_id: UUID, *, by: Actor, at: datetime) -> None:
    hearing.attach(signal_id=signal.id, attached_id=incident_id, by=by, at=at)
    _tell(signal, incident_id, by=by, at=at)


def _tell(signal: Signal, incident_id: UUID, *, by: Actor, at: datetime) -> None:
    until = signal.span.until_at or signal.span.from_at + _MOST_COUNTS
    counted = signals.counts(kind=REFUSED_CHECKOUTS, from_at=signal.span.from_at, until_at=until)
    incident_actions.attach_signal(
        incident_id=incident_id,
        kind=signal.kind.value,
        source=f"{signal.source}: {signal.title}",
        from_at=signal.span.from_at,
        until_at=signal.span.until_at,
        counts=[(one.at, one.count) for one in counted],
        by=by,
        at=at,
    )
