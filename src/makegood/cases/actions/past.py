"""Writes down cases of the past with their whole lives: hundreds by a handful of statements.

Nothing is decided here (the caller says what happened and when), nobody is told, no work is left; numbers are given as to any other case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Brand
from makegood.cases.actions import arriving, rows
from makegood.cases.events import CaseAssigned, CaseJoined, CaseOpened, CaseReopened, CaseReplied, CaseResolved, CaseWaited
from makegood.cases.types import CaseState, Placed, Turn
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy

_CASE = {**rows.NEW_CASE, "owner_id": "uuid", "leaving": "text", "resolved_at": "timestamptz"}
_CONVERSATION = {"id": "uuid", "brand_id": "uuid", "case_id": "uuid", "conversation_id": "uuid", "linked_at": "timestamptz"}
_MESSAGE = {
    "id": "uuid",
    "brand_id": "uuid",
    "message_id": "uuid",
    "case_id": "uuid",
    "placed": "text",
    "at": "timestamptz",
}
_REPLY = {"id": "uuid", "brand_id": "uuid", "outgoing_id": "uuid", "case_id": "uuid", "automatic": "bool", "at": "timestamptz"}
_SEGMENT = {
    "id": "uuid",
    "brand_id": "uuid",
    "case_id": "uuid",
    "ordinal": "int",
    "opened_at": "timestamptz",
    "first_reply_due_at": "timestamptz",
    "resolution_due_at": "timestamptz",
    "first_replied_at": "timestamptz",
    "resolved_at": "timestamptz",
    "waiting_since": "timestamptz",
    "how": "text",
}
_Told = tuple[Event, datetime, Actor]


@dataclass(frozen=True, slots=True)
class PastMessage:
    message_id: UUID
    placed: Placed
    at: datetime


@dataclass(frozen=True, slots=True)
class PastReply:
    outgoing_id: UUID
    at: datetime
    by_member: UUID | None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class PastSegment:
    """`waited` are business minutes for which the resolution clock stood still; `resolved_by` None where a plan's end resolved it."""

    opened_at: datetime
    first_replied_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: UUID | None = None
    how: str = ""
    waiting_since: datetime | None = None
    waited: int = 0


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case as it is now, with what happened to it. The state follows from the last segment and `turn`."""

    id: UUID
    conversation_id: UUID
    title: str
    turn: Turn
    identity_id: UUID
    harm: str
    urgency: str
    feeling: str
    order_number: str
    messages: tuple[PastMessage, ...]
    segments: tuple[PastSegment, ...]
    replies: tuple[PastReply, ...] = ()
    owner_id: UUID | None = None
    owned_at: datetime | None = None
    waits: tuple[tuple[datetime, Turn, UUID | None], ...] = field(default_factory=tuple)
    leaving: str = ""

    @property
    def resolved_at(self) -> datetime | None:
        return self.segments[-1].resolved_at

    @property
    def state(self) -> CaseState:
        if self.resolved_at is not None:
            return CaseState.RESOLVED
        return CaseState.OPEN if self.turn is Turn.OURS else CaseState.WAITING

    @property
    def last_at(self) -> datetime:
        return max([*(m.at for m in self.messages), *(r.at for r in self.replies)])


def keep_cases(*, cases: Sequence[PastCase]) -> dict[UUID, int]:
    """Keeps them in the order given and returns their numbers. Not repeatable: ids are the caller's. The promises are those of the
    brand as it is today, in its business time."""
    brand, brand_id = brands.current(), tenancy.current_brand()
    numbers = dict(zip((case.id for case in cases), arriving.take_numbers(len(cases)), strict=True))
    bulk.insert("cases_case", _CASE, [_case_row(brand_id, case, numbers[case.id]) for case in cases])
    bulk.insert(
        "cases_caseconversation",
        _CONVERSATION,
        [(new_id(), brand_id, case.id, case.conversation_id, case.segments[0].opened_at) for case in cases],
    )
    bulk.insert(
        "cases_casemessage",
        _MESSAGE,
        [(new_id(), brand_id, m.message_id, case.id, m.placed, m.at) for case in cases for m in case.messages],
    )
    bulk.insert(
        "cases_casereply",
        _REPLY,
        [(new_id(), brand_id, r.outgoing_id, case.id, r.automatic, r.at) for case in cases for r in case.replies],
    )
    bulk.insert("cases_segment", _SEGMENT, [row for case in cases for row in _segment_rows(brand, case)])
    names: dict[UUID, str] = {member.id: member.name for member in brands.members(former_too=True)}
    _journal([told for case in cases for told in _facts(case, numbers[case.id], names)])
    return numbers


def _case_row(brand_id: UUID, case: PastCase, number: int) -> tuple[object, ...]:
    return (
        *(case.id, brand_id, number, case.title[: rows.TITLE_LENGTH], case.state, case.turn, case.identity_id, case.harm),
        *(case.urgency, case.feeling, case.order_number, case.segments[0].opened_at, case.last_at),
        *(case.owner_id, case.leaving, case.resolved_at),
    )


def _segment_rows(brand: Brand, case: PastCase) -> list[tuple[object, ...]]:
    return [
        (
            *(new_id(), brand.id, case.id, ordinal, segment.opened_at),
            brand_rules.add_business_time(start=segment.opened_at, minutes=brand.first_reply_minutes, hours=brand.hours),
            brand_rules.add_business_time(
                start=segment.opened_at, minutes=brand.resolution_minutes + segment.waited, hours=brand.hours
            ),
            *(segment.first_replied_at, segment.resolved_at, segment.waiting_since, segment.how),
        )
        for ordinal, segment in enumerate(case.segments, 1)
    ]


def _facts(case: PastCase, number: int, names: dict[UUID, str]) -> list[_Told]:
    about = {"identity_id": case.identity_id, "case_id": case.id}
    told: list[_Told] = []
    for message in case.messages:
        this = {**about, "message_id": message.message_id}
        if message.placed is Placed.OPENED:
            told.append((CaseOpened(**this, number=number, harm=case.harm), message.at, SYSTEM))
        elif message.placed is Placed.REOPENED:
            told.append((CaseReopened(**this, number=number), message.at, SYSTEM))
        else:
            told.append((CaseJoined(**this), message.at, SYSTEM))
    if case.owner_id is not None and case.owned_at is not None:
        assigned = CaseAssigned(**about, owner=names[case.owner_id], owner_id=case.owner_id)
        told.append((assigned, case.owned_at, actors.member(case.owner_id)))
    told += [(CaseReplied(**about, outgoing_id=r.outgoing_id), r.at, _by(r.by_member)) for r in case.replies]
    told += [(CaseWaited(**about, turn=turn), at, _by(member)) for at, turn, member in case.waits]
    ended = [(s.resolved_at, s.resolved_by) for s in case.segments]
    told += [(CaseResolved(**about, number=number), at, _by(member)) for at, member in ended if at is not None]
    return told


def _by(member: UUID | None) -> Actor:
    return actors.member(member) if member else SYSTEM


def _journal(told: Sequence[_Told]) -> None:
    by_whom: dict[Actor, list[tuple[Event, datetime]]] = {}
    for event, at, by in told:
        by_whom.setdefault(by, []).append((event, at))
    for by, facts in by_whom.items():
        journal.record_past(facts, by=by)
