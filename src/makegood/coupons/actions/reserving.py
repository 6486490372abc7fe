"""A coupon at the till: set aside, confirmed with the order, or released. Works inside an open brand transaction; all may be repeated.

What counts is used: a code is a wish, a reservation is a coupon. A guest is a person by the address given at checkout. Where two addresses become one
person later, what both used stays used, and from then on they are one: nothing is taken from anybody (`docs/coupons.md`). Locks are always taken in
this order: the key, the person and the code (turns), then the place.
"""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from makegood.coupons import events, models, queries
from makegood.coupons.actions import booking, stock
from makegood.coupons.actions.stock import Taking
from makegood.coupons.rules import terms as rules
from makegood.coupons.rules import worth as worths
from makegood.coupons.types import Basket, Entry, Pool, Reservation, ReservationId, SlotState
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Fact, IdentityId, IdentityKind, Recognised, Sighting
from makegood.platform import bulk, journal, tenancy, turns
from makegood.platform.arrays import array

LONGEST_KEY, LONGEST_ORDER = 200, 100
_FEW = 64  # reservations; more than can be confirmed at one moment
_BY_KEY = "SELECT use_key, asked FROM coupons_ledgerrow WHERE kind = 'reserved' AND key = %s"
_BY_IDENTITY = "SELECT id FROM coupons_slot WHERE pool_id = %s AND identity_id = ANY(%s::uuid[]) FOR UPDATE"
_BY_PERSON = "SELECT id FROM coupons_slot WHERE pool_id = %s AND person_key = %s FOR UPDATE"
_APART = "UPDATE coupons_slot SET person_key = %s WHERE id = %s"
_BY_CLAIM = "SELECT id FROM coupons_slot WHERE claim_id = %s FOR UPDATE"
_ORDER_HAS_ONE = "SELECT EXISTS (SELECT FROM coupons_slot WHERE pool_id = %s AND order_reference = %s AND state = 'used')"
_USE = "UPDATE coupons_slot SET state = 'used', order_reference = %s, used_at = %s WHERE id = %s"


def reserve(*, code: str, who: str, basket: Basket, key: str, at: datetime) -> Reservation:
    """Sets a coupon aside for the person at this e-mail address, for as long as the pool says. The same `key` with the same request gets the same
    reservation, as it stands now. Somebody's own earlier reservation, which is not used yet, becomes this one.

    Refuses "no_such_code", "pool_closed", "coupon_over", "other_currency", "basket_malformed", "below_minimum", "nothing_counts",
    "address_malformed", "already_used" (one each), "code_in_use" (a code of one's own that is used, or at another till just now), "sold_out", and
    "key_reused" where the key came with another request. Refused, nothing is changed.
    """
    _check_text("key", key, LONGEST_KEY)
    pool, claim_id, made = queries.behind_code(code=code)
    asked = _fingerprint(code, who, basket)
    before = _before(key, asked)
    if before is not None:
        return before
    rules.check_usable(pool, at=at)
    off = worths.worth(basket, pool.terms)
    person = _seen(who, at)
    taking = Taking(
        pool_id=pool.id,
        use_key=new_id(),
        person_key=person.person_id if pool.terms.one_per_person else None,
        identity_id=person.identity_id,
        claim_id=claim_id,
        worth_minor=off.minor,
        part_minor=worths.counting(basket, pool.terms).minor,
        key=key,
        asked=asked,
        until=at + timedelta(minutes=pool.terms.hold_minutes),
        at=at,
    )
    instead = _make_room(pool, person, claim_id, at)
    if not stock.take(taking, made=made, instead_of=instead):
        raise rules.sold_out(pool)
    return Reservation(ReservationId(taking.use_key), pool.id, off, taking.until, SlotState.RESERVED)


