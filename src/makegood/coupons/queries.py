"""Looks at pools, codes and what became of them: frozen values, a fixed number of queries. Never writes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce

from makegood.coupons import models
from makegood.coupons.rules import codes
from makegood.coupons.types import (
    AfterRefund,
    Booking,
    Claim,
    ClaimId,
    Counts,
    Entry,
    Held,
    Occasion,
    Pool,
    PoolId,
    PoolState,
    Reservation,
    ReservationId,
    Settlement,
    SlotState,
    Sponsor,
    Standing,
    Terms,
)
from makegood.kernel.money import Money, zero
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk


def pool(*, pool_id: UUID, at: datetime) -> Standing:
    """A pool with its counts as they are now. Refuses ("no_such_pool"). Four queries."""
    return standings([pool_of(pool_id=pool_id)], at=at)[0]


def pool_of(*, pool_id: UUID) -> Pool:
    """A pool without its counts. Refuses ("no_such_pool"). One query."""
    return as_pool(_row(pool_id=pool_id))


def pools(*, at: datetime, before: UUID | None = None, limit: int = 200) -> tuple[Standing, ...]:
    """The one opened last first. Four queries."""
    rows = models.Pool.objects.order_by("-id")
    rows = rows.filter(id__lt=before) if before else rows
    return standings([as_pool(row) for row in rows[:limit]], at=at)


def pools_for(*, occasion: Occasion, at: datetime) -> tuple[Standing, ...]:
    """Those opened for this occasion, in their order. Four queries."""
    rows = models.Pool.objects.filter(occasion_kind=occasion.kind, occasion_id=occasion.id).order_by("id")
    return standings([as_pool(row) for row in rows], at=at)


def pool_at(*, slug: str) -> Pool | None:
    """The pool at this place in addresses. One query."""
    row = models.Pool.objects.filter(slug=slug).first()
    return as_pool(row) if row else None


def standings(found: Sequence[Pool], *, at: datetime) -> tuple[Standing, ...]:
    """These pools with their counts. Three queries, whatever their number. A reservation whose time is over counts as left."""
    ids = [one.id for one in found]
    slots = _slot_counts(ids, at)
    claims = dict(models.Claim.objects.filter(pool_id__in=ids).values_list("pool_id").annotate(Count("id")))
    paid = _paid(ids)
    made = {row.id: row for row in models.Pool.objects.filter(id__in=ids)}
    return tuple(
        Standing(one, _counts(one, made[one.id], slots.get(one.id, (0, 0, 0)), claims.get(one.id, 0), paid.get(one.id, 0)))
        for one in found
    )


def behind_code(*, code: str) -> tuple[Pool, ClaimId | None, int]:
    """Where a typed code leads: the pool, the claim whose own code it is, and how many places the pool has made. A code for everybody leads to the
    open pool that has it, else to the last that had. Refuses ("no_such_code"). One or two queries."""
    typed = codes.as_typed(code)
    shared = models.Pool.objects.filter(typed_code=typed).order_by("-id") if typed else models.Pool.objects.none()
    rows = sorted(shared, key=lambda row: row.state != PoolState.OPEN)
    if rows:
        return as_pool(rows[0]), None, rows[0].slots_made
    claim = models.Claim.objects.filter(typed_code=typed).first() if len(typed) == codes.LETTERS else None
    if claim is None:
        raise Refusal("no_such_code", "code: there is no such code. Look at how it is written.", {"code": "unknown"})
    row = _row(pool_id=claim.pool_id)
    return as_pool(row), ClaimId(claim.id), row.slots_made


def reservation(*, reservation_id: UUID) -> Reservation:
    """A reservation as it stands. Refuses ("no_such_reservation"). At most three queries."""
    booked = {row.kind: row for row in models.LedgerRow.objects.filter(use_key=reservation_id).order_by("at", "id")}
    if Entry.RESERVED not in booked:
        raise Refusal("no_such_reservation", "reservation_id: there is none of this id.", {"reservation_id": "unknown"})
    first, used = booked[Entry.RESERVED], booked.get(Entry.USED)
    slot = models.Slot.objects.filter(use_key=reservation_id).first()
    currency = models.Pool.objects.values_list("currency", flat=True).get(id=first.pool_id)
    ended = Entry.GIVEN_BACK if used else Entry.RELEASED
    worth = slot.worth_minor if slot else used.amount_minor if used else 0
    return Reservation(
        id=ReservationId(reservation_id),
        pool_id=PoolId(first.pool_id),
        worth=Money(worth, currency),
        until=first.until or first.at,
        state=slot.state if slot else ended.value,
        order_reference=used.order_reference if used else "",
    )


def settlement(*, pool_id: UUID) -> Settlement:
    """What was used of a pool, booking by booking, and who pays. The sums are those of the rows. Refuses ("no_such_pool"). Two queries."""
    row = _row(pool_id=pool_id)
    found = as_pool(row)
    booked = models.LedgerRow.objects.filter(pool_id=pool_id, kind__in=[Entry.USED, Entry.GIVEN_BACK]).order_by("at", "id")
    rows = tuple(_booking(one, row.currency) for one in booked)
    nothing = zero(row.currency)
    taken_back = {one.use_key: 0 for one in booked}
    for one in booked:
        taken_back[one.use_key] += one.amount_minor if one.kind == Entry.USED else -one.amount_minor
    return Settlement(
        pool=found,
        rows=rows,
        used=sum(left > 0 for left in taken_back.values()),
        amount=sum((one.amount for one in rows), nothing),
        sponsor=sum((one.sponsor for one in rows), nothing),
        brand=sum((one.brand for one in rows), nothing),
        final=found.state is PoolState.SETTLED,
    )


def held_by(*, identity_ids: Sequence[UUID]) -> tuple[Held, ...]:
    """The coupons of one person, for their own page: what they claimed, and what they used without having claimed it. Three queries."""
    claims = list(models.Claim.objects.filter(identity_id__in=identity_ids).order_by("-claimed_at", "-id"))
    used = list(models.Slot.objects.filter(identity_id__in=identity_ids, state=SlotState.USED).order_by("-used_at", "-id"))
    wanted = {one.pool_id for one in claims} | {one.pool_id for one in used}
    found = {row.id: as_pool(row) for row in models.Pool.objects.filter(id__in=wanted)}
    by_pool = {one.pool_id: one for one in used}
    told = [_held(found[one.pool_id], one, by_pool.get(one.pool_id)) for one in claims]
    claimed = {one.pool_id for one in claims}
    return (*told, *(_held(found[one.pool_id], None, one) for one in used if one.pool_id not in claimed))


def is_any_free(*, pool_id: UUID) -> bool:
    """Whether a place of those that were made can be taken. One query."""
    (((found,),),) = bulk.look((_ANY_FREE, [pool_id]))
    return bool(found)


_ANY_FREE = "SELECT EXISTS (SELECT 1 FROM coupons_slot WHERE pool_id = %s AND state = 'free' AND budget_minor = unit_minor)"


def at_tills(*, pool_id: UUID) -> int:
    """How many are reserved, their time over or not."""
    return models.Slot.objects.filter(pool_id=pool_id, state=SlotState.RESERVED).count()


def is_sold_out(*, pool_id: UUID, at: datetime) -> bool:
    """Whether none is left, and none at a till that may come back."""
    counts = pool(pool_id=pool_id, at=at).counts
    return counts.left == 0 and counts.reserved == 0


def no_such_pool() -> Refusal:
    return Refusal("no_such_pool", "pool_id: there are no coupons of this id.", {"pool_id": "unknown"})


def worth_in_words(terms: Terms, language: str = "en") -> str:
    """“£5.00”, “10 %, at most £20.00”, “12,5 %, höchstens £20.00”. English in every language but German."""
    if terms.percent_bps is None:
        return str(terms.unit)
    whole, rest = divmod(terms.percent_bps, 100)
    percent = f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
    return f"{percent.replace('.', ',')} %, höchstens {terms.unit}" if language == "de" else f"{percent} %, at most {terms.unit}"


# Rows as values -------------------------------------------------------------------------------------------------------


def as_pool(row: models.Pool) -> Pool:
    """The row as others may see it."""
    return Pool(
        id=PoolId(row.id),
        name=row.name,
        slug=row.slug,
        terms=_terms(row),
        sponsor=Sponsor(row.sponsor_name, row.sponsor_bps, row.sponsor_address) if row.sponsor_name else None,
        occasion=Occasion(row.occasion_kind, row.occasion_id) if row.occasion_id else None,
        state=PoolState(row.state),
        opened_at=row.opened_at,
        sold_out_at=row.sold_out_at,
    )


def as_claim(row: models.Claim, pool: Pool) -> Claim:
    """The row as others may see it."""
    return Claim(ClaimId(row.id), pool.id, row.code, row.claimed_at)


def _terms(row: models.Pool) -> Terms:
    unit, percent = Money(row.unit_minor, row.currency), row.percent_bps
    return Terms(
        worth=unit if percent is None else None,
        percent_bps=percent,
        most=None if percent is None else unit,
        minimum_order=Money(row.minimum_minor, row.currency) if row.minimum_minor is not None else None,
        on_sale_prices=row.on_sale_prices,
        valid_until=row.valid_until,
        zone=row.zone,
        until_words=row.until_words,
        one_per_person=row.one_each,
        cap_uses=None if row.cap_uses == models.UNCAPPED else row.cap_uses,
        cap_money=Money(row.cap_minor, row.currency) if row.cap_minor is not None else None,
        one_code=row.one_code or None,
        after_refund=AfterRefund(row.after_refund),
        hold_minutes=row.hold_minutes,
    )


def _row(*, pool_id: UUID) -> models.Pool:
    row = models.Pool.objects.filter(id=pool_id).first()
    if row is None:
        raise no_such_pool()
    return row


def _slot_counts(ids: Sequence[UUID], at: datetime) -> dict[UUID, tuple[int, int, int]]:
    """Used, reserved, and what the used are worth, by pool."""
    used, live = Q(state=SlotState.USED), Q(state=SlotState.RESERVED, until__gt=at)
    told = (Count("id", filter=used), Count("id", filter=live), Coalesce(Sum("worth_minor", filter=used), 0))
    rows = (
        models.Slot.objects.filter(pool_id__in=ids)
        .order_by()
        .values_list("pool_id")
        .annotate(used=told[0], live=told[1], money=told[2])
    )
    return {pool_id: (int(count), int(reserved), int(money)) for pool_id, count, reserved, money in rows}


def _paid(ids: Sequence[UUID]) -> dict[UUID, int]:
    """What sponsors pay, by pool."""
    billed = models.LedgerRow.objects.filter(pool_id__in=ids, kind__in=[Entry.USED, Entry.GIVEN_BACK])
    signed = Case(When(kind=Entry.USED, then=F("sponsor_minor")), default=-F("sponsor_minor"))
    return {pool_id: int(minor) for pool_id, minor in billed.order_by().values_list("pool_id").annotate(minor=Sum(signed))}


def _counts(found: Pool, row: models.Pool, slots: tuple[int, int, int], claimed: int, paid: int) -> Counts:
    used, reserved, minor = slots
    money, sponsor = Money(minor, row.currency), Money(paid, row.currency)
    lefts = [] if found.terms.cap_uses is None else [found.terms.cap_uses - used - reserved]
    if row.cap_minor is not None:
        lefts.append((row.cap_minor - minor) // row.unit_minor - reserved)
    return Counts(
        claimed=claimed,
        reserved=reserved,
        used=used,
        left=max(min(lefts), 0) if lefts else None,
        money=money,
        sponsor=sponsor,
        brand=money - sponsor,
    )


def _booking(row: models.LedgerRow, currency: str) -> Booking:
    sign = 1 if row.kind == Entry.USED else -1
    amount, sponsor = Money(sign * row.amount_minor, currency), Money(sign * row.sponsor_minor, currency)
    return Booking(
        at=row.at,
        what=Entry(row.kind),
        order_reference=row.order_reference,
        number=row.number,
        amount=amount,
        sponsor=sponsor,
        brand=amount - sponsor,
    )


def _held(found: Pool, claim: models.Claim | None, slot: models.Slot | None) -> Held:
    return Held(
        pool=found,
        code=claim.code if claim else found.terms.one_code or "",
        claimed_at=claim.claimed_at if claim else None,
        used_at=slot.used_at if slot else None,
        worth=Money(slot.worth_minor, found.terms.unit.currency) if slot else None,
        order_reference=slot.order_reference if slot else "",
    )
