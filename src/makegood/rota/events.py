"""Facts about the rota and about who was woken. Ids and values; what the person wrote stays in its case."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutAlarm(Event):
    sentence = "Something became of an alarm."
    alarm_id: UUID

    def work_key(self) -> str:
        return str(self.alarm_id)


@dataclass(frozen=True, kw_only=True)
class AlarmRaised(_AboutAlarm):
    sentence = "It does not wait for the morning ({why}): whoever is on call is woken."
    why: str


@dataclass(frozen=True, kw_only=True)
class MemberWoken(_AboutAlarm):
    sentence = "{member} was woken ({way})."
    member: str
    member_id: UUID
    way: str


@dataclass(frozen=True, kw_only=True)
class MemberNotReached(_AboutAlarm):
    sentence = "{member} could not be woken ({way})."
    member: str
    member_id: UUID
    way: str


@dataclass(frozen=True, kw_only=True)
class AlarmTaken(_AboutAlarm):
    sentence = "{by} took it."


@dataclass(frozen=True, kw_only=True)
class AlarmUnanswered(_AboutAlarm):
    sentence = "Everybody on call and every lead was woken, and nobody took it."


@dataclass(frozen=True, kw_only=True)
class LayerSet(Event):
    sentence = "{by} set who is on call in “{layer}”."
    layer: str
    layer_id: UUID


@dataclass(frozen=True, kw_only=True)
class LayerEnded(Event):
    sentence = "{by} ended the on-call layer “{layer}”."
    layer: str
    layer_id: UUID


@dataclass(frozen=True, kw_only=True)
class DutyChanged(Event):
    sentence = "{by} changed who is on call in “{layer}” from {since} to {until}."
    layer: str
    layer_id: UUID
    since: str
    until: str


@dataclass(frozen=True, kw_only=True)
class DutyChangeTakenBack(Event):
    sentence = "{by} took back a change of who is on call in “{layer}”."
    layer: str
    layer_id: UUID


@dataclass(frozen=True, kw_only=True)
class AfterHoursSet(Event):
    sentence = "{by} set what happens after hours ({how})."
    how: str
