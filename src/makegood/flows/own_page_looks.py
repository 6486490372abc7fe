"""What somebody sees of themselves on their own page: values in no language, each look with a fixed number of queries. Never writes.

Only what belongs to an address of theirs, and of that only what is theirs to see: their words and what we said to them, where things stand, what
was put right and given. Never a title, a note, a reason, a budget, a policy, a supplier's words or anybody else's; never what has not left the
house; and no surprise before it has come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases import rules as case_rules
from makegood.cases.types import CaseHead, CaseState
from makegood.channels import queries as channels
from makegood.channels.adapters.counter.adapter import CounterAdapter
from makegood.channels.messages import Message, OutgoingState
from makegood.channels.types import Direction
from makegood.gestures import queries as gestures
from makegood.kernel.money import Money
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, Step, StepKind, StepState
from makegood.orders import queries as orders
from makegood.orders.types import LineKind, Order, Parcel, ParcelState
from makegood.promises import queries as promises
from makegood.promises.types import RUNNING, Promise, PromiseKind, PromiseState
from makegood.questions import queries as questions
from makegood.questions import rules as question_rules
from makegood.questions.types import Ended, Question

MOST_CASES, MOST_MESSAGES, MOST_ORDERS, MOST_PROMISES = 12, 200, 50, 30
KEPT_IN_SIGHT = timedelta(days=180)  # after it was put right
PROMISES_IN_SIGHT = timedelta(days=60)  # after it was kept or broken
LONGEST = 1_200  # characters of what was said last
_ON_ITS_WAY = (ParcelState.ACCEPTED, ParcelState.MOVING, ParcelState.CUSTOMS, ParcelState.OUT_FOR_DELIVERY)


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said last: `cut` where there is more of it, `files` by their names."""

    at: datetime
    text: str
    cut: bool
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done for them: "replace", "refund", "credit", "code", "waive_shipping", or "by_hand"."""

    what: str
    at: datetime
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as the person sees it. `due_at` is by when something comes from us, None where nothing is due; `late` where that has passed."""

    case_id: UUID
    harm: str
    titles: tuple[str, ...]  # of what it is about
    order_number: str
    begins: str  # their first words, where nothing else says what it is about
    opened_at: datetime
    resolved_at: datetime | None
    turn: str  # cases.types.Turn
    replied: bool
    due_at: datetime | None
    late: bool
    theirs: Said | None
    ours: Said | None
    done: tuple[Done, ...]

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


@dataclass(frozen=True, slots=True)
class PromiseSeen:
    """A promise with its progress. `progress` is "", "carrier" (with the carrier since `progress_at`), "customs", "out" (out for delivery),
    "pickup" (ready to be fetched), "attempt" (nobody took it), "trouble" or "returning"; `warned` where we told them that it may not hold."""

    kind: PromiseKind
    titles: tuple[str, ...]
    order_number: str
    words: str  # our own words, where it was made in them
    due_on: date | None
    due_at: datetime
    due_from: datetime | None
    state: PromiseState
    state_at: datetime
    progress: str
    progress_at: datetime | None
    carrier: str
    warned: bool


@dataclass(frozen=True, slots=True)
class GiftSeen:
    """Something that they were given. `what` is "money", "credit", "code", "postage" or "thing"; `code` is what they type in at the shop."""

    what: str
    name: str
    amount: Money | None
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionSeen:
    """A question that is asked now, or was answered of late, and what its case is about."""

    question: Question
    harm: str
    titles: tuple[str, ...]
    begins: str


def questions_of(*, identity_ids: Sequence[UUID], since: datetime, at: datetime) -> tuple[QuestionSeen, ...]:
    """What can be answered at this instant, then what was answered from `since` on, the latest first. Three queries."""
    found = questions.of_person(identity_ids=list(identity_ids))
    open_now = [one for one in found if question_rules.is_open(one, at=at)]
    answered = [one for one in found if one.ended is Ended.ANSWERED and one.ended_at and since <= one.ended_at <= at]
    about = [one.case_id for one in (*open_now, *answered) if one.case_id]
    there: dict[UUID, CaseHead] = {one.id: one for one in cases.heads(case_ids=about)}
    bought = {one.number: one for one in orders.orders_of(identity_ids=list(identity_ids), limit=MOST_ORDERS)} if there else {}
    return tuple(
        _question(one, there.get(one.case_id) if one.case_id else None, bought)
        for one in (*open_now, *answered)
        if one.case_id in there
    )


