"""Shapes of follow-up calls."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.values import MemberAddress, Told, Whole
from makegood.calls.types import Call, Result


class CallOut(Schema):
    """A call: due at `due_at`, a good hour where they are; tried `tries` times; `result` null while it is to be made."""

    id: UUID
    identity_id: UUID
    phone_id: UUID
    why: str
    language: str
    due_at: datetime
    zone: str
    tries: int
    result: Result | None
    planned_at: datetime
    ended_at: datetime | None


class CallResultIn(Told):
    """How it went. `tries` is how many tries there were when the caller looked, so that one try counts once. `words` are theirs."""

    result: Literal["fine", "not_fine", "not_reached", "wrong_number", "no_more", "called_off"]
    words: Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")] = ""
    tries: Annotated[Whole, Field(ge=0, le=20)] = 0
    member: MemberAddress


class CallResultOut(Schema):
    """The call as it stands now, and the number of the case that came of it."""

    call: CallOut
    case: int | None


def call(one: Call) -> CallOut:
    return CallOut(
        id=one.id,
        identity_id=one.identity_id,
        phone_id=one.phone_id,
        why=one.why,
        language=one.language,
        due_at=one.due_at,
        zone=one.zone,
        tries=one.tries,
        result=one.result,
        planned_at=one.planned_at,
        ended_at=one.ended_at,
    )
