"""Opens pools, moves their end, closes and settles them. Works inside an open brand transaction. Gives no coupon out.

The terms of an open pool stand: people were told of them. The database refuses to change them as well.
"""

from datetime import datetime
from uuid import UUID

from makegood.coupons import events, models, queries
from makegood.coupons.actions import gate, stock
from makegood.coupons.rules import codes, zones
from makegood.coupons.rules import terms as rules
from makegood.coupons.types import Occasion, PoolId, PoolState, Settlement, Sponsor, Terms
from makegood.kernel.actors import Actor
from makegood.kernel.clock import as_utc
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy, turns


def open_pool(
    *,
    name: str,
    terms: Terms,
    sponsor: Sponsor | None = None,
    occasion: Occasion | None = None,
    by: Actor,
    at: datetime,
) -> PoolId:
    """Opens a pool; its coupons are there from now on. Refuses "not_allowed", "pool_malformed" naming each field, and "code_taken" where an open
    pool has this code for everybody already. Not repeatable: each call opens another pool."""
    gate.require(by)
    rules.check(name=name, terms=terms, sponsor=sponsor, at=at)
    turns.take("coupon pools", {tenancy.current_brand().hex})
    row = _row(name.strip(), terms, sponsor, occasion, at)
    if row.typed_code and models.Pool.objects.filter(typed_code=row.typed_code, state=PoolState.OPEN).exists():
        sentence = f"one_code: another open pool has the code “{row.one_code}”. Choose another, or close that one."
        raise Refusal("code_taken", sentence, {"one_code": "taken"})
    row.save(force_insert=True)
    stock.fill(pool_id=row.id, most=stock.FIRST)
    journal.record(events.PoolOpened(pool_id=row.id, pool=row.name, worth=queries.worth_in_words(terms)), by=by, at=at)
    return PoolId(row.id)


def move_end(*, pool_id: UUID, valid_until: datetime, zone: str, until_words: str = "", by: Actor, at: datetime) -> None:
    """Its coupons are good for longer; everywhere that names the end says the new one. The same end again changes nothing.

    Refuses "not_allowed", "no_such_pool", "pool_closed", "pool_malformed", and "end_earlier": what people were told is not taken back.
    """
    gate.require(by)
    row, pool = gate.locked(pool_id)
    until = as_utc(valid_until)
    if (until, zone, until_words) == (pool.terms.valid_until, pool.terms.zone, pool.terms.until_words):
        return
    rules.check_end(pool=pool, valid_until=until, zone=zone, until_words=until_words)
    row.valid_until, row.zone, row.until_words = until, zone.strip(), until_words.strip()
    row.save(update_fields=["valid_until", "zone", "until_words"])
    told = events.PoolMoved(
        pool_id=row.id, pool=row.name, was=zones.end_in_words(pool.terms), until=zones.end_in_words(queries.as_pool(row).terms)
    )
    journal.record(told, by=by, at=at)


def close(*, pool_id: UUID, by: Actor, at: datetime) -> None:
    """No coupon is set aside any more; one that is may still be confirmed. A repeat changes nothing. Refuses "not_allowed", "no_such_pool"."""
    gate.require(by)
    row, pool = gate.locked(pool_id)
    if pool.state is PoolState.OPEN:
        row.state = PoolState.CLOSED
        row.save(update_fields=["state"])
        journal.record(events.PoolClosed(pool_id=row.id, pool=row.name), by=by, at=at)


def settle(*, pool_id: UUID, by: Actor, at: datetime) -> Settlement:
    """The bill is final: exactly what was used. What is paid back afterwards stands below it, with its own day. A repeat changes nothing.

    Refuses "not_allowed", "no_such_pool", "pool_open" while coupons can still be had, and "still_reserved" while one is at a till.
    """
    gate.require(by)
    row, pool = gate.locked(pool_id)
    if pool.state is PoolState.SETTLED:
        return queries.settlement(pool_id=pool_id)
    if pool.state is PoolState.OPEN and at < pool.terms.valid_until:
        raise Refusal("pool_open", f"“{pool.name}” can still be used. Close it first, or wait for its end.", {"pool_id": "open"})
    if models.Slot.objects.filter(pool_id=pool_id, state="reserved", until__gt=at).exists():
        sentence = "A coupon is at a till just now. Settle once it is used, or its time is over."
        raise Refusal("still_reserved", sentence, {"pool_id": "reserved"})
    row.state, row.settled_at = PoolState.SETTLED, at
    row.save(update_fields=["state", "settled_at"])
    bill = queries.settlement(pool_id=pool_id)
    told = events.PoolSettled(pool_id=row.id, pool=row.name, used=bill.used, amount=str(bill.amount), sponsor=str(bill.sponsor))
    journal.record(told, by=by, at=at)
    return bill


def _row(name: str, terms: Terms, sponsor: Sponsor | None, occasion: Occasion | None, at: datetime) -> models.Pool:
    return models.Pool(
        name=name,
        slug=_free_slug(name),
        currency=terms.unit.currency,
        unit_minor=terms.unit.minor,
        percent_bps=terms.percent_bps,
        minimum_minor=terms.minimum_order.minor if terms.minimum_order else None,
        on_sale_prices=terms.on_sale_prices,
        valid_until=as_utc(terms.valid_until),
        zone=terms.zone.strip(),
        until_words=terms.until_words.strip(),
        one_each=terms.one_per_person,
        cap_uses=terms.cap_uses or models.UNCAPPED,
        cap_minor=terms.cap_money.minor if terms.cap_money else None,
        one_code=terms.one_code or "",
        typed_code=codes.as_typed(terms.one_code or ""),
        after_refund=terms.after_refund,
        hold_minutes=terms.hold_minutes,
        sponsor_name=sponsor.name.strip() if sponsor else "",
        sponsor_bps=sponsor.share_bps if sponsor else 0,
        sponsor_address=sponsor.address.strip() if sponsor else "",
        occasion_kind=occasion.kind if occasion else "",
        occasion_id=occasion.id if occasion else None,
        opened_at=at,
    )


def _free_slug(name: str) -> str:
    wanted = codes.slug(name)
    taken = set(models.Pool.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(one for one in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
