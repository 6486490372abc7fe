"""Hands the proposer all that it may know, and stores what it proposes. No money moves here.

What lies above the proposer (the arm of an experiment) is computed here and handed down; reach, loudness, address and demographics
are not: the type of a situation has no room for them.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands.types import Brand, Role
from makegood.cases import queries as cases
from makegood.cases.types import CaseId, Foreseen, Opening
from makegood.flows import circumstances, lots, meaning
from makegood.gestures import queries as gestures
from makegood.gestures.types import Budget, CatalogueItem, Occasion, PastGesture, Policy
from makegood.kernel.money import zero
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import overtaken, plans
from makegood.makegoods.actions import proposing as proposals
from makegood.makegoods.rules import losses
from makegood.makegoods.types import Fault, FaultyLine, MakegoodId, Situation
from makegood.needs import queries as needs
from makegood.orders import queries as orders
from makegood.orders.types import RecentLine, Sales
from makegood.people.types import Person, PersonId
from makegood.platform import asking, work
from makegood.promises.types import Promise, PromiseState
from makegood.understanding.types import Reading

ASK_SHOP = "ask_shop"
YEAR = timedelta(days=365)
HALF_YEAR = timedelta(days=180)
_ShopSaysNo = Mapping[CaseId, Mapping[str, str]]  # of a case: what the shop would not do, and its words


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody wrote about a case. `trusted` False (the sender may be forged) never lets a makegood run by itself. `subject` is that
    of their message: the letters answer it."""

    case_id: CaseId
    reading: Reading
    subject: str
    line: RecentLine | None
    person: Person
    trusted: bool
    promise: Promise | None = None  # what we know ourselves, before they wrote


def propose_all(
    matters: Sequence[Matter], *, anew: Collection[CaseId] = (), shop_says_no: _ShopSaysNo | None = None, at: datetime
) -> list[MakegoodId]:
    """A makegood for each case in which something went wrong and for which none is there yet; where the policy lets it run by itself, it
    runs. Returns those that were stored, in order.

    Only for the person whose case it is: a bystander in a public thread gets none of theirs, nor they one of his. An empty purse never lets
    one run by itself: then a member decides. Of several messages about a case the first counts. For cases in `anew` it counts for nothing
    that something was proposed before, where that is not open any more. `shop_says_no` is what the shop would not do in a case. Where the fix is
    the shop's, it is asked afterwards whether it would (`flows/shop_asked`). May be repeated. A fixed number of queries
    whatever the number of matters, but for those that run by themselves: each sets money aside in turn.
    """
    harmed = [one for one in matters if meaning.may_be_put_right(one.reading)]
    due = _due(harmed, anew)
    if len({one.case_id for one in harmed}) > len(due):  # in some, something was proposed before
        due = _due(harmed, {*anew, *overtaken.by_their_words(case_ids={one.case_id for one in harmed}, at=at)})
    return _propose_due(due, shop_says_no or {}, at)


def tell_first(matters: Sequence[Matter], *, anew: Collection[CaseId] = (), at: datetime) -> list[MakegoodId]:
    """The same for promises that will not hold, or did not, of which nobody has complained: what would be good is to tell them first; and for
    those that held after all, of which they had been told otherwise."""
    return _propose_due(_due(matters, anew), {}, at)


# ---------------------------------------------------------------------------------------------------------------------


_Due = tuple[Matter, Opening]


def _due(matters: Sequence[Matter], anew: Collection[UUID] = ()) -> list[_Due]:
    """Each case once, with the first message of its own person, where nothing was proposed since it was opened."""
    if not matters:
        return []
    ids = list({one.case_id for one in matters})
    opened = cases.openings(case_ids=ids)
    proposed = makegoods.last_proposed(kind="case", ids=ids)
    due: dict[UUID, _Due] = {}
    for one in matters:
        opening = opened[one.case_id]
        theirs = opening.identity_id in {identity.id for identity in one.person.identities}
        before = proposed.get(one.case_id) if one.case_id not in anew else None
        if theirs and not (before is not None and before >= opening.opened_at):
            due.setdefault(one.case_id, (one, opening))
    return list(due.values())


