"""Shapes of guests."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from makegood.guests.types import Guest, GuestKind


class GuestOut(Schema):
    """Somebody who is here as more, or something else, than a customer. They are forgotten at `forget_at`, unless they come again before."""

    id: UUID
    identity_id: UUID
    kind: GuestKind
    since_at: datetime
    touched_at: datetime
    forget_at: datetime


def guest(one: Guest) -> GuestOut:
    return GuestOut(
        id=one.id,
        identity_id=one.identity_id,
        kind=one.kind,
        since_at=one.since_at,
        touched_at=one.touched_at,
        forget_at=one.forget_at,
    )
