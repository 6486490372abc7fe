"""A link to somebody's own page: values, never rows. The token in a link is never among them, but in the moment in which it is made."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, NewType
from uuid import UUID

LinkId = NewType("LinkId", UUID)


class Given(StrEnum):
    """How a link was given."""

    LETTER = "letter"  # a line in a letter of ours
    SENT = "sent"  # a letter with nothing else, sent by a member
    ASKED = "asked"  # the same, because they asked for one
    SHOWN = "shown"  # shown to a member, who gave it on
    MACHINE = "machine"  # handed to the shop, for its own account page


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to the page of whoever is behind `identity_id` when it is opened. Good while made_at ≤ now < expires_at and nobody ended it;
    `expires_at` None where its letter has not left."""

    id: LinkId
    identity_id: UUID
    how: Given
    made_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    by_member_id: UUID | None


class Made(NamedTuple):
    """A fresh link and its token: the only time that the token is seen."""

    link: PageLink
    token: str
