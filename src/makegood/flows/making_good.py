"""Puts it right: runs an approved plan, step by step, each step once.

A step is taken (committed), done outside any transaction where it talks to the shop, and finished together with what it wrote. Its id is
the key of its one effect: killed at any instant and run again, the shop gets one command and the person one message.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.cases import queries as case_queries
from makegood.cases.actions import calling
from makegood.cases.actions import working as cases
from makegood.cases.types import Case, Foreseen, Turn
from makegood.channels.actions import outbox
from makegood.channels.types import Direction
from makegood.flows import follow_up_due, minding, open_pages, own_page_links, speaking, standing, thanking
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal, Trouble
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import steps
from makegood.makegoods.rules import foretold, running
from makegood.makegoods.rules.courses import BY_HAND
from makegood.makegoods.types import Makegood, MakegoodState, Step, StepKind, StepState
from makegood.orders import queries as orders
from makegood.orders import registry as shops
from makegood.orders.types import CommandKind, ShopCommand
from makegood.people import queries as people
from makegood.people.types import IdentityKind
from makegood.platform import tenancy, work
from makegood.platform.work import Taken

log = logging.getLogger("makegood.flows")

TRIES = 40  # of a step against passing trouble, with the pauses below about a day
OVERDUE_AGAIN = timedelta(hours=24)  # an overdue parcel is shown to a person once a day
_PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
CALL_WITHIN = 60  # minutes of business time
_BY_HAND = {
    "redo": "This is done by your own people. Agree on a time with them, do it, and say here that it is done.",
    "pay_out": "This is paid by hand, because no order holds it. Pay it, and say here how.",
    "look_at": "Wait for what they send, look at it, and say here what you saw. What is owed goes on then.",
}
_OUR_MISTAKE = (
    "A mistake in Makegood itself stopped this step. Try it again: it is never done twice. If it stops again, do it yourselves, "
    "say here how, and tell whoever looks after Makegood: its log says where."
)
_TO_PUT_RIGHT = (StepKind.FIX, StepKind.SAY, StepKind.GIVE, StepKind.WAIT)


def advance(items: Sequence[Taken], at: datetime) -> None:
    """Does every step of one plan that is ready, and comes back when the next one is."""
    (item,) = items
    makegood_id = UUID(item.key)
    while (taken := _take_next(item.brand_id, makegood_id, at)) is not None:
        makegood, step, attempt = taken
        _do(item.brand_id, makegood, step, attempt, at)
    with tenancy.brand(item.brand_id):
        makegood = makegoods.makegood(makegood_id=makegood_id)
        _close_the_case(makegood, at)
        open_pages.of_occasion(makegood.occasion)
        _come_back(item, makegood, at)


def _take_next(brand_id: UUID, makegood_id: UUID, at: datetime) -> tuple[Makegood, Step, int] | None:
    with tenancy.brand(brand_id):
        for step in steps.ready_steps(makegood_id=makegood_id, at=at):
            attempt = steps.start_step(step_id=step.id, at=at)
            if attempt:
                return makegoods.makegood(makegood_id=makegood_id), step, attempt
    return None


def _do(brand_id: UUID, makegood: Makegood, step: Step, attempt: int, at: datetime) -> None:
    try:
        _HOW[step.kind](brand_id, makegood, step, at)
    except (Refusal, Trouble) as trouble:
        passing = isinstance(trouble, Trouble) and not trouble.lasting and attempt < TRIES
        with tenancy.brand(brand_id):
            if passing:
                steps.wait_step(step_id=step.id, due_at=at + _PAUSES[min(attempt, len(_PAUSES)) - 1], attempt=attempt)
            else:
                _stuck(makegood, step, attempt, trouble.sentence, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as bug:
        log.error("step %s failed: %s", step.id, work.without_words(bug))
        with tenancy.brand(brand_id):
            if attempt < work.BUG_TRIES:
                steps.wait_step(step_id=step.id, due_at=at + _PAUSES[0], attempt=attempt)
            else:
                _stuck(makegood, step, attempt, _OUR_MISTAKE, at)


def _stuck(makegood: Makegood, step: Step, attempt: int, trouble: str, at: datetime) -> None:
    """A step failed for good: the plan stops and the case is ours again."""
    if makegood.occasion.kind == "case":
        cases.take_turn(case_id=makegood.occasion.id)
    steps.fail_step(step_id=step.id, trouble=trouble, at=at, attempt=attempt)
    if makegood.occasion.kind == "case":
        cases.reopen(case_id=makegood.occasion.id, by=SYSTEM, at=at)


# How each kind of step is done -------------------------------------------------------------------------------------------


def _fix(brand_id: UUID, makegood: Makegood, step: Step, at: datetime) -> None:
    """The shop does it, once per key; what travels with it goes into the same command. What our own people do waits for them."""
    if step.params["command"] == BY_HAND:
        raise Refusal("by_hand", _BY_HAND[step.params.get("what", "")])
    with tenancy.brand(brand_id):
        shop = shops.shop(orders.shop_connection())
        minded = minding.for_the_pick_list(makegood, at=at) if step.params["command"] == CommandKind.REPLACE else ()
    command = replace(command_of(step, makegood.steps), needs=tuple(one.what for one in minded))
    receipt = shop.carry_out(command)
    with tenancy.brand(brand_id):
        outcome = f"The shop has done it ({receipt.reference})."
        steps.finish_step(step_id=step.id, outcome=outcome, reference=receipt.reference, at=at)
        minding.handed_on(step, minded, at=at)


def _say(brand_id: UUID, makegood: Makegood, step: Step, at: datetime) -> None:
    """Through the gate, to the person in private, once; it counts as the answer of the member who approved it. Where the policy let it
    run, nobody here has seen it: then it is an automatic word, with its hours, its cap and its mark."""
    if step.params.get("by_call") == "yes":
        _call(brand_id, makegood, step, at)
        return
    with tenancy.brand(brand_id):
        case = case_queries.case(case_id=makegood.occasion.id)
        way = speaking.private_way(case)
        unseen = makegood.approved_by_member is None
        by = actors.member(makegood.approved_by_member) if makegood.approved_by_member else SYSTEM
        speech = way.speech(
            step.params["text"], key=f"step:{step.id}", by_member_id=makegood.approved_by_member, automatic=unseen
        )
        outgoing_id = outbox.queue(speech=speech, by=by, at=at)
        own_page_links.enclose(outgoing_id, at=at)
        speaking.keep_with_case(case, outgoing_id, by=by, at=at)
        cases.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=by, at=at, automatic=unseen)
        if case.resolved_at is None:
            cases.wait(case_id=case.id, on=_turn_after(makegood), by=by, at=at)
        steps.finish_step(step_id=step.id, outcome="We told them.", reference=str(outgoing_id), at=at)


def _call(brand_id: UUID, makegood: Makegood, step: Step, at: datetime) -> None:
    """The call stands among those to be made, for whoever approved it, in the next hour of business. Refuses where no number is known."""
    with tenancy.brand(brand_id):
        person = people.persons_of(identity_ids=[makegood.identity_id])[makegood.identity_id]
        number = next((one for one in person.identities if one.kind is IdentityKind.PHONE), None)
        if number is None:
            raise Refusal(
                "no_number", "We know no number of theirs: ask for one in a letter, call, and say here that it is done."
            )
        by = actors.member(makegood.approved_by_member) if makegood.approved_by_member else SYSTEM
        due_at = business.add_business_time(start=at, minutes=CALL_WITHIN, hours=brands.current().hours)
        due_at = minding.when_to_call(makegood.identity_id, due_at=due_at, at=at)
        calling.plan(
            case_id=makegood.occasion.id,
            identity_id=number.id,
            number=number.value,
            due_at=due_at,
            about=makegood.title,
            owner_id=makegood.approved_by_member,
            key=f"step:{step.id}",
            by=by,
            at=at,
        )
        steps.finish_step(step_id=step.id, outcome="The call is on the list.", reference="", at=at)


def _give(brand_id: UUID, makegood: Makegood, step: Step, at: datetime) -> None:
    """What travels in the fix's parcel went with it; money goes through the shop; anything else was set aside for them."""
    reference, outcome = "", "It is set aside for them."
    if step.params.get("command") == BY_HAND:
        raise Refusal("by_hand", _BY_HAND["pay_out"])
    if step.params.get("with_fix") == "yes":
        outcome = "It travels in the same parcel."
    elif step.params.get("command"):
        with tenancy.brand(brand_id):
            shop = shops.shop(orders.shop_connection())
        receipt = shop.carry_out(command_of(step, makegood.steps))
        reference = receipt.detail.get("code") or receipt.reference  # a code is what they type in
        outcome = f"The shop has done it ({reference})."
    with tenancy.brand(brand_id):
        steps.finish_step(step_id=step.id, outcome=outcome, reference=reference, at=at)


