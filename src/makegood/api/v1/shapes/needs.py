"""Shapes of needs."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.needs.types import Need


class NeedOut(Schema):
    id: UUID
    identity_id: UUID
    what: str
    why: str = Field(description="Only if they chose to say, and for the desk alone; else empty.")
    means: list[str] = Field(description="What programs understand of it, such as `no_gluten`; often nothing.")
    from_on: date
    until_on: date | None = Field(description="The last day, included, in the brand's zone; null for good.")
    ends_at: datetime | None


class NeedsOut(Schema):
    data: list[NeedOut]


def need(one: Need) -> NeedOut:
    return NeedOut(
        id=one.id,
        identity_id=one.identity_id,
        what=one.what,
        why=one.why,
        means=list(one.means),
        from_on=one.from_on,
        until_on=one.until_on,
        ends_at=one.ends_at,
    )
