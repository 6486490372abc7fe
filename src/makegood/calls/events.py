"""Facts about follow-up calls. What they said on the phone is a message of theirs, and stands there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfCall(Event):
    sentence = "Something became of a call."
    call_id: UUID

    def work_key(self) -> str:
        return str(self.call_id)


@dataclass(frozen=True, kw_only=True)
class FollowUpPlanned(_OfCall):
    sentence = "{by} put a call to {person} on the list."
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class FollowUpMissed(_OfCall):
    sentence = "{by} called {person}, and nobody picked up. It is tried again at another hour."
    again_at: datetime
    tries: int


@dataclass(frozen=True, kw_only=True)
class FollowUpGivenUp(_OfCall):
    sentence = "{by} called {person} {tries} times at different hours, and nobody picked up. We stop calling."
    tries: int


@dataclass(frozen=True, kw_only=True)
class FollowUpMade(_OfCall):
    sentence = "{by} spoke with {person} on the phone."
    result: str


@dataclass(frozen=True, kw_only=True)
class FollowUpWrongNumber(_OfCall):
    sentence = "{by} called {person}: the number belongs to somebody else."
    phone_id: UUID


@dataclass(frozen=True, kw_only=True)
class FollowUpUnwanted(_OfCall):
    sentence = "{person} asked us not to call."


@dataclass(frozen=True, kw_only=True)
class FollowUpCalledOff(_OfCall):
    sentence = "{by} took a call to {person} off the list."
    because: str
