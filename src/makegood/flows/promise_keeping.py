"""Watches what was promised: makes promises out of orders, looks how they stand, and lets what is at risk or broken be told before somebody
complains. History is settled in silence. The clock moves nothing by itself: work does, when a promise is due for a look.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.flows import telling_first
from makegood.kernel.actors import SHOP
from makegood.kernel.ids import first_id_at
from makegood.orders import promised as orders
from makegood.orders.types import Promised, Way
from makegood.people import queries as people
from makegood.platform import live, work
from makegood.platform.work import Item, Taken
from makegood.promises import queries as promises
from makegood.promises.actions import learning, making, settling
from makegood.promises.rules import due as due_rules
from makegood.promises.rules import journeys, looking, risk, survival, verdicts
from makegood.promises.rules import learning as roads
from makegood.promises.rules.journeys import Journey
from makegood.promises.rules.looking import Finding
from makegood.promises.rules.verdicts import Leg
from makegood.promises.types import RUNNING, Change, Promise, PromiseIn, PromiseKind, PromiseState, Reason, Risk, Source
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints.rules import beginning

LOOK, LEARN, OF_ORDERS = "promises_look", "promises_learn", "promises_of_orders"
BATCH = 500
_AGAIN = timedelta(hours=24)
_SOONEST = timedelta(minutes=1)
_LATE_COMMITS = timedelta(hours=1)  # ids are taken before commits: the youngest orders wait for the next time
_MOST_WAYS = 200_000


def of_orders(items: Sequence[Taken], at: datetime) -> None:
    """The shop or a carrier told of these orders: what was promised with them is kept, watched, and held against where the parcels are. What is past
    when it is first heard of is history: nobody is told first of that."""
    order_ids = sorted({UUID(str(item.payload["order_id"])) for item in items})
    if not promises.has_begun():
        begin(at=at)
    told = orders.orders(order_ids=order_ids)
    running, past = ([one for one in told if (one.promised_until > at) is still] for still in (True, False))
    making.make(promises=[*_made_with(running, watched=True), *_made_with(past, watched=False)], by=SHOP, at=at)
    making.watch(order_ids=order_ids, at=at)
    held = settling.hold(order_ids=order_ids)
    telling_first.tell(_settle(held, at), at=at)
    _look_again()


def look(items: Sequence[Taken], at: datetime) -> None:
    """Looks at every promise that is due for a look, and comes back when the next one is; never at once, so that what could not be settled now is
    not looked at without end."""
    (item,) = items
    for _ in range(20):
        due = promises.due_for_a_look(at=at, limit=BATCH)
        if not due:
            break
        held = settling.hold(promise_ids=[one.id for one in due])
        telling_first.tell(_settle(held, at), at=at)
    again = promises.next_look()
    if again is not None:
        work.postpone(item, due_at=max(again, at + _SOONEST))


def learn(items: Sequence[Taken], at: datetime) -> None:
    """Each night: orders that have no promise yet get theirs, and the roads are learned anew from the last 400 days."""
    (item,) = items
    if go_through_past(at=at):
        work.postpone(item, due_at=at)  # there is more: others have their turn in between
        return
    learn_roads(at=at)
    work.postpone(item, due_at=at + _AGAIN)


def learn_roads(*, at: datetime) -> int:
    """Learns the roads anew from the last 400 days. → how many parcels ended."""
    ways = orders.ways(since=at - promises.LOOKS_BACK, until=at)[-_MOST_WAYS:]
    zone = brands.current().zone
    return learning.learn(journeys=journeys.of([_journey(way, zone) for way in ways], zone=zone), at=at)


def go_through_past(*, at: datetime, lag: timedelta = _LATE_COMMITS) -> bool:
    """The next few hundred orders, in the order of their ids: their promises are written down and settled, without a word to anybody. Whether
    there are more."""
    after = learning.past_until() or UUID(int=0)
    before = first_id_at(datetime.now(UTC) - lag)  # ids are made by the machine's clock
    found = orders.after(after=after, before=before, limit=BATCH)
    if not found:
        return False
    making.make(promises=_made_with(found, watched=False), by=SHOP, at=at)
    ids = [one.id for one in found]
    quiet = [one for one in settling.hold(order_ids=ids) if not one.watched]
    pairs = _with_orders(quiet, found)
    settling.bring_up_to_date(findings=[_settled(one, told, at, False) for one, told in pairs], at=at)
    making.note_spoken_of(spoken=_spoken_of(pairs))
    learning.note_past(until=found[-1].id)
    return len(found) == BATCH


def begin(*, at: datetime) -> None:
    """A brand's first night comes half a day later."""
    learning.begin()
    work.leave(LEARN, [Item(key="learn", due_at=at + _AGAIN / 2)])


# ---------------------------------------------------------------------------------------------------------------------


def _look_again() -> None:
    due_at = promises.next_look()
    if due_at is not None:
        work.leave(LOOK, [Item(key="look", due_at=due_at)])


def _made_with(told: Sequence[Promised], *, watched: bool) -> list[PromiseIn]:
    zone = brands.current().zone
    return [_made(one, zone, watched) for one in told if one.promised_until > one.placed_at]


def _made(one: Promised, zone: str, watched: bool) -> PromiseIn:
    return PromiseIn(
        key=f"order:{one.id}:{one.promised_until.isoformat()}",
        identity_id=one.identity_id,
        kind=PromiseKind.DELIVERY,
        source=Source.ORDER,
        what=f"{one.titles or 'Order'} (order {one.number})",
        touchpoint=verdicts.touchpoint_of(reason=one.reason, service=one.service),
        made_at=one.placed_at,
        due=due_rules.of_order(one.promised_from, one.promised_until, zone),
        order_id=one.id,
        watched=watched,
    )