def _propose_due(due: Sequence[_Due], no: _ShopSaysNo, at: datetime) -> list[MakegoodId]:
    if not due:
        return []
    policy, stored = gestures.policy(), list[MakegoodId]()
    for some in _turns(due, policy):
        stored += _propose(some, policy, no, at)
    return stored


def _turns(due: Sequence[_Due], policy: Policy) -> list[list[_Due]]:
    """All at once; but where makegoods run by themselves, one for each person at a time, because what somebody was given a moment ago
    counts for what may be given now."""
    if policy.automatic_fix_up_to is None:
        return [list(due)]
    turns: list[dict[PersonId, _Due]] = []
    for one in due:
        turn = next((turn for turn in turns if one[0].person.id not in turn), None)
        if turn is None:
            turns.append(turn := {})
        turn[one[0].person.id] = one
    return [list(turn.values()) for turn in turns]


def _propose(due: Sequence[_Due], policy: Policy, no: _ShopSaysNo, at: datetime) -> list[MakegoodId]:
    known = _look(due, policy, at)
    wanted = [
        (replace(_situation(matter, opening, known, at), shop_says_no=_said(no, matter)), opening.identity_id)
        for matter, opening in due
    ]
    stored: list[MakegoodId] = []
    decided: list[lots.Decided] = []
    to_ask: list[work.Item] = []
    for (matter, opening), (situation, _), proposed in zip(
        due, wanted, proposals.propose_all(situations=wanted, at=at), strict=True
    ):
        if proposed is None:
            continue
        stored.append(proposed.makegood_id)
        case_id = situation.occasion.id
        told = (matter.person, opening.identity_id, "case", case_id, proposed.drawn, situation.harm, proposed.among)
        decided.append(lots.Decided(*told))
        if matter.trusted and proposed.automatic and (matter.promise or meaning.surely_to_be_put_right(matter.reading)):
            with suppress(Refusal):  # the purse is empty, the shelf is bare: the proposal waits for a member
                plans.approve(makegood_id=proposed.makegood_id, by=None, at=at)
        elif proposed.command and not matter.promise:
            to_ask.append(work.Item(str(proposed.makegood_id), at, {"no": dict(_said(no, matter))}))
    lots.keep(known.drawn, decided, brand=known.brand, at=at)
    if to_ask and orders.has_shop():
        work.leave(ASK_SHOP, to_ask)
    return stored


def _said(no: _ShopSaysNo, matter: Matter) -> tuple[tuple[str, str], ...]:
    return tuple(no.get(matter.case_id, {}).items())


@dataclass(frozen=True, slots=True)
class _Known:
    """What is the same for all, and what is known of each identity."""

    brand: Brand
    policy: Policy
    catalogue: tuple[CatalogueItem, ...]
    budget: Budget | None
    sales: Mapping[UUID, Sequence[Sales]]
    past: Sequence[tuple[UUID, PastGesture]]
    needs: Sequence[tuple[UUID, str]]
    failures: Mapping[UUID, int]
    besides: circumstances.Known
    drawn: lots.Drawn


def _look(due: Sequence[_Due], policy: Policy, at: datetime) -> _Known:
    ids = list({identity.id for matter, _ in due for identity in matter.person.identities})
    catalogue, budget = gestures.ask_catalogue(), gestures.ask_budget()
    sales = orders.ask_sales(identity_ids=ids, since=at - YEAR)
    past = gestures.ask_past_by_identity(identity_ids=ids, since=at - YEAR)
    asking.together(catalogue, budget, sales, past)
    spoken_of = list({matter.line.order_id for matter, _ in due if matter.line})
    return _Known(
        brand=brands.current(),
        policy=policy,
        catalogue=catalogue.answer,
        budget=budget.answer,
        sales=sales.answer,
        past=past.answer,
        needs=needs.labels(identity_ids=ids, at=at),
        failures=cases.failures(identity_ids=ids, since=at - HALF_YEAR),
        besides=circumstances.look(identity_ids=ids, order_ids=spoken_of, at=at),
        drawn=lots.draw(
            persons=[matter.person for matter, _ in due],
            without_share=policy.without_share,
            which=policy.which_by_lot,
            at=at,
        ),
    )


