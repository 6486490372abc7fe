"""Facts about statements. They hold ids, counts and phases, never what was said."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfStatement(Event):
    sentence = "Something became of a statement."
    statement_id: UUID
    number: int

    def work_key(self) -> str:
        return str(self.statement_id)


@dataclass(frozen=True, kw_only=True)
class StatementDrafted(_OfStatement):
    sentence = "{by} drafted statement {number}."
    occasion: str
    occasion_id: UUID


@dataclass(frozen=True, kw_only=True)
class StatementChanged(_OfStatement):
    sentence = "{by} changed statement {number}: it is version {version} now."
    version: int


@dataclass(frozen=True, kw_only=True)
class StatementApproved(_OfStatement):
    sentence = "{by} said yes to version {version} of statement {number}: {approvals} of {needed}."
    version: int
    approvals: int
    needed: int


@dataclass(frozen=True, kw_only=True)
class StatementPublished(_OfStatement):
    sentence = "{by} published statement {number}: {phase}."
    phase: str
    occasion: str
    occasion_id: UUID


@dataclass(frozen=True, kw_only=True)
class StatementUpdated(_OfStatement):
    sentence = "{by} added update {update} to statement {number}: {phase}."
    update: int
    phase: str
    occasion: str
    occasion_id: UUID


@dataclass(frozen=True, kw_only=True)
class TellingBegan(_OfStatement):
    sentence = "{by} began to tell {people} people what statement {number} says."
    round: int
    people: int


@dataclass(frozen=True, kw_only=True)
class TellingStopped(_OfStatement):
    sentence = "{by} stopped the telling of statement {number}: {people} had not been told yet."
    round: int
    people: int


@dataclass(frozen=True, kw_only=True)
class PersonTold(_OfStatement):
    sentence = "We told {person} what went wrong and what we do (statement {number}, by {channel})."
    round: int
    channel: str
    told_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonNotTold(_OfStatement):
    sentence = "We could not tell {person} what statement {number} says: {because}"
    round: int
    because: str
    told_id: UUID


@dataclass(frozen=True, kw_only=True)
class NoticePosted(_OfStatement):
    sentence = "What statement {number} says was posted for everybody on {channel}."
    round: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class NoticeFailed(_OfStatement):
    sentence = "What statement {number} says could not be posted on {channel}: {because}"
    round: int
    channel: str
    because: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionConfirmed(Event):
    sentence = "{person} wants to hear what our status page says."
    subscriber_id: UUID


@dataclass(frozen=True, kw_only=True)
class SubscriptionEnded(Event):
    sentence = "{person} wants to hear no more of what our status page says."
    subscriber_id: UUID
