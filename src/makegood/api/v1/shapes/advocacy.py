"""Shapes of what people do for a brand unpaid: the lines of the ledger, and who brought whom."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.advocacy.types import Entry, How, Kind, LeftOut, Place, Referral, ReferralState, Why
from makegood.api.v1.shapes.people import AddressIn
from makegood.api.v1.shapes.values import Told, full_line


class ReferralIn(Told):
    """A newcomer's word of who had told them of you. `reference` is your own name for it: told again, it is the same word."""

    reference: Annotated[str, full_line(100)]
    newcomer: AddressIn
    told_by: Annotated[str, full_line(200)] = Field(
        description="The code of a link, the link, or the newcomer's own words.", examples=["K7M2-9XQ4-AB3CD"]
    )


class ReferralOut(Schema):
    """Where it stands: `state` unknown (nobody knows who is meant) · waiting (has not bought) · came · not_counted, with `why`."""

    id: UUID
    newcomer_id: UUID
    advocate_id: UUID | None
    how: How
    place: Place
    said: str
    told_at: datetime
    state: ReferralState
    why: Why
    came_at: datetime | None
    came_order: str


class DeedOut(Schema):
    """A line of the ledger. It counts where `left_out` is empty; `unasked` where nobody of you had asked for it. `reach` is only what was told: it
    stands apart from every count. `tied_because` says in words what it came after."""

    id: UUID
    kind: Kind
    identity_id: UUID
    at: datetime
    left_out: LeftOut
    because: str
    unasked: bool
    message_id: UUID | None
    reach: int | None
    link: str
    case_id: UUID | None
    makegood_id: UUID | None
    gesture: str
    touchpoint: str
    tied_because: str
    thanked_at: datetime | None


def referral(one: Referral) -> ReferralOut:
    return ReferralOut(
        id=one.id,
        newcomer_id=one.newcomer_id,
        advocate_id=one.advocate_id,
        how=one.how,
        place=one.place,
        said=one.said,
        told_at=one.told_at,
        state=one.state,
        why=one.why,
        came_at=one.came_at,
        came_order=one.came_order,
    )


def deed(one: Entry) -> DeedOut:
    return DeedOut(
        id=one.id,
        kind=one.kind,
        identity_id=one.identity_id,
        at=one.at,
        left_out=one.left_out,
        because=one.because,
        unasked=one.unasked,
        message_id=one.message_id,
        reach=one.reach,
        link=one.link,
        case_id=one.tie.case_id,
        makegood_id=one.tie.makegood_id,
        gesture=one.tie.gesture,
        touchpoint=one.tie.touchpoint,
        tied_because=one.tie.because,
        thanked_at=one.thanked_at,
    )
