"""Takes in what happens at the checkout, a thousand things at once: baskets and refusals become facts about people, refusals are counted by the
minute. Works inside an open brand transaction; everything may be repeated, in any order. A fixed number of statements whatever the number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId
from makegood.platform import bulk, journal, tenancy, turns
from makegood.platform.arrays import array
from makegood.signals import events, models
from makegood.signals.rules import baskets, checking
from makegood.signals.types import REFUSED_CHECKOUTS, CheckoutIn, CheckoutKind, CheckoutTaken, Held

BASKET, REFUSED = "basket_held", "checkout_refused"  # kinds of facts about people
_SWEPT = 2_000  # old things at once
_CHECKOUT = {
    "id": "uuid",
    "brand_id": "uuid",
    "key": "text",
    "session": "text",
    "kind": "text",
    "at": "timestamptz",
    "identity_id": "uuid",
    "minor": "int8",
    "currency": "text",
    "heard_at": "timestamptz",
}
_COUNTED = {
    "id": "uuid",
    "brand_id": "uuid",
    "kind": "text",
    "facet": "text",
    "at": "timestamptz",
    "count": "int",
    "handed": "int",
}


def take(*, told: Sequence[CheckoutIn], by: Actor, at: datetime) -> CheckoutTaken:
    """Keeps each thing once by its key. What belongs to a visit of somebody known becomes theirs, also what the visit did before it was known.

    Refuses ("bad_event") what lies ahead and amounts without a currency; then nothing is kept. Leaves CheckoutHeard where somebody was refused
    anew, so that the watch is told.
    """
    checking.checkout(told, at=at)
    new = _keep({one.key: one for one in reversed(told)}.values(), at)
    visits = {one.session for one in new}
    who = _make_known(visits)
    rows = _of_visits(set(who))
    noting.note_span(facts=_baskets(rows, who))
    noting.note_fact(facts=_refusals(rows, who))
    refused = _count(one.at for one in new if one.kind is CheckoutKind.CHECKOUT_REFUSED)
    if refused:
        journal.record(events.CheckoutHeard(events=len(new), refused=refused), by=by, at=at)
    _forget_old(at)
    return CheckoutTaken(taken=len(told), new=len(new), known=sum(one.session in who for one in new))


def _keep(told: Iterable[CheckoutIn], at: datetime) -> list[CheckoutIn]:
    """Those that are new."""
    by_key = {one.key: one for one in told}
    brand_id = tenancy.current_brand()
    rows = [
        (new_id(), brand_id, key, one.session, one.kind.value, one.at, one.identity_id, one.minor, one.currency, at)
        for key, one in sorted(by_key.items())
    ]
    conflict = "ON CONFLICT (brand_id, key) DO NOTHING"
    kept = bulk.insert("signals_checkout", _CHECKOUT, rows, conflict=conflict, returning="key")
    return [by_key[key] for (key,) in kept]


def _make_known(visits: set[str]) -> dict[str, UUID]:
    """Whose each of these visits is, as far as anything in it says so; what it did before it said so becomes theirs. The first word counts."""
    if not visits:
        return {}
    (found,) = bulk.look((_KNOWN, [array(sorted(visits))]))
    who: dict[str, UUID] = dict(found)
    if who:
        bulk.look((_THEIRS, [array(who.keys()), array(who.values())]))  # at once: what is looked up next must see it
    return who


def _of_visits(visits: set[str]) -> dict[str, list[CheckoutIn]]:
    """All that is kept of these visits."""
    found: dict[str, list[CheckoutIn]] = defaultdict(list)
    rows = models.Checkout.objects.filter(session__in=sorted(visits)).exclude(identity_id=None)
    for key, session, kind, at, identity_id, minor, currency in rows.values_list(
        "key", "session", "kind", "at", "identity_id", "minor", "currency"
    ):
        found[session].append(CheckoutIn(key, session, CheckoutKind(kind), at, identity_id, minor, currency))
    return found


def _baskets(visits: Mapping[str, Sequence[CheckoutIn]], who: Mapping[str, UUID]) -> list[Fact]:
    return [_basket(one, who[session]) for session, told in visits.items() for one in baskets.held(told)]


def _basket(one: Held, identity_id: UUID) -> Fact:
    value = _worth(one.minor, one.currency) | {"until": one.until_at.isoformat(), "session": one.session}
    return Fact(IdentityId(identity_id), BASKET, f"{one.session}:{one.number}", one.from_at, value)


def _refusals(visits: Mapping[str, Sequence[CheckoutIn]], who: Mapping[str, UUID]) -> list[Fact]:
    return [
        Fact(IdentityId(who[session]), REFUSED, one.key, one.at, _worth(one.minor, one.currency) | {"session": session})
        for session, told in visits.items()
        for one in told
        if one.kind is CheckoutKind.CHECKOUT_REFUSED
    ]


def _worth(minor: int | None, currency: str) -> dict[str, object]:
    return {} if minor is None else {"minor": minor, "currency": currency}


def _count(moments: Iterable[datetime]) -> int:
    """Counts anew, in each minute of these, how many visits were refused. → how many in these minutes altogether."""
    minutes = sorted({one.astimezone(UTC).replace(second=0, microsecond=0) for one in moments})
    if not minutes:
        return 0
    turns.take(f"counts of {tenancy.current_brand().hex}", {REFUSED_CHECKOUTS})
    (found,) = bulk.look((_REFUSED, [array(minutes)]))
    put_counts({(REFUSED_CHECKOUTS, "", minute): count for minute, count in found})
    return sum(count for _, count in found)


def put_counts(counts: Mapping[tuple[str, str, datetime], int]) -> None:
    """So many of a kind and facet in the stretch that begins then: what was counted before is replaced. For the actions of this package alone."""
    brand_id = tenancy.current_brand()
    rows = [(new_id(), brand_id, kind, facet, at, count, 0) for (kind, facet, at), count in sorted(counts.items())]
    conflict = "ON CONFLICT (brand_id, kind, facet, at) DO UPDATE SET count = EXCLUDED.count"
    bulk.insert("signals_counted", _COUNTED, rows, conflict=conflict)


def _forget_old(at: datetime) -> None:
    old = models.Checkout.objects.filter(heard_at__lt=at - checking.KEPT_FOR).order_by("heard_at")
    models.Checkout.objects.filter(id__in=list(old.values_list("id", flat=True)[:_SWEPT])).delete()


_KNOWN = """
SELECT DISTINCT ON (session) session, identity_id FROM signals_checkout
WHERE session = ANY(%s::text[]) AND identity_id IS NOT NULL ORDER BY session, at, id
"""
_THEIRS = """
UPDATE signals_checkout AS c SET identity_id = known.identity_id FROM unnest(%s::text[], %s::uuid[]) AS known (session, identity_id)
WHERE c.session = known.session AND c.identity_id IS NULL RETURNING c.id
"""
_REFUSED = """
SELECT minute, count(DISTINCT c.session)::int FROM unnest(%s::timestamptz[]) AS m (minute)
JOIN signals_checkout c ON c.kind = 'checkout_refused' AND c.at >= minute AND c.at < minute + interval '1 minute' GROUP BY minute
"""
