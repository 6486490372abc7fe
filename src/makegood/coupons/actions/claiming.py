"""Codes that people take. Works inside an open brand transaction; may be repeated: somebody has one code of a pool, for ever the same.

A claim sets nothing aside: what counts is used. Whoever claims hears how many are left.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.coupons import events, models, queries
from makegood.coupons.rules import codes
from makegood.coupons.rules import terms as rules
from makegood.coupons.types import Claim, ClaimId, Pool
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Fact, IdentityId, IdentityKind, PersonId, Sighting
from makegood.platform import bulk, journal, tenancy, turns

_CLAIM = {
    "id": "uuid",
    "brand_id": "uuid",
    "pool_id": "uuid",
    "identity_id": "uuid",
    "person_key": "uuid",
    "code": "text",
    "typed_code": "text",
    "claimed_at": "timestamptz",
}


def claim(*, pool_id: UUID, who: UUID | None = None, address: str = "", by: Actor = SYSTEM, at: datetime) -> Claim:
    """A code for this identity, or for whoever has this e-mail address. Claimed again, by any address of the same person, it is the same code.

    Refuses "no_such_pool", "pool_closed", "coupon_over", "address_malformed", "no_identity", and "sold_out" once every coupon was used.
    """
    pool = queries.pool_of(pool_id=pool_id)
    identity_id = who if who is not None else _at(address, at)
    return claim_for(pool_id=pool.id, identity_ids=[identity_id], by=by, at=at)[identity_id]


def claim_for(*, pool_id: UUID, identity_ids: Sequence[UUID], by: Actor = SYSTEM, at: datetime) -> dict[UUID, Claim]:
    """A code for each of these, such as the people whom an incident touched: few statements, whatever their number. Several addresses of one person
    get one code. Refuses as `claim` does."""
    pool = queries.pool_of(pool_id=pool_id)
    rules.check_usable(pool, at=at)
    if pool.sold_out_at is not None and queries.is_sold_out(pool_id=pool.id, at=at):
        raise rules.sold_out(pool)
    persons = people.person_ids_of(identity_ids=identity_ids)
    if unknown := [one for one in identity_ids if one not in persons]:
        raise Refusal("no_identity", f"who: nobody has the id {unknown[0]}.", {"who": "unknown"})
    turns.take(f"coupon claims {tenancy.current_brand().hex}", {f"{pool.id} {one}" for one in set(persons.values())})
    held = _held(pool, persons)
    fresh: dict[PersonId, UUID] = {persons[one]: one for one in reversed(identity_ids) if persons[one] not in held}
    made = _make(pool, fresh, by, at)
    return {one: made.get(persons[one]) or held[persons[one]] for one in identity_ids}


# ---------------------------------------------------------------------------------------------------------------------


def _at(address: str, at: datetime) -> UUID:
    try:
        sighting = Sighting((Address(IdentityKind.EMAIL, address),), source="coupons")
        (seen,) = recognising.recognise(sightings=[sighting], at=at)
    except Refusal as no:
        why = "give an address like tom@example.org"
        raise Refusal("address_malformed", f"email: {why}.", {"email": why}) from no
    return seen.identity_id


def _held(pool: Pool, persons: dict[UUID, PersonId]) -> dict[PersonId, Claim]:
    """What each of these persons has already, by any of their addresses; the oldest, where two became one person since."""
    everybody = people.persons_of(identity_ids=list(persons))
    whose = {one.id: found.id for found in everybody.values() for one in found.identities}
    rows = models.Claim.objects.filter(pool_id=pool.id, identity_id__in=list(whose)).order_by("-claimed_at", "-id")
    found = {whose[IdentityId(row.identity_id)]: queries.as_claim(row, pool) for row in rows}
    by_key = models.Claim.objects.filter(pool_id=pool.id, person_key__in=set(persons.values()) - found.keys())
    return found | {PersonId(row.person_key): queries.as_claim(row, pool) for row in by_key}


def _make(pool: Pool, fresh: dict[PersonId, UUID], by: Actor, at: datetime) -> dict[PersonId, Claim]:
    shared = pool.terms.one_code or ""
    made = {person_id: Claim(ClaimId(new_id()), pool.id, shared or _own_code(), at, is_new=True) for person_id in fresh}
    rows = [
        (one.id, tenancy.current_brand(), pool.id, fresh[who], who, one.code, "" if shared else codes.as_typed(one.code), at)
        for who, one in made.items()
    ]
    bulk.insert("coupons_claim", _CLAIM, rows)
    noting.note_fact(
        facts=[
            Fact(IdentityId(fresh[who]), "coupon_claimed", str(pool.id), at, {"claim_id": str(one.id)})
            for who, one in made.items()
        ]
    )
    told = [
        events.CouponClaimed(identity_id=fresh[who], pool_id=pool.id, pool=pool.name, claim_id=one.id)
        for who, one in made.items()
    ]
    journal.record(*told, by=by, at=at)
    return made


def _own_code() -> str:
    return codes.own_code([secrets.randbelow(len(codes.ALPHABET)) for _ in range(codes.LETTERS)])
