"""Coupons: pools, codes, and at the till reserve, confirm, release, refund. For a shop's engineer: docs/coupons.md."""

import hashlib
from uuid import UUID, uuid4

from ninja import Router

from makegood.api.v1 import cursors, idempotency, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import coupons as shapes
from makegood.api.v1.shapes.coupons import (
    ConfirmationIn,
    CouponClaimIn,
    CouponClaimOut,
    CouponOccasionIn,
    CouponPoolIn,
    CouponPoolOut,
    CouponRefundIn,
    CouponRefundOut,
    PoolClosingIn,
    PoolEndIn,
    ReservationIn,
    ReservationOut,
    SettlementOut,
)
from makegood.api.v1.shapes.values import Cursor, Limit, Page, amount
from makegood.coupons import queries as coupons
from makegood.coupons.actions import claiming, giving_back, pools, reserving
from makegood.coupons.types import Occasion
from makegood.flows import checkout_coupons
from makegood.incidents import queries as incidents
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal

router = Router(tags=["Coupons"])
_FIELDS = {  # what the rules call a field, and where it stands in the body
    "worth": "worth_minor",
    "most": "most_minor",
    "minimum_order": "minimum_order_minor",
    "cap_money": "cap_minor",
}


@route(router, "GET", "/coupon-pools", scope="coupons:read", answers={200: Page[CouponPoolOut]}, summary="List coupon pools")
def list_coupon_pools(request: ApiRequest, cursor: Cursor = None, limit: Limit = cursors.USUAL) -> Page[CouponPoolOut]:
    """The one opened last first, with how many are claimed, reserved, used and left."""
    found = coupons.pools(before=cursors.read("coupon-pools", cursor), limit=limit + 1, at=request.at)
    told = [one.pool for one in found]
    return Page(data=[shapes.pool(one) for one in found[:limit]], next_cursor=naming.next_cursor("coupon-pools", told, limit))


@route(router, "POST", "/coupon-pools", scope="coupons:write", answers={201: CouponPoolOut}, summary="Open a coupon pool")
def open_coupon_pool(request: ApiRequest, body: CouponPoolIn) -> CouponPoolOut:
    """Its terms stand from then on, because people are told of them: only its end may move, and only later. With an `occasion` it stands on that
    incident's page, in its report and in a statement drafted about it."""
    occasion = _occasion(body.occasion)
    try:
        pool_id = pools.open_pool(
            name=body.name, terms=body.terms(), sponsor=body.sponsored(), occasion=occasion, by=request.by, at=request.at
        )
    except Refusal as no:
        fields = {_FIELDS.get(field, field): why for field, why in no.fields.items()}
        raise Refusal(no.code, no.sentence, fields) from no
    return shapes.pool(coupons.pool(pool_id=pool_id, at=request.at))


@route(router, "GET", "/coupon-pools/{pool_id}", scope="coupons:read", answers={200: CouponPoolOut}, summary="One coupon pool")
def get_coupon_pool(request: ApiRequest, pool_id: UUID) -> CouponPoolOut:
    """With its counts as they are now."""
    return shapes.pool(coupons.pool(pool_id=pool_id, at=request.at))


@route(
    router, "PATCH", "/coupon-pools/{pool_id}", scope="coupons:write", answers={200: CouponPoolOut}, summary="Move a pool's end"
)
def move_coupon_pool(request: ApiRequest, pool_id: UUID, body: PoolEndIn) -> CouponPoolOut:
    """To a later instant. 409 for an earlier one: close the pool instead."""
    pools.move_end(
        pool_id=pool_id, valid_until=body.valid_until, zone=body.zone, until_words=body.until_words, by=request.by, at=request.at
    )
    return shapes.pool(coupons.pool(pool_id=pool_id, at=request.at))


@route(
    router, "POST", "/coupon-pools/{pool_id}/closing", scope="coupons:write", answers={200: CouponPoolOut}, summary="Close a pool"
)
def close_coupon_pool(request: ApiRequest, pool_id: UUID, body: PoolClosingIn) -> CouponPoolOut:  # noqa: ARG001 - the shape of a route
    """Nothing is reserved any more; what is reserved may still be confirmed."""
    pools.close(pool_id=pool_id, by=request.by, at=request.at)
    return shapes.pool(coupons.pool(pool_id=pool_id, at=request.at))


@route(
    router,
    "GET",
    "/coupon-pools/{pool_id}/settlement",
    scope="coupons:read",
    answers={200: SettlementOut},
    summary="What was used, and who pays",
)
def get_settlement(request: ApiRequest, pool_id: UUID) -> SettlementOut:  # noqa: ARG001 - the shape of a route
    """Booking by booking, as the sponsor is billed."""
    return shapes.settlement(coupons.settlement(pool_id=pool_id))


