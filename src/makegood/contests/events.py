"""Facts about contests."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ContestOpened(Event):
    sentence = "{by} wrote down the contest “{name}”."
    contest_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class EntriesTaken(Event):
    sentence = "{by} took in {new} entrants and followers of the contest “{name}”."
    contest_id: UUID
    name: str
    new: int


@dataclass(frozen=True, kw_only=True)
class ContestEntered(Event):
    sentence = "{person} entered the contest “{name}”."
    contest_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class EntryBroughtBack(Event):
    sentence = "{by} said that {person} counts in a contest after all."
    contest_id: UUID


@dataclass(frozen=True, kw_only=True)
class NextStepApproved(Event):
    sentence = "{by} approved a next step for a group of the contest “{name}”."
    contest_id: UUID
    step_id: UUID
    name: str

    def work_key(self) -> str:
        return str(self.step_id)


@dataclass(frozen=True, kw_only=True)
class FollowersAsked(Event):
    sentence = "{by} asked who follows us, for the contest “{name}”."
    contest_id: UUID
    channel_id: UUID
    name: str

    def work_key(self) -> str:
        return f"{self.contest_id} {self.channel_id}"
