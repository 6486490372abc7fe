"""A follow-up call: whom we ring up of our own accord, why, when, and how it went. Values, never rows.

A call that was promised in a case is the case's (`cases.types.Call`); these need no case, and may lead to one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.people.types import Purpose

CallId = NewType("CallId", UUID)

MEDIUM = "phone"  # under which people agree, or not, to be called
MOST_TRIES = 3


class Result(StrEnum):
    """How a call ended."""

    FINE = "fine"  # reached, and all is well
    NOT_FINE = "not_fine"  # reached, and something is wrong: a case
    UNREACHED = "unreached"  # tried three times at different hours
    WRONG_NUMBER = "wrong_number"
    NO_MORE = "no_more"  # they asked not to be called
    CALLED_OFF = "called_off"  # nobody needs it any more


@dataclass(frozen=True, slots=True)
class CallIn:
    """A call as it is planned for the person behind `identity_id`. `key` is its natural key: planned twice, it is one call.

    `why` is a sentence for whoever calls, `opening` a suggested first sentence in the brand's words ('' for the usual one). `language` is the
    person's, '' for the brand's own. `occasion_kind` and `occasion_id` name what gave rise to it.
    """

    identity_id: UUID
    why: str
    due_at: datetime
    key: str
    purpose: Purpose = Purpose.SERVICE
    programme: str = ""
    priority: int = 0
    opening: str = ""
    language: str = ""
    occasion_kind: str = ""
    occasion_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it stands: due at `due_at`, which lies within good hours of `zone`; tried `tries` times; `result` None while it is to be made."""

    id: CallId
    key: str
    identity_id: UUID
    phone_id: UUID
    why: str
    opening: str
    purpose: Purpose
    programme: str
    priority: int
    language: str
    zone: str
    occasion_kind: str
    occasion_id: UUID | None
    due_at: datetime
    tries: int
    tried_at: datetime | None
    result: Result | None
    ended_at: datetime | None
    by_member_id: UUID | None  # who ended it
    planned_at: datetime


class Again(StrEnum):
    """What became of a try at which nobody picked up."""

    LATER = "later"
    GIVEN_UP = "given_up"