@route(router, "POST", "/coupons/claims", scope="coupons:write", answers={200: CouponClaimOut}, summary="Take a code")
def claim_coupon(request: ApiRequest, body: CouponClaimIn) -> CouponClaimOut:
    """Somebody has one code of a pool, whichever of their addresses is named. It sets nothing aside: what counts is used."""
    if (body.identity_id is None) == (not body.email):
        raise Refusal("invalid", "email: name an e-mail address or an identity_id.", {"email": "one of both"})
    told = claiming.claim(pool_id=body.pool_id, who=body.identity_id, address=body.email, by=request.by, at=request.at)
    return shapes.claim(told, coupons.pool_of(pool_id=told.pool_id))


@route(
    router,
    "POST",
    "/coupons/reservations",
    scope="coupons:write",
    answers={201: ReservationOut},
    summary="Set a coupon aside at the till",
)
def reserve_coupon(request: ApiRequest, body: ReservationIn) -> ReservationOut | Refusal:
    """It holds until `until`; take `worth` off and confirm with the order. 409 says why there is none: sold out, over, used at this address.
    Twenty codes tried in ten minutes by one address or browser are enough (429)."""
    asked = hashlib.sha256((idempotency.key_of(request) or uuid4().hex).encode()).hexdigest()
    key = f"api:{request.caller.token_id}:{asked}"
    told = checkout_coupons.reserve(
        code=body.code, who=body.email, basket=body.basket.basket(), client=body.client, key=key, at=request.at
    )
    return told if isinstance(told, Refusal) else shapes.reservation(told)


@route(
    router,
    "GET",
    "/coupons/reservations/{reservation_id}",
    scope="coupons:read",
    answers={200: ReservationOut},
    summary="One reservation",
)
def get_reservation(request: ApiRequest, reservation_id: UUID) -> ReservationOut:  # noqa: ARG001 - the shape of a route
    """As it stands: reserved, used, released, or given_back."""
    return shapes.reservation(coupons.reservation(reservation_id=reservation_id))


@route(
    router,
    "POST",
    "/coupons/reservations/{reservation_id}/confirmation",
    scope="coupons:write",
    answers={200: ReservationOut},
    summary="The order was placed",
)
def confirm_reservation(request: ApiRequest, reservation_id: UUID, body: ConfirmationIn) -> ReservationOut:
    """Now it is used. The same order again changes nothing. 409 where its time was over and somebody else took it: reserve anew."""
    told = reserving.confirm(
        reservation_id=reservation_id, order_reference=body.order_reference.strip(), by=request.by, at=request.at
    )
    return shapes.reservation(told)


@route(
    router,
    "DELETE",
    "/coupons/reservations/{reservation_id}",
    scope="coupons:write",
    answers={204: None},
    summary="The basket was left",
)
def release_reservation(request: ApiRequest, reservation_id: UUID) -> None:
    """The coupon is free again at once. Forgotten, it is free when its time is over."""
    reserving.release(reservation_id=reservation_id, at=request.at)


@route(
    router, "POST", "/coupons/refunds", scope="coupons:write", answers={200: CouponRefundOut}, summary="An order was paid back"
)
def refund_coupon(request: ApiRequest, body: CouponRefundIn) -> CouponRefundOut:
    """All that was paid back of it until now: telling it twice, or an older sum late, changes nothing."""
    money = Money(body.refunded_minor, body.currency)
    back = giving_back.give_back(order_reference=body.order_reference.strip(), amount=money, by=request.by, at=request.at)
    return CouponRefundOut(used_a_coupon=back is not None, given_back=amount(back or Money(0, body.currency)))


def _occasion(told: CouponOccasionIn | None) -> Occasion | None:
    """The incident that is meant. Refuses one that the brand does not have, and none or two names of it."""
    if told is None:
        return None
    if (told.id is None) == (told.number is None):
        raise Refusal("invalid", "occasion: name the incident by its number or by its id.", {"occasion.number": "one of both"})
    try:
        by_number = incidents.by_number(number=told.number) if told.number is not None else None
        found = by_number or incidents.incident(incident_id=told.id or UUID(int=0))
    except Refusal as no:
        field = "occasion.id" if told.id is not None else "occasion.number"
        raise Refusal(no.code, no.sentence, dict.fromkeys([field], "unknown")) from no
    return Occasion(told.kind, found.id)