def _situation(matter: Matter, opening: Opening, known: _Known, at: datetime) -> Situation:
    ids = {identity.id for identity in matter.person.identities}
    currency = known.brand.currency
    sales = [sale for one in ids for sale in known.sales.get(one, ())]
    bought = sum(sale.orders for sale in sales)
    said = known.besides.said.get(opening.case_id, circumstances.Said())
    journey = known.besides.journeys.get(matter.line.order_id) if matter.line else None
    harms = tuple(dict.fromkeys([*([opening.harm] if opening.harm else []), *(one.label for one in matter.reading.happened)]))
    whose = circumstances.whose(harms, journey, said)
    arm, propensity = known.drawn.of(matter.person)
    return Situation(
        occasion=Occasion("case", opening.case_id),
        person_name=matter.person.name,
        language=matter.reading.language or known.brand.language,
        brand_name=known.brand.name,
        currency=currency,
        harm=losses.leading(harms),
        harms=harms,
        asked=meaning.asked(matter.reading),
        fault_ours=whose is Fault.OURS,
        fault=whose,
        line=_faulty(matter.line, losses.leading(harms), said, known.policy),
        past=tuple(gesture for whose, gesture in known.past if whose in ids),
        needs=tuple(what for whose, what in known.needs if whose in ids),
        failures_180_days=sum(known.failures.get(one, 0) for one in ids) + (opening.foreseen == Foreseen.EXPECTED),
        orders_12_months=bought,
        spent_12_months=sum((sale.total for sale in sales if sale.total.currency == currency), zero(currency)),
        stock_of_sku=None,
        catalogue=known.catalogue,
        policy=known.policy,
        budget=known.budget,
        role=Role.AGENT,
        arm=arm,
        propensity=propensity,
        which=known.drawn.which(matter.person),
        at=at,
        hours_late=circumstances.hours_late(journey, at=at) if "late" in harms else None,
        day_missed=said.day_missed or (matter.line is not None and matter.line.order_id in known.besides.days_missed),
        here=said.here,
        overcharged=circumstances.amount(said.overcharged_minor, currency),
        paid_out=circumstances.amount(said.paid_out_minor, currency),
        ever_bought=known.besides.sells,
        claims=circumstances.claims(known.besides, list(ids), bought=bought, policy=known.policy),
        subject=matter.subject or ("" if matter.promise else opening.title),
        promised_on=_promised_on(matter.promise),
        promise_broken=matter.promise is not None and matter.promise.state is PromiseState.BROKEN,
        promise_kept=matter.promise is not None and matter.promise.state is PromiseState.KEPT,
    )


def _promised_on(promise: Promise | None) -> date | None:
    """The local day of a promise that nobody has complained of."""
    if promise is None or promise.complained_at is not None:
        return None
    return promise.due.on or promise.due.at.astimezone(ZoneInfo(promise.due.zone)).date()


def _faulty(line: RecentLine | None, harm: str, said: circumstances.Said, policy: Policy) -> FaultyLine | None:
    if line is None:
        return None
    came_late = harm in losses.TIME and line.delivered_at is not None
    return FaultyLine(
        order_number=line.order_number,
        sku=line.line.sku,
        title=line.line.title,
        quantity=line.line.quantity,
        unit_price=line.line.unit_price,
        service=line.service,
        accepted=said.kept if said.kept is not None else came_late,
        nature=circumstances.nature_of(line.line.sku, policy),
    )