def _settle(held: Sequence[Promise], at: datetime) -> list[Change]:
    """How each of these stands, by what is known now; they are held already."""
    deliveries = [one for one in held if one.order_id is not None]
    told = orders.orders(order_ids=[one.order_id for one in deliveries if one.order_id])
    pairs = _with_orders(deliveries, told)
    speak = promises.parcels_learned() >= roads.LEAST_PARCELS
    findings = [_settled(one, order, at, speak) for one, order in pairs]
    findings += [_by_clock(one, at) for one in held if one.order_id is None and one.state in RUNNING]
    running = [
        (finding, one, order) for finding, (one, order) in zip(findings, pairs, strict=False) if finding.verdict.state is None
    ]
    findings = [one for one in findings if one.verdict.state is not None or one.risk is not None] + _at_risk(running, at)
    changes = settling.bring_up_to_date(findings=findings, at=at)
    if changes:
        live.announce("inbox")
    return changes


def _with_orders(held: Sequence[Promise], told: Sequence[Promised]) -> list[tuple[Promise, Promised]]:
    by_id: dict[UUID, Promised] = {one.id: one for one in told}
    return [(one, by_id[one.order_id]) for one in held if one.order_id in by_id]


def _spoken_of(past: Sequence[tuple[Promise, Promised]]) -> dict[UUID, datetime]:
    """When the people of these promises spoke of them, in a case about that order at the touchpoint at which it was promised. Four queries."""
    whose = people.persons_of(identity_ids=[order.identity_id for _, order in past]).values()
    case_ids = cases.case_ids_of(identity_ids=[identity.id for one in whose for identity in one.identities])
    places = touchpoints.places_of(case_ids=case_ids)
    first = {
        (one.order_number, places[one.id]): one.opened_at
        for one in sorted(cases.heads(case_ids=case_ids), key=lambda one: one.opened_at, reverse=True)
        if one.order_number and one.id in places
    }
    asked = [(one, (order.number, beginning.key_of(one.touchpoint))) for one, order in past]
    return {one.id: first[about] for one, about in asked if about in first and first[about] >= one.made_at}


def _settled(one: Promise, order: Promised, at: datetime, carriers_speak: bool) -> Finding:
    found = verdicts.of_delivery(one.due, _legs(order), cancelled_at=order.cancelled_at, carriers_speak=carriers_speak, at=at)
    return Finding(one.id, found)


def _by_clock(one: Promise, at: datetime) -> Finding:
    soon = one.due.at - at <= looking.SOON
    return Finding(one.id, verdicts.by_clock(one.due, at=at), Risk(None, soon, Reason("due")))


def _at_risk(running: Sequence[tuple[Finding, Promise, Promised]], at: datetime) -> list[Finding]:
    """The risk of those that run: what somebody said outright, else the chance that was learned, else the clock alone."""
    rows = [(finding, one, order, _legs(order)) for finding, one, order in running]
    said = [risk.said_outright(one.due, legs, later=_later(one, order), at=at) for _, one, order, legs in rows]
    ways = [_now(one, order) for _, one, order, _ in rows]
    known = promises.knowledge(roads_of={(way.carrier, way.lane) for way in ways}) if any(one is None for one in said) else None
    chances = risk.chances(known, journeys.of(ways, zone=brands.current().zone), at=at) if known and known.is_enough else None
    parcels = 0 if known else promises.parcels_learned()
    weighed = [chances is not None and risk.can_be_weighed(one.due, made_at=one.made_at) for _, one, _, _ in rows]
    by_clock = [row for row, verdict, by_chance in zip(rows, said, weighed, strict=True) if verdict is None and not by_chance]
    waiting = {leg.carrier for _, _, _, legs in by_clock for leg in legs if leg.state == "created"}
    telling = orders.telling(carriers=sorted(waiting)) if waiting else frozenset()
    found = []
    for i, (finding, one, _, legs) in enumerate(rows):
        verdict = said[i]
        if verdict is None and chances is not None and weighed[i]:
            verdict = risk.judge(*chances[i], was_at_risk=one.state is PromiseState.AT_RISK)
        found.append(
            Finding(
                finding.promise_id,
                finding.verdict,
                verdict or risk.by_clock(one.due, legs, made_at=one.made_at, parcels=parcels, telling=telling, at=at),
            )
        )
    return found


def _later(one: Promise, order: Promised) -> datetime | None:
    """Another, later time that the shop gave since."""
    until = due_rules.of_order(order.promised_from, order.promised_until, one.due.zone).at
    return until if until > one.due.at else None


def _legs(order: Promised) -> list[Leg]:
    return [Leg(one.state.value, one.since, one.delivered_at, one.carrier, one.kind) for one in order.parcels]


def _now(one: Promise, order: Promised) -> Journey:
    handed = [parcel.handed_at for parcel in order.parcels]
    there = max((at for at in handed if at is not None), default=None) if handed and None not in handed else None
    carrier = next((parcel.carrier for parcel in order.parcels), "")
    return Journey(one.made_at, one.due.at, there, None, survival.CENSORED, carrier, order.lane or order.service[:80])


def _journey(way: Way, zone: str) -> Journey:
    ended = way.delivered_at or way.ended_at
    how = survival.DELIVERED if way.delivered_at else survival.OTHER if way.ended_at else survival.CENSORED
    due = due_rules.of_order(way.promised_from, way.promised_until, zone)
    handed = way.handed_at if ended is None or way.handed_at is None or way.handed_at <= ended else ended
    return Journey(way.placed_at, due.at, handed, ended, how, way.carrier, way.lane)
