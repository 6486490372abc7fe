"""Shapes of what happened: told by other systems, and the journal as a feed."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.people import AddressIn
from makegood.api.v1.shapes.values import CODE, LINE, Instant, Told, Whole, YesNo, full_line
from makegood.platform.journal import Entry

MOST, MOST_VALUES = 500, 20
_Value = Whole | YesNo | Annotated[str, Field(max_length=500, pattern=LINE)]


class EventIn(Told):
    """What happened to somebody: they visited, the car was serviced, the meter was read. It triggers nothing by itself but what a programme goes by."""

    id: Annotated[str, full_line(200)] = Field(description="Your name for it: told again, it changes nothing.")
    who: AddressIn
    kind: Annotated[str, Field(pattern=CODE, examples=["visited", "km_reading"])]
    at: Instant
    values: Annotated[
        dict[Annotated[str, Field(pattern=CODE)], Annotated[_Value, Field(union_mode="left_to_right")]],
        Field(max_length=MOST_VALUES),
    ] = Field(
        default_factory=dict,
        description="Whole numbers, texts of one line, true and false. They become a fact about the person.",
        json_schema_extra={"additionalProperties": False},
    )


class EventsIn(Told):
    events: Annotated[list[EventIn], Field(min_length=1, max_length=MOST)]


class EventsTold(Schema):
    """How many were told, how many of them were new, and whose they are, in the order in which they were told."""

    taken: int
    new: int
    identity_ids: list[UUID]


class ActorOut(Schema):
    """Who did it: a member, a person (their identity), the shop, a machine, or Makegood itself (`system`)."""

    kind: str
    id: UUID | None


class JournalOut(Schema):
    """One fact of the journal: ids and values, and never personal words. `sentence` has places for `data`, `{by}` and `{person}`."""

    id: UUID
    at: datetime
    kind: str
    sentence: str
    data: dict[str, Any]
    actor: ActorOut
    identity_id: UUID | None
    case_id: UUID | None


class Feed(Schema):
    """A page of the feed, oldest first. Keep `next_cursor`: at the end of the feed it leads to what comes next. `more` says that there is
    more right now, also where this page is short, because other kinds were left out."""

    data: list[JournalOut]
    next_cursor: str | None
    more: bool


def entry(one: Entry) -> JournalOut:
    return JournalOut(
        id=one.id,
        at=one.at,
        kind=one.kind,
        sentence=one.sentence,
        data=dict(one.data),
        actor=ActorOut(kind=one.actor.kind, id=one.actor.id),
        identity_id=one.identity_id,
        case_id=one.case_id,
    )
