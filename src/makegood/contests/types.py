"""Contests and who came of them: values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.people.types import Address, IdentityId, PersonId

ContestId = NewType("ContestId", UUID)
EntryId = NewType("EntryId", UUID)
StepId = NewType("StepId", UUID)


class How(StrEnum):
    ENTERED = "entered"
    FOLLOWS = "follows"


class Aside(StrEnum):
    """Why an entry is set apart: nothing goes to it, and it counts for nothing. A member can bring it back."""

    DUPLICATE = "duplicate"  # the same person entered before
    BOT = "bot"  # a program, by a written mark


class Group(StrEnum):
    """By what somebody did; of several the first here."""

    ASKED = "asked"  # they asked or complained: first an answer
    BOUGHT = "bought"  # entered, and had bought before
    PRAISED = "praised"
    ENTERED = "entered"
    FOLLOWED = "followed"  # only that


@dataclass(frozen=True, slots=True)
class EntryIn:
    """One entrant or follower as told. `key` is the teller's own name for it: told again, it changes nothing. `addresses`: the first is where they
    came from, the others they named beside it. `agreed`: they said yes to being written to, with the proof of it."""

    key: str
    how: How
    addresses: tuple[Address, ...]
    at: datetime
    agreed: bool = False
    proof: str = ""
    answer: str = ""
    trap: str = ""  # what stands in a field that people do not see


@dataclass(frozen=True, slots=True)
class Contest:
    """`text` is what entrants agreed to, word for word, and `text_version` its name."""

    id: ContestId
    name: str
    text: str
    text_version: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One as it is kept. `same_as` is the entry of the same person that came first."""

    id: EntryId
    contest_id: ContestId
    key: str
    how: How
    identity_id: IdentityId
    at: datetime
    agreed: bool
    proof: str
    answer: str
    aside: Aside | None = None
    because: str = ""
    same_as: EntryId | None = None
    kept_by_member: bool = False
    trap: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry that counts, whose person did `group`; `customer`: they had bought before they entered."""

    entry: Entry
    person_id: PersonId
    name: str
    group: Group
    customer: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What a member said goes to a group next."""

    id: StepId
    contest_id: ContestId
    group: Group
    channel_id: UUID
    subject: str
    text: str
    by_member_id: UUID
    at: datetime
