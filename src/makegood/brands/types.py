"""What others may know of a brand: values, never rows."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType
from uuid import UUID

BrandId = NewType("BrandId", UUID)
MemberId = NewType("MemberId", UUID)


class Role(StrEnum):
    """From most to least: an owner may do everything, a lead approves and sets policy, an agent answers and grants, a viewer looks."""

    OWNER = "owner"
    LEAD = "lead"
    AGENT = "agent"
    VIEWER = "viewer"


class Permission(StrEnum):
    LOOK = "look"
    ANSWER = "answer"  # reply, note, assign, resolve
    GRANT = "grant"  # approve a makegood inside the policy
    APPROVE = "approve"  # approve above an agent's limit
    CONFIRM_IDENTITY = "confirm_identity"
    SET_POLICY = "set_policy"
    CONNECT = "connect"  # channels and webhooks
    MANAGE = "manage"  # members, brand


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of a weekday (0 = Monday) in the brand's zone, half-open; `closes` 00:00 means midnight at its end."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When the team answers. `holidays` are local days on which it does not."""

    zone: str
    openings: tuple[Opening, ...]
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Brand:
    id: BrandId
    slug: str
    name: str
    zone: str  # IANA, "Europe/London"
    currency: str  # ISO 4217
    language: str  # "en", "de"
    hours: BusinessHours
    first_reply_minutes: int  # promise to people, in business time
    resolution_minutes: int
    demo: bool = False
    country: str = ""  # two capital letters, "GB": how local telephone numbers are read
    holidays_country: str = ""  # as it was set: "GB-ENG"
    signature: str = ""  # under letters of members who have none of their own


@dataclass(frozen=True, slots=True)
class Member:
    id: MemberId
    user_id: int
    name: str
    email: str
    role: Role
    active: bool = True
    by_mail: bool = False  # gets what is written in their cases by mail, and may answer there
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """A program that works for the brand. `last_seen_on` is the day (UTC) on which it came in last."""

    id: UUID
    name: str
    added_at: datetime
    retired_at: datetime | None = None
    last_seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """One brand that a user may enter."""

    brand_id: BrandId
    slug: str
    brand_name: str
    member_id: MemberId
    role: Role = field(default=Role.VIEWER)
