"""Shapes of cases."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.makegoods import MakegoodOut
from makegood.api.v1.shapes.messages import MessageOut
from makegood.api.v1.shapes.readings import ReadingOut
from makegood.api.v1.shapes.values import MemberAddress, Told, full_line, lines
from makegood.cases.types import Case, CaseState, ClockReading, Turn


class CasePatch(Told):
    """What to change; what is left out stays. `owner` null gives the case back to everybody."""

    title: Annotated[str, full_line(200)] = ""
    owner: Annotated[str, Field(min_length=3, max_length=254, json_schema_extra={"format": "member"})] | None = None


class ResolutionIn(Told):
    """How it was put right, in a sentence."""

    how: Annotated[str, lines(2_000)]


class NoteIn(Told):
    """A note for colleagues; the person never sees it."""

    text: Annotated[str, lines(20_000)]
    member: MemberAddress


class NoteOut(Schema):
    id: UUID
    member_id: UUID
    text: str
    at: datetime


class ClockOut(Schema):
    """Which promise runs (first_reply, resolution, paused, done), until when, and whether it is broken."""

    what: str
    due_at: datetime | None
    seconds_left: int | None
    broken: bool


class CaseOut(Schema):
    """What happened to whom, and a clock."""

    id: UUID
    number: int
    title: str
    state: CaseState
    turn: Turn
    identity_id: UUID
    owner_id: UUID | None
    harm: str
    urgency: str
    feeling: str
    leaving: str = Field(description="“risk” or “yes” where they said that they may go, or go; else empty.")
    order_number: str
    labels: list[str]
    opened_at: datetime
    resolved_at: datetime | None
    last_at: datetime | None
    clock: ClockOut


class CaseWhole(CaseOut):
    """A case with its latest messages (at most 200, oldest first), what was read in those that came in, the notes, and the makegood, where there
    is one."""

    messages: list[MessageOut]
    readings: list[ReadingOut]
    notes: list[NoteOut]
    makegood: MakegoodOut | None


def whole_fields(one: Case, clock: ClockReading) -> dict[str, Any]:
    """The fields of CaseOut."""
    return {
        "id": one.id,
        "number": one.number,
        "title": one.title,
        "state": one.state,
        "turn": one.turn,
        "identity_id": one.identity_id,
        "owner_id": one.owner_id,
        "harm": one.harm,
        "urgency": one.urgency,
        "feeling": one.feeling,
        "leaving": one.leaving,
        "order_number": one.order_number,
        "labels": list(one.labels),
        "opened_at": one.opened_at,
        "resolved_at": one.resolved_at,
        "last_at": one.last_at,
        "clock": ClockOut(what=clock.what, due_at=clock.due_at, seconds_left=clock.seconds_left, broken=clock.broken),
    }
