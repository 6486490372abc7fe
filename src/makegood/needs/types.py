"""A need: something to know about a person before it matters, kept with their consent. Values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

NeedId = NewType("NeedId", UUID)

DESK = "desk"  # the audience that always is: members who answer people
PICK_LIST = "pick_list"  # whoever packs a parcel, or cooks: what stands on the list in their hands


class Source(StrEnum):
    """Where we have it from."""

    WORDS = "words"  # their own words, in a message
    MEMBER = "member"  # they told a member, who noted it
    PAGE = "page"  # they wrote it on their own page
    EARLIER = "earlier"  # kept by an earlier release


class How(StrEnum):
    """What was done about a need."""

    HANDED_ON = "handed_on"  # whoever must know was told: it stood on their list
    DONE = "done"  # somebody saw to it


@dataclass(frozen=True, slots=True)
class Audience:
    """Somebody who may see a need where it matters: `key` for programs, `name` in the brand's words."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """How somebody agreed that we keep it: in words, when, which member heard it (None: they did it themselves), which text they agreed to."""

    how: str
    at: datetime
    member_id: UUID | None = None
    text_version: str = ""


@dataclass(frozen=True, slots=True)
class NeedIn:
    """A need as it is told. `from_on` to `until_on` are local days of the brand, both included; `until_on` None is for good. `touchpoints` ()
    is everywhere. `means` are labels that rules understand; None has them read from the words."""

    identity_id: UUID
    what: str
    audiences: tuple[str, ...]
    from_on: date
    until_on: date | None
    agreed: Agreed
    source: Source
    why: str = ""
    touchpoints: tuple[str, ...] = ()
    means: tuple[str, ...] | None = None
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A need as it stands. In force from `starts_at` (included) to `ends_at` (excluded; None for good), unless it was ended or withdrawn."""

    id: NeedId
    identity_id: UUID
    what: str
    why: str
    means: tuple[str, ...]
    audiences: tuple[str, ...]
    touchpoints: tuple[str, ...]
    from_on: date
    until_on: date | None
    starts_at: datetime
    ends_at: datetime | None
    agreed: Agreed
    source: Source
    message_id: UUID | None
    told_at: datetime
    ended_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether it counts at this instant."""
        ended = self.ended_at is not None or self.withdrawn_at is not None
        return not ended and self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class Acted:
    """Proof that somebody acted on a need: how, who, when, for whom it stood there, and on which occasion."""

    need_id: NeedId
    how: How
    at: datetime
    member_id: UUID | None
    audience: str
    occasion_kind: str  # "case", "step", "visit"
    occasion_id: UUID