def cases_of(*, identity_ids: Sequence[UUID], at: datetime) -> tuple[CaseSeen, ...]:
    """Their cases in which anything was said, the open ones first, then the latest put right. Six queries and those of their makegoods."""
    mine, found = set(identity_ids), cases.heads(case_ids=cases.case_ids_of(identity_ids=list(identity_ids)))
    there = [one for one in found if one.resolved_at is None or at - one.resolved_at <= KEPT_IN_SIGHT]
    there = sorted(there, key=lambda one: (one.resolved_at is not None, -one.number))[:MOST_CASES]
    said = channels.conversations(
        conversation_ids=[place for one in there for place in one.conversation_ids], limit=MOST_MESSAGES
    )
    bought = {one.number: one for one in orders.orders_of(identity_ids=list(identity_ids), limit=MOST_ORDERS)}
    plans = makegoods.for_occasions(kind="case", ids=[one.id for one in there])
    seen = [
        _case(one, [m for m in said if m.conversation_id in one.conversation_ids and _is_theirs(m, mine)], bought, plans, at)
        for one in there
    ]
    return tuple(one for one in seen if one is not None)


def promises_of(*, identity_ids: Sequence[UUID], at: datetime) -> tuple[PromiseSeen, ...]:
    """What we promised them: what runs, the soonest first, then what ended of late. Never what was withdrawn, nor an offer that is over and of which
    nobody has said how it ended. Four queries."""
    found = promises.ask_of_person(identity_ids=list(identity_ids), limit=MOST_PROMISES).answer
    running = sorted(
        (one for one in found if one.state in RUNNING and (one.kind is not PromiseKind.OFFER or one.due.at > at)),
        key=lambda one: (one.due.at, one.id),
    )
    ended = [one for one in found if one.state in (PromiseState.KEPT, PromiseState.BROKEN)]
    of_late = sorted((one for one in ended if at - one.state_at <= PROMISES_IN_SIGHT), key=lambda one: one.state_at, reverse=True)
    shown = [*running, *of_late]
    bought: dict[UUID, Order] = {one.id: one for one in orders.whole(order_ids=[one.order_id for one in shown if one.order_id])}
    return tuple(_promise(one, bought.get(one.order_id) if one.order_id else None) for one in shown)


def gifts_of(*, identity_ids: Sequence[UUID], at: datetime) -> tuple[GiftSeen, ...]:
    """What they were given on top of what was owed, the latest first. Three queries."""
    plans = makegoods.of_identities(identity_ids=list(identity_ids), since=at - 2 * KEPT_IN_SIGHT)
    given = [(plan, step) for plan in plans for step in plan.steps if step.kind is StepKind.GIVE and _may_be_seen(step, plan)]
    names = {item.code: item.name for item in gestures.catalogue()} if given else {}
    found = [_gift(step, step.done_at, names) for _, step in given if step.done_at]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


# ---------------------------------------------------------------------------------------------------------------------


def _question(one: Question, head: CaseHead | None, bought: dict[str, Order]) -> QuestionSeen:
    order = bought.get(head.order_number) if head else None
    return QuestionSeen(one, head.harm if head else "", _titles(order) if order else (), "")


def _is_theirs(message: Message, mine: set[UUID]) -> bool:
    """What one of their addresses wrote, and what was said to one of them and has left."""
    if message.identity_id not in mine:
        return False
    if message.direction is Direction.IN:
        return message.automatic is None and not message.spam_likely
    return message.state == OutgoingState.SENT


def _case(
    head: CaseHead, said: list[Message], bought: dict[str, Order], plans: dict[UUID, Makegood], at: datetime
) -> CaseSeen | None:
    """None where nothing was said yet: what we saw coming is told to them by a letter, and not before."""
    if not said:
        return None
    own = [one for one in said if one.direction is Direction.IN and one.channel_kind != CounterAdapter.kind]
    ours = [one for one in said if one.direction is Direction.OUT and not _only_asks(one, head)]
    clock = case_rules.read_clock(head.segment, at)
    order, plan = bought.get(head.order_number), plans.get(head.id)
    return CaseSeen(
        case_id=head.id,
        harm=head.harm,
        titles=_titles(order) if order else (),
        order_number=head.order_number if order else "",
        begins=_one_line(own[0].subject or own[0].visible or own[0].text) if own else "",
        opened_at=head.opened_at,
        resolved_at=head.resolved_at if head.state == CaseState.RESOLVED else None,
        turn=str(head.turn),
        replied=head.segment.first_replied_at is not None,
        due_at=clock.due_at,
        late=clock.broken and clock.due_at is not None,
        theirs=_said(own[-1], own[-1].visible or own[-1].text) if own else None,
        ours=_said(ours[-1], ours[-1].text) if ours else None,
        done=tuple(_done(plan)) if plan else (),
    )


