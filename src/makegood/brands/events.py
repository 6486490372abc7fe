"""Facts about the brand itself and its team: ids and values, no names."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BrandFounded(Event):
    sentence = "The brand was founded."
    slug: str


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Event):
    sentence = "{by} took somebody into the team as {role}."
    member_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    sentence = "{by} changed a member's role from {was} to {role}."
    member_id: UUID
    was: str
    role: str


@dataclass(frozen=True, kw_only=True)
class SignatureChanged(Event):
    sentence = "{by} changed what stands under letters."
    member_id: UUID | None = None  # None: the brand's own


@dataclass(frozen=True, kw_only=True)
class MailToMemberSwitched(Event):
    sentence = "{by} switched mail about their cases {how}."
    member_id: UUID
    how: str  # "on", "off"


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    sentence = "{by} took a member out of the team."
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Event):
    sentence = "{by} changed when the team answers."
    openings: int
    days_off: int


@dataclass(frozen=True, kw_only=True)
class MachineAdded(Event):
    sentence = "{by} let a machine work for the brand, with these rights: {rights}."
    machine_id: UUID
    rights: str


@dataclass(frozen=True, kw_only=True)
class MachineRetired(Event):
    sentence = "{by} let a machine work for the brand no longer."
    machine_id: UUID
