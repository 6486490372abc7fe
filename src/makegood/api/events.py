"""Facts about the doors for machines."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DoorOpened(Event):
    sentence = "{by} opened a door for machines ({door_kind})."
    door_id: UUID
    door_kind: str


@dataclass(frozen=True, kw_only=True)
class DoorSecretRotated(Event):
    sentence = "{by} made a new secret for a door for machines ({door_kind})."
    door_id: UUID
    door_kind: str


@dataclass(frozen=True, kw_only=True)
class DoorClosed(Event):
    sentence = "{by} closed a door for machines ({door_kind})."
    door_id: UUID
    door_kind: str


@dataclass(frozen=True, kw_only=True)
class ActedForMember(Event):
    """Said beside what a machine did in a member's name: the fact of the deed itself names the member."""

    sentence = "{by} did this in {member}’s name: {what}."
    member_id: UUID
    member: str
    what: str