def _only_asks(message: Message, head: CaseHead) -> bool:
    """Automatic words after it was put right ask whether it is: that stands on the page as the question."""
    automatic = message.going is not None and message.going.automatic
    return automatic and head.resolved_at is not None and message.at >= head.resolved_at


def _said(message: Message, words: str) -> Said:
    text = words.strip()
    return Said(message.at, text[:LONGEST].rstrip(), len(text) > LONGEST, tuple(file.name for file in message.attachments))


def _one_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 80 else f"{line[:79].rstrip()}…"


def _titles(order: Order) -> tuple[str, ...]:
    return tuple(line.title for line in order.lines if line.kind is LineKind.GOODS)


def _done(plan: Makegood) -> list[Done]:
    fixes = [step for step in plan.steps if step.kind is StepKind.FIX and step.state is StepState.DONE and step.done_at]
    return [Done(step.params.get("command", ""), step.done_at, _amount(step)) for step in fixes if step.done_at]


def _amount(step: Step) -> Money | None:
    minor = step.params.get("amount_minor", "")
    return Money(int(minor), step.cost.currency) if minor else None


def _may_be_seen(step: Step, plan: Makegood) -> bool:
    """What was done and they were told of, or has come; what travels in a parcel as a surprise stays one until that is there."""
    if step.state is not StepState.DONE or step.done_at is None:
        return False
    if step.params.get("told") == "yes":
        return True
    came = any(other.kind is StepKind.WAIT and other.state is StepState.DONE for other in plan.steps)
    return came if step.params.get("with_fix") == "yes" else bool(step.params.get("command"))


_WHAT = {"credit": "credit", "code": "code", "refund": "money", "waive_shipping": "postage"}


def _gift(step: Step, at: datetime, names: dict[str, str]) -> GiftSeen:
    command = step.params.get("command", "")
    what = _WHAT.get(command, "thing")
    name = names.get(step.params.get("code", ""), "")
    return GiftSeen(
        what=what,
        name=name,
        amount=_amount(step) if what != "thing" else None,
        code=step.reference if what == "code" else "",
        at=at,
    )


def _promise(one: Promise, order: Order | None) -> PromiseSeen:
    progress, since, carrier = _progress(order.parcels) if order else ("", None, "")
    return PromiseSeen(
        kind=one.kind,
        titles=_titles(order) if order else (one.what,) if one.kind is PromiseKind.OFFER else (),
        order_number=order.number if order else "",
        words="" if order or one.kind is PromiseKind.OFFER else one.what,
        due_on=one.due.on,
        due_at=one.due.at,
        due_from=one.due.since,
        state=one.state,
        state_at=one.state_at,
        progress=progress if one.state in RUNNING or one.state is PromiseState.BROKEN else "",
        progress_at=since,
        carrier=carrier,
        warned=one.told_at is not None,
    )


def _progress(parcels: Sequence[Parcel]) -> tuple[str, datetime | None, str]:
    """Where the parcel is that is furthest behind."""
    waiting = [one for one in parcels if one.delivered_at is None and one.state is not ParcelState.CANCELLED]
    if not waiting or not waiting[0].moves:
        return "", None, ""
    parcel = waiting[0]
    last = parcel.moves[-1]
    first = next((move.at for move in parcel.moves if move.state in _ON_ITS_WAY), None)
    named = {
        ParcelState.OUT_FOR_DELIVERY: "out",
        ParcelState.CUSTOMS: "customs",
        ParcelState.READY_FOR_PICKUP: "pickup",
        ParcelState.EXCEPTION: "trouble",
        ParcelState.ATTEMPT_FAILED: "attempt",
        ParcelState.RETURNING: "returning",
    }
    if parcel.state in named:
        return named[parcel.state], last.at, parcel.carrier
    return ("carrier", first, parcel.carrier) if first else ("", None, "")