def _overdue(brand_id: UUID, makegood: Makegood, step: Step, at: datetime) -> None:
    """The parcel should have arrived: a person looks, and the plan goes on waiting."""
    with tenancy.brand(brand_id):
        if makegood.occasion.kind == "case":
            cases.reopen(case_id=makegood.occasion.id, by=SYSTEM, at=at)
        steps.wait_step(step_id=step.id, due_at=at + OVERDUE_AGAIN)


_HOW: dict[StepKind, Callable[[UUID, Makegood, Step, datetime], None]] = {
    StepKind.FIX: _fix,
    StepKind.SAY: _say,
    StepKind.GIVE: _give,
    StepKind.WAIT: _overdue,
    StepKind.FOLLOW_UP: follow_up_due.ask,
    StepKind.THANK: thanking.after_makegood,
}


def command_of(step: Step, plan: Sequence[Step]) -> ShopCommand:
    """What the shop is asked to do for a step, under the step's own key."""
    params = step.params
    minor = params.get("amount_minor", "")
    return ShopCommand(
        key=step.idempotency_key,
        kind=CommandKind(params["command"]),
        order_number=params.get("order_number", ""),
        amount=Money(int(minor), step.cost.currency) if minor else None,
        items=running.items_of(params.get("items", "")),
        extras=running.parcel_extras(plan) if step.kind is StepKind.FIX and params["command"] == CommandKind.REPLACE else (),
        service=params.get("service", ""),
        return_wanted=params.get("return_wanted") == "yes",
        note=params.get("note", ""),
    )


