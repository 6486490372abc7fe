"""People who are here as something else than customers: candidates, visitors, callers. The same person, the same timeline; but for a time of their
own, and seen by those of their own. Values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class GuestKind(StrEnum):
    CANDIDATE = "candidate"
    VISITOR = "visitor"
    CALLER = "caller"


class Place(StrEnum):
    """Where somebody would be shown."""

    DESK = "desk"
    SEARCH = "search"
    COUNTER = "counter"
    MACHINE = "machine"  # the API, webhooks: whoever reads there is no member


@dataclass(frozen=True, slots=True)
class KindRule:
    """How guests of a kind are kept: so many days after the last word or visit, and then forgotten. `members` are the audience (the hiring team);
    () is everybody of the team."""

    kind: GuestKind
    keep_days: int
    members: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """People who may not be shown, and every address of theirs."""

    person_ids: frozenset[UUID] = frozenset()
    identity_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody as a guest. `touched_at` is when they were last here; at `forget_at` they are forgotten."""

    identity_id: UUID
    kind: GuestKind
    since_at: datetime
    touched_at: datetime
    forget_at: datetime
    forgotten_at: datetime | None
    id: UUID
