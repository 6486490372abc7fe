"""Who brought whom: a newcomer's word is kept, judged on what is known of both, and counts when they buy.

Everything is judged anew from the same facts whenever one of them changes (a word, an order, two who turn out to be one), so it may be repeated and
comes in any order. A code only says by whom somebody came: it opens nothing, and gives nothing to anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.advocacy import queries as advocacy
from makegood.advocacy.actions import bringing, ledger
from makegood.advocacy.rules import bringing as rules
from makegood.advocacy.rules import codes
from makegood.advocacy.types import Bringing, EntryIn, How, Judged, Kind, LeftOut, Place, Referral, ReferralIn, ReferralState, Why
from makegood.flows import deeds, standing
from makegood.kernel.actors import Actor
from makegood.letters import queries as letters
from makegood.letters.types import Postal
from makegood.orders import queries as orders
from makegood.orders.types import OrderId, OrderIn, Placed
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import live, work
from makegood.platform.work import Item, Taken

TOLD = "referral_told"  # the work of judging a word that somebody said
CALLED_OFF = "referral_called_off"  # the work of judging those anew whose order was called off
BECAUSE = "They brought somebody new, who bought."
_STILL_OPEN = (Why.NOTHING, Why.NOT_NEW, Why.LAPSED, Why.ANOTHER)


def tell(
    *,
    newcomer_id: UUID,
    told_by: str,
    place: Place,
    key: str,
    by: Actor,
    at: datetime,
    order_number: str = "",
    told_at: datetime | None = None,
) -> Referral:
    """Somebody says who had told them of us: by a code, the end of a link, or in words. Kept once under its `key`; it is judged as work. Words of
    which nobody knows who is meant wait for a member. Refuses ("nothing_said") where nothing is said."""
    link = advocacy.link_behind(code=codes.read(told_by))
    how = How.SAID if link is None else How.LINK if "/" in told_by else How.CODE
    said = ReferralIn(
        key=key,
        newcomer_id=newcomer_id,
        how=how,
        place=place,
        told_at=told_at or at,
        advocate_id=link.identity_id if link else None,
        said="" if link else told_by,
        order_number=order_number,
    )
    kept, _ = bringing.tell(told=said, by=by, at=at)
    return kept


def told_with_orders(said: Mapping[OrderId, OrderIn], *, by: Actor, at: datetime) -> None:
    """What the shop tells with orders. A telling again changes nothing."""
    whose = {one.id: one for one in orders.whole(order_ids=list(said))}
    for order_id, order in said.items():
        kept = whose[order_id]
        tell(
            newcomer_id=kept.identity_id,
            told_by=order.told_by,
            place=Place.ORDER,
            key=f"order {kept.number}",
            order_number=kept.number,
            told_at=kept.placed_at,
            by=by,
            at=at,
        )


def judge(items: Sequence[Taken], at: datetime) -> None:
    """Work: a word was said, or its time is over. Whoever has not bought is looked at once more when the window ends."""
    found = [advocacy.referral(referral_id=UUID(item.key.partition(" ")[0])) for item in items]
    settle([one.newcomer_id for one in found], at=at)
    _come_back([advocacy.referral(referral_id=one.id) for one in found], at)


def ended(order_numbers: Sequence[str], *, at: datetime) -> None:
    """These orders were cancelled and paid back: whether they still count is judged as work. May be repeated."""
    buyers = orders.buyers(numbers=order_numbers).values() if order_numbers else ()
    work.leave(CALLED_OFF, [Item(str(one), at) for one in dict.fromkeys(buyers)])


def past_told(order_numbers: Sequence[str], *, at: datetime) -> None:
    """A past came in with these orders, or with what came back of them: whoever of their buyers had said by whom they came is judged anew as work, for
    they may have bought before, or nothing in the end. May be repeated. One query where nobody was ever brought, else three."""
    if not order_numbers or not advocacy.has_referrals():
        return
    theirs = people.companions(orders.buyers(numbers=order_numbers).values())
    said = advocacy.referrals_of_newcomers(identity_ids=list(theirs)) if theirs else ()
    work.leave(CALLED_OFF, [Item(str(one), at) for one in dict.fromkeys(one.newcomer_id for one in said)])


def called_off(items: Sequence[Taken], at: datetime) -> None:
    """Work: an order of these people was called off. Where it was the one that counted, whoever brought them has brought nobody; another order of
    theirs may count in its place. Whoever has not bought by another is looked at once more when the window ends. May be repeated."""
    newcomers = [UUID(item.key) for item in items]
    settle(newcomers, at=at)
    _come_back(advocacy.referrals_of_newcomers(identity_ids=newcomers), at)


def _come_back(said: Sequence[Referral], at: datetime) -> None:
    over = [(one, one.told_at + rules.WINDOW + timedelta(minutes=1)) for one in said if one.state is ReferralState.WAITING]
    work.leave(TOLD, [Item(f"{one.id} over", due_at) for one, due_at in over if due_at > at])


def bought(identity_ids: Sequence[UUID], *, at: datetime) -> None:
    """These people ordered, for the first time perhaps: whoever brought one of them has brought somebody now. Two queries where nobody did."""
    settle(identity_ids, at=at)


def linked(identity_ids: Sequence[UUID], *, at: datetime) -> None:
    """Addresses turned out to be one person's, or two persons': nobody brings themselves."""
    persons = people.persons_of(identity_ids=list(identity_ids)).values()
    ids = list({one.id for person in persons for one in person.identities})
    brought = advocacy.referrals_by(identity_ids=ids) if ids else ()
    settle([*ids, *(one.newcomer_id for one in brought)], at=at)


def settle(newcomer_ids: Sequence[UUID], *, at: datetime) -> None:
    """Judges every word of these newcomers anew, and does what follows. Ten queries where anybody said something, two where nobody did."""
    persons = {one.id: one for one in people.persons_of(identity_ids=list(newcomer_ids)).values()}
    whose: dict[UUID, Person] = {one.id: person for person in persons.values() for one in person.identities}
    said = advocacy.referrals_of_newcomers(identity_ids=list(whose)) if whose else ()
    if not said:
        return
    known = _known(said, whose)
    judged: list[tuple[UUID, Judged]] = []
    named: set[UUID] = set()
    for one in said:
        person = whose[one.newcomer_id]
        verdict = rules.judge(_bringing(one, person, known, named_before=person.id in named), at=at)
        judged.append((one.id, verdict))
        if one.advocate_id is not None and one.why is not Why.MEMBER and verdict.why in _STILL_OPEN:
            named.add(person.id)
    _follow(bringing.settle(judged=judged, at=at), at)


@dataclass(frozen=True, slots=True)
class _Known:
    """By identity: whose it is, where they get post, and the first order of each newcomer's address."""

    person_ids: Mapping[UUID, UUID]
    postals: Mapping[UUID, Postal]
    firsts: Mapping[UUID, Placed]