# Afterwards -----------------------------------------------------------------------------------------------------------


def _turn_after(makegood: Makegood) -> Turn:
    waits = any(step.kind is StepKind.WAIT and step.state is StepState.WAITING for step in makegood.steps)
    return Turn.PARCEL if waits else Turn.THEIRS


def _close_the_case(makegood: Makegood, at: datetime) -> None:
    """Once everything that puts it right is done, the case is resolved; following up comes after. What they wrote since and nobody has
    answered keeps it open, and a case that was opened again since is another matter."""
    if makegood.occasion.kind != "case" or makegood.state not in (MakegoodState.RUNNING, MakegoodState.DONE):
        return
    to_do = [step for step in makegood.steps if step.kind in _TO_PUT_RIGHT]
    if not all(step.state in running.SETTLED for step in to_do):
        return
    done_at = max((step.done_at for step in to_do if step.done_at), default=at)
    case = case_queries.case(case_id=makegood.occasion.id)
    if _only_told(makegood, case):
        return
    if case.resolved_at is None and case.segments[-1].opened_at <= done_at and not _awaits_an_answer(case, makegood):
        cases.resolve(case_id=makegood.occasion.id, how=f"{makegood.title}.", by=SYSTEM, at=done_at)
        person = people.persons_of(identity_ids=[makegood.identity_id])[makegood.identity_id]
        standing.settle_all([standing.Look(person, because=f"{makegood.title}.")], at=done_at)


def _only_told(makegood: Makegood, case: Case) -> bool:
    """They were told of what may still come true: nothing is put right yet, and the parcel will say how it ends."""
    return makegood.name == foretold.TELL_FIRST and case.foreseen == Foreseen.EXPECTED


def _awaits_an_answer(case: Case, makegood: Makegood) -> bool:
    """It is our turn, and theirs was the last word since this was approved."""
    if case.turn is not Turn.OURS:
        return False
    said = speaking.said_with_them(case)
    since = makegood.approved_at or makegood.proposed_at
    return bool(said) and said[-1].direction is Direction.IN and said[-1].automatic is None and said[-1].at > since


def _come_back(item: Taken, makegood: Makegood, at: datetime) -> None:
    """Comes back when the next step is due; a step that another worker holds is looked at again when its lease is over."""
    if makegood.state is not MakegoodState.RUNNING:
        work.finish([item])
        return
    waiting = [step.due_at for step in makegood.steps if step.state is StepState.WAITING and step.due_at and step.due_at > at]
    if any(step.state is StepState.DOING for step in makegood.steps):
        waiting.append(at + timedelta(seconds=steps.LEASE_SECONDS))
    if waiting:
        work.postpone(item, due_at=min(waiting))
    else:
        work.finish([item])