def confirm(*, reservation_id: UUID, order_reference: str, at: datetime, by: Actor = SYSTEM) -> Reservation:
    """The order was placed: the coupon is used. The same order again changes nothing. A reservation whose time is over can be confirmed as long as
    nobody took its place.

    Refuses "no_such_reservation", "reservation_over" (released, or its place went to somebody else: reserve anew), "already_used" with another order,
    and "order_has_one" where the order used a coupon of the pool already.
    """
    _check_text("order_reference", order_reference, LONGEST_ORDER)
    row = models.Slot.objects.select_for_update().filter(use_key=reservation_id).first()
    if row is None or row.state != SlotState.RESERVED or row.until is None:
        return _confirmed_before(row, reservation_id, order_reference)
    _, (taken,) = bulk.look(
        turns.statement(f"coupon orders {tenancy.current_brand().hex}", {f"{row.pool_id} {order_reference}"}),
        (_ORDER_HAS_ONE, [row.pool_id, order_reference]),
    )
    if taken[0]:
        sentence = f"order_reference: order {order_reference} used a coupon of this pool already. An order takes one of them."
        raise Refusal("order_has_one", sentence, {"order_reference": "used one already"})
    pool = queries.pool_of(pool_id=row.pool_id)
    row.state, row.order_reference, row.used_at = SlotState.USED, order_reference, at
    worth = Money(row.worth_minor, pool.terms.unit.currency)
    with bulk.together():
        bulk.write(_USE, [order_reference, at, row.id])
        booking.book(row, Entry.USED, worth, pool=pool, at=at)
        _tell_used(row, pool, by, at)
    _note_sold_out(pool, at)
    return Reservation(ReservationId(reservation_id), pool.id, worth, row.until, SlotState.USED, order_reference)


def release(*, reservation_id: UUID, at: datetime) -> None:
    """The basket was left: the coupon is free again at once. A repeat changes nothing. Refuses "no_such_reservation", and "already_used" where the
    order was placed: then tell of what was paid back."""
    row = models.Slot.objects.select_for_update().filter(use_key=reservation_id).first()
    if row is None:
        queries.reservation(reservation_id=reservation_id)  # refuses what never was
        return
    if row.state == SlotState.USED:
        sentence = f"The coupon was used for order {row.order_reference}. Tell of the refund instead."
        raise Refusal("already_used", sentence, {"reservation_id": "used"})
    _end(row, queries.pool_of(pool_id=row.pool_id), at)


# ---------------------------------------------------------------------------------------------------------------------


def _seen(address: str, at: datetime) -> Recognised:
    sighting = Sighting((Address(IdentityKind.EMAIL, address),), source="checkout")
    try:
        (seen,) = recognising.recognise(sightings=[sighting], at=at)
    except Refusal as no:
        why = "give an address like tom@example.org"
        raise Refusal("address_malformed", f"email: {why}.", {"email": why}) from no
    return seen


def _make_room(pool: Pool, person: Recognised, claim_id: UUID | None, at: datetime) -> UUID | None:
    """Takes the turns of the person and of their code, and looks at what they hold of the pool: the place that the new reservation takes over, or
    None. Refuses what is used, and a code that is at another till."""
    own, coded = _places(pool, person, claim_id)
    if used := next((row for row in own if row.state == SlotState.USED), None):
        sentence = f"One each: a coupon of “{pool.name}” was used at this address for order {used.order_reference}."
        raise Refusal("already_used", sentence, {"email": "used one already"})
    own_ids = {row.id for row in own}
    for row in coded:
        if row.state == SlotState.USED or (row.until is not None and row.until > at and not _is_theirs(row, person, own_ids)):
            why = "used" if row.state == SlotState.USED else "set aside at another till just now"
            raise Refusal("code_in_use", f"This code is {why}.", {"code": why})
    held = {row.id: row for row in (*own, *coded)}
    first, *others = held.values() if held else (None,)
    for row in others:
        _end(row, pool, at)
    return first.id if first else None


def _places(pool: Pool, person: Recognised, claim_id: UUID | None) -> tuple[list[models.Slot], list[models.Slot]]:
    """The places of the pool that the person holds, by whatever address of theirs, also taken before it was known to be theirs, where each has one; and
    the place that stands for the code. Ours from now on, after the turns of both. Two messages, and a query where there are any."""
    things = {f"{pool.id} {person.person_id}"} | ({f"{claim_id}"} if claim_id else set())
    questions: list[bulk.Statement] = [turns.statement(f"coupon people {tenancy.current_brand().hex}", things)]
    everybody = people.identity_ids_of_person(person_id=person.person_id) if pool.terms.one_per_person else ()
    if everybody:
        questions += [(_BY_IDENTITY, [pool.id, array(everybody)]), (_BY_PERSON, [pool.id, person.person_id])]
    if claim_id:
        questions.append((_BY_CLAIM, [claim_id]))
    _, *found = bulk.look(*questions)
    coded = {id_ for (id_,) in found.pop()} if claim_id else set[UUID]()
    own = {id_ for rows in found for (id_,) in rows}
    held = models.Slot.objects.filter(id__in=own | coded).in_bulk() if own or coded else {}
    return _without_parted([held[id_] for id_ in sorted(own)], everybody), [held[id_] for id_ in coded]