def _known(said: Sequence[Referral], newcomers: Mapping[UUID, Person]) -> _Known:
    advocates = [one.advocate_id for one in said if one.advocate_id is not None]
    both = [*advocates, *(one.newcomer_id for one in said)]
    return _Known(
        person_ids=dict(people.person_ids_of(identity_ids=both)),
        postals=letters.postals(identity_ids=both),
        firsts=orders.first_of(identity_ids=list(newcomers)),
    )


def _bringing(one: Referral, newcomer: Person, known: _Known, *, named_before: bool) -> Bringing:
    placed = [known.firsts[each.id] for each in newcomer.identities if each.id in known.firsts]
    first = min(placed, key=lambda each: (each.placed_at, each.number), default=None)
    homes = known.postals.get(one.newcomer_id), known.postals.get(one.advocate_id) if one.advocate_id else None
    return Bringing(
        told_at=one.told_at,
        order_number=one.order_number,
        newcomer=known.person_ids[one.newcomer_id],
        advocate=known.person_ids[one.advocate_id] if one.advocate_id else None,
        same_household=all(homes) and rules.is_one_home(*((each.lines, each.country) for each in homes if each)),
        first_order_at=first.placed_at if first else None,
        first_order=first.number if first else "",
        named_before=named_before,
    )


def _follow(changed: Sequence[Referral], at: datetime) -> None:
    """What counts now stands in the ledger, tied to what it followed; what counts no more does not; both move the advocate's standing."""
    told = [one for one in changed if one.advocate_id is not None]
    if not told:
        return
    came = [one for one in told if one.state is ReferralState.CAME]
    persons = people.persons_of(identity_ids=[one.advocate_id for one in told if one.advocate_id])
    ledger.forget(sources=[source(one) for one in told if one.state is not ReferralState.CAME])
    pasts = deeds.pasts([deeds.Deed(persons[one.advocate_id], one.told_at) for one in came if one.advocate_id])
    entries = [_entry(one, past) for one, past in zip(came, pasts, strict=True)]
    for kept, past in zip(ledger.note(entries=entries) if entries else [], pasts, strict=True):
        ledger.earn(entry_id=kept.id, members=deeds.earned(past, kept.tie), at=at)
    standing.settle_all([standing.Look(person, _because(person, came)) for person in persons.values()], at=at)
    live.announce("advocacy")


def source(one: Referral) -> str:
    """Its name in the ledger."""
    return f"referral {one.id}"


def _because(person: Person, came: Sequence[Referral]) -> str:
    ids = {one.id for one in person.identities}
    return BECAUSE if any(one.advocate_id in ids for one in came) else ""


def _entry(one: Referral, past: deeds.Found) -> EntryIn:
    return EntryIn(
        kind=Kind.REFERRAL,
        source=source(one),
        identity_id=past.deed.person.identities[0].id if one.advocate_id is None else one.advocate_id,
        at=one.came_at or one.told_at,
        left_out=LeftOut.NOTHING,
        because=BECAUSE,
        tie=deeds.tie(past),
    )
