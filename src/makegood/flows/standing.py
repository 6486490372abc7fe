"""Where people stand with us, from what they did: looked at again whenever something happened that can change it, and when what it rests on lies more
than `WINDOW` back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.advocacy import queries as advocacy
from makegood.cases import queries as cases
from makegood.kernel.windows import Window
from makegood.orders import queries as orders
from makegood.orders.types import Sales
from makegood.outcomes import actions as outcomes
from makegood.outcomes import queries as outcome_queries
from makegood.outcomes.types import PersonEvidence, Praise, Settling
from makegood.people import queries as people
from makegood.people.types import Fact, Person
from makegood.platform import work
from makegood.platform.work import Item, Taken

WINDOW = timedelta(days=84)  # behaviour that decides standing (measure.md section 1)
OVER = "standing_over"  # the work of looking again when what somebody did counts no more
PAST = "standing_past"  # the work of looking once at those whose standing was written down before there was that work
STRETCH = 200  # of them at a time
PAUSE = timedelta(seconds=1)  # then others have their turn
BECAUSE = "What they had said or done for us, or against us, lies more than 84 days back."


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody to look at; `because` is what happened in a sentence, '' where the rule is to say it."""

    person: Person
    because: str = ""
    message_id: UUID | None = None


def settle_all(looks: Sequence[Look], *, at: datetime) -> None:
    """Looks at these people's standing again, from what they did, and leaves work for when the earliest of it counts no more. A person who is named twice
    is looked at once, for the first reason. A fixed number of queries, whatever the number of people. May be repeated."""
    once = {one.person.id: one for one in reversed(looks)}
    if not once:
        return
    known = _look({identity.id for one in once.values() for identity in one.person.identities}, at)
    settlings = [_settling(one, known) for one in reversed(once.values())]
    outcomes.settle_standings(settlings=settlings, at=at)
    work.leave(OVER, [one for look in once.values() if (one := _again(look, known, at)) is not None])


def over(items: Sequence[Taken], at: datetime) -> None:
    """Work: something that these people did counts no more. May be repeated."""
    persons = people.persons_of(identity_ids=[UUID(item.key.partition(" ")[0]) for item in items])
    settle_all([Look(person, BECAUSE) for person in persons.values()], at=at)


def go_through_past(items: Sequence[Taken], at: datetime) -> None:
    """Work: a stretch of those who stand as something else than passive, and a work row for the next one. May be repeated."""
    for item in items:
        after = UUID(item.payload["after"]) if "after" in item.payload else None
        found = outcome_queries.telling(after=after, limit=STRETCH)
        settle_all([Look(one, BECAUSE) for one in people.persons_of(identity_ids=found).values()], at=at)
        if len(found) == STRETCH:
            work.leave(PAST, [Item(key=item.key, due_at=at + PAUSE, payload={"after": str(found[-1])})])


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """By identity, as far as it counts for standing."""

    sales: Mapping[UUID, Sequence[Sales]]
    praises: Mapping[UUID, Sequence[Praise]]
    public_complaints: Mapping[UUID, Sequence[Fact]]
    open_complaints: Mapping[UUID, int]
    referrals: Mapping[UUID, int]
    helps: Mapping[UUID, int]


def _look(identity_ids: set[UUID], at: datetime) -> _Known:
    ids = list(identity_ids)
    praises: dict[UUID, list[Praise]] = {}
    said = [one for one in outcome_queries.praise_of(identity_ids=ids) if one.credited and one.at > at - WINDOW]
    asked_or_paid = advocacy.not_of_their_own(message_ids=[one.message_id for one in said if one.public])
    for praise in said:
        if praise.message_id not in asked_or_paid:
            praises.setdefault(praise.identity_id, []).append(praise)
    complaints: dict[UUID, list[Fact]] = {}
    for fact in people.facts_of(identity_ids=ids, kinds=["complained"]):
        if fact.value.get("public") and fact.at > at - WINDOW:
            complaints.setdefault(fact.identity_id, []).append(fact)
    windows = [Window((one,), at - WINDOW, at) for one in ids]
    return _Known(
        sales=orders.sales_to(identity_ids=ids),
        praises=praises,
        public_complaints=complaints,
        open_complaints=cases.open_complaints(identity_ids=ids),
        referrals=dict(zip(ids, advocacy.came_in(windows=windows), strict=True)),
        helps=dict(zip(ids, advocacy.helped_in(windows=windows), strict=True)),
    )


def _again(look: Look, known: _Known, at: datetime) -> Item | None:
    """The work of looking again once the earliest that counts now does no more; None where nothing does. By the full minute after it, so that what is
    looked at then is past. Whoever was brought and who was helped are counted without their instants: each came with a look of its own."""
    ids = [identity.id for identity in look.person.identities]
    instants = [praise.at for one in ids for praise in known.praises.get(one, ())]
    instants += [fact.at for one in ids for fact in known.public_complaints.get(one, ())]
    if any(known.referrals.get(one, 0) + known.helps.get(one, 0) for one in ids):
        instants.append(at)
    if not instants:
        return None
    due = (min(instants) + WINDOW).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return Item(f"{ids[0]} {due:%Y-%m-%dT%H:%M}", due)


def _settling(look: Look, known: _Known) -> Settling:
    ids = tuple(identity.id for identity in look.person.identities)
    sales = [sale for one in ids for sale in known.sales.get(one, ())]
    praises = [praise for one in ids for praise in known.praises.get(one, ())]
    complaints = [fact for one in ids for fact in known.public_complaints.get(one, ())]
    evidence = PersonEvidence(
        orders=sum(sale.orders for sale in sales),
        first_order_at=min((sale.first_at for sale in sales), default=None),
        public_praises=sum(1 for p in praises if p.public),
        public_complaints=len(complaints),
        open_complaints=sum(known.open_complaints.get(one, 0) for one in ids),
        private_thanks=sum(1 for p in praises if not p.public),
        referrals=sum(known.referrals.get(one, 0) for one in ids),
        helps=sum(known.helps.get(one, 0) for one in ids),
        last_public_praise_at=max((p.at for p in praises if p.public), default=None),
        last_public_complaint_at=max((fact.at for fact in complaints), default=None),
    )
    return Settling(ids[0], ids, evidence, look.because, look.message_id)