def _without_parted(own: list[models.Slot], everybody: Collection[UUID]) -> list[models.Slot]:
    """Without what was taken in the person's name by an address that is theirs no longer: it goes with that address, by which alone it is found from
    now on."""
    parted = [row for row in own if row.identity_id not in everybody]
    for row in parted:
        bulk.write(_APART, [new_id(), row.id])
    return [row for row in own if row not in parted]


def _is_theirs(row: models.Slot, person: Recognised, own_ids: set[UUID]) -> bool:
    return row.id in own_ids or row.identity_id == person.identity_id


def _before(key: str, asked: str) -> Reservation | None:
    """What was reserved under this key, which is ours from now on: one message for the turn and the look."""
    _, found = bulk.look(turns.statement(f"coupon keys {tenancy.current_brand().hex}", {key}), (_BY_KEY, [key]))
    if not found:
        return None
    if found[0][1] != asked:
        sentence = "key: another coupon was asked for under it. Give each checkout a key of its own."
        raise Refusal("key_reused", sentence, {"key": "used for another request"})
    return queries.reservation(reservation_id=found[0][0])


def _confirmed_before(row: models.Slot | None, reservation_id: UUID, order_reference: str) -> Reservation:
    known = queries.reservation(reservation_id=reservation_id)
    if row is None and known.state != Entry.GIVEN_BACK:
        sentence = "Its time is over and the coupon went to somebody else, or it was released. Reserve one anew."
        raise Refusal("reservation_over", sentence, {"reservation_id": "over"})
    if known.order_reference != order_reference:
        sentence = f"This coupon was used for order {known.order_reference}."
        raise Refusal("already_used", sentence, {"order_reference": "another one used it"})
    return known


def _end(row: models.Slot, pool: Pool, at: datetime) -> None:
    """A reservation is over; its place is free."""
    booking.book(row, Entry.RELEASED, pool.terms.unit, pool=pool, at=at)
    booking.empty(row)


def _tell_used(row: models.Slot, pool: Pool, by: Actor, at: datetime) -> None:
    identity_id, use_id = booking.whose(row)
    amount = Money(row.worth_minor, pool.terms.unit.currency)
    value: dict[str, object] = {"pool_id": str(pool.id), "minor": amount.minor, "currency": amount.currency}
    noting.note_fact(facts=[Fact(IdentityId(identity_id), "coupon_used", str(use_id), at, value)])
    used = events.CouponUsed(
        identity_id=identity_id,
        pool_id=pool.id,
        pool=pool.name,
        use_id=use_id,
        amount=str(amount),
        order_reference=row.order_reference,
    )
    journal.record(used, by=by, at=at)


def _note_sold_out(pool: Pool, at: datetime) -> None:
    """Once, by whoever confirms the last: while few are left at tills, those who confirm wait for each other."""
    if pool.sold_out_at is not None or queries.is_any_free(pool_id=pool.id) or queries.at_tills(pool_id=pool.id) > _FEW:
        return
    row = models.Pool.objects.select_for_update(no_key=True).get(id=pool.id)
    if row.sold_out_at is not None or queries.is_any_free(pool_id=pool.id) or queries.at_tills(pool_id=pool.id):
        return
    if stock.fill(pool_id=pool.id, most=1):
        return
    row.sold_out_at = at
    row.save(update_fields=["sold_out_at"])
    used = models.Slot.objects.filter(pool_id=pool.id, state=SlotState.USED).count()
    journal.record(events.PoolSoldOut(pool_id=pool.id, pool=pool.name, used=used), by=SYSTEM, at=at)


def _fingerprint(code: str, who: str, basket: Basket) -> str:
    told = [
        code,
        who.strip().casefold(),
        basket.amount.minor,
        basket.amount.currency,
        basket.on_sale.minor if basket.on_sale else None,
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _check_text(field: str, text: str, longest: int) -> None:
    if not text.strip() or len(text) > longest or not text.isprintable():
        why = f"1 to {longest} characters on one line"
        raise Refusal("coupon_malformed", f"{field}: {why}.", {field: why})
